//! # Fixed table
//!
//! A hash map finds a value without searching all entries. The hash of a key selects a bucket, and only that bucket is
//! searched. Keys can share a bucket. With separate chaining, a bucket holds any number of entries.
//!
//! Build a table with a fixed number of buckets: `insert`, `get`, `get_mut`, `get_key_value`, `remove`, `contains_key`,
//! `len` and `is_empty`. The tests use integers as keys. Some wrap them in a type with a constant hash, so that they
//! share a bucket. No test of this stage checks growth.
//!
//! Look up: `Hash`, `BuildHasher::hash_one`, `std::mem::replace`, `NonZeroUsize`.
//!
//! Time box: 10 minutes.

use hash_map::{HashMap, TableError};
use rstest::rstest;

use super::support::{SameHash, assert_matches_model, labeled};

/// Returns a map of 1 to 10, 2 to 20 and 3 to 30, all in one bucket.
fn three_in_one_bucket() -> HashMap<SameHash, u8> {
    let mut map = HashMap::with_buckets(1).expect("a table with one bucket is valid");
    for number in 1..=3 {
        map.insert(SameHash(number), number * 10);
    }
    map
}

#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::seven(7)]
#[case::a_thousand(1000)]
fn with_buckets_creates_the_requested_buckets(#[case] buckets: usize) {
    let map = HashMap::<u32, u32>::with_buckets(buckets).expect("a small table can be allocated");
    assert_eq!(map.bucket_count(), buckets, "number of buckets");
    assert_eq!(map.len(), 0, "length of a new map");
}

#[test]
fn with_buckets_rejects_zero() {
    let error = HashMap::<u32, u32>::with_buckets(0).err();
    assert_eq!(error, Some(TableError::NoBuckets), "error of with_buckets(0)");
}

#[test]
fn with_buckets_rejects_too_many() {
    let error = HashMap::<u32, u32>::with_buckets(usize::MAX).err();
    let expected = TableError::TooManyBuckets { requested: usize::MAX };
    assert_eq!(error, Some(expected), "error of with_buckets(usize::MAX)");
}

#[test]
fn a_new_map_is_empty_and_has_a_bucket() {
    let map = HashMap::<u32, u32>::new();
    assert!(map.is_empty(), "a new map is not empty: it has {} entries", map.len());
    assert!(map.bucket_count() >= 1, "a new map has no buckets");
    assert_eq!(map.get(&1), None, "value of a key in an empty map");
}

#[test]
fn an_inserted_key_is_found() {
    let mut map = HashMap::with_buckets(4).expect("four buckets can be allocated");
    assert_eq!(map.insert(7, "seven"), None, "value returned by inserting a new key");
    assert_eq!(map.get(&7), Some(&"seven"), "value of an inserted key");
    assert!(map.contains_key(&7), "contains_key returns false for an inserted key");
    assert_eq!(map.get_key_value(&7), Some((&7, &"seven")), "key and value of an inserted key");
    assert_eq!((map.len(), map.is_empty()), (1, false), "len and is_empty of a map with one entry");
}

#[rstest]
#[case::minimum(i64::MIN)]
#[case::minus_one(-1)]
#[case::zero(0)]
#[case::maximum(i64::MAX)]
fn any_integer_is_a_valid_key(#[case] key: i64) {
    let mut map = HashMap::with_buckets(5).expect("five buckets can be allocated");
    map.insert(key, 1);
    assert_eq!(map.get(&key), Some(&1), "value of key {key}");
    assert_eq!(map.remove(&key), Some(1), "value returned by removing key {key}");
}

#[test]
fn a_missing_key_is_not_found_in_a_shared_bucket() {
    let mut map = three_in_one_bucket();
    assert_eq!(map.get(&SameHash(4)), None, "get of a missing key whose bucket has other entries");
    assert_eq!(map.get_mut(&SameHash(4)), None, "get_mut of a missing key whose bucket has other entries");
    assert_eq!(map.get_key_value(&SameHash(4)), None, "get_key_value of a missing key whose bucket has other entries");
    assert!(!map.contains_key(&SameHash(4)), "contains_key returns true for a missing key");
}

#[test]
fn overwriting_returns_the_old_value_and_adds_no_entry() {
    let mut map = three_in_one_bucket();
    assert_eq!(map.insert(SameHash(2), 99), Some(20), "value returned by overwriting key 2");
    assert_eq!(map.get(&SameHash(2)), Some(&99), "value of key 2 after overwriting it");
    assert_eq!(map.len(), 3, "length after overwriting key 2");
    assert_eq!(map.remove(&SameHash(2)), Some(99), "value returned by removing key 2 after overwriting it");
    assert_eq!(
        map.get(&SameHash(2)),
        None,
        "value of key 2 after overwriting and removing it (did overwriting add a second entry?)"
    );
}

#[test]
fn overwriting_keeps_the_old_key() {
    let mut map = HashMap::with_buckets(1).expect("a table with one bucket is valid");
    map.insert(labeled(1, "first"), 10);
    map.insert(labeled(1, "second"), 20);
    let entry = map.get_key_value(&labeled(1, "lookup")).map(|(key, value)| (key.label, *value));
    assert_eq!(entry, Some(("first", 20)), "label of the stored key, and the value, after overwriting");
}

#[test]
fn get_mut_changes_the_value_in_place() {
    let mut map = three_in_one_bucket();
    *map.get_mut(&SameHash(2)).expect("key 2 was inserted") += 5;
    assert_eq!(map.get(&SameHash(2)), Some(&25), "value of key 2 after adding 5 through get_mut");
    assert_eq!(
        (map.get(&SameHash(1)), map.get(&SameHash(3))),
        (Some(&10), Some(&30)),
        "values of keys 1 and 3 after changing key 2"
    );
}

#[rstest]
#[case::first_inserted(1)]
#[case::second_inserted(2)]
#[case::last_inserted(3)]
fn remove_keeps_the_rest_of_the_bucket(#[case] removed: u8) {
    let mut map = three_in_one_bucket();
    assert_eq!(map.remove(&SameHash(removed)), Some(removed * 10), "value returned by removing key {removed}");
    assert_eq!(map.len(), 2, "length after removing one of three keys");
    for key in 1..=3 {
        let expected = (key != removed).then_some(key * 10);
        assert_eq!(
            map.get(&SameHash(key)).copied(),
            expected,
            "value of key {key} after removing key {removed} from the same bucket"
        );
    }
}

#[test]
fn removing_a_missing_key_changes_nothing() {
    let mut map = three_in_one_bucket();
    assert_eq!(map.remove(&SameHash(4)), None, "value returned by removing a missing key");
    assert_eq!(map.len(), 3, "length after removing a missing key");
    for key in 1..=3 {
        assert_eq!(map.get(&SameHash(key)), Some(&(key * 10)), "value of key {key} after removing a missing key");
    }
}

#[test]
fn a_removed_key_can_be_inserted_again() {
    let mut map = three_in_one_bucket();
    map.remove(&SameHash(2));
    assert_eq!(map.insert(SameHash(2), 99), None, "value returned by inserting a removed key again");
    assert_eq!(map.get(&SameHash(2)), Some(&99), "value of a key that was removed and inserted again");
    assert_eq!(map.len(), 3, "length after removing a key and inserting it again");
}

#[rstest]
#[case::one_bucket(1)]
#[case::seven_buckets(7)]
#[case::many_buckets(64)]
fn integers_are_found_in_any_number_of_buckets(#[case] buckets: usize) {
    let mut map = HashMap::with_buckets(buckets).expect("a small table can be allocated");
    for key in 0..100 {
        assert_eq!(map.insert(key, key * 10), None, "value returned by inserting new key {key}");
    }
    for key in (0..100).step_by(2) {
        assert_eq!(map.remove(&key), Some(key * 10), "value returned by removing key {key}");
    }
    assert_eq!(map.len(), 50, "length after removing the even keys");
    for key in 0..100 {
        let expected = (key % 2 == 1).then_some(key * 10);
        assert_eq!(map.get(&key).copied(), expected, "value of key {key} after removing the even keys");
    }
}

// `RandomState` differs from run to run. With equal hashes, the outcome of the law does not.
#[rstest]
#[case::one_bucket(1)]
#[case::many_buckets(64)]
fn random_operations_match_the_model(#[case] buckets: usize) {
    let make = |buckets| HashMap::<SameHash, _>::with_buckets(buckets).expect("a small table can be allocated");
    assert_matches_model(1, buckets, make);
}
