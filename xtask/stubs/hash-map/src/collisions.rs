//! What a map asks of a way to deal with collisions, and the way that is used unless another is named.

use std::marker::PhantomData;
use std::num::NonZeroUsize;

use crate::error::TableError;

/// Where entries go whose hashes collide: an index from hashes to the ids of entries.
///
/// A map numbers its entries and owns them; an implementation of this trait remembers which id was recorded under which
/// hash, and sees neither keys nor values. What a map promises:
///
/// - It records an id that is not recorded, and never more ids at a time than there are buckets.
/// - An id is less than the greatest length that the map has had, the insertion in progress included.
/// - It forgets an id under the hash under which it was recorded.
/// - It never changes the number of buckets of an index: to grow or shrink, it makes a new one and records every entry
///   there, under the same hash.
///
/// What happens when a promise is broken is up to the implementation.
pub trait Collisions: Sized {
    /// An index without ids, of exactly `buckets` buckets.
    ///
    /// # Errors
    ///
    /// [`TableError::TooManyBuckets`] if so many cannot be represented or allocated.
    ///
    /// # Cost
    ///
    /// Proportional to `buckets` at most.
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError>;

    /// The number of buckets, which is the number that the index was made with.
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

    /// Asks `matches` about the ids recorded under `hash`, one after the other, until it says `true`; that id is the
    /// answer, and `None` if there is none.
    ///
    /// It may ask about ids recorded under other hashes as well, but about no id twice, and about none that is not
    /// recorded.
    ///
    /// # Cost
    ///
    /// Constant on average, if hashes are spread evenly.
    fn find(&self, hash: u64, matches: impl FnMut(usize) -> bool) -> Option<usize>;

    /// Forgets `id`, which was recorded under `hash`.
    ///
    /// # Cost
    ///
    /// Constant on average, if hashes are spread evenly.
    fn remove(&mut self, hash: u64, id: usize);

    /// Forgets every id; the number of buckets stays.
    ///
    /// # Cost
    ///
    /// Proportional to the number of buckets.
    fn clear(&mut self);
}

/// Separate chaining, the default way to collide: each bucket has a chain of the ids recorded in it.
///
/// It accepts ids that are larger than the number of buckets, too, and needs memory in proportion to the largest.
#[derive(Clone, Debug)]
pub struct Chaining {
    // A place holder: the fields are yours.
    _yours: PhantomData<usize>,
}

impl Collisions for Chaining {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        todo!()
    }

    fn bucket_count(&self) -> NonZeroUsize {
        todo!()
    }

    fn insert(&mut self, hash: u64, id: usize) {
        todo!()
    }

    fn find(&self, hash: u64, matches: impl FnMut(usize) -> bool) -> Option<usize> {
        todo!()
    }

    fn remove(&mut self, hash: u64, id: usize) {
        todo!()
    }

    fn clear(&mut self) {
        todo!()
    }
}
