//! Policies that choose which entry to evict.

/// Chooses which entry a full [`Cache`](crate::Cache) evicts.
///
/// A policy sees no keys and no values. It knows an entry by its *slot*, a number that the entry has from
/// [`inserted`](Self::inserted) to [`removed`](Self::removed). No two entries have the same slot at a time. A later
/// entry gets the slot of an entry that has left, so every slot is below the largest number of entries that the cache
/// has held at once. That makes slots good indices of a `Vec`.
///
/// The cache calls:
///
/// - `inserted` once for a new entry;
/// - `used` for an entry that is read or written by `get`, `get_mut` or a `put` of its key;
/// - `removed` once for an entry that leaves, for whatever reason. `clear` calls it for each entry;
/// - `victim` when room is needed, then `removed` for the slot that it returned and, in a `put`, `inserted` for the new
///   entry.
///
/// It calls `victim` only while it has an entry. If the answer names no entry, the operation panics, and the cache is
/// as it was before the call.
///
/// A policy may panic if a call breaks these rules.
pub trait EvictionPolicy {
    /// Notes that a new entry is at `slot`.
    fn inserted(&mut self, slot: usize);

    /// Notes that the entry at `slot` was used.
    fn used(&mut self, slot: usize);

    /// Notes that the entry at `slot` has left. A later entry may get the slot.
    fn removed(&mut self, slot: usize);

    /// Returns the slot of the entry to evict next, or `None` if there is no entry.
    fn victim(&self) -> Option<usize>;
}

/// Evicts the entry whose last use is the longest ago.
///
/// # Cost
///
/// Each call takes constant time.
#[derive(Clone, Debug, Default)]
pub struct LeastRecent {
    // The fields are yours.
}

impl EvictionPolicy for LeastRecent {
    fn inserted(&mut self, slot: usize) {
        todo!()
    }

    fn used(&mut self, slot: usize) {
        todo!()
    }

    fn removed(&mut self, slot: usize) {
        todo!()
    }

    fn victim(&self) -> Option<usize> {
        todo!()
    }
}

/// Evicts the entry that came first, whatever was used since.
///
/// # Cost
///
/// Each call takes constant time.
#[derive(Clone, Debug, Default)]
pub struct FirstIn {
    // The fields are yours.
}

impl EvictionPolicy for FirstIn {
    fn inserted(&mut self, slot: usize) {
        todo!()
    }

    fn used(&mut self, slot: usize) {
        todo!()
    }

    fn removed(&mut self, slot: usize) {
        todo!()
    }

    fn victim(&self) -> Option<usize> {
        todo!()
    }
}
