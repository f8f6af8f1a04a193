//! # A fixed table
//!
//! A hash map finds a value without looking at all of them: the hash of a key says in which of a number of buckets its
//! entry is, and only that bucket is searched. Two keys may share a bucket, so a bucket holds any number of entries:
//! that is separate chaining.
//!
//! Make a table with as many buckets as the caller asks for, and give it `insert`, `get`, `get_mut`, `get_key_value`,
//! `remove`, `contains_key`, `len` and `is_empty`. The tests of this stage use whole numbers as keys, some of them in a
//! wrapper that gives all the same hash: they meet in one bucket. `new` may choose any number of buckets.
//!
//! Look at what `insert` returns, and at which key stays when an equal one is inserted. Whether the table grows is not
//! looked at yet.
//!
//! To look up: `Hash` and `BuildHasher::hash_one` in `std::hash`, `std::mem::replace`, and `NonZeroUsize`. The other
//! two type parameters of `HashMap` may wait: later stages ask for them.
//!
//! Time box: 10 minutes.

use hash_map::{HashMap, TableError};
use rstest::rstest;

use super::support::{Alike, assert_agrees_with_model, labeled};

/// 1 to 10, 2 to 20 and 3 to 30, all in one bucket.
fn three_in_one_bucket() -> HashMap<Alike, u8> {
    let mut map = HashMap::with_buckets(1).expect("one bucket is enough for a table");
    for number in 1..=3 {
        map.insert(Alike(number), number * 10);
    }
    map
}

#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::seven(7)]
#[case::a_thousand(1000)]
fn a_table_has_exactly_the_buckets_asked_for(#[case] buckets: usize) {
    let map = HashMap::<u32, u32>::with_buckets(buckets).expect("so few buckets can be allocated");
    assert_eq!(map.bucket_count(), buckets, "the number of buckets");
    assert_eq!(map.len(), 0, "the number of entries of a new map");
}

#[test]
fn a_table_without_a_bucket_is_refused() {
    let refused = HashMap::<u32, u32>::with_buckets(0).err();
    assert_eq!(refused, Some(TableError::NoBuckets), "what a table of no buckets is refused with");
}

#[test]
fn a_table_too_large_to_be_is_refused() {
    let refused = HashMap::<u32, u32>::with_buckets(usize::MAX).err();
    let expected = TableError::TooManyBuckets { requested: usize::MAX };
    assert_eq!(refused, Some(expected), "what a table of usize::MAX buckets is refused with");
}

#[test]
fn a_new_map_is_empty_and_has_a_bucket() {
    let map = HashMap::<u32, u32>::new();
    assert!(map.is_empty(), "a new map has {} entries", map.len());
    assert!(map.bucket_count() >= 1, "a new map has no bucket");
    assert_eq!(map.get(&1), None, "the value of a key in an empty map");
}

#[test]
fn an_inserted_key_is_found() {
    let mut map = HashMap::with_buckets(4).expect("four buckets can be allocated");
    assert_eq!(map.insert(7, "seven"), None, "the old value of a key that was not there");
    assert_eq!(map.get(&7), Some(&"seven"), "the value of a key that was inserted");
    assert!(map.contains_key(&7), "a key that was inserted is not there");
    assert_eq!(map.get_key_value(&7), Some((&7, &"seven")), "the entry of a key that was inserted");
    assert_eq!((map.len(), map.is_empty()), (1, false), "length and emptiness of a map with one entry");
}

#[rstest]
#[case::the_least(i64::MIN)]
#[case::minus_one(-1)]
#[case::zero(0)]
#[case::the_greatest(i64::MAX)]
fn any_whole_number_is_a_key(#[case] key: i64) {
    let mut map = HashMap::with_buckets(5).expect("five buckets can be allocated");
    map.insert(key, 1);
    assert_eq!(map.get(&key), Some(&1), "the value of key {key}");
    assert_eq!(map.remove(&key), Some(1), "the value that the removal of {key} returns");
}

#[test]
fn a_key_that_shares_a_bucket_is_not_taken_for_another() {
    let mut map = three_in_one_bucket();
    assert_eq!(map.get(&Alike(4)), None, "the value of a key that is not there, in a bucket that has entries");
    assert_eq!(map.get_mut(&Alike(4)), None, "the same, to be changed");
    assert_eq!(map.get_key_value(&Alike(4)), None, "the same, with its key");
    assert!(!map.contains_key(&Alike(4)), "a key that was not inserted is there");
}

#[test]
fn an_overwrite_returns_the_old_value_and_adds_no_entry() {
    let mut map = three_in_one_bucket();
    assert_eq!(map.insert(Alike(2), 99), Some(20), "the value that an overwrite returns");
    assert_eq!(map.get(&Alike(2)), Some(&99), "the value after an overwrite");
    assert_eq!(map.len(), 3, "the number of entries after an overwrite");
    assert_eq!(map.remove(&Alike(2)), Some(99), "the value that a removal after an overwrite returns");
    assert_eq!(
        map.get(&Alike(2)),
        None,
        "the value of a key that was overwritten and then removed: is there a second entry?"
    );
}

#[test]
fn an_overwrite_keeps_the_old_key() {
    let mut map = HashMap::with_buckets(1).expect("one bucket is enough for a table");
    map.insert(labeled(1, "first"), 10);
    map.insert(labeled(1, "second"), 20);
    let entry = map.get_key_value(&labeled(1, "asked")).map(|(key, value)| (key.label, *value));
    assert_eq!(entry, Some(("first", 20)), "label of the key in the map, and its value, after an overwrite");
}

#[test]
fn a_value_is_changed_in_place() {
    let mut map = three_in_one_bucket();
    *map.get_mut(&Alike(2)).expect("key 2 was inserted") += 5;
    assert_eq!(map.get(&Alike(2)), Some(&25), "the value after 5 was added in place");
    assert_eq!((map.get(&Alike(1)), map.get(&Alike(3))), (Some(&10), Some(&30)), "the values of the other keys");
}

#[rstest]
#[case::the_first_inserted(1)]
#[case::the_one_between(2)]
#[case::the_last_inserted(3)]
fn a_removal_leaves_the_rest_of_the_bucket(#[case] removed: u8) {
    let mut map = three_in_one_bucket();
    assert_eq!(map.remove(&Alike(removed)), Some(removed * 10), "the value that a removal returns");
    assert_eq!(map.len(), 2, "the number of entries after a removal");
    for key in 1..=3 {
        let expected = (key != removed).then_some(key * 10);
        assert_eq!(
            map.get(&Alike(key)).copied(),
            expected,
            "the value of {key}, with {removed} removed from the same bucket"
        );
    }
}

#[test]
fn the_removal_of_a_missing_key_changes_nothing() {
    let mut map = three_in_one_bucket();
    assert_eq!(map.remove(&Alike(4)), None, "the value that the removal of a missing key returns");
    assert_eq!(map.len(), 3, "the number of entries after it");
    for key in 1..=3 {
        assert_eq!(map.get(&Alike(key)), Some(&(key * 10)), "the value of key {key} after it");
    }
}

#[test]
fn a_removed_key_can_come_back() {
    let mut map = three_in_one_bucket();
    map.remove(&Alike(2));
    assert_eq!(map.insert(Alike(2), 99), None, "the old value of a key that was removed");
    assert_eq!(map.get(&Alike(2)), Some(&99), "the value of a key that came back");
    assert_eq!(map.len(), 3, "the number of entries with the key back");
}

#[rstest]
#[case::one_bucket(1)]
#[case::seven_buckets(7)]
#[case::many_buckets(64)]
fn whole_numbers_are_found_in_any_number_of_buckets(#[case] buckets: usize) {
    let mut map = HashMap::with_buckets(buckets).expect("a small table");
    for key in 0..100 {
        assert_eq!(map.insert(key, key * 10), None, "the old value of key {key}, which was not there");
    }
    for key in (0..100).step_by(2) {
        assert_eq!(map.remove(&key), Some(key * 10), "the value that the removal of {key} returns");
    }
    assert_eq!(map.len(), 50, "the number of entries, with the even keys removed");
    for key in 0..100 {
        let expected = (key % 2 == 1).then_some(key * 10);
        assert_eq!(map.get(&key).copied(), expected, "the value of {key}, with the even keys removed");
    }
}

// All keys have one hash here: what a law finds must not depend on hashes that differ from run to run.
#[rstest]
#[case::one_bucket(1)]
#[case::many_buckets(64)]
fn any_sequence_of_operations_agrees_with_the_standard_map(#[case] buckets: usize) {
    let make = |buckets| HashMap::<Alike, _>::with_buckets(buckets).expect("a small table");
    assert_agrees_with_model(1, buckets, make);
}
