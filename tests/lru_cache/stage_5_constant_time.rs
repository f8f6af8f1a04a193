//! # Constant time
//!
//! A cache is there to save time, so its own must not grow with it. This stage counts, under a fixed hasher, how often
//! keys are hashed and compared, in a cache of 10 entries and in one of 5,000.
//!
//! An operation on a key hashes that key at most once. A `put` that evicts may hash the key that leaves once more;
//! to hash it not at all, remember something. `evict` and `resize` may hash each key that leaves once. Comparisons are at
//! most three on average, whatever the size: a walk along the order to find an entry shows here. What a table does with
//! its keys when it grows is its own affair; nothing is counted while a cache fills.
//!
//! Keys are not `Clone` here. If the key is needed in two places, one of them has to make do with something else.
//!
//! And nothing is kept that has left. A value that was evicted, removed or replaced belongs to the caller or to nobody; one
//! that lingers in a free slot, or in two nodes that own each other, is a leak.
//!
//! Look up: `hashbrown::HashTable` (it stores what you like and asks you for hash and equality), `Option::take`.
//!
//! Time box: 30 minutes.

#![allow(clippy::drop_non_drop, reason = "a cache that holds nothing yet, such as the stub's, has nothing to drop")]

use std::hash::{BuildHasherDefault, DefaultHasher};

use lru_cache::{Displaced, LruCache};
use rstest::rstest;
use testkit::{Counted, Counts, Drops, Tracked};

use super::support::{Op, Script, capacity, ops_to_stage_4, script};

/// Keys that count, hashed alike in every run.
type Key = Counted<usize>;

type Counting = LruCache<Key, usize, BuildHasherDefault<DefaultHasher>>;

const SIZES: [usize; 2] = [10, 5_000];

/// How often each operation is tried; the figures are per operation.
const TRIES: usize = 10;

/// A full cache of the keys below `size`, with nothing counted yet.
fn full(counts: &Counts, size: usize) -> Counting {
    let mut cache = LruCache::with_hasher(capacity(size), BuildHasherDefault::new());
    for n in 0..size {
        cache.put(counts.key(n), n);
    }
    counts.reset();
    cache
}

/// Comparisons of keys are at most three for each of `tries` operations.
fn assert_few_comparisons(counts: &Counts, tries: usize, what: &str, size: usize) {
    let comparisons = counts.comparisons();
    assert!(
        comparisons <= 3 * tries,
        "{tries} times {what} in a cache of {size} entries compared keys {comparisons} times; at most three each are asked"
    );
}

type Keyed = fn(&mut Counting, &Key);

#[rstest]
#[case::get("get", |cache: &mut Counting, key: &Key| assert_eq!(cache.get(key), Some(key.value()), "the value of {key:?}"))]
#[case::get_mut("get_mut", |cache: &mut Counting, key: &Key| assert!(cache.get_mut(key).is_some(), "{key:?} is in the cache"))]
#[case::peek("peek", |cache: &mut Counting, key: &Key| assert_eq!(cache.peek(key), Some(key.value()), "the value of {key:?}"))]
#[case::peek_mut("peek_mut", |cache: &mut Counting, key: &Key| assert!(cache.peek_mut(key).is_some(), "{key:?} is in the cache"))]
#[case::contains("contains", |cache: &mut Counting, key: &Key| assert!(cache.contains(key), "{key:?} is in the cache"))]
#[case::remove("remove", |cache: &mut Counting, key: &Key| assert_eq!(cache.remove(key), Some(*key.value()), "the value of {key:?}"))]
fn an_operation_on_a_known_key_hashes_it_once(#[case] what: &str, #[case] operation: Keyed) {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in (0..size).step_by(size / TRIES) {
            operation(&mut cache, &counts.key(n));
        }
        assert!(
            counts.hashes() <= TRIES,
            "{TRIES} times {what} in a cache of {size} entries hashed keys {} times; at most once each is asked",
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
fn an_operation_on_an_unknown_key_hashes_it_once(#[case] what: &str, #[case] operation: Keyed) {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in 0..TRIES {
            operation(&mut cache, &counts.key(size + n));
        }
        assert!(
            counts.hashes() <= TRIES,
            "{TRIES} times {what} of an unknown key in a cache of {size} entries hashed keys {} times; at most once each \
             is asked",
            counts.hashes()
        );
        assert_few_comparisons(&counts, TRIES, what, size);
    }
}

#[test]
fn an_update_hashes_its_key_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in (0..size).step_by(size / TRIES) {
            assert_eq!(cache.put(counts.key(n), 0), Displaced::Value(n), "the old value of {n}");
        }
        assert!(
            counts.hashes() <= TRIES,
            "{TRIES} updates in a cache of {size} entries hashed keys {} times; at most once each is asked",
            counts.hashes()
        );
        assert_few_comparisons(&counts, TRIES, "an update", size);
    }
}

#[test]
fn a_put_that_evicts_hashes_each_of_two_keys_at_most_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in 0..TRIES {
            match cache.put(counts.key(size + n), 0) {
                Displaced::Entry(key, _) => assert_eq!(*key.value(), n, "the least recent key is displaced"),
                other => panic!("a put of a new key into a full cache displaced {other:?}"),
            }
        }
        assert!(
            counts.hashes() <= 2 * TRIES,
            "{TRIES} puts that evict in a cache of {size} entries hashed keys {} times; the new key and the evicted one may \
             be hashed once each",
            counts.hashes()
        );
        assert_few_comparisons(&counts, TRIES, "a put that evicts", size);
    }
}

#[test]
fn an_eviction_hashes_the_key_that_leaves_at_most_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full(&counts, size);
        for n in 0..5 {
            let evicted = cache.evict().map(|(key, _)| *key.value());
            assert_eq!(evicted, Some(n), "the least recent key leaves");
        }
        assert!(counts.hashes() <= 5, "5 evictions of {size} entries hashed keys {} times", counts.hashes());
        assert_few_comparisons(&counts, 5, "evict", size);
        counts.reset();
        assert_eq!(cache.resize(capacity(size - 9)).len(), 4, "how many of {} entries no longer fit", size - 5);
        assert!(counts.hashes() <= 4, "4 evictions by resize of {size} entries hashed keys {} times", counts.hashes());
        assert_few_comparisons(&counts, 4, "an eviction by resize", size);
    }
}

#[test]
fn looking_at_the_order_and_keeping_all_hashes_nothing() {
    let counts = Counts::new();
    let mut cache = full(&counts, 10);
    assert_eq!(cache.iter().count(), 10, "the number of entries walked");
    cache.retain(|_, _| true);
    assert_eq!(cache.len(), 10, "retain kept all");
    assert_eq!(counts.hashes(), 0, "how often keys were hashed by a walk and a retain that keeps all");
    assert_eq!(counts.comparisons(), 0, "how often keys were compared by a walk and a retain that keeps all");
}

type Tracking = LruCache<u8, Tracked<u8>>;

/// A full cache of five values that record their end.
fn tracked(drops: &Drops) -> Tracking {
    let mut cache = LruCache::new(capacity(5));
    for n in 0..5 {
        cache.put(n, drops.track(n));
    }
    cache
}

#[rstest]
#[case::an_update(|cache: &mut Tracking, drops: &Drops| drop(cache.put(0, drops.track(9))), 5)]
#[case::an_eviction_by_put(|cache: &mut Tracking, drops: &Drops| drop(cache.put(9, drops.track(9))), 5)]
#[case::evict(|cache: &mut Tracking, _: &Drops| drop(cache.evict()), 4)]
#[case::remove(|cache: &mut Tracking, _: &Drops| drop(cache.remove(&2)), 4)]
#[case::resize(|cache: &mut Tracking, _: &Drops| drop(cache.resize(capacity(2))), 2)]
#[case::retain(|cache: &mut Tracking, _: &Drops| cache.retain(|key, _| key % 2 == 0), 3)]
#[case::clear(|cache: &mut Tracking, _: &Drops| cache.clear(), 0)]
fn a_value_that_leaves_is_not_kept(#[case] operation: fn(&mut Tracking, &Drops), #[case] left: usize) {
    let drops = Drops::new();
    let mut cache = tracked(&drops);
    operation(&mut cache, &drops);
    assert_eq!(drops.alive(), left, "how many values are alive: as many as the cache has entries");
    drop(cache);
    assert_eq!(drops.alive(), 0, "how many values are alive after the cache was dropped");
}

#[test]
fn a_key_that_leaves_is_not_kept() {
    let drops = Drops::new();
    let key = |n: u8| Name(n, drops.track(()));
    let mut cache = LruCache::new(capacity(2));
    for n in 0..4 {
        cache.put(key(n), n);
    }
    assert_eq!(drops.alive(), 2, "how many keys are alive after two of four were evicted");
    cache.put(key(3), 30);
    assert_eq!(drops.alive(), 2, "how many keys are alive after an update, which drops the key it was called with");
    cache.remove(&key(2));
    assert_eq!(drops.alive(), 1, "how many keys are alive after a remove");
    drop(cache);
    assert_eq!(drops.alive(), 0, "how many keys are alive after the cache was dropped");
}

/// A key that records its end.
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
fn law_as_many_values_are_alive_as_there_are_entries() {
    testkit::law(script(ops_to_stage_4()), |Script { room, ops }| {
        let drops = Drops::new();
        let mut cache = LruCache::new(capacity(room));
        for op in ops {
            match op {
                Op::Put(key, value) => drop(cache.put(key, drops.track(value))),
                Op::Get(key) => {
                    assert!(cache.get(key).is_none_or(|value| *value.value() < 100), "a value that was put");
                }
                Op::GetMut(key, value) => {
                    if let Some(place) = cache.get_mut(key) {
                        *place = drops.track(value);
                    }
                }
                Op::Peek(key) => {
                    assert!(cache.peek(key).is_none_or(|value| *value.value() < 100), "a value that was put");
                }
                Op::PeekMut(key, value) => {
                    if let Some(place) = cache.peek_mut(key) {
                        *place = drops.track(value);
                    }
                }
                Op::Contains(key) => {
                    assert_eq!(cache.contains(key), cache.peek(key).is_some(), "what {op:?} says, beside peek");
                }
                Op::Remove(key) => drop(cache.remove(key)),
                Op::Evict => drop(cache.evict()),
                Op::Resize(room) => drop(cache.resize(capacity(room))),
                Op::Clear => cache.clear(),
                Op::RetainFrom(least) => cache.retain(|_, value| *value.value() >= least),
            }
            assert_eq!(drops.alive(), cache.len(), "how many values are alive, after {op:?}");
        }
        drop(cache);
        assert_eq!(drops.alive(), 0, "how many values are alive after the cache was dropped");
    });
}
