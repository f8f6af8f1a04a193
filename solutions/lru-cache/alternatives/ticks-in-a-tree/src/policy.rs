//! Who leaves when room is needed.

use std::collections::{BTreeMap, btree_map};

/// Decides which entry a full [`Cache`](crate::Cache) gives up.
///
/// A policy knows an entry by its *slot*, a number that the entry has from [`inserted`](Self::inserted) to
/// [`removed`](Self::removed). No two entries have one slot at a time, and every slot is below the largest number of
/// entries that the cache has held at once.
pub trait EvictionPolicy {
    /// A new entry is at `slot`.
    fn inserted(&mut self, slot: usize);

    /// The entry at `slot` was used.
    fn used(&mut self, slot: usize);

    /// The entry at `slot` is gone; another may get the slot.
    fn removed(&mut self, slot: usize);

    /// The slot of the entry to give up next; `None` if there is no entry.
    fn victim(&self) -> Option<usize>;
}

/// Slots in the order of something that happens to them now and again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ticks {
    /// How often something has happened.
    now: u64,
    /// When it last happened to each slot; what is said of a slot that left means nothing.
    last: Vec<u64>,
    /// The slots, by when it last happened to them.
    slots: BTreeMap<u64, usize>,
}

impl Ticks {
    /// It happens to a slot that has left, or is new.
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

    /// The slot to which nothing has happened for the longest time.
    fn first(&self) -> Option<usize> {
        self.slots.values().next().copied()
    }

    /// From the first to the last.
    pub(crate) fn slots(&self) -> btree_map::Values<'_, u64, usize> {
        self.slots.values()
    }
}

/// Gives up the entry that was not used for the longest time.
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

/// Gives up the entry that came first, whatever was used since.
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
