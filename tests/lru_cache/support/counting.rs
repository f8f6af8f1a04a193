//! Caches that count hashes, comparisons and drops.

use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};
use std::time::{Duration, Instant};

use lru_cache::LruCache;
use testkit::{Counted, Counts, Drops, Tracked};

use super::capacity;

/// A cache whose keys count their operations. The hasher is the same in every run.
pub type Counting = LruCache<Counted<usize>, usize, BuildHasherDefault<DefaultHasher>>;

/// An operation on the entry of a key. It returns the entry's value.
pub type Lookup = fn(&mut Counting, Counted<usize>) -> Option<usize>;

/// The sizes of the caches to count in.
pub const SIZES: [usize; 2] = [10, 2_000];

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

/// Asserts that an operation on a known or unknown key of a full cache hashes that key at most once, and no other key.
pub fn assert_hashes_one_key(what: &str, operation: Lookup) {
    for size in SIZES {
        for (first, known) in [(0, "a known"), (size, "an unknown")] {
            let (stored, given) = (Counts::new(), Counts::new());
            let mut cache = full_and_counting(&stored, size);
            for n in (first..).step_by(size / TRIES).take(TRIES) {
                let expected = (n < size).then_some(n);
                assert_eq!(operation(&mut cache, given.key(n)), expected, "result of {what} for {known} key");
            }
            let hashes = stored.hashes() + given.hashes();
            assert!(
                hashes <= TRIES,
                "{TRIES} times {what} of {known} key in a cache of {size} entries hashed keys {hashes} times; the \
                 limit is one each"
            );
        }
    }
}

/// Asserts that an operation on a known or unknown key of a large, full cache compares only a few keys.
pub fn assert_compares_few_keys(what: &str, operation: Lookup) {
    let counts = Counts::new();
    let size = SIZES[1];
    let mut cache = full_and_counting(&counts, size);
    for n in (0..2 * size).step_by(2 * size / TRIES) {
        operation(&mut cache, counts.key(n));
    }
    let comparisons = counts.comparisons();
    assert!(
        comparisons <= 20 * TRIES,
        "{TRIES} times {what} in a cache of {size} entries compared keys {comparisons} times; in constant time, a few \
         comparisons each must be enough"
    );
}

/// A hasher for numbers. Tests with thousands of operations use it, since the default hasher is slow in a debug build.
#[derive(Default)]
pub struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.0 = (self.0 ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// A cache of numbers with a fast hasher.
pub type Numbers = LruCache<usize, usize, BuildHasherDefault<NumberHasher>>;

/// Puts the keys from the number of entries up to `size`, which are also the values. Fails early if that takes too long.
pub fn fill(cache: &mut Numbers, size: usize) {
    const LIMIT: Duration = Duration::from_secs(2);
    let start = Instant::now();
    for n in cache.len()..size {
        cache.put(n, n);
        if n % 1_000 == 0 {
            assert!(start.elapsed() < LIMIT, "{n} puts of new keys took more than {LIMIT:?}");
        }
    }
}

/// Creates a full cache of five values whose drops are counted.
pub fn tracked_cache(drops: &Drops) -> LruCache<u8, Tracked<u8>> {
    let mut cache = LruCache::new(capacity(5));
    for n in 0..5 {
        cache.put(n, drops.track(n));
    }
    cache
}
