//! # A good citizen
//!
//! A map is a part of other types, and those want to derive `Debug`, `Clone`, `PartialEq`, `Default` and serde's
//! traits. So the map has them, with the meaning that a map's user expects: it prints as a map, and two maps are equal
//! if they have the same entries, however they came to have them.
//!
//! In JSON a map is an object. Text from outside may name a key twice. Which of the two is meant? Refuse the text, with
//! a message that says `duplicate key`.
//!
//! The code of others runs inside yours, and some of it panics. If `Hash` or `Eq` of a key does, the map must be as it
//! was, and work. Values are dropped exactly once, no matter which way they leave the map. Safe Rust makes sure of most
//! of it; what it does not stop you from is forgetting a value, or dropping one late.
//!
//! A map can be sent to another thread, and shared, if its parts can: that holds by itself unless a private field is in
//! the way.
//!
//! To look up: `Formatter::debug_map`, serde's `Serializer::collect_map`, `Visitor` and `MapAccess`.
//!
//! Time box: 30 minutes.

use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use hash_map::{Entry, HashMap};
use rstest::rstest;
use testkit::{Drops, Tracked};

use super::support::{Hashing, entries};

#[test]
fn a_map_is_shown_as_a_map() {
    let mut map = HashMap::with_hasher(Hashing::Good);
    assert_eq!(format!("{map:?}"), "{}", "how an empty map is shown");
    map.insert("a", 1);
    assert_eq!(format!("{map:?}"), r#"{"a": 1}"#, "how a map with one entry is shown");
    assert_eq!(format!("{map:#?}"), "{\n    \"a\": 1,\n}", "how it is shown over several lines");
}

#[test]
fn a_default_map_is_empty() {
    let mut map = HashMap::<u32, u32, Hashing>::default();
    assert!(map.is_empty(), "a default map has {} entries", map.len());
    assert!(map.bucket_count() >= 1, "a default map has no bucket");
    map.insert(1, 10);
    assert_eq!(map.get(&1), Some(&10), "the value of a key inserted into a default map");
}

#[test]
fn a_clone_has_the_same_entries_and_goes_its_own_way() {
    let mut map: HashMap<_, _, Hashing> = (0..20).map(|key| (key, key.to_string())).collect();
    map.remove(&7);
    let mut clone = map.clone();
    assert_eq!(clone.len(), 19, "the number of entries of a clone");
    assert!((0..20).all(|key| clone.get(&key) == map.get(&key)), "a clone has another value for some key");
    clone.insert(1, "changed".to_owned());
    clone.remove(&2);
    clone.insert(100, "new".to_owned());
    assert_eq!((map[&1].as_str(), map[&2].as_str()), ("1", "2"), "values that were changed in a clone only");
    assert_eq!(map.get(&100), None, "the value of a key that was inserted into a clone only");
    assert_eq!((map.len(), clone.len()), (19, 19), "the numbers of entries of a map and its clone");
}

#[test]
fn maps_with_the_same_entries_are_equal() {
    let mut small = HashMap::with_buckets_and_hasher(1, Hashing::Good).expect("a small table");
    let mut large = HashMap::with_buckets_and_hasher(1000, Hashing::Few).expect("a small table");
    assert!(small == large, "two empty maps, with different hashers and numbers of buckets, are unequal");
    small.extend((0..20).map(|key| (key, key)));
    large.extend((0..25).rev().map(|key| (key, key)));
    large.retain(|&key, _| key < 20);
    assert!(small == large, "maps with the same entries, inserted in another order into another table, are unequal");
    assert!(large == small, "they are unequal the other way round");
}

#[rstest]
#[case::another_value(&[(1, 10), (2, 21)])]
#[case::another_key(&[(1, 10), (3, 20)])]
#[case::an_entry_less(&[(1, 10)])]
#[case::an_entry_more(&[(1, 10), (2, 20), (3, 30)])]
#[case::values_swapped(&[(1, 20), (2, 10)])]
fn maps_with_different_entries_are_unequal(#[case] others: &[(u32, u32)]) {
    let map = HashMap::<_, _, Hashing>::from_iter([(1, 10), (2, 20)]);
    let other = HashMap::from_iter(others.iter().copied());
    assert!(map != other, "a map of 1: 10, 2: 20 is equal to one of {others:?}");
    assert!(other != map, "a map of {others:?} is equal to one of 1: 10, 2: 20");
}

#[test]
fn a_map_is_written_as_a_map_and_read_back() {
    let map = HashMap::<_, _, Hashing>::from_iter([("pear".to_owned(), 1)]);
    let text = serde_json::to_string(&map).expect("a map of numbers can be written");
    assert_eq!(text, r#"{"pear":1}"#, "a map as JSON");
    let map: HashMap<u32, String, Hashing> = (0..20).map(|key| (key, key.to_string())).collect();
    let text = serde_json::to_string(&map).expect("a map of texts can be written");
    let back: HashMap<u32, String, Hashing> = serde_json::from_str(&text).expect("what was written can be read");
    assert!(back == map, "a map of 20 entries came back with {} entries, or with others, from {text}", back.len());
}

#[rstest]
#[case::a_key_that_comes_twice(r#"{"1": 10, "2": 20, "1": 30}"#, "duplicate key")]
#[case::a_key_that_comes_twice_with_the_same_value(r#"{"1": 10, "1": 10}"#, "duplicate key")]
#[case::a_list("[1, 2]", "map")]
#[case::a_value_of_another_type(r#"{"1": "ten"}"#, "")]
fn what_is_no_map_is_refused(#[case] text: &str, #[case] reason: &str) {
    let refused = serde_json::from_str::<HashMap<u32, u32, Hashing>>(text).map(|map| entries(&map));
    let message = refused.expect_err(&format!("{text} was read")).to_string();
    assert!(message.contains(reason), "{text} is refused with {message:?}, which does not say {reason:?}");
}

/// A key whose end is recorded.
struct Key(u32, #[expect(dead_code, reason = "it is there to be dropped")] Tracked<()>);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

type TrackedMap = HashMap<Key, Tracked<u32>, Hashing>;

/// An operation on a map of ten entries, with the keys and values made by its end, and how many of them are dropped by
/// then.
#[rstest]
#[case::an_insert(|map: &mut TrackedMap, drops: &Drops| { map.insert(key(50, drops), drops.track(0)); }, 22, 0)]
#[case::an_overwrite(|map: &mut TrackedMap, drops: &Drops| { map.insert(key(5, drops), drops.track(0)); }, 22, 2)]
#[case::a_removal(|map: &mut TrackedMap, drops: &Drops| { map.remove(&key(5, drops)); }, 21, 3)]
#[case::growth(|map: &mut TrackedMap, _: &Drops| map.reserve(1000), 20, 0)]
#[case::shrinking(|map: &mut TrackedMap, _: &Drops| map.shrink_to_fit(), 20, 0)]
#[case::clear(|map: &mut TrackedMap, _: &Drops| map.clear(), 20, 20)]
#[case::a_drain_used_halfway(|map: &mut TrackedMap, _: &Drops| { map.drain().nth(4); }, 20, 20)]
#[case::retain(|map: &mut TrackedMap, _: &Drops| map.retain(|key, _| key.0 < 3), 20, 14)]
#[case::into_iter_used_halfway(|map: &mut TrackedMap, _: &Drops| { take(map).into_iter().nth(4); }, 20, 20)]
#[case::into_keys_used_halfway(|map: &mut TrackedMap, _: &Drops| { take(map).into_keys().nth(4); }, 20, 20)]
#[case::into_values_used_halfway(|map: &mut TrackedMap, _: &Drops| { take(map).into_values().nth(4); }, 20, 20)]
#[case::an_occupied_entry(|map: &mut TrackedMap, drops: &Drops| {
    map.entry(key(5, drops)).or_insert_with(|| drops.track(0));
}, 21, 1)]
#[case::an_entry_removed(|map: &mut TrackedMap, drops: &Drops| {
    if let Entry::Occupied(entry) = map.entry(key(5, drops)) { entry.remove(); }
}, 21, 3)]
#[case::a_refused_insert(|map: &mut TrackedMap, drops: &Drops| {
    let _ = map.try_insert(key(5, drops), drops.track(0));
}, 22, 2)]
#[case::the_end_of_the_map(|map: &mut TrackedMap, _: &Drops| { let _ = take(map); }, 20, 20)]
fn keys_and_values_are_dropped_once_and_in_time(
    #[case] operation: fn(&mut TrackedMap, &Drops),
    #[case] made: usize,
    #[case] dropped: usize,
) {
    let drops = Drops::new();
    {
        let mut map = TrackedMap::default();
        for number in 0..10 {
            map.insert(key(number, &drops), drops.track(number));
        }
        operation(&mut map, &drops);
        assert_eq!(
            (drops.made(), drops.dropped()),
            (made, dropped),
            "keys and values made, and dropped, after the operation"
        );
    }
    assert_eq!(drops.alive(), 0, "keys and values alive after the map was dropped");
}

fn key(number: u32, drops: &Drops) -> Key {
    Key(number, drops.track(()))
}

thread_local! {
    static PANICKY: Cell<bool> = const { Cell::new(false) };
}

/// A key of which `Hash` panics if `hash` says so, and `Eq` if `eq` of either does; only while `PANICKY` is set.
#[derive(Clone, Copy, Debug)]
struct Fragile {
    number: u32,
    hash: bool,
    eq: bool,
}

impl PartialEq for Fragile {
    fn eq(&self, other: &Self) -> bool {
        if (self.eq || other.eq) && PANICKY.get() {
            resume_unwind(Box::new("Eq of a key panicked"));
        }
        self.number == other.number
    }
}

impl Eq for Fragile {}

impl Hash for Fragile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.hash && PANICKY.get() {
            resume_unwind(Box::new("Hash of a key panicked"));
        }
        self.number.hash(state);
    }
}

type FragileMap = HashMap<Fragile, u32, Hashing>;

#[rstest]
#[case::insert(|map: &mut FragileMap, key| { map.insert(key, 99); })]
#[case::get(|map: &mut FragileMap, key| { map.get(&key); })]
#[case::get_mut(|map: &mut FragileMap, key| { map.get_mut(&key); })]
#[case::remove(|map: &mut FragileMap, key| { map.remove(&key); })]
#[case::entry(|map: &mut FragileMap, key| { map.entry(key).or_insert(99); })]
#[case::try_insert(|map: &mut FragileMap, key| { let _ = map.try_insert(key, 99); })]
#[case::extend(|map: &mut FragileMap, key| map.extend([(key, 99)]))]
fn a_key_that_panics_changes_nothing(#[case] operation: fn(&mut FragileMap, Fragile)) {
    let sound = |number| Fragile { number, hash: false, eq: false };
    for number in [2, 100] {
        for (hash, eq, what) in [(true, false, "Hash"), (false, true, "Eq")] {
            // Full, and with one hash for all: what grows or looks too early is found out.
            let mut map = HashMap::with_buckets_and_hasher(4, Hashing::Constant).expect("a small table");
            map.extend((0..4).map(|number| (sound(number), number * 10)));
            PANICKY.set(true);
            let outcome = catch_unwind(AssertUnwindSafe(|| operation(&mut map, Fragile { number, hash, eq })));
            PANICKY.set(false);
            assert!(outcome.is_err(), "{what} of key {number} was not called");
            let mut found: Vec<_> = map.iter().map(|(key, &value)| (key.number, value)).collect();
            found.sort_unstable();
            assert_eq!(found, [(0, 0), (1, 10), (2, 20), (3, 30)], "the entries after {what} of key {number} panicked");
            assert_eq!((map.len(), map.bucket_count()), (4, 4), "entries and buckets after {what} panicked");
            assert_eq!(map.insert(sound(200), 1), None, "the old value of a key inserted after {what} panicked");
            assert_eq!(map.remove(&sound(2)), Some(20), "the value of a key removed after {what} panicked");
            assert_eq!(map.get(&sound(3)), Some(&30), "the value of a key looked up after {what} panicked");
        }
    }
}

#[test]
fn a_map_is_sent_and_shared_if_its_parts_can_be() {
    let map = HashMap::<_, _, Hashing>::from_iter([(1, 10), (2, 20)]);
    let found = thread::scope(|scope| {
        let threads = [1, 2].map(|key| {
            scope.spawn({
                let map = &map;
                move || map.get(&key).copied()
            })
        });
        threads.map(|thread| thread.join().expect("a look-up does not panic"))
    });
    assert_eq!(found, [Some(10), Some(20)], "the values that two threads found in a shared map");
    let len = thread::spawn(move || map.into_iter().count()).join().expect("iteration does not panic");
    assert_eq!(len, 2, "the number of entries that another thread took out of a map");
}
