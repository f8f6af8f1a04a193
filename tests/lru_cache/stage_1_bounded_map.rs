//! # Bounded map
//!
//! A cache is a map that never grows beyond its capacity. In `src/cache.rs`, choose the fields of `Cache`, and then
//! write `with_hasher`, `capacity`, `len`, `put` and `get`.
//!
//! If a new key arrives while the cache is full, one old entry must leave, but for now, it doesn't matter which. Until
//! stage 2, `put` can also return `Displaced::Nothing` in all cases.
//!
//! Look up: `std::num::NonZeroUsize`, `std::borrow::Borrow`.
//!
//! Time box: 10 minutes.

use std::collections::HashMap;
use std::thread;

use lru_cache::LruCache;

use super::support::{Op, Script, capacity, names, ops_of_stage_1, script};

/// Rules: 1.1, 1.2
#[test]
fn new_cache_is_empty_and_has_its_capacity() {
    for room in [1, 100, usize::MAX] {
        let cache: LruCache<String, u32> = LruCache::new(capacity(room));
        assert_eq!(cache.capacity(), capacity(room), "capacity of a new cache");
        assert_eq!(cache.len(), 0, "number of entries of a new cache");
        assert!(cache.is_empty(), "a new cache must be empty");
    }
}

/// Rules: 1.1
#[test]
fn memory_is_allocated_only_as_entries_are_added() {
    // Cut to fewer bits, the second capacity would be 0.
    for room in [1_000_000, usize::MAX / 2 + 1, usize::MAX] {
        let mut len = 0;
        let memory = testkit::count_allocations(|| {
            let mut cache = LruCache::new(capacity(room));
            for key in 0..10_u32 {
                cache.put(key, key);
            }
            len = cache.len();
        });
        assert_eq!(len, 10, "number of entries after ten puts");
        let bytes = memory.bytes_max;
        assert!(bytes <= 8_192, "a cache with a capacity of {room} allocated {bytes} bytes for ten small entries");
    }
}

/// Rules: 1.1
#[test]
fn new_cache_allocates_nothing_for_later_entries() {
    let allocated = |room| testkit::count_allocations(|| drop(LruCache::<u32, u32>::new(capacity(room)))).bytes_max;
    let least = allocated(1);
    for room in [100, usize::MAX] {
        assert_eq!(
            allocated(room),
            least,
            "bytes allocated by a new cache for {room} entries, compared with one entry"
        );
    }
}

/// Rules: 0.2
#[test]
fn cache_can_be_sent_to_another_thread() {
    let mut cache = LruCache::new(capacity(2));
    cache.put("a".to_owned(), 1);
    let value = thread::spawn(move || cache.get("a").copied()).join();
    assert_eq!(value.expect("the thread does not panic"), Some(1), "value of a in another thread");
}

/// Rules: 1.2, 1.3, 1.4
#[test]
fn get_returns_the_value_that_was_put() {
    let mut cache = names(3, &["a", "b"]);
    assert_eq!(cache.get("a"), Some(&1), "value of a");
    assert_eq!(cache.get("b"), Some(&2), "value of b");
    assert_eq!(cache.len(), 2, "number of entries after two puts");
    assert!(!cache.is_empty(), "a cache with two entries must not be empty");
}

/// Rules: 1.4, 0.1
#[test]
fn get_of_an_unknown_key_returns_none() {
    let mut cache = names(3, &[]);
    assert_eq!(cache.get("x"), None, "value of x in an empty cache");
    cache.put("a", 1);
    assert_eq!(cache.get("x"), None, "value of x, which was never put");
    assert_eq!(cache.len(), 1, "number of entries after looking up an unknown key");
}

/// Rules: 1.3
#[test]
fn put_of_a_known_key_replaces_the_value() {
    let mut cache = names(3, &["a", "b"]);
    cache.put("a", 10);
    assert_eq!(cache.get("a"), Some(&10), "value of a after a second put");
    assert_eq!(cache.get("b"), Some(&2), "value of b after a second put of a");
    assert_eq!(cache.len(), 2, "number of entries after three puts of two keys");
}

/// Rules: 1.5
#[test]
fn new_key_in_a_full_cache_replaces_one_entry() {
    for room in [1, 2, 10, 257] {
        let mut cache = LruCache::new(capacity(room));
        for key in 0..room {
            cache.put(key, key * 10);
        }
        for key in 0..room {
            assert_eq!(cache.get(&key), Some(&(key * 10)), "value of key {key} in a cache that is just full");
        }
        cache.put(room, room * 10);
        assert_eq!(cache.len(), room, "number of entries after one put too many");
        assert_eq!(cache.get(&room), Some(&(room * 10)), "value of the newest key, which must stay");
        let left = (0..room).filter(|key| cache.get(key).is_some()).count();
        assert_eq!(left, room - 1, "number of the {room} old entries that stayed; exactly one must leave");
    }
}

/// Rules: 1.2, 1.3, 1.4, 1.5
#[test]
fn law_cache_respects_capacity_and_returns_the_last_value() {
    testkit::law(script(ops_of_stage_1()), |Script { room, ops }| {
        let mut cache = LruCache::new(capacity(room));
        let mut last_put = HashMap::new();
        for op in ops {
            match op {
                Op::Put(key, value) => {
                    cache.put(key, value);
                    last_put.insert(key, value);
                    assert_eq!(cache.get(key), Some(&value), "value of {key} right after {op:?}");
                }
                Op::Get(key) => {
                    if let Some(found) = cache.get(key) {
                        assert_eq!(Some(found), last_put.get(key), "last value put under {key}");
                    }
                }
                other => unreachable!("{other:?} does not belong to this stage"),
            }
            let keys = last_put.len();
            assert_eq!(cache.len(), keys.min(room), "number of entries with {keys} keys and a capacity of {room}");
        }
    });
}
