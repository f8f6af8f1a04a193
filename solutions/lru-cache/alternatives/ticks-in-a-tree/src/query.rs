use std::hash::RandomState;
use std::num::NonZeroUsize;
use std::time::Duration;

use enum_iterator::Sequence;

use crate::cache::{Cache, Displaced};
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::policy::{EvictionPolicy, LeastRecent};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum WordOrder {
    Matters,
    Ignored,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryCacheConfig {
    pub capacity: NonZeroUsize,
    pub time_to_live: Duration,
    pub word_order: WordOrder,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub hits: u64,
    pub misses: u64,
    pub evictions: u64,
    pub expirations: u64,
}

#[derive(Debug)]
pub struct QueryCache<V, C = SystemClock, P = LeastRecent> {
    cache: Cache<String, (Timestamp, V), P>,
    pub(crate) stats: Stats,
    config: QueryCacheConfig,
    clock: C,
}

impl<V> QueryCache<V> {
    pub fn new(config: QueryCacheConfig) -> Self {
        Self::with_clock(config, SystemClock::new())
    }
}

impl<V, C: Clock> QueryCache<V, C> {
    pub fn with_clock(config: QueryCacheConfig, clock: C) -> Self {
        Self::with_clock_and_policy(config, clock, LeastRecent::default())
    }
}

impl<V, C: Clock, P: EvictionPolicy> QueryCache<V, C, P> {
    pub fn with_clock_and_policy(config: QueryCacheConfig, clock: C, policy: P) -> Self {
        let cache = Cache::with_policy_and_hasher(config.capacity, policy, RandomState::new());
        Self { cache, stats: Stats::default(), config, clock }
    }

    /// Char by char.
    pub(crate) fn key(&self, query: &str) -> String {
        let mut key = String::new();
        for c in query.chars() {
            if c.is_whitespace() {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            } else {
                key.push(c);
            }
        }
        let key = key.trim_end().to_lowercase();
        match self.config.word_order {
            WordOrder::Matters => key,
            WordOrder::Ignored => {
                let mut words: Vec<_> = key.split(' ').collect();
                words.sort();
                words.join(" ")
            }
        }
    }

    /// Whether the query is known; drops it if it is too old.
    pub(crate) fn fresh(&mut self, key: &str) -> bool {
        let now = self.clock.now();
        match self.cache.peek(key) {
            None => false,
            Some(&(stored, _)) if now.since(stored) < self.config.time_to_live => true,
            Some(_) => {
                self.cache.remove(key);
                self.stats.expirations += 1;
                false
            }
        }
    }

    pub(crate) fn insert(&mut self, key: String, value: V) {
        self.fresh(&key);
        let now = self.clock.now();
        if let Displaced::Entry(_, (stored, _)) = self.cache.put(key, (now, value)) {
            if now.since(stored) < self.config.time_to_live {
                self.stats.evictions += 1;
            } else {
                self.stats.expirations += 1;
            }
        }
    }

    pub(crate) fn hit(&mut self, key: &str) -> Option<&V> {
        self.stats.hits += 1;
        self.cache.get(key).map(|(_, value)| value)
    }

    pub fn get(&mut self, query: &str) -> Option<&V> {
        let key = self.key(query);
        if self.fresh(&key) {
            self.hit(&key)
        } else {
            self.stats.misses += 1;
            None
        }
    }

    pub fn put(&mut self, query: &str, value: V) {
        let key = self.key(query);
        self.insert(key, value);
    }

    pub fn get_or_compute<E>(&mut self, query: &str, compute: impl FnOnce(&str) -> Result<V, E>) -> Result<&V, E> {
        let key = self.key(query);
        if self.fresh(&key) {
            return Ok(self.hit(&key).unwrap());
        }
        self.stats.misses += 1;
        let value = compute(&key)?;
        self.insert(key.clone(), value);
        Ok(&self.cache.peek(&key).unwrap().1)
    }

    pub fn stats(&self) -> Stats {
        self.stats
    }
}
