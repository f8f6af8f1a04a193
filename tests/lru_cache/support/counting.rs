//! Caches that count hashes, comparisons and drops.

use std::hash::{BuildHasherDefault, DefaultHasher};

use lru_cache::LruCache;
use testkit::{Counted, Counts, Drops, Tracked};

use super::capacity;

/// A cache whose keys count their operations. The hasher is the same in every run.
pub type Counting = LruCache<Counted<usize>, usize, BuildHasherDefault<DefaultHasher>>;

/// The sizes of the caches to count in.
pub const SIZES: [usize; 2] = [10, 5_000];

/// The number of times each operation is tried.
pub const TRIES: usize = 10;

/// Creates a full cache of the keys below `size`, with all counts at zero.
pub fn full_and_counting(counts: &Counts, size: usize) -> Counting {
    let mut cache = LruCache::with_hasher(capacity(size), BuildHasherDefault::new());
    for n in 0..size {
        cache.put(counts.key(n), n);
    }
    counts.reset();
    cache
}

/// Asserts that keys were compared at most three times for each of `tries` operations.
pub fn assert_few_comparisons(counts: &Counts, tries: usize, what: &str, size: usize) {
    let comparisons = counts.comparisons();
    assert!(
        comparisons <= 3 * tries,
        "{tries} times {what} in a cache of {size} entries compared keys {comparisons} times; the limit is three each"
    );
}

/// Creates a full cache of five values whose drops are counted.
pub fn tracked_cache(drops: &Drops) -> LruCache<u8, Tracked<u8>> {
    let mut cache = LruCache::new(capacity(5));
    for n in 0..5 {
        cache.put(n, drops.track(n));
    }
    cache
}
