//! # Constant time
//!
//! The purpose of a cache is to save time, so its own cost must not grow with its size. To check this, the tests count
//! how often keys are hashed and compared, and they compare the time of each operation with that of a loop.
//!
//! The keys in these tests are not `Clone`, so if two places need a key, only one of them can own it. If an eviction
//! needs a hash that you have computed before, store that hash.
//!
//! You also write `remove`, which gives entries a second way to leave. Whichever way an entry takes, everything has to
//! go together: the key, the value, the position in the order, and everything that refers to them. The tests count
//! drops to find what you forgot.
//!
//! Look up: `BuildHasher::hash_one`, `hashbrown::HashTable` (you supply hash and equality), `Option::take`.
//!
//! Time box: 25 minutes.

#![allow(clippy::drop_non_drop, reason = "a cache without fields, such as the stub's, has nothing to drop")]

use std::cell::Cell;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};

use lru_cache::{Displaced, LruCache};
use rstest::rstest;
use testkit::{Counted, Counts, Drops, Tracked};

use super::support::{
    Counting, Lookup, Model, Numbers, PolicyKind, SIZES, Script, TRIES, assert_compares_few_keys,
    assert_hashes_one_key, assert_long_life_agrees_with_the_model, assert_same_entries, capacity, displace_all, fill,
    full_and_counting, names, ops_to_stage_3, script, step, tracked_cache,
};

/// The size of a large cache, more than 16 bits can count.
const LARGE: usize = 66_000;

/// Rules: 3.1, 2.4, 2.5
#[test]
fn capacity_of_one_works() {
    let mut cache = names(1, &[]);
    assert_eq!(cache.put("a", 1), Displaced::Nothing, "result of putting the first entry");
    assert_eq!(cache.put("a", 2), Displaced::Value(1), "result of an update");
    assert_eq!(cache.put("b", 3), Displaced::Entry("a", 2), "result of putting a second key");
    assert_eq!(cache.remove("b"), Some(3), "value returned by removing the only entry");
    assert_eq!(cache.put("c", 4), Displaced::Nothing, "result of a put after remove");
    assert_eq!(cache.get("c"), Some(&4), "value of the only entry");
}

/// Rules: 3.1
#[rstest]
#[case::least_recent("a", 1, [("b", 2), ("c", 3), ("d", 4)])]
#[case::middle("b", 2, [("a", 1), ("c", 3), ("d", 4)])]
#[case::most_recent("c", 3, [("a", 1), ("b", 2), ("d", 4)])]
fn remove_keeps_the_order_of_the_others(
    #[case] name: &str,
    #[case] value: u32,
    #[case] left: [(&'static str, u32); 3],
) {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.remove(name), Some(value), "value returned by removing {name}");
    assert!(!cache.contains(name), "{name} was removed and must not be found");
    assert_eq!(cache.get(name), None, "value of {name} after removing it");
    assert_eq!(cache.len(), 2, "number of entries after remove");
    assert_eq!(cache.put("d", 4), Displaced::Nothing, "result of putting d after removing {name}");
    assert_eq!(displace_all(&mut cache), left, "order of eviction after removing {name} and putting d");
}

/// Rules: 0.1, 3.1
#[test]
fn remove_of_an_unknown_key_changes_nothing() {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.remove("x"), None, "result of removing x, which was never put");
    assert_eq!(cache.len(), 3, "number of entries after removing an unknown key");
    let order = displace_all(&mut cache);
    assert_eq!(order, [("a", 1), ("b", 2), ("c", 3)], "order of eviction after removing an unknown key");
}

/// Rules: 3.1, 2.1, 2.3
#[test]
fn removed_key_that_returns_is_new() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.remove("a");
    assert_eq!(cache.put("a", 10), Displaced::Nothing, "result of putting a after removing it");
    let order = displace_all(&mut cache);
    assert_eq!(order, [("b", 2), ("c", 3), ("a", 10)], "order of eviction after a returned last");
}

/// Rules: 3.1, 2.4
#[test]
fn later_entries_contain_nothing_of_removed_ones() {
    let mut cache = names(4, &["a", "b", "c", "d"]);
    for name in ["b", "d", "a"] {
        cache.remove(name);
    }
    for (name, value) in [("e", 5), ("f", 6), ("b", 7)] {
        cache.put(name, value);
    }
    assert_eq!(cache.get("c"), Some(&3), "value of c, which was never removed");
    for removed in ["a", "d"] {
        assert_eq!(cache.peek(removed), None, "value of {removed}, which was removed");
    }
    assert_eq!(cache.put("g", 8), Displaced::Entry("e", 5), "result of putting g, when e is the least recent");
    let order = displace_all(&mut cache);
    assert_eq!(order, [("f", 6), ("b", 7), ("c", 3), ("g", 8)], "order of eviction after puts that follow removals");
}

/// A hasher that returns the same hash for every key.
#[derive(Default)]
struct Constant;

impl Hasher for Constant {
    fn finish(&self) -> u64 {
        7
    }

    fn write(&mut self, _bytes: &[u8]) {}
}

/// Rules: 3.3
#[test]
fn keys_with_equal_hashes_stay_separate() {
    let mut cache = LruCache::with_hasher(capacity(6), BuildHasherDefault::<Constant>::new());
    for key in 0..5 {
        cache.put(key, key * 10);
    }
    cache.put(2, 200);
    cache.remove(&4);
    let values: Vec<_> = (0..6).map(|key| cache.get(&key).copied()).collect();
    let expected = [Some(0), Some(10), Some(200), Some(30), None, None];
    assert_eq!(values, expected, "values of the keys 0 to 5, which have equal hashes");
}

/// Rules: 3.3
#[test]
fn law_keys_with_equal_hashes_agree_with_the_model() {
    testkit::law(script(ops_to_stage_3()), |Script { room, ops }| {
        let mut cache = LruCache::with_hasher(capacity(room), BuildHasherDefault::<Constant>::new());
        let mut model = Model::new(room, PolicyKind::LeastRecent);
        for op in ops {
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
        }
    });
}

/// A hasher that counts the numbers that it hashes.
struct CountingHasher<'a> {
    inner: DefaultHasher,
    numbers: &'a Cell<usize>,
}

impl Hasher for CountingHasher<'_> {
    fn finish(&self) -> u64 {
        self.inner.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.inner.write(bytes);
    }

    fn write_usize(&mut self, number: usize) {
        self.numbers.set(self.numbers.get() + 1);
        self.inner.write_usize(number);
    }
}

/// Creates hashers that share a counter.
struct CountingHashers<'a>(&'a Cell<usize>);

impl<'a> BuildHasher for CountingHashers<'a> {
    type Hasher = CountingHasher<'a>;

    fn build_hasher(&self) -> CountingHasher<'a> {
        CountingHasher { inner: DefaultHasher::new(), numbers: self.0 }
    }
}

/// Rules: 3.3
#[test]
fn keys_are_hashed_only_with_the_given_hasher() {
    let (counts, hashed) = (Counts::new(), Cell::new(0));
    let mut cache = LruCache::with_hasher(capacity(5), CountingHashers(&hashed));
    for n in 0..10_usize {
        cache.put(counts.key(n), n);
        cache.get(&counts.key(n));
        cache.peek(&counts.key(n + 1));
    }
    cache.remove(&counts.key(9));
    assert_eq!(hashed.get(), counts.hashes(), "keys hashed with the given hasher, compared with all hashes of keys");
    assert!(hashed.get() > 0, "no key was hashed, although 10 keys were put and looked up");
}

/// Rules: 3.2
#[rstest]
#[case::get("get", |cache: &mut Counting, key: Counted<usize>| cache.get(&key).copied())]
#[case::peek("peek", |cache: &mut Counting, key: Counted<usize>| cache.peek(&key).copied())]
#[case::contains("contains", |cache: &mut Counting, key: Counted<usize>| cache.contains(&key).then_some(*key.value()))]
#[case::remove("remove", |cache: &mut Counting, key: Counted<usize>| cache.remove(&key))]
fn operation_hashes_its_key_at_most_once(#[case] what: &str, #[case] operation: Lookup) {
    assert_hashes_one_key(what, operation);
}

/// Rules: 3.2
#[test]
fn update_hashes_its_key_at_most_once() {
    for size in SIZES {
        let (stored, given) = (Counts::new(), Counts::new());
        let mut cache = full_and_counting(&stored, size);
        for n in (0..size).step_by(size / TRIES) {
            assert_eq!(cache.put(given.key(n), 0), Displaced::Value(n), "old value of {n}");
        }
        let hashes = stored.hashes() + given.hashes();
        assert!(
            hashes <= TRIES,
            "{TRIES} updates in a cache of {size} entries hashed keys {hashes} times; the limit is one each"
        );
    }
}

/// Rules: 3.2
#[test]
fn put_with_room_hashes_the_new_key_at_most_once() {
    let mut cache: Counting = LruCache::with_hasher(capacity(200), BuildHasherDefault::new());
    for n in 0..100 {
        let counts = Counts::new();
        cache.put(counts.key(n), n);
        assert!(counts.hashes() <= 1, "a put of a new key hashed this key {} times; the limit is one", counts.hashes());
    }
}

/// Rules: 3.2
#[test]
fn put_that_evicts_hashes_each_key_at_most_once() {
    for size in SIZES {
        let old = Counts::new();
        let mut cache = full_and_counting(&old, size);
        let mut hashes_of_old = Vec::new();
        for n in 0..TRIES {
            let new = Counts::new();
            old.reset();
            match cache.put(new.key(size + n), 0) {
                Displaced::Entry(key, _) => assert_eq!(*key.value(), n, "key displaced by a put into a full cache"),
                other => panic!("a put of a new key into a full cache displaced {other:?}"),
            }
            let hashes = new.hashes();
            assert!(
                hashes <= 1,
                "a put that evicts from {size} entries hashed its key {hashes} times; the limit is one"
            );
            hashes_of_old.push(old.hashes());
        }
        // A table that makes room may hash all keys, but it does so only now and then.
        let above = hashes_of_old.iter().filter(|&&hashes| hashes > 1).count();
        assert!(
            above <= TRIES / 2,
            "{TRIES} puts that evict from {size} entries hashed old keys {hashes_of_old:?} times; the limit is one each"
        );
    }
}

/// Rules: 3.4
#[rstest]
#[case::get("get", |cache: &mut Counting, key: Counted<usize>| cache.get(&key).copied())]
#[case::peek("peek", |cache: &mut Counting, key: Counted<usize>| cache.peek(&key).copied())]
#[case::put("put", |cache: &mut Counting, key: Counted<usize>| { cache.put(key, 0); None })]
#[case::remove("remove", |cache: &mut Counting, key: Counted<usize>| cache.remove(&key))]
fn operation_compares_few_keys(#[case] what: &str, #[case] operation: Lookup) {
    assert_compares_few_keys(what, operation);
}

/// Rules: 3.4, 1.4
#[test]
fn time_does_not_grow_with_the_number_of_entries() {
    let mut cache = Numbers::with_hasher(capacity(LARGE), BuildHasherDefault::new());
    fill(&mut cache, LARGE);
    for n in [0, 255, 256, 65_535, 65_536, LARGE - 1] {
        assert_eq!(cache.peek(&n), Some(&n), "value of key {n} in a cache of {LARGE} entries");
    }
    // The first half of the entries is used in a mixed order, so that neither end of the order is preferred.
    let mixed = |n: usize| n * 7_919 % (LARGE / 2);
    testkit::costs_less_than_a_walk(LARGE, "len", |_| assert_eq!(cache.len(), LARGE, "number of entries"));
    testkit::costs_less_than_a_walk(LARGE, "peek", |n| assert_eq!(cache.peek(&mixed(n)), Some(&mixed(n)), "value"));
    testkit::costs_less_than_a_walk(LARGE, "get", |n| assert_eq!(cache.get(&mixed(n)), Some(&mixed(n)), "value"));
    testkit::costs_less_than_a_walk(LARGE, "an update", |n| {
        assert_eq!(cache.put(mixed(n), n), Displaced::Value(mixed(n)), "result of an update");
    });
    testkit::costs_less_than_a_walk(LARGE, "remove", |n| {
        assert!(cache.remove(&mixed(n)).is_some(), "remove must find key {}", mixed(n));
    });
    // The old entries are used in a mixed order, and then evicted in this order, so that neither end of the slots is
    // preferred. The new ones are used after them.
    for n in 0..LARGE {
        cache.get(&(n * 26_407 % LARGE));
    }
    for n in LARGE.. {
        if cache.len() == LARGE {
            break;
        }
        cache.put(n, 0);
    }
    testkit::costs_less_than_a_walk(LARGE / 2, "a put that evicts", |n| {
        assert!(matches!(cache.put(2 * LARGE + n, 0), Displaced::Entry(..)), "a put into a full cache must evict");
    });
    // Without one of these entries, a table of hashbrown has only half as many buckets.
    let size = 7 * 4_096 + 1;
    let mut cache = Numbers::with_hasher(capacity(size), BuildHasherDefault::new());
    fill(&mut cache, size);
    testkit::costs_less_than_a_walk(size, &format!("a put that evicts from {size} entries"), |n| {
        assert!(matches!(cache.put(size + n, 0), Displaced::Entry(..)), "a put into a full cache must evict");
    });
}

/// Rules: 3.5
#[rstest]
#[case::full_cache(8)]
#[case::cache_with_much_room(usize::MAX)]
fn memory_does_not_grow_with_the_number_of_operations(#[case] room: usize) {
    let mut cache = Numbers::with_hasher(capacity(room), BuildHasherDefault::new());
    fill(&mut cache, 8);
    let memory = testkit::count_allocations(|| {
        for n in 0..70_000 {
            cache.get(&(n % 8));
        }
        for n in 0..6_000 {
            cache.put(n % 16, n);
            if n % 3 == 0 {
                cache.remove(&(n % 5));
            }
        }
    });
    let bytes = memory.bytes_max;
    assert!(
        bytes <= 16_384,
        "80,000 operations on at most 16 entries, with a capacity of {room}, took {bytes} more bytes of memory"
    );
}

/// Rules: 3.6
#[test]
fn value_that_leaves_is_dropped() {
    let drops = Drops::new();
    let mut cache = tracked_cache(&drops);
    drop(cache.put(0, drops.track(9)));
    assert_eq!(drops.alive(), 5, "live values of five entries after an update");
    drop(cache.put(9, drops.track(9)));
    assert_eq!(drops.alive(), 5, "live values of five entries after an eviction by put");
    drop(cache.remove(&2));
    assert_eq!(drops.alive(), 4, "live values of four entries after remove");
    drop(cache);
    assert_eq!(drops.alive(), 0, "live values after the cache was dropped");
}

/// A key whose drops are counted.
struct Name(u8, #[expect(dead_code, reason = "dropped with the key")] Tracked<()>);

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Rules: 3.6
#[test]
fn key_that_leaves_is_dropped() {
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

/// Rules: 0.1, 2.1, 2.2, 2.4, 3.1
#[test]
fn law_removal_agrees_with_the_model() {
    testkit::law(script(ops_to_stage_3()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut model = Model::new(room, PolicyKind::LeastRecent);
        for op in ops {
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
        }
        model.entries.reverse();
        assert_eq!(displace_all(&mut cache), model.entries, "order of eviction at the end");
    });
}

/// Rules: 2.1, 2.4, 3.1
#[test]
fn order_stays_right_after_thousands_of_removals() {
    assert_long_life_agrees_with_the_model(true);
}
