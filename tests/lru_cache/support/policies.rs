//! Policies for tests.

use std::hash::{Hash, RandomState};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use lru_cache::{Cache, EvictionPolicy};
use testkit::CallLog;

use super::capacity;

/// Creates an empty cache with a capacity of `room` and this policy.
pub fn with_policy<K: Hash + Eq, V, P: EvictionPolicy>(room: usize, policy: P) -> Cache<K, V, P> {
    Cache::with_policy_and_hasher(capacity(room), policy, RandomState::new())
}

/// A policy that evicts the most recently used entry.
#[derive(Debug, Default)]
pub struct MostRecent(Vec<usize>);

impl EvictionPolicy for MostRecent {
    fn inserted(&mut self, slot: usize) {
        self.0.push(slot);
    }

    fn used(&mut self, slot: usize) {
        self.removed(slot);
        self.inserted(slot);
    }

    fn removed(&mut self, slot: usize) {
        self.0.retain(|&other| other != slot);
    }

    fn victim(&self) -> Option<usize> {
        self.0.last().copied()
    }
}

/// A call that a policy received, with the slot. For `victim`, this is the returned slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Inserted(usize),
    Used(usize),
    Removed(usize),
    Victim(usize),
}

/// A first-in policy that records its calls and checks their slots.
#[derive(Clone, Default)]
pub struct RecordingPolicy {
    slots: Vec<usize>,
    /// The largest number of slots at once.
    most: usize,
    pub calls: CallLog<Call>,
}

impl EvictionPolicy for RecordingPolicy {
    fn inserted(&mut self, slot: usize) {
        assert!(!self.slots.contains(&slot), "inserted({slot}) was called, but another entry has this slot");
        self.slots.push(slot);
        self.most = self.most.max(self.slots.len());
        assert!(slot < self.most, "slot {slot} is too large for at most {} entries at once", self.most);
        self.calls.record(Call::Inserted(slot));
    }

    fn used(&mut self, slot: usize) {
        assert!(self.slots.contains(&slot), "used({slot}) was called, but no entry has this slot");
        self.calls.record(Call::Used(slot));
    }

    fn removed(&mut self, slot: usize) {
        assert!(self.slots.contains(&slot), "removed({slot}) was called, but no entry has this slot");
        self.slots.retain(|&other| other != slot);
        self.calls.record(Call::Removed(slot));
    }

    fn victim(&self) -> Option<usize> {
        let slot = *self.slots.first().expect("victim was called, but no entry is left to evict");
        self.calls.record(Call::Victim(slot));
        Some(slot)
    }
}

pub type RecordedCache = Cache<&'static str, u32, RecordingPolicy>;

/// Creates a full cache of a, b and c. Also returns its later calls and the slots of the entries.
pub fn recorded_cache() -> (RecordedCache, CallLog<Call>, [usize; 3]) {
    let policy = RecordingPolicy::default();
    let calls = policy.calls.clone();
    let mut cache = with_policy(3, policy);
    for (name, value) in [("a", 1), ("b", 2), ("c", 3)] {
        cache.put(name, value);
    }
    let slots = match calls.take()[..] {
        [Call::Inserted(a), Call::Inserted(b), Call::Inserted(c)] => [a, b, c],
        ref other => panic!("three puts of new keys with room must call inserted three times, got {other:?}"),
    };
    (cache, calls, slots)
}

/// A policy that chooses whatever a test sets, and records its notifications.
#[derive(Clone, Debug, Default)]
pub struct FixedVictim {
    victim: Arc<Mutex<Option<usize>>>,
    pub notifications: CallLog<Call>,
}

impl FixedVictim {
    /// Sets the result of `victim`.
    pub fn choose(&self, victim: Option<usize>) {
        *self.victim.lock().expect("no thread panics while it holds this lock") = victim;
    }
}

impl EvictionPolicy for FixedVictim {
    fn inserted(&mut self, slot: usize) {
        self.notifications.record(Call::Inserted(slot));
    }

    fn used(&mut self, slot: usize) {
        self.notifications.record(Call::Used(slot));
    }

    fn removed(&mut self, slot: usize) {
        self.notifications.record(Call::Removed(slot));
    }

    fn victim(&self) -> Option<usize> {
        *self.victim.lock().expect("no thread panics while it holds this lock")
    }
}

/// A first-in policy, one of whose notifications panics if a test asks for it. It accepts any slot in the others, because
/// after a panic, it may know other slots than the cache.
#[derive(Debug)]
pub struct PanickingPolicy {
    slots: Vec<usize>,
    /// The number of the notification that panics, counted from 1, or 0 if none does.
    panics_at: Arc<AtomicUsize>,
    /// Whether the policy follows that notification before it panics.
    notes_first: bool,
}

impl PanickingPolicy {
    /// Creates a policy and the number of its next notification that panics: 1 for the next one, 0 for none.
    pub fn new(notes_first: bool) -> (Self, Arc<AtomicUsize>) {
        let panics_at = Arc::default();
        (Self { slots: Vec::new(), panics_at: Arc::clone(&panics_at), notes_first }, panics_at)
    }

    fn notify(&mut self, change: impl FnOnce(&mut Vec<usize>)) {
        let left = self.panics_at.load(Ordering::SeqCst);
        self.panics_at.store(left.saturating_sub(1), Ordering::SeqCst);
        if left != 1 || self.notes_first {
            change(&mut self.slots);
        }
        if left == 1 {
            resume_unwind(Box::new("on purpose"));
        }
    }
}

impl EvictionPolicy for PanickingPolicy {
    fn inserted(&mut self, slot: usize) {
        self.notify(|slots| {
            slots.retain(|&other| other != slot);
            slots.push(slot);
        });
    }

    fn used(&mut self, _slot: usize) {
        self.notify(|_| {});
    }

    fn removed(&mut self, slot: usize) {
        self.notify(|slots| slots.retain(|&other| other != slot));
    }

    fn victim(&self) -> Option<usize> {
        self.slots.first().copied()
    }
}

/// Creates a full cache of the keys 0 to 2, with ten times the key as the value, whose policy the test controls.
///
/// Also returns the slots of the three entries.
pub fn controlled_cache() -> (Cache<u32, u32, FixedVictim>, FixedVictim, [usize; 3]) {
    let policy = FixedVictim::default();
    let mut cache = with_policy(3, policy.clone());
    let slots = [0, 1, 2].map(|key| {
        cache.put(key, key * 10);
        match policy.notifications.take()[..] {
            [Call::Inserted(slot)] => slot,
            ref other => panic!("a put of a new key with room must call inserted, got {other:?}"),
        }
    });
    (cache, policy, slots)
}
