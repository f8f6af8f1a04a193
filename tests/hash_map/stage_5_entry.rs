//! # Entry
//!
//! "Add one to the count of this word, starting at zero" takes two lookups with `get` and `insert`, but only one with
//! an entry: `entry(key)` searches for the key and returns the result as a value. The caller can then use it to insert,
//! change or remove without searching again.
//!
//! Once `entry` has hashed the key, the entry's methods hash nothing more, not even if the table grows. Note that
//! creating an entry must not grow the table, since the caller may never fill it.
//!
//! Because `Entry` has no type parameter for the hasher, it cannot borrow the whole map. Which part of the map does it
//! actually need? That part can become a type.
//!
//! Also add `try_insert`, which never overwrites, and `map[&key]`.
//!
//! Even if two keys are equal, it can matter which of them you keep: for example, one may hold more memory, or others
//! may refer to it. So the map states which key it keeps, and `get_key_value` and `remove_entry` return that one.
//!
//! Look up: `std::collections::hash_map::Entry`, and the difference between `OccupiedEntry::get_mut` and `into_mut`.
//!
//! Time box: 30 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hash_map::{Entry, HashMap, OccupiedEntry, VacantEntry};
use rstest::rstest;
use testkit::{Counted, Counts, costs_less_than_a_walk, count_allocations};

use super::support::{Hashing, assert_matches_model, entries, filled, labeled, table};

/// Returns a map of 1 to 10 and 2 to 20, whose table is full.
fn full_map() -> HashMap<u32, u32, Hashing> {
    let mut map = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    map.insert(1, 10);
    map.insert(2, 20);
    map
}

#[track_caller]
fn occupied<K: Eq + std::hash::Hash, V>(map: &mut HashMap<K, V, Hashing>, key: K) -> OccupiedEntry<'_, K, V> {
    match map.entry(key) {
        Entry::Occupied(entry) => entry,
        Entry::Vacant(_) => panic!("entry of a present key is Vacant"),
    }
}

#[track_caller]
fn vacant<K: Eq + std::hash::Hash, V>(map: &mut HashMap<K, V, Hashing>, key: K) -> VacantEntry<'_, K, V> {
    match map.entry(key) {
        Entry::Vacant(entry) => entry,
        Entry::Occupied(_) => panic!("entry of a missing key is Occupied"),
    }
}

/// Rules: 4.7, 5.5
#[test]
fn overwriting_keeps_the_old_key() {
    let mut map = table(1);
    map.insert(labeled(1, "first"), 10);
    map.insert(labeled(1, "second"), 20);
    let entry = map.get_key_value(&labeled(1, "lookup")).map(|(key, value)| (key.label, *value));
    assert_eq!(entry, Some(("first", 20)), "label of the stored key, and the value, after overwriting");
    assert!(map.get_key_value(&labeled(2, "lookup")).is_none(), "get_key_value returned the entry of another key");
}

/// Rules: 5.5
#[test]
fn remove_entry_returns_the_stored_key() {
    let mut map = HashMap::with_buckets_and_hasher(4, Hashing::Constant).expect("four buckets can be allocated");
    map.insert(labeled(1, "stored"), 10);
    map.insert(labeled(2, "other"), 20);
    let removed = map.remove_entry(&labeled(1, "lookup")).map(|(key, value)| (key.label, value));
    assert_eq!(removed, Some(("stored", 10)), "label of the key, and the value, returned by remove_entry");
    assert!(map.remove_entry(&labeled(1, "lookup")).is_none(), "remove_entry returned the same entry twice");
    assert_eq!(map.len(), 1, "length after removing one of two keys");
}

/// Rules: 2.1, 5.5
#[test]
fn stored_keys_are_found_by_a_borrowed_form() {
    let mut map = table(2);
    map.insert("pear".to_owned(), 1);
    assert_eq!(map.get_key_value("pear"), Some((&"pear".to_owned(), &1)), "get_key_value of a String key by &str");
    assert_eq!(map.remove_entry("pear"), Some(("pear".to_owned(), 1)), "remove_entry of a String key by &str");
}

/// Rules: 5.2
#[test]
fn or_insert_methods_fill_a_vacant_entry() {
    let mut map = full_map();
    *map.entry(3).or_insert(30) += 1;
    *map.entry(4).or_insert_with(|| 40) += 1;
    *map.entry(5).or_insert_with_key(|key| key * 10) += 1;
    *map.entry(6).or_default() += 1;
    let expected = [(1, 10), (2, 20), (3, 31), (4, 41), (5, 51), (6, 1)];
    assert_eq!(entries(&map), expected, "entries after inserting four defaults and adding 1 to each");
    assert_eq!(
        (map.len(), map.bucket_count()),
        (6, 8),
        "length and number of buckets after filling four vacant entries of a table of 2"
    );
}

/// Rules: 5.3, 5.4
#[test]
fn or_insert_methods_keep_an_existing_value() {
    let mut map = full_map();
    *map.entry(1).or_insert(99) += 1;
    *map.entry(1).or_insert_with(|| panic!("the default function was called for an occupied entry")) += 1;
    *map.entry(1).or_insert_with_key(|_| panic!("the default function was called for an occupied entry")) += 1;
    *map.entry(1).or_default() += 1;
    assert_eq!(entries(&map), [(1, 14), (2, 20)], "entries after adding 1 to the value of key 1 four times");
}

/// Rules: 5.4
#[test]
fn and_modify_changes_only_an_existing_value() {
    let mut map = full_map();
    map.entry(1).and_modify(|value| *value += 1).or_insert(99);
    map.entry(3).and_modify(|value| *value += 1).or_insert(30);
    assert_eq!(entries(&map), [(1, 11), (2, 20), (3, 30)], "entries after modifying key 1 and inserting key 3");
}

/// Rules: 5.1, 5.5
#[test]
fn key_returns_the_stored_or_the_passed_key() {
    let mut map = HashMap::with_hasher(Hashing::Good);
    assert_eq!(map.entry(labeled(1, "passed")).key().label, "passed", "label of Entry::key of a vacant entry");
    assert_eq!(vacant(&mut map, labeled(1, "passed")).key().label, "passed", "label of VacantEntry::key");
    map.insert(labeled(1, "stored"), 10);
    assert_eq!(map.entry(labeled(1, "passed")).key().label, "stored", "label of Entry::key of an occupied entry");
    let entry = occupied(&mut map, labeled(1, "passed"));
    assert_eq!(entry.key().label, "stored", "label of OccupiedEntry::key");
}

/// Rules: 5.3
#[test]
fn an_occupied_entry_reads_and_changes_its_value() {
    let mut map = full_map();
    let mut entry = occupied(&mut map, 1);
    assert_eq!(entry.get(), &10, "value of an occupied entry");
    *entry.get_mut() += 1;
    assert_eq!(entry.insert(50), 11, "value returned by OccupiedEntry::insert");
    assert_eq!(entry.get(), &50, "value of the entry after OccupiedEntry::insert");
    *entry.into_mut() += 1;
    assert_eq!(entries(&map), [(1, 51), (2, 20)], "entries after changing key 1 through its entry");
}

/// Rules: 4.7, 5.3
#[test]
fn an_occupied_entry_keeps_the_stored_key() {
    let mut map = table(1);
    map.insert(labeled(1, "first"), 10);
    let mut entry = occupied(&mut map, labeled(1, "second"));
    assert_eq!(entry.insert(20), 10, "value returned by OccupiedEntry::insert");
    *map.entry(labeled(1, "third")).and_modify(|value| *value += 1).or_insert(0) += 1;
    let found: Vec<_> = map.iter().map(|(key, &value)| (key.label, value)).collect();
    assert_eq!(found, [("first", 22)], "label of the stored key, and the value, after changing it through entries");
}

/// Rules: 5.3, 5.5
#[test]
fn an_occupied_entry_removes_itself() {
    let mut map = HashMap::with_hasher(Hashing::Good);
    map.extend([(labeled(1, "stored"), 10), (labeled(2, "other"), 20), (labeled(3, "other"), 30)]);
    let (key, value) = occupied(&mut map, labeled(1, "passed")).remove_entry();
    assert_eq!((key.label, value), ("stored", 10), "label of the key, and the value, returned by remove_entry");
    assert_eq!(occupied(&mut map, labeled(2, "passed")).remove(), 20, "value returned by OccupiedEntry::remove");
    let numbers: Vec<_> = map.keys().map(|key| key.number).collect();
    assert_eq!(numbers, [3], "remaining keys");
    assert_eq!(map.get(&labeled(3, "lookup")), Some(&30), "value of the remaining key");
}

/// Rules: 5.2
#[test]
fn a_vacant_entry_inserts_its_key() {
    let mut map = full_map();
    *vacant(&mut map, 3).insert(30) += 1;
    assert_eq!(entries(&map), [(1, 10), (2, 20), (3, 31)], "entries after filling a vacant entry");
    assert_eq!(map.bucket_count(), 4, "number of buckets of a full table of 2 after filling a vacant entry");
}

/// Rules: 5.1
#[test]
fn an_unfilled_vacant_entry_changes_nothing() {
    let mut map = full_map();
    assert_eq!(vacant(&mut map, 3).into_key(), 3, "key returned by into_key");
    let _ = map.entry(4);
    let _ = map.entry(5).and_modify(|value| *value += 1);
    assert_eq!(entries(&map), [(1, 10), (2, 20)], "entries after dropping unfilled vacant entries");
    assert_eq!(map.bucket_count(), 2, "number of buckets of a full table after dropping unfilled vacant entries");
}

/// Rules: 3.2, 5.1
#[test]
fn entries_of_a_large_table_keep_its_buckets() {
    let mut map = filled(5000, 5000);
    for key in 0..10_000 {
        let _ = map.entry(key).and_modify(|value| *value += 1);
        assert_eq!(map.bucket_count(), 5000, "number of buckets of a full table of 5000 after entry({key})");
    }
    for key in 0..5000 {
        occupied(&mut map, key).remove();
        assert_eq!(
            map.bucket_count(),
            5000,
            "number of buckets of a table of 5000 after the entry of {key} was removed"
        );
    }
}

/// Rules: 3.5, 5.2, 5.3, 5.7
#[rstest]
#[case::remove_and_or_insert(|map: &mut Map, key| {
    occupied(map, key).remove();
    map.entry(key + 8).or_insert(0);
})]
#[case::remove_entry_and_insert(|map: &mut Map, key| {
    occupied(map, key).remove_entry();
    vacant(map, key + 8).insert(0);
})]
#[case::remove_entry_and_try_insert(|map: &mut Map, key| {
    map.remove_entry(&key);
    map.try_insert(key + 8, 0).expect("the key is new");
})]
fn removed_entries_take_no_memory(#[case] replace: fn(&mut Map, u32)) {
    let mut map = filled(8, 8);
    let memory = count_allocations(|| (0..2500).for_each(|key| replace(&mut map, key)));
    let bytes = memory.bytes_current;
    assert!(
        bytes <= 16_384,
        "after 2,500 entries were removed and others inserted, a table of 8 buckets takes {bytes} more bytes than \
         before; the limit is 16,384"
    );
    assert_eq!((map.len(), map.bucket_count()), (8, 8), "length and number of buckets after that");
}

/// A value whose default panics.
#[derive(Clone, Copy, Debug, PartialEq)]
struct NoDefault(u32);

impl Default for NoDefault {
    fn default() -> Self {
        resume_unwind(Box::new(()))
    }
}

type NoDefaultMap = HashMap<u32, NoDefault, Hashing>;

/// Rules: 0.1, 5.2
#[rstest]
#[case::or_insert_with(|map: &mut NoDefaultMap| { map.entry(3).or_insert_with(|| resume_unwind(Box::new(()))); })]
#[case::or_insert_with_key(|map: &mut NoDefaultMap| {
    map.entry(3).or_insert_with_key(|_| resume_unwind(Box::new(())));
})]
#[case::or_default(|map: &mut NoDefaultMap| { map.entry(3).or_default(); })]
#[case::and_modify(|map: &mut NoDefaultMap| { let _ = map.entry(1).and_modify(|_| resume_unwind(Box::new(()))); })]
fn a_panic_in_a_function_of_the_caller_changes_nothing(#[case] operation: fn(&mut NoDefaultMap)) {
    let mut map = table(2);
    map.extend([(1, NoDefault(10)), (2, NoDefault(20))]);
    let outcome = catch_unwind(AssertUnwindSafe(|| operation(&mut map)));
    assert!(outcome.is_err(), "the entry did not pass on the panic of the caller's function");
    let expected = [(1, NoDefault(10)), (2, NoDefault(20))];
    assert_eq!(entries(&map), expected, "entries after the caller's function panicked");
    assert_eq!((map.len(), map.bucket_count()), (2, 2), "length and number of buckets of a full table after the panic");
    assert_eq!(map.entry(3).or_insert(NoDefault(30)), &NoDefault(30), "value of key 3 inserted after the panic");
}

type Map = HashMap<u32, u32, Hashing>;

type CountedMap = HashMap<Counted<u32>, u32, Hashing>;

/// Rules: 3.3, 5.6
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
#[case::index(|map: &mut CountedMap, key| { let _ = catch_unwind(AssertUnwindSafe(|| map[&key])); })]
#[case::get_key_value(|map: &mut CountedMap, key| { map.get_key_value(&key); })]
#[case::remove_entry(|map: &mut CountedMap, key| { map.remove_entry(&key); })]
fn an_operation_hashes_its_key_at_most_once(#[case] operation: fn(&mut CountedMap, Counted<u32>)) {
    let counts = Counts::new();
    for (number, what) in [(3, "a present key"), (100, "a missing key with a full table")] {
        let mut map: CountedMap =
            HashMap::with_buckets_and_hasher(8, Hashing::Good).expect("eight buckets can be allocated");
        for number in 0..8 {
            map.insert(counts.key(number), number);
        }
        let key = counts.key(number);
        counts.reset();
        operation(&mut map, key);
        let hashes = counts.hashes();
        assert!(hashes <= 1, "one operation on {what} hashed {hashes} keys; the limit is 1");
    }
}

/// Rules: 3.4
#[test]
fn an_operation_takes_the_same_time_in_a_large_map() {
    const LEN: u32 = 20_000;
    let mut map = table(LEN as usize);
    map.extend((0..LEN).map(|key| (key, key)));
    let mut check = |what: &str, operation: fn(&mut Map, u32)| {
        costs_less_than_a_walk(LEN as usize, what, |number| operation(&mut map, number as u32 * 100));
    };
    check("or_insert of a present key", |map, key| assert_eq!(map.entry(key).or_insert(0), &key, "value of {key}"));
    check("get_key_value", |map, key| assert_eq!(map.get_key_value(&key), Some((&key, &key)), "entry of {key}"));
    check("indexing", |map, key| assert_eq!(map[&key], key, "value of key {key}"));
    check("rejecting a key", |map, key| {
        assert!(map.try_insert(key, key).is_err(), "try_insert({key}) returned no error");
    });
    check("removing an occupied entry and filling a vacant one", |map, key| {
        assert_eq!(occupied(map, key).remove(), key, "value of removed key {key}");
        assert_eq!(vacant(map, key).insert(key), &key, "value of inserted key {key}");
    });
    check("remove_entry and try_insert", |map, key| {
        assert_eq!(map.remove_entry(&key), Some((key, key)), "removed entry of key {key}");
        assert!(map.try_insert(key, key).is_ok(), "try_insert({key}) returned an error");
    });
}

/// Rules: 5.7
#[test]
fn try_insert_inserts_a_new_key() {
    let mut map = full_map();
    *map.try_insert(3, 30).expect("key 3 is not in the map") += 1;
    assert_eq!(
        entries(&map),
        [(1, 10), (2, 20), (3, 31)],
        "entries after try_insert of key 3 and adding 1 to its value"
    );
}

/// Rules: 0.1, 5.7
#[test]
fn try_insert_returns_the_rejected_key_and_value() {
    let mut map = HashMap::with_buckets_and_hasher(1, Hashing::Good).expect("a table with one bucket is valid");
    map.insert(labeled(1, "stored"), "old");
    let rejected = map.try_insert(labeled(1, "passed"), "new").expect_err("key 1 is in the map");
    assert_eq!(
        (rejected.key.label, rejected.value),
        ("passed", "new"),
        "label of the key, and the value, in the error"
    );
    let found: Vec<_> = map.iter().map(|(key, &value)| (key.label, value)).collect();
    assert_eq!(found, [("stored", "old")], "labels and values in the map after a rejected try_insert");
    assert_eq!((map.len(), map.bucket_count()), (1, 1), "length and number of buckets after a rejected try_insert");
}

/// Rules: 5.8
#[test]
fn indexing_returns_the_value_or_panics() {
    let mut map = HashMap::with_hasher(Hashing::Good);
    map.extend([("pear".to_owned(), 1), ("plum".to_owned(), 2)]);
    assert_eq!(map["pear"], 1, "value of a String key, indexed by &str");
    assert_eq!(map[&"plum".to_owned()], 2, "value of a String key, indexed by &String");
    let outcome = catch_unwind(AssertUnwindSafe(|| map["fig"]));
    assert!(outcome.is_err(), "indexing with a missing key returned {outcome:?} instead of panicking");
}

/// Rules: 0.2, 3.1, 3.2, 5.1, 5.2, 5.3, 5.7
#[rstest]
#[case::good_hashes(Hashing::Good, 1)]
#[case::few_hashes(Hashing::Few, 3)]
#[case::one_hash(Hashing::Constant, 1)]
fn random_operations_match_the_model(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| {
        HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table can be allocated")
    };
    assert_matches_model(5, buckets, make);
}
