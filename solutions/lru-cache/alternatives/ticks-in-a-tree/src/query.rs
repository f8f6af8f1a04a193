//! A cache for the results of queries, with expiry.

use std::hash::RandomState;
use std::num::NonZeroUsize;
use std::time::Duration;

use enum_iterator::Sequence;

use crate::cache::{Cache, Displaced};
use crate::clock::{Clock, SystemClock, Timestamp};
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
/// A result expires as soon as its age reaches the time to live, but it stays in the cache until an operation on its
/// query finds it or until it is evicted.
#[derive(Debug)]
pub struct QueryCache<V, C = SystemClock, P = LeastRecent> {
    /// The results, each with the time it was stored.
    results: Cache<String, (Timestamp, V), P>,
    pub(crate) stats: Stats,
    config: QueryCacheConfig,
    clock: C,
}

impl<V> QueryCache<V> {
    /// Creates an empty cache that uses the system clock and evicts the least recently used result.
    #[must_use]
    pub fn new(config: QueryCacheConfig) -> Self {
        Self::with_clock(config, SystemClock::new())
    }
}

impl<V, C: Clock> QueryCache<V, C> {
    /// Same as [`new`](QueryCache::new), with another clock.
    #[must_use]
    pub fn with_clock(config: QueryCacheConfig, clock: C) -> Self {
        Self::with_clock_and_policy(config, clock, LeastRecent::default())
    }
}

impl<V, C: Clock, P: EvictionPolicy> QueryCache<V, C, P> {
    /// Creates an empty cache with a clock and an eviction policy.
    #[must_use]
    pub fn with_clock_and_policy(config: QueryCacheConfig, clock: C, policy: P) -> Self {
        let results = Cache::with_policy_and_hasher(config.capacity, policy, RandomState::new());
        Self { results, stats: Stats::default(), config, clock }
    }

    /// Returns the result of `query`, or `None` if it is unknown or has expired. Counts as a hit or a miss.
    pub fn get(&mut self, query: &str) -> Option<&V> {
        let key = self.key(query);
        if !self.has(&key) {
            self.stats.misses += 1;
            return None;
        }
        Some(self.hit(&key))
    }

    /// Stores the result of `query` with age zero. Counts as neither a hit nor a miss.
    pub fn put(&mut self, query: &str, value: V) {
        let key = self.key(query);
        self.store(key, value);
    }

    /// Returns the result of `query`. If it is unknown or has expired, calls `compute` with the normalized query and
    /// stores the result. Counts as a hit or a miss.
    ///
    /// # Errors
    ///
    /// If `compute` fails, returns its error and stores nothing.
    ///
    /// # Panics
    ///
    /// Panics if `compute` does. Nothing is stored in this case, and the cache stays usable.
    pub fn get_or_compute<E>(&mut self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<&V, E> {
        let key = self.key(query);
        if self.has(&key) {
            return Ok(self.hit(&key));
        }
        self.stats.misses += 1;
        let value = compute(&key)?;
        self.store(key.clone(), value);
        let (_, value) = self.results.peek(&key).expect("the result was just stored");
        Ok(value)
    }

    /// Returns the statistics since the cache was created.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// Returns the normalized form of a query: one pass over its characters, then lower case.
    pub(crate) fn key(&self, query: &str) -> String {
        let mut key = String::with_capacity(query.len());
        for c in query.chars() {
            if !c.is_whitespace() {
                key.push(c);
            } else if !key.is_empty() && !key.ends_with(' ') {
                key.push(' ');
            }
        }
        let key = key.trim_end().to_lowercase();
        match self.config.word_order {
            WordOrder::Matters => key,
            WordOrder::Ignored => {
                let mut words: Vec<_> = key.split(' ').collect();
                words.sort_unstable();
                words.join(" ")
            }
        }
    }

    fn has_expired(&self, stored: Timestamp) -> bool {
        self.clock.now().since(stored) >= self.config.time_to_live
    }

    /// Returns true if a key has a result. Removes a result that has expired.
    pub(crate) fn has(&mut self, key: &str) -> bool {
        let Some(&(stored, _)) = self.results.peek(key) else { return false };
        let expired = self.has_expired(stored);
        if expired {
            self.results.remove(key);
            self.stats.expirations += 1;
        }
        !expired
    }

    /// Returns the result of a key that has one, and counts a hit.
    pub(crate) fn hit(&mut self, key: &str) -> &V {
        self.stats.hits += 1;
        let (_, value) = self.results.get(key).expect("a hit has a result");
        value
    }

    /// Stores a result under a key.
    pub(crate) fn store(&mut self, key: String, value: V) {
        // Remove an expired result first, so that the new one is a new entry.
        self.has(&key);
        let now = self.clock.now();
        if let Displaced::Entry(_, (stored, _)) = self.results.put(key, (now, value)) {
            match self.has_expired(stored) {
                true => self.stats.expirations += 1,
                false => self.stats.evictions += 1,
            }
        }
    }
}
