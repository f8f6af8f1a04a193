//! A cache for the results of queries, which expire.

use std::marker::PhantomData;
use std::num::NonZeroUsize;
use std::time::Duration;

use enum_iterator::Sequence;

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};

/// Whether queries of the same words in another order are the same query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum WordOrder {
    /// They are different queries.
    Matters,
    /// They are the same query: words are sorted.
    Ignored,
}

/// The settings of a [`QueryCache`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueryCacheConfig {
    /// The largest number of results.
    pub capacity: NonZeroUsize,
    /// The age from which a result has expired.
    pub time_to_live: Duration,
    /// Whether the order of words makes another query.
    pub word_order: WordOrder,
}

/// Counts of what a query cache has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stats {
    /// Requests for a result that was known.
    pub hits: u64,
    /// Requests for a result that was not known.
    pub misses: u64,
    /// Results evicted before they had expired.
    pub evictions: u64,
    /// Results removed because they had expired, and results evicted after they had expired.
    pub expirations: u64,
}

/// A cache for the results of queries, each of which expires after a time.
///
/// Queries are normalized: white space at the ends is dropped, white space between words counts as one space, and case
/// does not matter. With [`WordOrder::Ignored`] the order of words does not matter either.
///
/// A result has expired when its age is at least the time to live. An operation notices that when it meets the result:
/// one on its own query, or an eviction that takes it. The result leaves the cache then and counts as expired, once.
/// Until then it takes up room.
///
/// # Cost
///
/// Each operation is linear in the length of the query (times its logarithm, if words are sorted), and constant on
/// average in the number of results.
#[derive(Debug)]
pub struct QueryCache<V, C = SystemClock, P = LeastRecent> {
    /// A placeholder that names the type parameters: the fields are yours.
    yours: PhantomData<(V, C, P)>,
}

impl<V> QueryCache<V> {
    /// Creates an empty cache with the system's clock. It evicts the least recently used result.
    #[must_use]
    pub fn new(config: QueryCacheConfig) -> Self {
        todo!()
    }
}

impl<V, C: Clock> QueryCache<V, C> {
    /// Does the same as [`new`](QueryCache::new), with another clock.
    #[must_use]
    pub fn with_clock(config: QueryCacheConfig, clock: C) -> Self {
        todo!()
    }
}

impl<V, C: Clock, P: EvictionPolicy> QueryCache<V, C, P> {
    /// Creates an empty cache with a clock and an eviction policy.
    #[must_use]
    pub fn with_clock_and_policy(config: QueryCacheConfig, clock: C, policy: P) -> Self {
        todo!()
    }

    /// Returns the result of `query`, or `None` if it is unknown or has expired. Counts as a hit or a miss.
    pub fn get(&mut self, query: &str) -> Option<&V> {
        todo!()
    }

    /// Stores the result of `query` with the age zero. Counts as neither a hit nor a miss.
    pub fn put(&mut self, query: &str, value: V) {
        todo!()
    }

    /// Returns the result of `query`. If it is unknown or has expired, calls `compute` with the normalized query and
    /// stores what that returns. Counts as a hit or a miss.
    ///
    /// # Errors
    ///
    /// Returns the error of `compute`. Nothing is stored then.
    ///
    /// # Panics
    ///
    /// Panics if `compute` does. Nothing is stored then, and the cache stays usable.
    pub fn get_or_compute<E>(&mut self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<&V, E> {
        todo!()
    }

    /// Returns the counts since the cache was created.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn stats(&self) -> Stats {
        todo!()
    }
}
