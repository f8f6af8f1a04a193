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

impl WordOrder {
    /// The form in which `query` is a key.
    pub(crate) fn normalize(self, query: &str) -> String {
        let query = query.to_lowercase();
        let mut words: Vec<&str> = query.split_whitespace().collect();
        match self {
            Self::Matters => {}
            Self::Ignored => words.sort_unstable(),
        }
        words.join(" ")
    }
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
///
/// # Examples
///
/// ```
/// use std::num::NonZeroUsize;
/// use std::time::Duration;
///
/// use lru_cache_solution::{QueryCache, QueryCacheConfig, WordOrder};
///
/// let mut cache = QueryCache::new(QueryCacheConfig {
///     capacity: NonZeroUsize::new(100).unwrap(),
///     time_to_live: Duration::from_secs(3600),
///     word_order: WordOrder::Ignored,
/// });
/// cache.put("Rust ownership", 42);
/// assert_eq!(cache.get("  ownership   RUST "), Some(&42));
/// ```
#[derive(Debug)]
pub struct QueryCache<V, C = SystemClock, P = LeastRecent> {
    results: Cache<String, Dated<V>, P>,
    clock: C,
    time_to_live: Duration,
    word_order: WordOrder,
    stats: Stats,
}

#[derive(Debug)]
struct Dated<V> {
    value: V,
    stored: Timestamp,
}

impl<V> Dated<V> {
    fn has_expired(&self, now: Timestamp, time_to_live: Duration) -> bool {
        now.since(self.stored) >= time_to_live
    }
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

impl<V, C, P> QueryCache<V, C, P> {
    pub(crate) fn word_order(&self) -> WordOrder {
        self.word_order
    }
}

impl<V, C: Clock, P: EvictionPolicy> QueryCache<V, C, P> {
    /// An empty cache by `clock`, which gives up the results that `policy` names.
    #[must_use]
    pub fn with_clock_and_policy(config: QueryCacheConfig, clock: C, policy: P) -> Self {
        let QueryCacheConfig { capacity, time_to_live, word_order } = config;
        let results = Cache::with_policy_and_hasher(capacity, policy, RandomState::new());
        Self { results, clock, time_to_live, word_order, stats: Stats::default() }
    }

    /// The result of `query`, unless it is unknown or has expired; counts as a hit or a miss.
    pub fn get(&mut self, query: &str) -> Option<&V> {
        let query = self.word_order.normalize(query);
        self.expire(&query, self.clock.now());
        let result = self.results.get(&query);
        let count = if result.is_some() { &mut self.stats.hits } else { &mut self.stats.misses };
        *count += 1;
        result.map(|result| &result.value)
    }

    /// Stores the result of `query`, whose age starts from zero; counts as neither a hit nor a miss.
    pub fn put(&mut self, query: &str, value: V) {
        let query = self.word_order.normalize(query);
        self.store(query, value);
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
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::{num::NonZeroUsize, time::Duration};
    /// use lru_cache_solution::{QueryCache, QueryCacheConfig, WordOrder};
    ///
    /// # let (capacity, time_to_live, word_order) = (NonZeroUsize::MIN, Duration::MAX, WordOrder::Matters);
    /// let mut cache = QueryCache::new(QueryCacheConfig { capacity, time_to_live, word_order });
    /// assert_eq!(cache.get_or_compute(" 42", |query| query.parse::<u32>()), Ok(&42));
    /// assert!(cache.get_or_compute("rust", |query| query.parse::<u32>()).is_err());
    /// assert_eq!(cache.get("42"), Some(&42));
    /// ```
    pub fn get_or_compute<E>(&mut self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<&V, E> {
        let query = self.word_order.normalize(query);
        if self.look_up(&query).is_none() {
            self.count_miss();
            let value = compute(&query)?;
            return Ok(self.store(query, value));
        }
        Ok(&self.results.peek(&query).expect("it was looked up").value)
    }

    /// What the cache has seen so far.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// The result of a normalized query, which counts as a hit; what is not there counts as nothing yet.
    pub(crate) fn look_up(&mut self, query: &str) -> Option<&V> {
        self.expire(query, self.clock.now());
        let result = self.results.get(query)?;
        self.stats.hits += 1;
        Some(&result.value)
    }

    /// Stores the result of a normalized query.
    pub(crate) fn store(&mut self, query: String, value: V) -> &V {
        let now = self.clock.now();
        self.expire(&query, now);
        let (displaced, result) = self.results.put_and_peek(query, Dated { value, stored: now });
        if let Displaced::Entry(_, evicted) = displaced {
            let expired = evicted.has_expired(now, self.time_to_live);
            let count = if expired { &mut self.stats.expirations } else { &mut self.stats.evictions };
            *count += 1;
        }
        &result.value
    }

    pub(crate) fn count_hit(&mut self) {
        self.stats.hits += 1;
    }

    pub(crate) fn count_miss(&mut self) {
        self.stats.misses += 1;
    }

    /// Takes the result of a normalized query out if it has expired.
    fn expire(&mut self, query: &str, now: Timestamp) {
        if self.results.peek(query).is_some_and(|result| result.has_expired(now, self.time_to_live)) {
            self.results.remove(query);
            self.stats.expirations += 1;
        }
    }
}
