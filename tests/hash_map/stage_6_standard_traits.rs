//! # Standard traits
//!
//! A map is often a field of another type that derives `Debug`, `Clone`, `PartialEq`, `Default` and serde's traits. For
//! this to work, the map has to implement them too, with the meaning its users expect.
//!
//! In JSON, a map is written as an object. If the input contains the same key twice, a reader cannot tell which value
//! is right, so reading rejects such input.
//!
//! The map runs the caller's code, which can panic in `Hash` or `Eq`. After such a panic, the map must be unchanged and
//! still usable. Besides, keys and values must be dropped exactly once. Safe Rust takes care of most of that, but you
//! can still leak a value or drop it too late.
//!
//! You get `Send` and `Sync` for free, unless a private field prevents it.
//!
//! Look up: `Formatter::debug_map`, serde's `Serializer::collect_map`, `Visitor` and `MapAccess`.
//!
//! Time box: 30 minutes.

use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::{thread, vec};

use hash_map::{Entry, HashMap};
use rstest::rstest;
use serde::de::value::{Error, MapDeserializer};
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use testkit::{Drops, Token, Tracked};

use super::support::{Hashing, assert_has_all_keys_below, entries, filled};

/// Rules: 6.1
#[test]
fn debug_formats_a_map() {
    let mut map = HashMap::with_hasher(Hashing::Good);
    assert_eq!(format!("{map:?}"), "{}", "Debug output of an empty map");
    map.insert("a", 1);
    assert_eq!(format!("{map:?}"), r#"{"a": 1}"#, "Debug output of a map with one entry");
    assert_eq!(format!("{map:#?}"), "{\n    \"a\": 1,\n}", "alternate Debug output of a map with one entry");
    map.insert("b", 2);
    let text = format!("{map:?}");
    let expected = [r#"{"a": 1, "b": 2}"#, r#"{"b": 2, "a": 1}"#];
    assert!(expected.contains(&text.as_str()), "the Debug output of a map with two entries is {text}");
    let text = format!("{map:#?}");
    let expected = ["{\n    \"a\": 1,\n    \"b\": 2,\n}", "{\n    \"b\": 2,\n    \"a\": 1,\n}"];
    assert!(expected.contains(&text.as_str()), "the alternate Debug output of a map with two entries is {text}");
    let nested = HashMap::from([("a", Some(1))]);
    let expected = "{\n    \"a\": Some(\n        1,\n    ),\n}";
    assert_eq!(format!("{nested:#?}"), expected, "alternate Debug output of a map whose value has several lines");
    let map = HashMap::from([(10, 0.25)]);
    assert_eq!(format!("{map:.1?}"), "{10: 0.2}", "Debug output with one digit after the decimal point");
    assert_eq!(format!("{:02x?}", HashMap::from([(10, 11)])), "{0a: 0b}", "Debug output with hexadecimal numbers");
}

/// Rules: 6.1, 6.2, 6.3, 6.5
#[test]
fn standard_traits_cover_all_entries_of_a_large_map() {
    let written = format!("{:?}", filled(1, 300)).matches(": ").count();
    assert_eq!(written, 300, "number of entries in the Debug output of a map of 300 entries");
    let map = filled(1, 70_000);
    let text = serde_json::to_string(&map).expect("numbers can be serialized");
    let read: HashMap<u32, u32, Hashing> = serde_json::from_str(&text).expect("serialized JSON can be read");
    assert_has_all_keys_below(&read, 70_000, "of a map of 70,000 entries after writing and reading it");
    let mut clone = map.clone();
    assert_has_all_keys_below(&clone, 70_000, "of the clone of a map of 70,000 entries");
    assert!(clone == map, "the clone of a map of 70,000 entries is not equal to it");
    for key in [0, 35_000, 69_999] {
        clone.insert(key, 1);
        assert!(clone != map, "a map of 70,000 entries equals one with another value of key {key}");
        clone.insert(key, key);
    }
}

/// Rules: 6.4
#[test]
fn a_default_map_is_empty() {
    let mut map = HashMap::<u32, u32, Hashing>::default();
    assert!(map.is_empty(), "a default map is not empty: it has {} entries", map.len());
    assert!(map.bucket_count() >= 1, "a default map has no buckets");
    map.insert(1, 10);
    assert_eq!(map.get(&1), Some(&10), "value of a key inserted into a default map");
}

/// Rules: 6.2
#[test]
fn a_clone_has_equal_entries_and_is_independent() {
    let mut map: HashMap<_, _, Hashing> = (0..20).map(|key| (key, key.to_string())).collect();
    map.remove(&7);
    let mut clone = map.clone();
    assert_eq!(clone.len(), 19, "length of the clone");
    assert!((0..20).all(|key| clone.get(&key) == map.get(&key)), "the clone has a different value for some key");
    clone.insert(1, "changed".to_owned());
    clone.remove(&2);
    clone.insert(100, "new".to_owned());
    assert_eq!(
        (map[&1].as_str(), map[&2].as_str()),
        ("1", "2"),
        "values of keys 1 and 2 in the original after changing them in the clone"
    );
    assert_eq!(map.get(&100), None, "value of key 100 in the original after inserting it into the clone");
    let found = clone.get(&100).map(String::as_str);
    assert_eq!(found, Some("new"), "value of key 100 in the clone after searching for it in the original");
    assert_eq!((map.len(), clone.len()), (19, 19), "lengths of the original and the clone");
}

/// Rules: 6.2
#[rstest]
#[case::empty_map(1, 0)]
#[case::as_many_entries(32, 20)]
#[case::more_entries(1000, 50)]
#[case::a_single_bucket(1, 1)]
fn clone_from_replaces_all_entries(#[case] buckets: usize, #[case] len: u32) {
    let source: HashMap<u32, u32, Hashing> = (0..20).map(|key| (key, key * 10)).collect();
    let mut map = HashMap::with_buckets_and_hasher(buckets, Hashing::Few).expect("a small table can be allocated");
    map.extend((1000..1000 + len).map(|key| (key, key)));
    map.clone_from(&source);
    assert_eq!(entries(&map), entries(&source), "entries of a map of length {len} after clone_from a map of length 20");
    for key in (0..20).chain([1000, 1019]) {
        assert_eq!(map.get(&key), source.get(&key), "value of key {key} after clone_from");
    }
    assert_eq!(map.remove(&7), Some(70), "value returned by removing key 7 after clone_from");
    assert_eq!(map.insert(1000, 1), None, "value returned by inserting a new key after clone_from");
    assert_eq!((map.len(), source.len()), (20, 20), "lengths of the changed map and of the source of clone_from");
    assert_eq!(source.get(&7), Some(&70), "value of key 7 in the source after removing it from the other map");
}

/// A value whose `Clone` panics if its second field is true.
#[derive(Debug, PartialEq)]
struct PanickingClone(u32, bool);

impl Clone for PanickingClone {
    fn clone(&self) -> Self {
        if self.1 {
            resume_unwind(Box::new("Clone of a value panicked"));
        }
        Self(self.0, false)
    }
}

/// Rules: 0.1, 6.2
#[rstest]
fn a_panic_in_clone_from_changes_nothing(#[values(0, 7, 19)] panicking: u32) {
    let source: HashMap<u32, PanickingClone, Hashing> =
        (0..20).map(|key| (key, PanickingClone(key * 10, key == panicking))).collect();
    let mut map = HashMap::with_buckets_and_hasher(4, Hashing::Few).expect("a small table can be allocated");
    map.extend((18..21).map(|key| (key, PanickingClone(key, false))));
    let outcome = catch_unwind(AssertUnwindSafe(|| map.clone_from(&source)));
    assert!(outcome.is_err(), "clone_from did not pass on the panic of a value's Clone");
    let expected = [(18, 18), (19, 19), (20, 20)];
    let found: Vec<_> = (0..30).filter_map(|key| map.get(&key).map(|value| (key, value.0))).collect();
    assert_eq!(
        found, expected,
        "entries that get finds after the Clone of the value of key {panicking} in the source panicked"
    );
    let mut yielded: Vec<_> = map.iter().map(|(&key, value)| (key, value.0)).collect();
    yielded.sort_unstable();
    assert_eq!(yielded, expected, "entries that iter yields after that, sorted");
    assert_eq!((map.len(), map.bucket_count()), (3, 4), "length and number of buckets after that");
}

/// Rules: 6.3
#[test]
fn a_map_with_a_value_unequal_to_itself_equals_no_map() {
    let map = HashMap::<u32, f64, Hashing>::from_iter([(1, 0.5), (2, f64::NAN)]);
    assert!(map != map.clone(), "a map with the value NaN, which is not equal to itself, equals its clone");
    let same = &map;
    assert!(map != *same, "a map with the value NaN, which is not equal to itself, equals itself");
}

/// Rules: 6.3
#[test]
fn maps_with_the_same_entries_are_equal() {
    let mut small = HashMap::with_buckets_and_hasher(1, Hashing::Good).expect("a small table can be allocated");
    let mut large = HashMap::with_buckets_and_hasher(1000, Hashing::Few).expect("a small table can be allocated");
    assert!(small == large, "two empty maps with different hashers and numbers of buckets are not equal");
    small.extend((0..20).map(|key| (key, key)));
    large.extend((0..25).rev().map(|key| (key, key)));
    large.retain(|&key, _| key < 20);
    assert!(small == large, "maps with the same entries in another order and another number of buckets are not equal");
    assert!(large == small, "equality of two maps depends on which one is on the left");
}

/// Rules: 6.3
#[rstest]
#[case::different_value(&[(1, 10), (2, 21)])]
#[case::different_key(&[(1, 10), (3, 20)])]
#[case::missing_entry(&[(1, 10)])]
#[case::additional_entry(&[(1, 10), (2, 20), (3, 30)])]
#[case::swapped_values(&[(1, 20), (2, 10)])]
fn maps_with_different_entries_are_not_equal(#[case] others: &[(u32, u32)]) {
    let map = HashMap::<_, _, Hashing>::from_iter([(1, 10), (2, 20)]);
    let other = HashMap::from_iter(others.iter().copied());
    assert!(map != other, "a map of [(1, 10), (2, 20)] equals a map of {others:?}");
    assert!(other != map, "a map of {others:?} equals a map of [(1, 10), (2, 20)]");
}

/// Rules: 6.5
#[test]
fn serde_writes_a_map_and_reads_it_back() {
    let map = HashMap::<_, _, Hashing>::from_iter([("pear".to_owned(), 1)]);
    let text = serde_json::to_string(&map).expect("a map of numbers can be serialized");
    assert_eq!(text, r#"{"pear":1}"#, "JSON of a map");
    for len in [0, 1, 20] {
        let map: HashMap<u32, String, Hashing> = (0..len).map(|key| (key, key.to_string())).collect();
        let text = serde_json::to_string(&map).expect("a map of strings can be serialized");
        let back = serde_json::from_str::<HashMap<u32, String, Hashing>>(&text);
        let back =
            back.unwrap_or_else(|error| panic!("the JSON of a map of {len} entries, {text}, was refused: {error}"));
        assert!(
            back == map,
            "a map of {len} entries differs after a round trip: {} entries read from {text}",
            back.len()
        );
    }
}

/// Rules: 6.5
#[test]
fn serialize_tells_the_format_the_number_of_entries() {
    for (len, numbers) in [(0, vec![]), (1, vec![Token::Number(0), Token::Number(0)])] {
        let expected = [vec![Token::Map(Some(len as usize))], numbers].concat();
        // Eight buckets for fewer entries.
        let written = testkit::serialized(&filled(8, len));
        assert_eq!(written, Ok(expected), "length and numbers written for a map of {len} entries");
    }
    let written = testkit::serialized(&filled(1, 300)).expect("a map of numbers");
    assert_eq!(written[0], Token::Map(Some(300)), "beginning of a map of 300 entries");
    let numbers = written[1..].iter().filter(|token| matches!(token, Token::Number(_))).count();
    assert_eq!((numbers, written.len()), (600, 601), "keys and values, and all tokens, of a map of 300 entries");
}

/// A format that does not describe itself: it holds pairs of numbers, and the reader has to ask for a map.
struct Pairs(Vec<(u32, u32)>);

impl<'de> Deserializer<'de> for Pairs {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("the reader asked for another type than a map"))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.0.into_iter()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct struct enum identifier ignored_any
    }
}

/// Rules: 6.5
#[test]
fn deserialize_asks_for_a_map() {
    for pairs in [vec![], vec![(1, 10), (2, 20)]] {
        let map = HashMap::<u32, u32, Hashing>::deserialize(Pairs(pairs.clone()));
        let map = map.map(|map| entries(&map)).map_err(|error| error.to_string());
        assert_eq!(map, Ok(pairs), "entries read from a format that yields a map only if the reader asks for one");
    }
}

/// Returns the entries of a map that is read from JSON, or the message of the error.
fn read(text: &str) -> Result<Vec<(u32, u32)>, String> {
    let map = serde_json::from_str::<HashMap<u32, u32, Hashing>>(text);
    map.map(|map| entries(&map)).map_err(|error| error.to_string())
}

/// Rules: 6.6
#[rstest]
#[case::different_value(r#"{"1": 10, "2": 20, "1": 30}"#)]
#[case::equal_value(r#"{"1": 10, "1": 10}"#)]
fn deserialize_rejects_a_repeated_key(#[case] text: &str) {
    let message = read(text).expect_err(&format!("{text} was accepted"));
    assert!(message.contains("duplicate key"), "the error for {text} does not contain `duplicate key`: {message}");
}

/// Rules: 6.6
#[rstest]
#[case::null("null")]
#[case::empty_list("[]")]
#[case::list_of_pairs("[[1, 10], [2, 20]]")]
#[case::number("1")]
#[case::text(r#""1""#)]
fn deserialize_rejects_other_input(#[case] text: &str) {
    let message = read(text).expect_err(&format!("{text} was accepted"));
    assert!(message.contains("map"), "the error for {text} does not contain `map`: {message}");
}

/// Rules: 6.6
#[rstest]
#[case::key(r#"{"1": 10, "x": 20}"#)]
#[case::value(r#"{"1": 10, "2": null}"#)]
fn deserialize_passes_on_the_error_of_an_entry(#[case] text: &str) {
    let message = read(text).expect_err(&format!("{text} was accepted, although its last entry is no pair of numbers"));
    let expected = serde_json::from_str::<std::collections::HashMap<u32, u32>>(text).map_err(|error| error.to_string());
    assert_eq!(Err(message), expected, "error for {text}, left, and that of the entry, right");
}

/// Pairs that claim to be `usize::MAX` pairs.
struct Overstated(vec::IntoIter<(u32, &'static str)>);

impl Iterator for Overstated {
    type Item = (u32, &'static str);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, Some(usize::MAX))
    }
}

/// Rules: 6.5, 6.6
#[test]
fn deserialize_does_not_trust_the_number_of_entries() {
    let input = |pairs: Vec<_>| MapDeserializer::<_, Error>::new(Overstated(pairs.into_iter()));
    let map = HashMap::<u32, String, Hashing>::deserialize(input(vec![(1, "a")]));
    let read = map.map(|map| (map.len(), map.get(&1).cloned()));
    let expected = Ok((1, Some("a".to_owned())));
    assert_eq!(read, expected, "length and value read from an input with one entry that claims to have usize::MAX");
    let read = HashMap::<u32, u32, Hashing>::deserialize(input(vec![(1, "a")])).map(|map| map.len());
    let message = read.map_err(|error| error.to_string()).expect_err("a text was accepted as a number");
    assert!(message.contains("u32"), "the error is not that of the value, a text instead of a u32: {message}");
}

/// Rules: 6.6
#[test]
fn deserialize_rejects_what_another_format_yields() {
    // These deserializers pass on what they hold, whatever the reader asks for.
    #[track_caller]
    fn assert_rejects<'de>(input: impl IntoDeserializer<'de, Error>, what: &str) {
        let map = HashMap::<u32, u32, Hashing>::deserialize(input.into_deserializer());
        let map = map.map(|map| entries(&map)).map_err(|error| error.to_string());
        let message = map.expect_err(&format!("{what} was accepted"));
        assert!(message.contains("map"), "the error for {what} does not contain `map`: {message}");
    }
    assert_rejects(vec![vec![1u32, 10], vec![2, 20]], "a list of pairs");
    assert_rejects(Vec::<u32>::new(), "an empty list");
    assert_rejects((), "a unit");
    assert_rejects(1u32, "a number");
    assert_rejects("1", "a text");
}

/// A key that records when it is dropped.
struct Key(u32, #[expect(dead_code, reason = "only its drop matters")] Tracked<()>);

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

// Each case: an operation on a map of ten entries, then the numbers of keys and values created and dropped after it.
/// Rules: 6.7
#[rstest]
#[case::insert(|map: &mut TrackedMap, drops: &Drops| { map.insert(key(50, drops), drops.track(0)); }, 22, 0)]
#[case::overwrite(|map: &mut TrackedMap, drops: &Drops| { map.insert(key(5, drops), drops.track(0)); }, 22, 2)]
#[case::remove(|map: &mut TrackedMap, drops: &Drops| { map.remove(&key(5, drops)); }, 21, 3)]
#[case::reserve(|map: &mut TrackedMap, _: &Drops| map.reserve(1000), 20, 0)]
#[case::shrink_to_fit(|map: &mut TrackedMap, _: &Drops| map.shrink_to_fit(), 20, 0)]
#[case::clear(|map: &mut TrackedMap, _: &Drops| map.clear(), 20, 20)]
#[case::drain_dropped_early(|map: &mut TrackedMap, _: &Drops| { map.drain().nth(4); }, 20, 20)]
#[case::retain(|map: &mut TrackedMap, _: &Drops| map.retain(|key, _| key.0 < 3), 20, 14)]
#[case::into_iter_dropped_early(|map: &mut TrackedMap, _: &Drops| { take(map).into_iter().nth(4); }, 20, 20)]
#[case::into_keys_dropped_early(|map: &mut TrackedMap, _: &Drops| { take(map).into_keys().nth(4); }, 20, 20)]
#[case::into_values_dropped_early(|map: &mut TrackedMap, _: &Drops| { take(map).into_values().nth(4); }, 20, 20)]
#[case::occupied_entry(|map: &mut TrackedMap, drops: &Drops| {
    map.entry(key(5, drops)).or_insert_with(|| drops.track(0));
}, 21, 1)]
#[case::vacant_entry(|map: &mut TrackedMap, drops: &Drops| { let _ = map.entry(key(50, drops)); }, 21, 1)]
#[case::extend(|map: &mut TrackedMap, drops: &Drops| map.extend([(key(5, drops), drops.track(0))]), 22, 2)]
#[case::entry_remove(|map: &mut TrackedMap, drops: &Drops| {
    if let Entry::Occupied(entry) = map.entry(key(5, drops)) { entry.remove(); }
}, 21, 3)]
#[case::rejected_try_insert(|map: &mut TrackedMap, drops: &Drops| {
    let _ = map.try_insert(key(5, drops), drops.track(0));
}, 22, 2)]
#[case::drop_of_the_map(|map: &mut TrackedMap, _: &Drops| { let _ = take(map); }, 20, 20)]
fn keys_and_values_are_dropped_exactly_once(
    #[case] operation: fn(&mut TrackedMap, &Drops),
    #[case] created: usize,
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
            (created, dropped),
            "numbers of keys and values created and dropped after the operation"
        );
    }
    assert_eq!(drops.alive(), 0, "number of leaked keys and values after the map was dropped");
}

fn key(number: u32, drops: &Drops) -> Key {
    Key(number, drops.track(()))
}

thread_local! {
    static PANICS_ENABLED: Cell<bool> = const { Cell::new(false) };
}

/// A key whose `Hash` panics if `hash` is set, and whose `Eq` panics if `eq` of either key is set. Both panic only
/// while `PANICS_ENABLED` is true.
#[derive(Clone, Copy, Debug)]
struct PanickingKey {
    number: u32,
    hash: bool,
    eq: bool,
}

impl PartialEq for PanickingKey {
    fn eq(&self, other: &Self) -> bool {
        if (self.eq || other.eq) && PANICS_ENABLED.get() {
            resume_unwind(Box::new("Eq of a key panicked"));
        }
        self.number == other.number
    }
}

impl Eq for PanickingKey {}

impl Hash for PanickingKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.hash && PANICS_ENABLED.get() {
            resume_unwind(Box::new("Hash of a key panicked"));
        }
        self.number.hash(state);
    }
}

type PanickingMap = HashMap<PanickingKey, u32, Hashing>;

/// Rules: 0.1, 6.8
#[rstest]
#[case::insert(|map: &mut PanickingMap, key| { map.insert(key, 99); })]
#[case::get(|map: &mut PanickingMap, key| { map.get(&key); })]
#[case::get_mut(|map: &mut PanickingMap, key| { map.get_mut(&key); })]
#[case::remove(|map: &mut PanickingMap, key| { map.remove(&key); })]
#[case::entry(|map: &mut PanickingMap, key| { map.entry(key).or_insert(99); })]
#[case::try_insert(|map: &mut PanickingMap, key| { let _ = map.try_insert(key, 99); })]
#[case::contains_key(|map: &mut PanickingMap, key| { map.contains_key(&key); })]
#[case::index(|map: &mut PanickingMap, key| { let _ = map[&key]; })]
#[case::get_key_value(|map: &mut PanickingMap, key| { map.get_key_value(&key); })]
#[case::remove_entry(|map: &mut PanickingMap, key| { map.remove_entry(&key); })]
fn a_panicking_key_changes_nothing(#[case] operation: fn(&mut PanickingMap, PanickingKey)) {
    let good_key = |number| PanickingKey { number, hash: false, eq: false };
    for number in [2, 100] {
        for (hash, eq, what) in [(true, false, "Hash"), (false, true, "Eq")] {
            // With a full table and equal hashes, growing or changing before the search shows.
            let mut map =
                HashMap::with_buckets_and_hasher(4, Hashing::Constant).expect("a small table can be allocated");
            map.extend((0..4).map(|number| (good_key(number), number * 10)));
            PANICS_ENABLED.set(true);
            let outcome = catch_unwind(AssertUnwindSafe(|| operation(&mut map, PanickingKey { number, hash, eq })));
            PANICS_ENABLED.set(false);
            assert!(outcome.is_err(), "the operation on key {number} did not pass on the panic of {what}");
            let mut found: Vec<_> = map.iter().map(|(key, &value)| (key.number, value)).collect();
            found.sort_unstable();
            assert_eq!(found, [(0, 0), (1, 10), (2, 20), (3, 30)], "entries after {what} of key {number} panicked");
            assert_eq!((map.len(), map.bucket_count()), (4, 4), "length and number of buckets after {what} panicked");
            assert_eq!(
                map.insert(good_key(200), 1),
                None,
                "value returned by inserting a new key after {what} panicked"
            );
            assert_eq!(map.remove(&good_key(2)), Some(20), "value returned by removing a key after {what} panicked");
            assert_eq!(map.get(&good_key(3)), Some(&30), "value of a key after {what} panicked");
        }
    }
}

/// Rules: 6.8
#[rstest]
#[case::pairs(|map: &mut PanickingMap, pairs: [(PanickingKey, u32); 4]| map.extend(pairs))]
#[case::references(|map: &mut PanickingMap, pairs: [(PanickingKey, u32); 4]| {
    map.extend(pairs.iter().map(|(key, value)| (key, value)));
})]
fn extend_keeps_the_pairs_before_a_panicking_key(#[case] extend: fn(&mut PanickingMap, [(PanickingKey, u32); 4])) {
    let key = |number| PanickingKey { number, hash: false, eq: false };
    let mut map = PanickingMap::with_hasher(Hashing::Good);
    let pairs = [(key(1), 10), (key(2), 20), (PanickingKey { number: 3, hash: true, eq: false }, 30), (key(4), 40)];
    PANICS_ENABLED.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| extend(&mut map, pairs)));
    PANICS_ENABLED.set(false);
    assert!(outcome.is_err(), "extend did not pass on the panic of Hash");
    let mut found: Vec<_> = map.iter().map(|(key, &value)| (key.number, value)).collect();
    found.sort_unstable();
    assert_eq!(found, [(1, 10), (2, 20)], "entries after extend with four keys, of which the third panicked");
    extend(&mut map, pairs);
    assert_eq!((map.len(), map.get(&key(4))), (4, Some(&40)), "length and value of key 4 after a second extend");
}

type Map = HashMap<u32, u32, Hashing>;

type StoredPairs<'a> = &'a mut dyn Iterator<Item = &'static (u32, u32)>;

/// Rules: 6.8
#[rstest]
#[case::pairs(|map: &mut Map, pairs: StoredPairs| map.extend(pairs.copied()))]
#[case::references(|map: &mut Map, pairs: StoredPairs| map.extend(pairs.map(|(key, value)| (key, value))))]
fn extend_keeps_the_pairs_before_its_iterator_panics(#[case] extend: fn(&mut Map, StoredPairs)) {
    const PAIRS: &[(u32, u32)] = &[(1, 1), (2, 2), (3, 3)];
    let mut map = filled(1, 1);
    let mut pairs = (0..).map(|number| PAIRS.get(number).unwrap_or_else(|| resume_unwind(Box::new("no more pairs"))));
    let outcome = catch_unwind(AssertUnwindSafe(|| extend(&mut map, &mut pairs)));
    assert!(outcome.is_err(), "extend did not pass on the panic of its iterator");
    assert_has_all_keys_below(&map, 4, "after extend with an iterator that panicked after three pairs");
    assert_eq!(map.bucket_count(), 4, "number of buckets after that");
    assert_eq!(map.insert(4, 4), None, "value returned by inserting a new key after that");
}

/// Rules: 6.9
#[test]
fn a_map_can_be_sent_and_shared_between_threads() {
    let map = HashMap::<_, _, Hashing>::from_iter([(1, 10), (2, 20)]);
    let found = thread::scope(|scope| {
        let threads = [1, 2].map(|key| {
            scope.spawn({
                let map = &map;
                move || map.get(&key).copied()
            })
        });
        threads.map(|thread| thread.join().expect("get does not panic"))
    });
    assert_eq!(found, [Some(10), Some(20)], "values found by two threads in a shared map");
    let len = thread::spawn(move || map.into_iter().count()).join().expect("iteration does not panic");
    assert_eq!(len, 2, "number of entries yielded in another thread");
}
