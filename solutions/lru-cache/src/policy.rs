//! Policies that choose which entry to evict.

use crate::list::{List, Slots};

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
/// The cache calls `victim` only to evict an entry. If `victim` returns no slot or a free one, the operation panics.
///
/// If a call breaks these rules, a policy is free to panic.
///
/// # Examples
///
/// A policy that evicts the newest entry:
///
/// ```
/// use std::hash::RandomState;
/// use std::num::NonZeroUsize;
///
/// use lru_cache_solution::{Cache, Displaced, EvictionPolicy};
///
/// #[derive(Default)]
/// struct LastIn(Vec<usize>);
///
/// impl EvictionPolicy for LastIn {
///     fn inserted(&mut self, slot: usize) {
///         self.0.push(slot);
///     }
///     fn used(&mut self, _slot: usize) {}
///     fn removed(&mut self, slot: usize) {
///         self.0.retain(|&other| other != slot);
///     }
///     fn victim(&self) -> Option<usize> {
///         self.0.last().copied()
///     }
/// }
///
/// let capacity = NonZeroUsize::new(2).unwrap();
/// let mut cache = Cache::with_policy_and_hasher(capacity, LastIn::default(), RandomState::new());
/// cache.put("one", 1);
/// cache.put("two", 2);
/// assert_eq!(cache.put("three", 3), Displaced::Entry("two", 2));
/// ```
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
/// Each call takes constant time. The order takes eight bytes per slot.
#[derive(Clone, Debug, Default)]
pub struct LeastRecent {
    /// The slots from the most recent to the least recent.
    order: List,
}

impl LeastRecent {
    /// Returns the slots from the most recent to the least recent.
    pub(crate) fn slots(&self) -> Slots<'_> {
        self.order.iter()
    }
}

impl EvictionPolicy for LeastRecent {
    #[inline]
    fn inserted(&mut self, slot: usize) {
        self.order.push_front(slot);
    }

    #[inline]
    fn used(&mut self, slot: usize) {
        self.order.move_to_front(slot);
    }

    #[inline]
    fn removed(&mut self, slot: usize) {
        self.order.remove(slot);
    }

    #[inline]
    fn victim(&self) -> Option<usize> {
        self.order.back()
    }
}

/// A policy that evicts the entry that was added first, regardless of uses.
///
/// # Cost
///
/// Each call takes constant time. The order takes eight bytes per slot.
#[derive(Clone, Debug, Default)]
pub struct FirstIn {
    /// The slots from the newest to the oldest.
    order: List,
}

impl EvictionPolicy for FirstIn {
    #[inline]
    fn inserted(&mut self, slot: usize) {
        self.order.push_front(slot);
    }

    #[inline]
    fn used(&mut self, _slot: usize) {}

    #[inline]
    fn removed(&mut self, slot: usize) {
        self.order.remove(slot);
    }

    #[inline]
    fn victim(&self) -> Option<usize> {
        self.order.back()
    }
}
