//! Policies that choose which entry to evict.

use std::collections::{BTreeMap, btree_map};

/// A policy that chooses which entry a full [`Cache`](crate::Cache) evicts.
///
/// A policy knows an entry by its *slot*, a number that the entry has from [`inserted`](Self::inserted) to
/// [`removed`](Self::removed). No two entries have the same slot at the same time, and since slots are reused, every
/// slot is less than the largest number of entries held at once.
pub trait EvictionPolicy {
    /// Notes that a new entry is at `slot`.
    fn inserted(&mut self, slot: usize);

    /// Notes that the entry at `slot` was used.
    fn used(&mut self, slot: usize);

    /// Notes that the entry at `slot` has left. A later entry can reuse the slot.
    fn removed(&mut self, slot: usize);

    /// Returns the slot of the entry to evict next, or `None` if there is none.
    fn victim(&self) -> Option<usize>;
}

/// Slots ordered by their last event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ticks {
    /// The number of events so far.
    now: u64,
    /// The tick of the last event of each slot. Values of removed slots are meaningless.
    last: Vec<u64>,
    /// The slots by the tick of their last event.
    slots: BTreeMap<u64, usize>,
}

impl Ticks {
    /// Adds a slot, which must not be in the order, with a new tick.
    fn insert(&mut self, slot: usize) {
        self.now += 1;
        if self.last.len() <= slot {
            self.last.resize(slot + 1, 0);
        }
        self.last[slot] = self.now;
        self.slots.insert(self.now, slot);
    }

    fn remove(&mut self, slot: usize) {
        self.slots.remove(&self.last[slot]);
    }

    /// Returns the slot with the oldest last event.
    fn first(&self) -> Option<usize> {
        self.slots.values().next().copied()
    }

    /// Iterates over the slots from the first to the last.
    pub(crate) fn slots(&self) -> btree_map::Values<'_, u64, usize> {
        self.slots.values()
    }
}

/// A policy that evicts the least recently used entry.
///
/// # Cost
///
/// Each call is logarithmic in the number of entries.
#[derive(Clone, Debug, Default)]
pub struct LeastRecent {
    pub(crate) uses: Ticks,
}

impl EvictionPolicy for LeastRecent {
    fn inserted(&mut self, slot: usize) {
        self.uses.insert(slot);
    }

    fn used(&mut self, slot: usize) {
        self.uses.remove(slot);
        self.uses.insert(slot);
    }

    fn removed(&mut self, slot: usize) {
        self.uses.remove(slot);
    }

    fn victim(&self) -> Option<usize> {
        self.uses.first()
    }
}

/// A policy that evicts the entry that was added first, regardless of uses.
///
/// # Cost
///
/// Each call is logarithmic in the number of entries, except [`used`](EvictionPolicy::used), which does nothing.
#[derive(Clone, Debug, Default)]
pub struct FirstIn {
    arrivals: Ticks,
}

impl EvictionPolicy for FirstIn {
    fn inserted(&mut self, slot: usize) {
        self.arrivals.insert(slot);
    }

    fn used(&mut self, _slot: usize) {}

    fn removed(&mut self, slot: usize) {
        self.arrivals.remove(slot);
    }

    fn victim(&self) -> Option<usize> {
        self.arrivals.first()
    }
}
