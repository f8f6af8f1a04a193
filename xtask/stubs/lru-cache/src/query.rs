//! A cache of the results of queries, which go out of date.

use std::marker::PhantomData;
use std::num::NonZeroUsize;
use std::time::Duration;

use enum_iterator::Sequence;

use crate::clock::{Clock, SystemClock};
use crate::policy::{EvictionPolicy, LeastRecent};

/// Whether queries of the same words in another order are the same query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum WordOrder {
    /// They are two queries.
    Matters,
    /// They are one: words are sorted.
    Ignored,
}

/// What a [`QueryCache`] is made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueryCacheConfig {
    /// How many results are kept at most.
    pub capacity: NonZeroUsize,
    /// The age from which a result has expired.
    pub time_to_live: Duration,
    /// Whether the order of words makes another query.
    pub word_order: WordOrder,
}

/// What a cache of queries has seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stats {
    /// How often a result was asked for and known.
    pub hits: u64,
    /// How often a result was asked for and not known.
    pub misses: u64,
    /// How many results left for others before they expired.
    pub evictions: u64,
    /// How many results left because they had expired, or had expired when they left for others.
    pub expirations: u64,
}

/// The results of queries, for a time.
///
/// Queries are normalized: white space at the ends is dropped, and white space between words counts as one space; case
/// does not matter, and neither does the order of words if [`WordOrder::Ignored`] is asked for.
///
/// A result has expired when its age is at least the time to live. This is noticed when an operation meets the result:
/// one on its own query, or an eviction that takes it. Then it leaves the cache and counts as expired, once. Until then
/// it takes up room.
///
/// # Cost
///
/// Each operation is linear in the length of the query (times its logarithm, if words are sorted), and constant on
/// average in the number of results.
#[derive(Debug)]
pub struct QueryCache<V, C = SystemClock, P = LeastRecent> {
    /// The fields are yours; this one only mentions the parameters.
    yours: PhantomData<(V, C, P)>,
}

impl<V> QueryCache<V> {
    /// An empty cache by the clock of the machine, which gives up the result that was used least recently.
    #[must_use]
    pub fn new(config: QueryCacheConfig) -> Self {
        todo!()
    }
}

impl<V, C: Clock> QueryCache<V, C> {
    /// As [`new`](QueryCache::new), by another clock.
    #[must_use]
    pub fn with_clock(config: QueryCacheConfig, clock: C) -> Self {
        todo!()
    }
}

impl<V, C: Clock, P: EvictionPolicy> QueryCache<V, C, P> {
    /// An empty cache by `clock`, which gives up the results that `policy` names.
    #[must_use]
    pub fn with_clock_and_policy(config: QueryCacheConfig, clock: C, policy: P) -> Self {
        todo!()
    }

    /// The result of `query`, unless it is unknown or has expired; counts as a hit or a miss.
    pub fn get(&mut self, query: &str) -> Option<&V> {
        todo!()
    }

    /// Stores the result of `query`, whose age starts from zero; counts as neither a hit nor a miss.
    pub fn put(&mut self, query: &str, value: V) {
        todo!()
    }

    /// The result of `query`; if it is unknown or has expired, `compute` is given the normalized query, and what it
    /// returns is stored. Counts as a hit or a miss.
    ///
    /// # Errors
    ///
    /// What `compute` returns. Nothing is stored then.
    ///
    /// # Panics
    ///
    /// If `compute` does. Nothing is stored then, and the cache can be used on.
    pub fn get_or_compute<E>(&mut self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<&V, E> {
        todo!()
    }

    /// What the cache has seen so far.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn stats(&self) -> Stats {
        todo!()
    }
}
