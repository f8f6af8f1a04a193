//! The keeper: the one thread that writes, and what it tells those who watch.
//!
//! Requests that wait at the same time are stored in one transaction, so that many teams cost about as many waits for the disk
//! as one. Only when it is on the disk is a request answered and the picture changed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dojo_protocol::messages::{Moment, Reason, Refusal};
use tokio::sync::{Notify, broadcast, oneshot};

use crate::picture::{Difference, Picture};
use crate::records::{Records, Store, StoreError, Stored};
use crate::session::{Change, Done, Stop};

/// How many requests are stored together at the most.
const TOGETHER: usize = 256;

/// How news are told.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long what is new is gathered before it is told. Well below what anyone notices, well above the cost of telling it.
    pub gather: Duration,
    /// How many pieces of news a browser may lag behind before it gets the whole picture again. News are small and the whole
    /// is not, so that a machine that cannot keep up is not made to do more.
    pub lag: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { gather: Duration::from_millis(200), lag: 256 }
    }
}

/// The board's clock.
pub fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Something new.
#[derive(Clone, Debug)]
pub struct News {
    /// What has changed.
    pub difference: Difference,
    /// The same for the page, as JSON: written once, however many watch.
    pub page: Arc<str>,
}

/// The way to the one thread that writes. Clones share it.
#[derive(Clone)]
pub struct Keeper {
    jobs: Sender<Box<dyn Job>>,
    shared: Arc<Shared>,
}

struct Shared {
    picture: RwLock<Picture>,
    pending: Mutex<Difference>,
    wake: Notify,
    news: broadcast::Sender<Arc<News>>,
    gather: Duration,
    /// How often news were told.
    told: AtomicU64,
    /// The whole picture as JSON, after which news, and when it was written.
    whole: Mutex<Option<(u64, Instant, Arc<str>)>>,
}

impl Keeper {
    /// Starts the thread. It ends when the last clone is gone and all that was asked for is stored.
    pub fn start(store: impl Store + Send + 'static, picture: Picture, pace: Pace) -> (Self, JoinHandle<()>) {
        let (jobs, queue) = channel();
        let shared = Arc::new(Shared {
            picture: RwLock::new(picture),
            pending: Mutex::default(),
            wake: Notify::new(),
            news: broadcast::channel(pace.lag).0,
            gather: pace.gather,
            told: AtomicU64::new(1),
            whole: Mutex::default(),
        });
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::spawn(move || keep(store, &queue, &of_thread));
        (Self { jobs, shared }, thread)
    }

    /// Does `work` in a transaction. When this returns, what it wrote is on the disk.
    ///
    /// `work` may be done again if storing it together with others fails.
    ///
    /// # Errors
    ///
    /// What `work` refuses; [`Reason::Unavailable`] if it cannot be stored.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&dyn Records) -> Done<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        let task = Task { work, outcome: None, reply };
        if self.jobs.send(Box::new(task)).is_err() {
            return Err(unavailable());
        }
        answer.await.unwrap_or_else(|_| Err(unavailable()))
    }

    /// The picture, for a moment: whoever holds it keeps the writer waiting.
    pub fn picture(&self) -> RwLockReadGuard<'_, Picture> {
        self.shared.picture.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is new from now on.
    pub fn watch(&self) -> broadcast::Receiver<Arc<News>> {
        self.shared.news.subscribe()
    }

    /// The whole picture as JSON, with all that was told until now, and the time of day to the [`Pace::gather`]. It is written
    /// once between two pieces of news, however many ask.
    pub fn whole(&self) -> Arc<str> {
        let mut whole = self.shared.whole.lock().unwrap_or_else(PoisonError::into_inner);
        // Before the picture is looked at, which is then no older.
        let told = self.shared.told.load(Ordering::SeqCst);
        if let Some((after, written, text)) = &*whole
            && *after == told
            && written.elapsed() < self.shared.gather
        {
            return Arc::clone(text);
        }
        let written = Instant::now();
        let text =
            serde_json::to_string(&self.picture().whole(now())).expect("plain data can always be written as JSON");
        let text: Arc<str> = text.into();
        *whole = Some((told, written, Arc::clone(&text)));
        text
    }

    /// Tells those who watch what is new, for as long as it is polled.
    pub async fn tell(&self) {
        loop {
            self.shared.wake.notified().await;
            let difference = std::mem::take(&mut *self.shared.pending.lock().unwrap_or_else(PoisonError::into_inner));
            if difference.is_empty() {
                continue;
            }
            let page = {
                let picture = self.picture();
                serde_json::to_string(&picture.news(&difference, now()))
                    .expect("plain data can always be written as JSON")
            };
            // First counted, then told: whoever begins to watch in between hears of it twice, and never not at all.
            self.shared.told.fetch_add(1, Ordering::SeqCst);
            // Nobody may be watching.
            let _ = self.shared.news.send(Arc::new(News { difference, page: page.into() }));
            tokio::time::sleep(self.shared.gather).await;
        }
    }
}

fn unavailable() -> Refusal {
    Refusal {
        reason: Reason::Unavailable,
        message: "the board cannot store anything now: nothing is lost, it is sent again later".to_owned(),
        retry_after_s: Some(5),
    }
}

/// Something to be done in a transaction, whatever its result is.
trait Job: Send {
    /// Does it, and returns what it changes.
    fn attempt(&mut self, records: &dyn Records) -> Stored<Vec<Change>>;
    /// Tells whoever waits how it ended.
    fn answer(self: Box<Self>, stored: bool);
}

struct Task<T, W> {
    work: W,
    outcome: Option<Result<T, Refusal>>,
    reply: oneshot::Sender<Result<T, Refusal>>,
}

impl<T: Send, W: Fn(&dyn Records) -> Done<T> + Send> Job for Task<T, W> {
    fn attempt(&mut self, records: &dyn Records) -> Stored<Vec<Change>> {
        let (outcome, changes) = match (self.work)(records) {
            Ok((value, changes)) => (Ok(value), changes),
            Err(Stop::Refused(refusal)) => (Err(refusal), Vec::new()),
            Err(Stop::Store(error)) => return Err(error),
        };
        self.outcome = Some(outcome);
        Ok(changes)
    }

    fn answer(self: Box<Self>, stored: bool) {
        let outcome = self.outcome.filter(|_| stored).unwrap_or_else(|| Err(unavailable()));
        // Whoever asked may have gone.
        let _ = self.reply.send(outcome);
    }
}

fn keep(mut store: impl Store, queue: &Receiver<Box<dyn Job>>, shared: &Shared) {
    while let Ok(first) = queue.recv() {
        let mut jobs: Vec<Box<dyn Job>> = vec![first];
        jobs.extend(queue.try_iter().take(TOGETHER - 1));
        match attempt(&mut store, &mut jobs) {
            Ok(changes) => {
                show(changes, shared);
                jobs.into_iter().for_each(|job| job.answer(true));
            }
            // One of them may be what cannot be stored: the others are not to pay for it.
            Err(_) => jobs.into_iter().for_each(|job| one_by_one(&mut store, job, shared)),
        }
    }
}

fn one_by_one(store: &mut impl Store, job: Box<dyn Job>, shared: &Shared) {
    let mut jobs = [job];
    let stored = attempt(store, &mut jobs);
    let [job] = jobs;
    match stored {
        Ok(changes) => {
            show(changes, shared);
            job.answer(true);
        }
        Err(StoreError(why)) => {
            eprintln!("error: the board cannot store what it was sent: {why}");
            job.answer(false);
        }
    }
}

fn attempt(store: &mut impl Store, jobs: &mut [Box<dyn Job>]) -> Stored<Vec<Change>> {
    let mut changes = Vec::new();
    store.transact(&mut |records| {
        changes.clear();
        for job in jobs.iter_mut() {
            changes.extend(job.attempt(records)?);
        }
        Ok(())
    })?;
    Ok(changes)
}

fn show(changes: Vec<Change>, shared: &Shared) {
    if changes.is_empty() {
        return;
    }
    let mut picture = shared.picture.write().unwrap_or_else(PoisonError::into_inner);
    let mut pending = shared.pending.lock().unwrap_or_else(PoisonError::into_inner);
    for change in changes {
        picture.apply(change, &mut pending);
    }
    drop((picture, pending));
    shared.wake.notify_one();
}
