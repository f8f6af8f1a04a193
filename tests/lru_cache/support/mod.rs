//! Builders and test doubles shared by the stages, and the model, operations and assertions of the laws.

// If a stage is left out, some helpers are unused.
#![allow(dead_code, unused_imports)]

mod assertions;
mod counting;
mod long_life;
mod model;
mod operations;
mod policies;
mod queries;

use std::num::NonZeroUsize;

use lru_cache::{Displaced, LruCache};

pub use assertions::{assert_agrees_with_model, assert_same_entries};
pub use counting::{
    Counting, Lookup, NumberHasher, Numbers, SIZES, TRIES, assert_compares_few_keys, assert_hashes_one_key, fill,
    full_and_counting, tracked_cache,
};
pub use long_life::assert_long_life_agrees_with_the_model;
pub use model::{Model, PolicyKind};
pub use operations::{
    Op, Script, ops_of_stage_1, ops_to_stage_2, ops_to_stage_3, ops_to_stage_4, ops_to_stage_5, script, step,
};
pub use policies::{
    Call, FixedVictim, MostRecent, PanickingPolicy, RecordedCache, RecordingPolicy, controlled_cache, recorded_cache,
    with_policy,
};
pub use queries::{
    Create, ManualClock, Queries, SharedClock, TIME_TO_LIVE, assert_queries_agree_with_the_model,
    check_age_of_a_computed_result, check_age_when_the_clock_goes_back, check_errors,
    check_expired_results_of_other_queries, check_expiry, check_extreme_times_to_live, check_memory,
    check_normalization, check_that_finding_counts_as_a_use, config, stats,
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
