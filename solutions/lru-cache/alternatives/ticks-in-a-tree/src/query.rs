//! A cache of the results of queries, which go out of date.

use std::hash::RandomState;
use std::num::NonZeroUsize;
use std::time::Duration;

use enum_iterator::Sequence;

use crate::cache::{Cache, Displaced};
use crate::clock::{Clock, SystemClock, Timestamp};
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
/// A result has expired when its age is at least the time to live. It leaves when an operation meets it: one on its own
/// query, or an eviction that takes it.
#[derive(Debug)]
pub struct QueryCache<V, C = SystemClock, P = LeastRecent> {
    /// With when each was stored.
    results: Cache<String, (Timestamp, V), P>,
    pub(crate) stats: Stats,
    config: QueryCacheConfig,
    clock: C,
}

impl<V> QueryCache<V> {
    /// An empty cache by the clock of the machine, which gives up the result that was used least recently.
    #[must_use]
    pub fn new(config: QueryCacheConfig) -> Self {
        Self::with_clock(config, SystemClock::new())
    }
}

impl<V, C: Clock> QueryCache<V, C> {
    /// As [`new`](QueryCache::new), by another clock.
    #[must_use]
    pub fn with_clock(config: QueryCacheConfig, clock: C) -> Self {
        Self::with_clock_and_policy(config, clock, LeastRecent::default())
    }
}

impl<V, C: Clock, P: EvictionPolicy> QueryCache<V, C, P> {
    /// An empty cache by `clock`, which gives up the results that `policy` names.
    #[must_use]
    pub fn with_clock_and_policy(config: QueryCacheConfig, clock: C, policy: P) -> Self {
        let results = Cache::with_policy_and_hasher(config.capacity, policy, RandomState::new());
        Self { results, stats: Stats::default(), config, clock }
    }

    /// The result of `query`, unless it is unknown or has expired; counts as a hit or a miss.
    pub fn get(&mut self, query: &str) -> Option<&V> {
        let key = self.key(query);
        if self.has(&key) {
            self.hit(&key)
        } else {
            self.stats.misses += 1;
            None
        }
    }

    /// Stores the result of `query`, whose age starts from zero; counts as neither a hit nor a miss.
    pub fn put(&mut self, query: &str, value: V) {
        let key = self.key(query);
        self.store(key, value);
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
        let key = self.key(query);
        if self.has(&key) {
            return Ok(self.hit(&key).expect("it is there"));
        }
        self.stats.misses += 1;
        let value = compute(&key)?;
        self.store(key.clone(), value);
        let (_, value) = self.results.peek(&key).expect("it was stored");
        Ok(value)
    }

    /// What the cache has seen so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// The normalized form of a query: in one pass over its characters, then in lower case.
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

    /// Whether there is a result under a key; one that has expired leaves.
    pub(crate) fn has(&mut self, key: &str) -> bool {
        let Some(&(stored, _)) = self.results.peek(key) else { return false };
        let expired = self.has_expired(stored);
        if expired {
            self.results.remove(key);
            self.stats.expirations += 1;
        }
        !expired
    }

    /// The result under a key, which counts as a hit.
    pub(crate) fn hit(&mut self, key: &str) -> Option<&V> {
        self.stats.hits += 1;
        self.results.get(key).map(|(_, value)| value)
    }

    /// Stores a result under a key.
    pub(crate) fn store(&mut self, key: String, value: V) {
        // What has expired makes room first, so that its successor is new.
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
