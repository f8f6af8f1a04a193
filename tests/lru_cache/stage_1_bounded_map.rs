//! # A bounded map
//!
//! A cache is a map that never outgrows its capacity. Write `new`, `with_hasher`, `capacity`, `len`, `is_empty`, `put`
//! and `get`.
//!
//! The capacity is a `NonZeroUsize`: a cache without room for anything cannot be made, and no operation has to think
//! about it. It is a limit and not a reservation, so `NonZeroUsize::MAX` is as good as any other. Allocate as entries
//! come.
//!
//! When a new key comes and the cache is full, one entry has to go. Which one is the business of the next stage; here
//! any of the old ones will do. What `put` returns is looked at in stage 3; return something that compiles.
//!
//! `Cache` has a type parameter `P`, the eviction policy. Ignore it until stage 7, or store it: `LruCache` is the
//! cache that you are making, and its policy does nothing yet.
//!
//! The cache has to be `Send`, since stage 7 gives it to many threads. That is asserted here, before you choose a
//! design: nodes that share each other through `Rc` are not `Send`.
//!
//! Look up: `std::num::NonZeroUsize`, `std::borrow::Borrow`, `BuildHasher::hash_one`; and think about who owns a key
//! that two structures need.
//!
//! Time box: 10 minutes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::num::NonZeroUsize;

use lru_cache::LruCache;
use rstest::rstest;

use super::support::{Op, Script, capacity, names, ops_of_stage_1, script};

const fn assert_send<T: Send>() {}

/// A compile error here says why the cache cannot be sent to another thread.
const _: () = assert_send::<LruCache<String, u32>>();

#[rstest]
#[case::one(1)]
#[case::a_hundred(100)]
#[case::the_greatest(usize::MAX)]
fn a_new_cache_is_empty_and_knows_its_capacity(#[case] room: usize) {
    let cache: LruCache<String, u32> = LruCache::new(capacity(room));
    assert_eq!(cache.capacity(), capacity(room), "the capacity that was asked for");
    assert_eq!(cache.len(), 0, "the number of entries of a new cache");
    assert!(cache.is_empty(), "a new cache is empty");
}

#[test]
fn what_was_put_is_found() {
    let mut cache = names(3, &["a", "b"]);
    assert_eq!(cache.get("a"), Some(&1), "the value that was put under a");
    assert_eq!(cache.get("b"), Some(&2), "the value that was put under b");
    assert_eq!(cache.len(), 2, "the number of entries after two puts");
    assert!(!cache.is_empty(), "a cache of two entries is not empty");
}

#[rstest]
#[case::in_an_empty_cache(&[])]
#[case::among_others(&["a", "b"])]
fn an_unknown_key_is_not_found(#[case] known: &[&'static str]) {
    let mut cache = names(3, known);
    assert_eq!(cache.get("x"), None, "nothing was ever put under x");
    assert_eq!(cache.len(), known.len(), "asking for an unknown key adds nothing");
}

#[test]
fn a_key_that_is_put_again_is_one_entry_with_the_new_value() {
    let mut cache = names(3, &["a", "b"]);
    cache.put("a", 10);
    assert_eq!(cache.get("a"), Some(&10), "the value that was put under a last");
    assert_eq!(cache.get("b"), Some(&2), "the value of b, which was not put again");
    assert_eq!(cache.len(), 2, "the number of keys, not of puts");
}

#[test]
fn a_key_is_looked_up_by_its_borrowed_form() {
    let mut cache = LruCache::new(capacity(2));
    cache.put(String::from("a"), 1);
    assert_eq!(cache.get("a"), Some(&1), "the value of the String a, asked for by a &str");
    assert_eq!(cache.get("b"), None, "the value of a &str that was never put");
}

#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::ten(10)]
fn as_many_entries_fit_as_the_capacity_says(#[case] room: usize) {
    let mut cache = LruCache::new(capacity(room));
    for key in 0..room {
        cache.put(key, key * 10);
    }
    for key in 0..room {
        assert_eq!(cache.get(&key), Some(&(key * 10)), "key {key}, in a cache that is just full");
    }
    assert_eq!(cache.len(), room, "the number of entries of a full cache");
}

#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::ten(10)]
fn a_full_cache_gives_up_one_old_entry_for_a_new_one(#[case] room: usize) {
    let mut cache = LruCache::new(capacity(room));
    for key in 0..=room {
        cache.put(key, key * 10);
    }
    assert_eq!(cache.len(), room, "the number of entries after one put too many");
    assert_eq!(cache.get(&room), Some(&(room * 10)), "the newest entry, which is never the one to go");
    let left = (0..room).filter(|key| cache.get(key).is_some()).count();
    assert_eq!(left, room - 1, "how many of the {room} old entries are left: exactly one had to go");
}

#[test]
fn the_greatest_capacity_takes_no_memory_in_advance() {
    let mut cache = LruCache::new(NonZeroUsize::MAX);
    for key in 0..100 {
        cache.put(key, key);
    }
    assert_eq!(cache.len(), 100, "the number of entries in a cache that is never full");
    assert_eq!(cache.get(&0), Some(&0), "the first entry: a cache that is not full gives up none");
}

/// Gives every key the same hash.
#[derive(Default)]
struct Constant;

impl Hasher for Constant {
    fn finish(&self) -> u64 {
        7
    }

    fn write(&mut self, _bytes: &[u8]) {}
}

#[test]
fn keys_of_one_hash_are_told_apart() {
    let mut cache = LruCache::with_hasher(capacity(6), BuildHasherDefault::<Constant>::new());
    for key in 0..5 {
        cache.put(key, key * 10);
    }
    cache.put(2, 200);
    let values: Vec<_> = (0..6).map(|key| cache.get(&key).copied()).collect();
    let asked = [Some(0), Some(10), Some(200), Some(30), Some(40), None];
    assert_eq!(values, asked, "the values of 0 to 5, whose hashes are all the same");
}

#[test]
fn law_a_cache_fits_its_capacity_and_returns_no_old_value() {
    testkit::law(script(ops_of_stage_1()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut last_put = HashMap::new();
        for op in ops {
            match op {
                Op::Put(key, value) => {
                    cache.put(key, value);
                    last_put.insert(key, value);
                    assert_eq!(cache.get(key), Some(&value), "the value of {key}, just after {op:?}");
                }
                Op::Get(key) => {
                    if let Some(found) = cache.get(key) {
                        assert_eq!(Some(found), last_put.get(key), "the value that was put under {key} last");
                    }
                }
                other => unreachable!("{other:?} is no operation of this stage"),
            }
            let keys = last_put.len();
            assert_eq!(cache.len(), keys.min(room), "the number of entries, with {keys} keys and a capacity of {room}");
        }
    });
}
