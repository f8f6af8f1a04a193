//! Holds the board's state, and publishes its changes to subscribed pages and teams.

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

/// The settings for publishing updates.
#[derive(Clone, Copy, Debug)]
pub struct PublisherSettings {
    /// The minimum time between two updates. Changes in the meantime are collected and sent together.
    pub interval: Duration,
    /// The number of updates that a subscriber can lag behind before it gets the whole board again.
    ///
    /// Since updates are much smaller than the whole board, a large number helps slow clients.
    pub capacity: usize,
}

impl Default for PublisherSettings {
    fn default() -> Self {
        Self { interval: Duration::from_millis(200), capacity: 256 }
    }
}

/// An update for all subscribers.
#[derive(Clone, Debug)]
pub struct Update {
    /// The parts that have changed.
    pub changed: ChangedParts,
    /// The encoded event with the changed parts. All pages share it.
    pub event: Bytes,
}

/// The whole board at one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// The number of updates published before.
    update_count: u64,
    written: Instant,
    /// The board as JSON.
    pub json: Bytes,
    /// The encoded event with the board. All subscribers share it.
    pub event: Bytes,
}

/// The board's state and its subscribers.
pub struct Publisher {
    state: RwLock<BoardState>,
    /// The board's clock, which ignores changes of this machine's clock.
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
    /// Creates a publisher of `state`.
    pub fn new(state: BoardState, settings: PublisherSettings) -> Arc<Self> {
        // The board's time never goes back, even if this machine's clock was set back since the last board.
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

    /// Records a write that has failed or succeeded. If this changes the problem that pages show, schedules an update.
    pub fn record_write(&self, record: impl FnOnce(&mut BoardState)) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let before = state.trouble();
        record(&mut state);
        if state.trouble() != before {
            self.pending.lock().unwrap_or_else(PoisonError::into_inner).session = true;
            self.wake.notify_one();
        }
    }

    /// Locks the state for reading, so that the writer waits until the lock is released.
    pub fn state(&self) -> RwLockReadGuard<'_, BoardState> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Applies committed changes to the state and schedules an update.
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

    /// Subscribes to all later updates.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Update>> {
        self.updates.subscribe()
    }

    /// Returns the whole board, no older than the last update or the interval.
    ///
    /// All callers between two updates share one encoded copy.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        let mut snapshot = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        // Read before the state, so that the state is at least as new as the count.
        let update_count = self.update_count.load(Ordering::SeqCst);
        if let Some(last) = &*snapshot
            && last.update_count == update_count
            && last.written.elapsed() < self.interval
        {
            return Arc::clone(last);
        }
        let written = Instant::now();
        let json = to_json(&self.state().whole_view(self.now()));
        let event = encode("snapshot", &json);
        let new = Arc::new(Snapshot { update_count, written, json: json.into(), event });
        *snapshot = Some(Arc::clone(&new));
        new
    }

    /// Publishes updates until the future is dropped.
    pub async fn run(&self) {
        loop {
            self.wake.notified().await;
            let changed = std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
            if changed.is_empty() {
                continue;
            }
            let event = encode("update", &to_json(&self.state().changed_view(&changed, self.now())));
            // Incremented before sending, so that a new subscriber may get this update twice but never misses it.
            self.update_count.fetch_add(1, Ordering::SeqCst);
            // There may be no subscriber.
            let _ = self.updates.send(Arc::new(Update { changed, event }));
            tokio::time::sleep(self.interval).await;
        }
    }
}
