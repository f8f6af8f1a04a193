//! Holds the board's state, and publishes its changes to the pages and teams that watch.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use dojo_protocol::messages::Moment;
use dojo_protocol::time::{self, SteadyClock};
use tokio::sync::{Notify, broadcast};

use crate::board_state::{BoardState, ChangedParts};
use crate::operations::outcome::StateChange;
use crate::server_sent_event::{encode, to_json};

/// How often and to how slow subscribers updates are published.
#[derive(Clone, Copy, Debug)]
pub struct PublisherSettings {
    /// The least time between two updates, in which changes are gathered: well below what people notice, and well above the cost
    /// of an update.
    pub interval: Duration,
    /// The number of updates that a subscriber may lag behind before it gets the whole board again. Updates are small and the
    /// whole board is not, so this spares slow machines.
    pub capacity: usize,
}

impl Default for PublisherSettings {
    fn default() -> Self {
        Self { interval: Duration::from_millis(200), capacity: 256 }
    }
}

/// An update for everyone who watches.
#[derive(Clone, Debug)]
pub struct Update {
    /// The parts that have changed.
    pub changed: ChangedParts,
    /// The event with the changed parts, which is written once for all pages.
    pub event: Bytes,
}

/// The whole board.
#[derive(Debug)]
pub struct Snapshot {
    /// The number of updates before it.
    update_count: u64,
    written: Instant,
    /// The board as JSON.
    pub json: Bytes,
    /// The event with the board, which all subscribers share.
    pub event: Bytes,
}

/// The board's state and its subscribers.
pub struct Publisher {
    state: RwLock<BoardState>,
    /// The board's clock. It does not follow this machine's, which may be set.
    clock: SteadyClock,
    /// The changes since the last update.
    pending: Mutex<ChangedParts>,
    wake: Notify,
    updates: broadcast::Sender<Arc<Update>>,
    interval: Duration,
    update_count: AtomicU64,
    snapshot: Mutex<Option<Arc<Snapshot>>>,
}

impl Publisher {
    /// Makes a publisher of a state.
    pub fn new(state: BoardState, settings: PublisherSettings) -> Arc<Self> {
        // The board's time never goes back, even if this machine's clock was set back since an earlier board.
        let clock = SteadyClock::starting_at(time::now().max(state.session().seen_at));
        Arc::new(Self {
            state: RwLock::new(state),
            clock,
            pending: Mutex::default(),
            wake: Notify::new(),
            updates: broadcast::channel(settings.capacity).0,
            interval: settings.interval,
            update_count: AtomicU64::new(1),
            snapshot: Mutex::default(),
        })
    }

    /// Returns the board's time.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Shows a trouble with the board on all pages; none withdraws it.
    pub fn set_trouble(&self, trouble: Option<String>) {
        if self.state().trouble() == trouble.as_deref() {
            return;
        }
        self.state.write().unwrap_or_else(PoisonError::into_inner).set_trouble(trouble);
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).session = true;
        self.wake.notify_one();
    }

    /// Returns the state. The writer waits while a caller holds it.
    pub fn state(&self) -> RwLockReadGuard<'_, BoardState> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Applies committed changes to the state, and schedules an update.
    pub fn apply(&self, changes: Vec<StateChange>) {
        if changes.is_empty() {
            return;
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            state.apply(change, &mut pending);
        }
        drop((state, pending));
        self.wake.notify_one();
    }

    /// Subscribes to the updates from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Update>> {
        self.updates.subscribe()
    }

    /// Returns the whole board, no older than the last update or the interval. However many ask, it is written once
    /// between two updates.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        let mut snapshot = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        // Read before the state, which is then no older.
        let update_count = self.update_count.load(Ordering::SeqCst);
        if let Some(last) = &*snapshot
            && last.update_count == update_count
            && last.written.elapsed() < self.interval
        {
            return Arc::clone(last);
        }
        let written = Instant::now();
        let json = to_json(&self.state().whole_view(self.now()));
        let event = encode("whole", &json);
        let new = Arc::new(Snapshot { update_count, written, json: json.into(), event });
        *snapshot = Some(Arc::clone(&new));
        new
    }

    /// Publishes updates for as long as it is polled.
    pub async fn run(&self) {
        loop {
            self.wake.notified().await;
            let changed = std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
            if changed.is_empty() {
                continue;
            }
            let event = encode("news", &to_json(&self.state().changed_view(&changed, self.now())));
            // Counted before it is sent: whoever subscribes in between gets the update twice rather than never.
            self.update_count.fetch_add(1, Ordering::SeqCst);
            // There may be no subscriber.
            let _ = self.updates.send(Arc::new(Update { changed, event }));
            tokio::time::sleep(self.interval).await;
        }
    }
}
