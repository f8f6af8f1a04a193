//! # Constant time
//!
//! A cache saves time, so its own cost must not grow with its size. These tests count how often keys are hashed and
//! compared, in a cache of 10 entries and in one of 5,000.
//!
//! Searching the order for an entry needs too many comparisons. If an eviction needs a hash that you already computed,
//! store it.
//!
//! The keys here are not `Clone`. If two places need the key, only one of them can own it.
//!
//! The tests also count drops. A value that stays in a free slot, or in two nodes that own each other, is a leak.
//!
//! Look up: `hashbrown::HashTable` (stores any value; you supply hash and equality), `Option::take`.
//!
//! Time box: 30 minutes.

#![allow(clippy::drop_non_drop, reason = "a cache without fields, such as the stub's, has nothing to drop")]

use std::hash::{BuildHasherDefault, DefaultHasher};

use lru_cache::{Displaced, LruCache};
use rstest::rstest;
use testkit::{Counted, Counts, Drops, Tracked};

use super::support::{Op, Script, capacity, ops_to_stage_4, script};

/// A key that counts its operations. The hasher is the same in every run.
type Key = Counted<usize>;

type Counting = LruCache<Key, usize, BuildHasherDefault<DefaultHasher>>;

const SIZES: [usize; 2] = [10, 5_000];

/// The number of times each operation is tried.
const TRIES: usize = 10;

/// Creates a full cache of the keys below `size`, with all counts at zero.
fn full(counts: &Counts, size: usize) -> Counting {
    let mut cache = LruCache::with_hasher(capacity(size), BuildHasherDefault::new());
    for n in 0..size {
        cache.put(counts.key(n), n);
    }
    counts.reset();
    cache
}

/// Asserts that keys were compared at most three times for each of `tries` operations.
fn assert_few_comparisons(counts: &Counts, tries: usize, what: &str, size: usize) {
    let comparisons = counts.comparisons();
    assert!(
        comparisons <= 3 * tries,
        "{tries} times {what} in a cache of {size} entries compared keys {comparisons} times; the limit is three each"
    );
}

type Keyed = fn(&mut Counting, &Key);

#[rstest]
#[case::get("get", |cache: &mut Counting, key: &Key| assert_eq!(cache.get(key), Some(key.value()), "value of {key:?}"))]
#[case::get_mut("get_mut", |cache: &mut Counting, key: &Key| assert!(cache.get_mut(key).is_some(), "{key:?} is in the cache"))]
#[case::peek("peek", |cache: &mut Counting, key: &Key| assert_eq!(cache.peek(key), Some(key.value()), "value of {key:?}"))]
#[case::peek_mut("peek_mut", |cache: &mut Counting, key: &Key| assert!(cache.peek_mut(key).is_some(), "{key:?} is in the cache"))]
#[case::contains("contains", |cache: &mut Counting, key: &Key| assert!(cache.contains(key), "{key:?} is in the cache"))]
#[case::remove("remove", |cache: &mut Counting, key: &Key| assert_eq!(cache.remove(key), Some(*key.value()), "value of {key:?}"))]
fn known_key_is_hashed_at_most_once(#[case] what: &str, #[case] operation: Keyed) {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in (0..size).step_by(size / TRIES) {
            operation(&mut cache, &counts.key(n));
        }
        assert!(
            counts.hashes() <= TRIES,
            "{TRIES} times {what} in a cache of {size} entries hashed keys {} times; the limit is one each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, TRIES, what, size);
    }
}

#[rstest]
#[case::get("get", |cache: &mut Counting, key: &Key| assert_eq!(cache.get(key), None, "{key:?} was never put"))]
#[case::get_mut("get_mut", |cache: &mut Counting, key: &Key| assert!(cache.get_mut(key).is_none(), "{key:?} was never put"))]
#[case::peek("peek", |cache: &mut Counting, key: &Key| assert_eq!(cache.peek(key), None, "{key:?} was never put"))]
#[case::contains("contains", |cache: &mut Counting, key: &Key| assert!(!cache.contains(key), "{key:?} was never put"))]
#[case::remove("remove", |cache: &mut Counting, key: &Key| assert_eq!(cache.remove(key), None, "{key:?} was never put"))]
fn unknown_key_is_hashed_at_most_once(#[case] what: &str, #[case] operation: Keyed) {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in 0..TRIES {
            operation(&mut cache, &counts.key(size + n));
        }
        assert!(
            counts.hashes() <= TRIES,
            "{TRIES} times {what} of an unknown key in a cache of {size} entries hashed keys {} times; the limit is one \
             each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, TRIES, what, size);
    }
}

#[test]
fn update_hashes_its_key_at_most_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in (0..size).step_by(size / TRIES) {
            assert_eq!(cache.put(counts.key(n), 0), Displaced::Value(n), "old value of {n}");
        }
        assert!(
            counts.hashes() <= TRIES,
            "{TRIES} updates in a cache of {size} entries hashed keys {} times; the limit is one each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, TRIES, "an update", size);
    }
}

#[test]
fn put_that_evicts_hashes_each_key_at_most_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in 0..TRIES {
            match cache.put(counts.key(size + n), 0) {
                Displaced::Entry(key, _) => assert_eq!(*key.value(), n, "key displaced by a put into a full cache"),
                other => panic!("a put of a new key into a full cache displaced {other:?}"),
            }
        }
        assert!(
            counts.hashes() <= 2 * TRIES,
            "{TRIES} puts that evict in a cache of {size} entries hashed keys {} times; the limit is one for the new \
             key and one for the evicted key",
            counts.hashes()
        );
        assert_few_comparisons(&counts, TRIES, "a put that evicts", size);
    }
}

#[test]
fn eviction_hashes_the_evicted_key_at_most_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in 0..5 {
            let evicted = cache.evict().map(|(key, _)| *key.value());
            assert_eq!(evicted, Some(n), "evicted key");
        }
        assert!(
            counts.hashes() <= 5,
            "5 evictions from {size} entries hashed keys {} times; the limit is one each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, 5, "evict", size);
        counts.reset();
        assert_eq!(
            cache.resize(capacity(size - 9)).len(),
            4,
            "number of entries evicted when {} entries shrink by four",
            size - 5
        );
        assert!(
            counts.hashes() <= 4,
            "4 evictions by resize from {size} entries hashed keys {} times; the limit is one each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, 4, "an eviction by resize", size);
    }
}

#[test]
fn iter_and_retain_of_everything_hash_no_key() {
    let counts = Counts::new();
    let mut cache = full(&counts, 10);
    assert_eq!(cache.iter().count(), 10, "number of entries iterated");
    cache.retain(|_, _| true);
    assert_eq!(cache.len(), 10, "number of entries after retain kept everything");
    assert_eq!(counts.hashes(), 0, "hashes during iter and a retain that keeps everything");
    assert_eq!(counts.comparisons(), 0, "comparisons during iter and a retain that keeps everything");
}

type Tracking = LruCache<u8, Tracked<u8>>;

/// Creates a full cache of five values whose drops are counted.
fn tracked(drops: &Drops) -> Tracking {
    let mut cache = LruCache::new(capacity(5));
    for n in 0..5 {
        cache.put(n, drops.track(n));
    }
    cache
}

#[rstest]
#[case::update(|cache: &mut Tracking, drops: &Drops| drop(cache.put(0, drops.track(9))), 5)]
#[case::eviction_by_put(|cache: &mut Tracking, drops: &Drops| drop(cache.put(9, drops.track(9))), 5)]
#[case::evict(|cache: &mut Tracking, _: &Drops| drop(cache.evict()), 4)]
#[case::remove(|cache: &mut Tracking, _: &Drops| drop(cache.remove(&2)), 4)]
#[case::resize(|cache: &mut Tracking, _: &Drops| drop(cache.resize(capacity(2))), 2)]
#[case::retain(|cache: &mut Tracking, _: &Drops| cache.retain(|key, _| key % 2 == 0), 3)]
#[case::clear(|cache: &mut Tracking, _: &Drops| cache.clear(), 0)]
fn removed_value_is_dropped(#[case] operation: fn(&mut Tracking, &Drops), #[case] left: usize) {
    let drops = Drops::new();
    let mut cache = tracked(&drops);
    operation(&mut cache, &drops);
    assert_eq!(drops.alive(), left, "live values, which must equal the number of entries");
    drop(cache);
    assert_eq!(drops.alive(), 0, "live values after the cache was dropped");
}

#[test]
fn removed_key_is_dropped() {
    let drops = Drops::new();
    let key = |n: u8| Name(n, drops.track(()));
    let mut cache = LruCache::new(capacity(2));
    for n in 0..4 {
        cache.put(key(n), n);
    }
    assert_eq!(drops.alive(), 2, "live keys after two of four were evicted");
    cache.put(key(3), 30);
    assert_eq!(drops.alive(), 2, "live keys after an update, which drops the key passed in");
    cache.remove(&key(2));
    assert_eq!(drops.alive(), 1, "live keys after remove");
    drop(cache);
    assert_eq!(drops.alive(), 0, "live keys after the cache was dropped");
}

/// A key whose drops are counted.
struct Name(u8, #[expect(dead_code, reason = "dropped with the key")] Tracked<()>);

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Name {}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[test]
fn law_live_values_equal_entries() {
    testkit::law(script(ops_to_stage_4()), |Script { room, ops }| {
        let drops = Drops::new();
        let mut cache = LruCache::new(capacity(room));
        for op in ops {
            match op {
                Op::Put(key, value) => drop(cache.put(key, drops.track(value))),
                Op::Get(key) => {
                    assert!(
                        cache.get(key).is_none_or(|value| *value.value() < 100),
                        "get returns only values that were put"
                    );
                }
                Op::GetMut(key, value) => {
                    if let Some(place) = cache.get_mut(key) {
                        *place = drops.track(value);
                    }
                }
                Op::Peek(key) => {
                    assert!(
                        cache.peek(key).is_none_or(|value| *value.value() < 100),
                        "peek returns only values that were put"
                    );
                }
                Op::PeekMut(key, value) => {
                    if let Some(place) = cache.peek_mut(key) {
                        *place = drops.track(value);
                    }
                }
                Op::Contains(key) => {
                    assert_eq!(cache.contains(key), cache.peek(key).is_some(), "result of {op:?}, compared with peek");
                }
                Op::Remove(key) => drop(cache.remove(key)),
                Op::Evict => drop(cache.evict()),
                Op::Resize(room) => drop(cache.resize(capacity(room))),
                Op::Clear => cache.clear(),
                Op::RetainFrom(least) => cache.retain(|_, value| *value.value() >= least),
            }
            assert_eq!(drops.alive(), cache.len(), "live values after {op:?}");
        }
        drop(cache);
        assert_eq!(drops.alive(), 0, "live values after the cache was dropped");
    });
}
