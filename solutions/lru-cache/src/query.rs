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

impl WordOrder {
    /// Returns the normalized form of `query`.
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
    results: Cache<String, StoredResult<V>, P>,
    clock: C,
    time_to_live: Duration,
    word_order: WordOrder,
    stats: Stats,
}

#[derive(Debug)]
struct StoredResult<V> {
    value: V,
    stored: Timestamp,
}

impl<V> StoredResult<V> {
    fn has_expired(&self, now: Timestamp, time_to_live: Duration) -> bool {
        now.since(self.stored) >= time_to_live
    }
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

impl<V, C, P> QueryCache<V, C, P> {
    pub(crate) fn word_order(&self) -> WordOrder {
        self.word_order
    }
}

impl<V, C: Clock, P: EvictionPolicy> QueryCache<V, C, P> {
    /// Creates an empty cache with a clock and an eviction policy.
    #[must_use]
    pub fn with_clock_and_policy(config: QueryCacheConfig, clock: C, policy: P) -> Self {
        let QueryCacheConfig { capacity, time_to_live, word_order } = config;
        let results = Cache::with_policy_and_hasher(capacity, policy, RandomState::new());
        Self { results, clock, time_to_live, word_order, stats: Stats::default() }
    }

    /// Returns the result of `query`, or `None` if it is unknown or has expired. Counts as a hit or a miss.
    pub fn get(&mut self, query: &str) -> Option<&V> {
        let query = self.word_order.normalize(query);
        let slot = self.look_up(&query)?;
        Some(self.value(slot))
    }

    /// Stores the result of `query` with age zero. Counts as neither a hit nor a miss.
    pub fn put(&mut self, query: &str, value: V) {
        let query = self.word_order.normalize(query);
        self.store(query, value);
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
        let slot = match self.look_up(&query) {
            Some(slot) => slot,
            None => {
                let value = compute(&query)?;
                self.store(query, value)
            }
        };
        Ok(self.value(slot))
    }

    /// Returns the statistics since the cache was created.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// Returns the slot of the result of a normalized query. Counts as a hit or a miss.
    pub(crate) fn look_up(&mut self, query: &str) -> Option<usize> {
        let slot = self.hit(query);
        if slot.is_none() {
            self.count_miss();
        }
        slot
    }

    /// Returns the slot of the result of a normalized query, and counts a hit and a use, if the result is known.
    pub(crate) fn hit(&mut self, query: &str) -> Option<usize> {
        let slot = self.live_slot(query, self.clock.now())?;
        self.count_hit();
        self.results.use_slot(slot);
        Some(slot)
    }

    pub(crate) fn value(&self, slot: usize) -> &V {
        &self.results.peek_slot(slot).value
    }

    /// Stores the result of a normalized query and returns its slot.
    pub(crate) fn store(&mut self, query: String, value: V) -> usize {
        let now = self.clock.now();
        // Removes an expired result, so that the new one is a new entry. A live one is replaced below.
        self.live_slot(&query, now);
        let (slot, displaced) = self.results.put_in_slot(query, StoredResult { value, stored: now });
        if let Displaced::Entry(_, evicted) = displaced {
            let expired = evicted.has_expired(now, self.time_to_live);
            let count = if expired { &mut self.stats.expirations } else { &mut self.stats.evictions };
            *count += 1;
        }
        slot
    }

    /// Counts a hit: a lookup, or a request answered by another thread's computation.
    pub(crate) fn count_hit(&mut self) {
        self.stats.hits += 1;
    }

    /// Counts a miss.
    pub(crate) fn count_miss(&mut self) {
        self.stats.misses += 1;
    }

    /// Returns the slot of the result of a normalized query, or removes the result if it has expired.
    fn live_slot(&mut self, query: &str, now: Timestamp) -> Option<usize> {
        let slot = self.results.slot_of(query)?;
        if self.results.peek_slot(slot).has_expired(now, self.time_to_live) {
            self.results.remove_slot(slot);
            self.stats.expirations += 1;
            return None;
        }
        Some(slot)
    }
}
