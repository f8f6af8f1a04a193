//! Policies for tests.

use std::cell::RefCell;
use std::hash::{Hash, RandomState};
use std::rc::Rc;

use lru_cache::{Cache, EvictionPolicy};

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

/// A notification that a policy received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    Inserted(usize),
    Used(usize),
    Removed(usize),
}

/// A first-in policy that records its notifications and checks their slots.
#[derive(Default)]
pub struct RecordingPolicy {
    slots: Vec<usize>,
    pub notifications: Rc<RefCell<Vec<Notification>>>,
}

impl EvictionPolicy for RecordingPolicy {
    fn inserted(&mut self, slot: usize) {
        assert!(!self.slots.contains(&slot), "inserted({slot}) was called, but another entry has this slot");
        self.slots.push(slot);
        self.notifications.borrow_mut().push(Notification::Inserted(slot));
    }

    fn used(&mut self, slot: usize) {
        assert!(self.slots.contains(&slot), "used({slot}) was called, but no entry has this slot");
        self.notifications.borrow_mut().push(Notification::Used(slot));
    }

    fn removed(&mut self, slot: usize) {
        assert!(self.slots.contains(&slot), "removed({slot}) was called, but no entry has this slot");
        self.slots.retain(|&other| other != slot);
        self.notifications.borrow_mut().push(Notification::Removed(slot));
    }

    fn victim(&self) -> Option<usize> {
        self.slots.first().copied()
    }
}

pub type RecordedCache = Cache<&'static str, u32, RecordingPolicy>;

/// Creates a full cache of a, b and c. Also returns its later notifications and the slots of the entries.
pub fn recorded_cache() -> (RecordedCache, Rc<RefCell<Vec<Notification>>>, [usize; 3]) {
    let policy = RecordingPolicy::default();
    let notifications = Rc::clone(&policy.notifications);
    let mut cache = with_policy(3, policy);
    for (name, value) in [("a", 1), ("b", 2), ("c", 3)] {
        cache.put(name, value);
    }
    let slots = match notifications.take()[..] {
        [Notification::Inserted(a), Notification::Inserted(b), Notification::Inserted(c)] => [a, b, c],
        ref other => panic!("three puts of new keys must send three inserted notifications, got {other:?}"),
    };
    (cache, notifications, slots)
}

/// A policy that chooses whatever a test sets.
#[derive(Default)]
pub struct FixedVictim(pub Rc<RefCell<Option<usize>>>);

impl EvictionPolicy for FixedVictim {
    fn inserted(&mut self, _slot: usize) {}

    fn used(&mut self, _slot: usize) {}

    fn removed(&mut self, _slot: usize) {}

    fn victim(&self) -> Option<usize> {
        *self.0.borrow()
    }
}
