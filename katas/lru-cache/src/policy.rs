//! Policies that choose which entry to evict.

/// A policy that chooses which entry a full [`Cache`](crate::Cache) evicts.
///
/// A policy sees neither keys nor values. Instead, it knows an entry by its *slot*, a number that the entry has from
/// [`inserted`](Self::inserted) to [`removed`](Self::removed). No two entries have the same slot at the same time. Once
/// an entry has left, a later one reuses its slot, so every slot is less than the largest number of entries held at
/// once. This makes slots well suited as indices of a `Vec`.
///
/// The cache calls:
///
/// - `inserted` once for a new entry;
/// - `used` for an entry that is read or written by `get`, `get_mut` or a `put` of its key;
/// - `removed` once for an entry that leaves, whatever the reason (`clear`, for example, calls it for each entry);
/// - `victim` to make room, then `removed` for the returned slot and, in a `put`, `inserted` for the new entry.
///
/// The cache calls `victim` only to evict an entry. If `victim` returns no slot or a free one, the operation panics
/// (rule 4.9).
///
/// If a call breaks these rules, a policy is free to panic.
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

/// A policy that evicts the least recently used entry.
///
/// # Cost
///
/// Each call takes constant time (rule 3.4).
#[derive(Clone, Debug, Default)]
pub struct LeastRecent {
    // Add your fields.
}

impl EvictionPolicy for LeastRecent {
    fn inserted(&mut self, slot: usize) {
        todo!("stage 4")
    }

    fn used(&mut self, slot: usize) {
        todo!("stage 4")
    }

    fn removed(&mut self, slot: usize) {
        todo!("stage 4")
    }

    fn victim(&self) -> Option<usize> {
        todo!("stage 4")
    }
}

/// A policy that evicts the entry that was added first, regardless of uses.
///
/// # Cost
///
/// Each call takes constant time (rule 3.4).
#[derive(Clone, Debug, Default)]
pub struct FirstIn {
    // Add your fields.
}

impl EvictionPolicy for FirstIn {
    fn inserted(&mut self, slot: usize) {
        todo!("stage 4")
    }

    fn used(&mut self, slot: usize) {
        todo!("stage 4")
    }

    fn removed(&mut self, slot: usize) {
        todo!("stage 4")
    }

    fn victim(&self) -> Option<usize> {
        todo!("stage 4")
    }
}
