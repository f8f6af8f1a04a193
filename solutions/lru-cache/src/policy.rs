//! Who leaves when room is needed.

use crate::list::List;

/// Decides which entry a full [`Cache`](crate::Cache) gives up.
///
/// A policy sees no keys and no values. It knows an entry by its *slot*, a number that the entry has from
/// [`inserted`](Self::inserted) to [`removed`](Self::removed). No two entries have one slot at a time; the slot of an
/// entry that left is given to a later one, so every slot is below the largest number of entries that the cache has held
/// at once. That makes slots good indices of a `Vec`.
///
/// The cache keeps to this:
///
/// - an entry that is new: `inserted`, once;
/// - an entry that is read or written through `get`, `get_mut` or a `put` of its key: `used`;
/// - an entry that leaves, for whatever reason: `removed`, once. A cache that is cleared tells it of each entry;
/// - room is needed: `victim`, then `removed` for the slot that it named, then, in a `put`, `inserted` for the new entry.
///
/// It asks for a victim only while it holds an entry. An answer that names no entry makes the operation panic; the
/// cache is then as it was before it asked.
///
/// A policy may panic if it is told of a slot against these rules.
///
/// # Examples
///
/// Most recent first out, the opposite of the usual:
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
    /// A new entry is at `slot`.
    fn inserted(&mut self, slot: usize);

    /// The entry at `slot` was used.
    fn used(&mut self, slot: usize);

    /// The entry at `slot` is gone; another may get the slot.
    fn removed(&mut self, slot: usize);

    /// The slot of the entry to give up next; `None` if there is no entry.
    fn victim(&self) -> Option<usize>;
}

/// Gives up the entry that was not used for the longest time.
///
/// # Cost
///
/// Each call takes constant time. It holds eight bytes a slot.
#[derive(Clone, Debug, Default)]
pub struct LeastRecent {
    /// From the most recent to the least recent.
    pub(crate) order: List,
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

/// Gives up the entry that came first, whatever was used since.
///
/// # Cost
///
/// Each call takes constant time. It holds eight bytes a slot.
#[derive(Clone, Debug, Default)]
pub struct FirstIn {
    /// From the last that came to the first.
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
