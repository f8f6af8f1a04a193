//! A cache for the results of queries, with expiry.

use std::marker::PhantomData;
use std::num::NonZeroUsize;
use std::time::Duration;

use enum_iterator::Sequence;

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};

/// A setting that decides whether word order distinguishes queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum WordOrder {
    /// Queries with the same words in another order are different.
    Matters,
    /// Queries with the same words in any order are equal, since words are sorted.
    Ignored,
}

/// The settings of a [`QueryCache`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueryCacheConfig {
    /// The largest number of results.
    pub capacity: NonZeroUsize,
    /// The age at which a result expires.
    pub time_to_live: Duration,
    /// The setting for word order.
    pub word_order: WordOrder,
}

/// The statistics of a query cache since its creation.
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

/// A cache for the results of queries. Each result expires after a time to live.
///
/// Queries are normalized, that is, white space at the ends is dropped, white space between words becomes one space,
/// and letters become lower case. With [`WordOrder::Ignored`], the words are also sorted.
///
/// A result expires as soon as its age reaches the time to live, but it stays in the cache and takes up room until an
/// operation on its query finds it or until it is evicted. Either way, it then counts as one expiration.
#[derive(Debug)]
pub struct QueryCache<V, C = SystemClock, P = LeastRecent> {
    /// A placeholder that uses the type parameters. Replace it with your fields.
    yours: PhantomData<(V, C, P)>,
}

impl<V> QueryCache<V> {
    /// Creates an empty cache that uses the system clock and evicts the least recently used result.
    #[must_use]
    pub fn new(config: QueryCacheConfig) -> Self {
        todo!("stage 6")
    }
}

impl<V, C: Clock> QueryCache<V, C> {
    /// Same as [`new`](QueryCache::new), with another clock.
    #[must_use]
    pub fn with_clock(config: QueryCacheConfig, clock: C) -> Self {
        todo!("stage 6")
    }
}

impl<V, C: Clock, P: EvictionPolicy> QueryCache<V, C, P> {
    /// Creates an empty cache with a clock and an eviction policy.
    #[must_use]
    pub fn with_clock_and_policy(config: QueryCacheConfig, clock: C, policy: P) -> Self {
        todo!("stage 6")
    }

    /// Returns the result of `query`, or `None` if it is unknown or has expired. Counts as a hit or a miss.
    pub fn get(&mut self, query: &str) -> Option<&V> {
        todo!("stage 6")
    }

    /// Stores the result of `query` with age zero. Counts as neither a hit nor a miss.
    pub fn put(&mut self, query: &str, value: V) {
        todo!("stage 6")
    }

    /// Returns the result of `query`. If it is unknown or has expired, calls `compute` with the normalized query and
    /// stores the result. Counts as a hit or a miss.
    ///
    /// # Errors
    ///
    /// If `compute` fails, returns its error and stores nothing (rule 6.12).
    ///
    /// # Panics
    ///
    /// Panics if `compute` does. Nothing is stored in this case, and the cache stays usable (rule 6.12).
    pub fn get_or_compute<E>(&mut self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<&V, E> {
        todo!("stage 6")
    }

    /// Returns the statistics since the cache was created.
    #[must_use]
    pub fn stats(&self) -> Stats {
        todo!("stage 6")
    }
}
