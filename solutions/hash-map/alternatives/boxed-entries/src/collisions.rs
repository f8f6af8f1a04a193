//! The interface between a map and its collision strategy.

use std::num::NonZeroUsize;

use crate::error::TableError;

/// A collision strategy: an index from hashes to the ids of entries.
///
/// A map owns its entries and gives each of them an id. An implementation of this trait only records these ids under
/// hashes, so it sees neither keys nor values. In return, the map guarantees (rule 7.2):
///
/// - It records no id twice, and never more ids at a time than there are buckets.
/// - An id is less than the maximum length the map has had, including the insertion in progress.
/// - It removes an id with the hash under which it was recorded.
/// - It never changes the number of buckets of an index. To grow or shrink, it creates a new index and records every
///   entry there under the same hash.
///
/// If the map breaks a guarantee, the implementation may behave in any way.
pub trait Collisions: Sized {
    /// Returns an empty index of exactly `buckets` buckets.
    ///
    /// # Errors
    ///
    /// Returns [`TableError::TooManyBuckets`] if that many buckets cannot be represented or allocated (rule 7.5).
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError>;

    /// Returns the number of buckets the index was created with.
    fn bucket_count(&self) -> NonZeroUsize;

    /// Records `id` under `hash`.
    fn insert(&mut self, hash: u64, id: usize);

    /// Returns the first id recorded under `hash` for which `matches` returns true.
    ///
    /// Calls `matches` only with recorded ids, and at most once per id. Some of these ids may be recorded under other
    /// hashes.
    fn find(&self, hash: u64, matches: impl FnMut(usize) -> bool) -> Option<usize>;

    /// Removes `id`, which is recorded under `hash`.
    fn remove(&mut self, hash: u64, id: usize);

    /// Removes every id and keeps the number of buckets.
    fn clear(&mut self);
}
