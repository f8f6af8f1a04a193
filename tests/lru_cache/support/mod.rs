//! Builders and test doubles shared by the stages, and the model, operations and assertions of the laws.

// If a stage is left out, some helpers are unused.
#![allow(dead_code, unused_imports)]

mod assertions;
mod counting;
mod model;
mod operations;
mod policies;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lru_cache::{Clock, Displaced, LruCache, Timestamp};

pub use assertions::{assert_agrees_with_model, assert_same_entries};
pub use counting::{Counting, SIZES, TRIES, assert_few_comparisons, full_and_counting, tracked_cache};
pub use model::{Model, PolicyKind};
pub use operations::{
    Op, Script, ops_of_stage_1, ops_to_stage_2, ops_to_stage_3, ops_to_stage_4, ops_to_stage_5, script, step,
};
pub use policies::{
    FixedVictim, MostRecent, Notification, RecordedCache, RecordingPolicy, recorded_cache, with_policy,
};

/// Returns a capacity of `n` entries.
pub fn capacity(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).expect("a capacity is positive")
}

/// The keys of most tests.
pub type Key = &'static str;

/// A cache of names with numbers as values.
pub type Names = LruCache<Key, u32>;

/// Creates a cache with a capacity of `room` and puts `names` into it, with the values 1, 2, 3, ….
pub fn names(room: usize, names: &[Key]) -> Names {
    let mut cache = LruCache::new(capacity(room));
    for (name, value) in names.iter().copied().zip(1..) {
        cache.put(name, value);
    }
    cache
}

/// Puts new keys until all old entries have left, and returns the old entries in the order of eviction.
pub fn displace_all(cache: &mut Names) -> Vec<(Key, u32)> {
    let new_keys = ["q", "r", "s", "t", "u", "v", "w", "x", "y", "z"];
    let mut left = Vec::new();
    for key in new_keys.into_iter().take(cache.capacity().get()) {
        match cache.put(key, 0) {
            Displaced::Nothing => {}
            Displaced::Entry(key, value) => left.push((key, value)),
            Displaced::Value(value) => panic!("{key} is a new key, but its put displaced the value {value}"),
        }
    }
    left
}

/// All keys used by the laws.
pub const KEYS: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

/// A clock set by tests. It starts at zero.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::at(Duration::from_secs(self.0.load(Ordering::SeqCst)))
    }
}
