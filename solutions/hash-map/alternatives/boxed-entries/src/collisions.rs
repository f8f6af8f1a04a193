//! The interface between a map and its collision strategy.

use std::num::NonZeroUsize;

use crate::error::TableError;

/// A strategy for collisions: an index from hashes to the ids of entries.
///
/// A map owns its entries and gives each an id. An implementation of this trait remembers which id was recorded under
/// which hash, and sees neither keys nor values. The map guarantees:
///
/// - It records no id twice, and never more ids at a time than there are buckets.
/// - An id is less than the greatest length that the map has had, including the insertion in progress.
/// - It removes an id under the hash under which it was recorded.
/// - It never changes the number of buckets of an index: to grow or shrink, it creates a new one and records every
///   entry there under the same hash.
///
/// An implementation may do anything when a guarantee is broken.
pub trait Collisions: Sized {
    /// Returns an empty index of exactly `buckets` buckets.
    ///
    /// # Errors
    ///
    /// [`TableError::TooManyBuckets`] if that many cannot be represented or allocated.
    ///
    /// # Cost
    ///
    /// Proportional to `buckets` at most.
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError>;

    /// Returns the number of buckets that the index was created with.
    ///
    /// # Cost
    ///
    /// Constant.
    fn bucket_count(&self) -> NonZeroUsize;

    /// Records `id` under `hash`.
    ///
    /// # Cost
    ///
    /// Constant on average, if hashes are spread evenly.
    fn insert(&mut self, hash: u64, id: usize);

    /// Calls `matches` with the ids recorded under `hash`, one after the other, and returns the first for which it is
    /// true, or `None`.
    ///
    /// May also call it with ids recorded under other hashes, but with no id twice, and only with recorded ones.
    ///
    /// # Cost
    ///
    /// Constant on average, if hashes are spread evenly.
    fn find(&self, hash: u64, matches: impl FnMut(usize) -> bool) -> Option<usize>;

    /// Removes `id`, which was recorded under `hash`.
    ///
    /// # Cost
    ///
    /// Constant on average, if hashes are spread evenly.
    fn remove(&mut self, hash: u64, id: usize);

    /// Removes every id, and keeps the buckets.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    fn clear(&mut self);
}
