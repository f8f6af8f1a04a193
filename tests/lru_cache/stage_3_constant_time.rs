//! # Constant time
//!
//! The purpose of a cache is to save time, so its own cost must not grow with its size. To check this, the tests count
//! how often keys are hashed and compared, both in a cache of 10 entries and in one of 5,000.
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

use std::hash::{BuildHasherDefault, Hash, Hasher};

use lru_cache::{Displaced, LruCache};
use rstest::rstest;
use testkit::{Counted, Counts, Drops, Tracked};

use super::support::{
    Counting, Model, PolicyKind, SIZES, Script, TRIES, assert_few_comparisons, assert_same_entries, capacity,
    displace_all, full_and_counting, names, ops_to_stage_3, script, step, tracked_cache,
};

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

#[test]
fn remove_of_an_unknown_key_changes_nothing() {
    let mut cache = names(3, &["a", "b", "c"]);
    assert_eq!(cache.remove("x"), None, "result of removing x, which was never put");
    assert_eq!(cache.len(), 3, "number of entries after removing an unknown key");
    let order = displace_all(&mut cache);
    assert_eq!(order, [("a", 1), ("b", 2), ("c", 3)], "order of eviction after removing an unknown key");
}

#[test]
fn remove_accepts_a_borrowed_form_of_the_key() {
    let mut cache = LruCache::new(capacity(2));
    cache.put(String::from("a"), 1);
    assert_eq!(cache.remove("a"), Some(1), "value returned by removing the String a by &str");
    assert_eq!(cache.remove("a"), None, "result of removing a again");
}

#[test]
fn removed_key_that_returns_is_new() {
    let mut cache = names(3, &["a", "b", "c"]);
    cache.remove("a");
    assert_eq!(cache.put("a", 10), Displaced::Nothing, "result of putting a after removing it");
    let order = displace_all(&mut cache);
    assert_eq!(order, [("b", 2), ("c", 3), ("a", 10)], "order of eviction after a returned last");
}

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

type Lookup = fn(&mut Counting, &Counted<usize>) -> Option<usize>;

#[rstest]
#[case::get("get", |cache: &mut Counting, key: &Counted<usize>| cache.get(key).copied())]
#[case::peek("peek", |cache: &mut Counting, key: &Counted<usize>| cache.peek(key).copied())]
#[case::contains("contains", |cache: &mut Counting, key: &Counted<usize>| cache.contains(key).then_some(*key.value()))]
#[case::remove("remove", |cache: &mut Counting, key: &Counted<usize>| cache.remove(key))]
fn key_is_hashed_at_most_once(#[case] what: &str, #[case] operation: Lookup) {
    for size in SIZES {
        for (first, known) in [(0, "a known"), (size, "an unknown")] {
            let counts = Counts::new();
            let mut cache = full_and_counting(&counts, size);
            for n in (first..).step_by(size / TRIES).take(TRIES) {
                let expected = (n < size).then_some(n);
                assert_eq!(operation(&mut cache, &counts.key(n)), expected, "result of {what} for {known} key");
            }
            assert!(
                counts.hashes() <= TRIES,
                "{TRIES} times {what} of {known} key in a cache of {size} entries hashed keys {} times; the limit is \
                 one each",
                counts.hashes()
            );
            assert_few_comparisons(&counts, TRIES, what, size);
        }
    }
}

#[test]
fn update_hashes_its_key_at_most_once() {
    for size in SIZES {
        let counts = Counts::new();
        let mut cache = full_and_counting(&counts, size);
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
        let mut cache = full_and_counting(&counts, size);
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
