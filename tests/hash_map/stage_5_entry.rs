//! # Entry
//!
//! "Add one to the count of this word, starting at zero" takes two look-ups with what the map has so far. An entry
//! takes one: `entry(key)` finds the place of a key, taken or free, and hands it out as a value that can fill, change
//! or empty it.
//!
//! The key is hashed once, when the entry is made; what follows hashes nothing, also if the table has to grow. That a
//! place is free does not say that it will be filled: making an entry changes nothing, so the table does not grow for
//! it.
//!
//! `Entry` has no parameter for the hasher. It borrows what it needs to finish: which part of your map is that? Perhaps
//! it deserves a type.
//!
//! `try_insert` never overwrites. It gives key and value back in its error, for the caller may have no other copy.
//! `map[&key]` is for keys known to be there, and panics for others.
//!
//! To look up: `std::collections::hash_map::Entry`, and the difference between `OccupiedEntry::get_mut` and `into_mut`.
//!
//! Time box: 25 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hash_map::{Entry, HashMap, OccupiedEntry, VacantEntry};
use rstest::rstest;
use testkit::{Counted, Counts};

use super::support::{Hashing, assert_agrees_with_model, entries, labeled};

/// 1 to 10 and 2 to 20, in a table that is full.
fn full() -> HashMap<u32, u32, Hashing> {
    let mut map = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    map.insert(1, 10);
    map.insert(2, 20);
    map
}

#[track_caller]
fn occupied<K: Eq + std::hash::Hash, V>(map: &mut HashMap<K, V, Hashing>, key: K) -> OccupiedEntry<'_, K, V> {
    match map.entry(key) {
        Entry::Occupied(entry) => entry,
        Entry::Vacant(_) => panic!("the entry of a key in the map is vacant"),
    }
}

#[track_caller]
fn vacant<K: Eq + std::hash::Hash, V>(map: &mut HashMap<K, V, Hashing>, key: K) -> VacantEntry<'_, K, V> {
    match map.entry(key) {
        Entry::Vacant(entry) => entry,
        Entry::Occupied(_) => panic!("the entry of a key not in the map is occupied"),
    }
}

#[test]
fn a_missing_value_is_inserted() {
    let mut map = full();
    *map.entry(3).or_insert(30) += 1;
    *map.entry(4).or_insert_with(|| 40) += 1;
    *map.entry(5).or_insert_with_key(|key| key * 10) += 1;
    *map.entry(6).or_default() += 1;
    let expected = [(1, 10), (2, 20), (3, 31), (4, 41), (5, 51), (6, 1)];
    assert_eq!(entries(&map), expected, "the entries after four defaults were inserted, and one was added to each");
    assert_eq!((map.len(), map.bucket_count()), (6, 8), "entries and buckets of a table of 2 that grew for entries");
}

#[test]
fn a_value_that_is_there_stays() {
    let mut map = full();
    *map.entry(1).or_insert(99) += 1;
    *map.entry(1).or_insert_with(|| panic!("a default is made for a key that has a value")) += 1;
    *map.entry(1).or_insert_with_key(|_| panic!("a default is made for a key that has a value")) += 1;
    *map.entry(1).or_default() += 1;
    assert_eq!(entries(&map), [(1, 14), (2, 20)], "the entries after one was added to the value of 1, four times");
}

#[test]
fn a_value_is_modified_only_if_it_is_there() {
    let mut map = full();
    map.entry(1).and_modify(|value| *value += 1).or_insert(99);
    map.entry(3).and_modify(|value| *value += 1).or_insert(30);
    assert_eq!(entries(&map), [(1, 11), (2, 20), (3, 30)], "the entries after a value was modified, and one inserted");
}

#[test]
fn an_entry_knows_its_key() {
    let mut map = HashMap::with_hasher(Hashing::Good);
    assert_eq!(map.entry(labeled(1, "offered")).key().label, "offered", "label of the key of a vacant entry");
    assert_eq!(vacant(&mut map, labeled(1, "offered")).key().label, "offered", "the same, seen as vacant");
    map.insert(labeled(1, "in the map"), 10);
    assert_eq!(map.entry(labeled(1, "offered")).key().label, "in the map", "label of the key of an occupied entry");
    let entry = occupied(&mut map, labeled(1, "offered"));
    assert_eq!(entry.key().label, "in the map", "the same, seen as occupied");
}

#[test]
fn an_occupied_entry_gives_its_value_to_read_and_to_change() {
    let mut map = full();
    let mut entry = occupied(&mut map, 1);
    assert_eq!(entry.get(), &10, "the value of an entry");
    *entry.get_mut() += 1;
    assert_eq!(entry.insert(50), 11, "the value that an overwrite through an entry returns");
    assert_eq!(entry.get(), &50, "the value after the overwrite");
    *entry.into_mut() += 1;
    assert_eq!(entries(&map), [(1, 51), (2, 20)], "the entries afterwards");
}

#[test]
fn an_occupied_entry_can_be_removed() {
    let mut map = HashMap::with_hasher(Hashing::Good);
    map.extend([(labeled(1, "in the map"), 10), (labeled(2, "other"), 20), (labeled(3, "other"), 30)]);
    let (key, value) = occupied(&mut map, labeled(1, "offered")).remove_entry();
    assert_eq!((key.label, value), ("in the map", 10), "label and value of the entry removed");
    assert_eq!(occupied(&mut map, labeled(2, "offered")).remove(), 20, "the value of the entry removed");
    let numbers: Vec<_> = map.keys().map(|key| key.number).collect();
    assert_eq!(numbers, [3], "the keys left");
    assert_eq!(map.get(&labeled(3, "asked")), Some(&30), "the value of the key left");
}

#[test]
fn a_vacant_entry_can_be_filled() {
    let mut map = full();
    *vacant(&mut map, 3).insert(30) += 1;
    assert_eq!(entries(&map), [(1, 10), (2, 20), (3, 31)], "the entries after a vacant entry was filled");
    assert_eq!(map.bucket_count(), 4, "the buckets of a full table of 2 after one more entry");
}

#[test]
fn a_vacant_entry_that_is_not_filled_changes_nothing() {
    let mut map = full();
    assert_eq!(vacant(&mut map, 3).into_key(), 3, "the key given back");
    let _ = map.entry(4);
    let _ = map.entry(5).and_modify(|value| *value += 1);
    assert_eq!(entries(&map), [(1, 10), (2, 20)], "the entries after vacant entries were made and dropped");
    assert_eq!(map.bucket_count(), 2, "the buckets of a full table after that");
}

#[test]
fn a_default_that_panics_changes_nothing() {
    let mut map = full();
    let outcome =
        catch_unwind(AssertUnwindSafe(|| *map.entry(3).or_insert_with(|| std::panic::resume_unwind(Box::new(())))));
    assert!(outcome.is_err(), "a default that panics gave a value");
    assert_eq!(entries(&map), [(1, 10), (2, 20)], "the entries after a default panicked");
    assert_eq!(map.len(), 2, "their number");
    assert_eq!(map.entry(3).or_insert(30), &30, "the value inserted afterwards");
}

type CountedMap = HashMap<Counted<u32>, u32, Hashing>;

#[rstest]
#[case::or_insert(|map: &mut CountedMap, key| { map.entry(key).or_insert(0); })]
#[case::and_modify_or_default(|map: &mut CountedMap, key| {
    map.entry(key).and_modify(|value| *value += 1).or_default();
})]
#[case::remove_or_fill(|map: &mut CountedMap, key| match map.entry(key) {
    Entry::Occupied(entry) => { entry.remove(); }
    Entry::Vacant(entry) => { entry.insert(0); }
})]
#[case::try_insert(|map: &mut CountedMap, key| { let _ = map.try_insert(key, 0); })]
fn an_operation_hashes_its_key_once(#[case] operation: fn(&mut CountedMap, Counted<u32>)) {
    let counts = Counts::new();
    for (number, what) in [(3, "a key in the map"), (100, "a key not in the map, whose table is full")] {
        let mut map: CountedMap =
            HashMap::with_buckets_and_hasher(8, Hashing::Good).expect("eight buckets can be allocated");
        for number in 0..8 {
            map.insert(counts.key(number), number);
        }
        let key = counts.key(number);
        counts.reset();
        operation(&mut map, key);
        assert_eq!(counts.hashes(), 1, "how often keys were hashed in an operation on {what}");
    }
}

#[test]
fn try_insert_inserts_a_new_key() {
    let mut map = full();
    *map.try_insert(3, 30).expect("key 3 is not in the map") += 1;
    assert_eq!(
        entries(&map),
        [(1, 10), (2, 20), (3, 31)],
        "the entries after a key was inserted, and one added to its value"
    );
}

#[test]
fn try_insert_returns_what_it_rejects() {
    let mut map = HashMap::with_buckets_and_hasher(1, Hashing::Good).expect("one bucket is enough for a table");
    map.insert(labeled(1, "in the map"), "old");
    let refused = map.try_insert(labeled(1, "offered"), "new").expect_err("key 1 is in the map");
    assert_eq!((refused.key.label, refused.value), ("offered", "new"), "label of the key, and the value, given back");
    let found: Vec<_> = map.iter().map(|(key, &value)| (key.label, value)).collect();
    assert_eq!(found, [("in the map", "old")], "labels and values in the map after a refused insert");
    assert_eq!((map.len(), map.bucket_count()), (1, 1), "entries and buckets after a refused insert");
}

#[test]
fn an_index_gives_the_value_of_a_key_that_is_there() {
    let mut map = HashMap::with_hasher(Hashing::Good);
    map.extend([("pear".to_owned(), 1), ("plum".to_owned(), 2)]);
    assert_eq!(map["pear"], 1, "the value of a String, indexed by a &str");
    assert_eq!(map[&"plum".to_owned()], 2, "the value of a String, indexed by a String");
    let outcome = catch_unwind(AssertUnwindSafe(|| map["fig"]));
    assert!(outcome.is_err(), "a key that is not in the map has the value {outcome:?}");
}

#[rstest]
#[case::good_hashes(Hashing::Good, 1)]
#[case::few_hashes(Hashing::Few, 3)]
#[case::one_hash(Hashing::Constant, 1)]
fn any_sequence_of_operations_agrees_with_the_standard_map(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table");
    assert_agrees_with_model(5, buckets, make);
}
