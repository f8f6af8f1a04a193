//! # Fixed table
//!
//! A hash map finds a value without searching all entries: the key's hash selects a bucket, and only that bucket is
//! searched. Since keys can share a bucket, each bucket must have room for thousands of entries.
//!
//! Build a table with a fixed number of buckets by writing the seven bodies marked `stage 1`; the others are given. The
//! tests use integers as keys. Some wrap them in a type with a constant hash, so that all keys share a bucket. Growth
//! is not tested yet.
//!
//! Look up: `BuildHasher::hash_one`, `Borrow`, `std::mem::replace`.
//!
//! Time box: 20 minutes.

use std::thread;

use hash_map::{HashMap, TableError};
use rstest::rstest;

use super::support::{SameHash, assert_matches_model};

/// Returns a map of 1 to 10, 2 to 20 and 3 to 30, all in one bucket.
fn three_in_one_bucket() -> HashMap<SameHash, u8> {
    let mut map = HashMap::with_buckets(1).expect("a table with one bucket is valid");
    for number in 1..=3 {
        map.insert(SameHash(number), number * 10);
    }
    map
}

/// Rules: 1.1
#[test]
fn with_buckets_creates_the_requested_buckets() {
    for buckets in [1, 2, 7, 1000, 65_537] {
        let map = HashMap::<u32, u32>::with_buckets(buckets).expect("a small table can be allocated");
        assert_eq!(map.bucket_count(), buckets, "number of buckets, {buckets} requested");
        assert_eq!(map.len(), 0, "length of a new map with {buckets} buckets");
    }
}

/// Rules: 1.1
#[test]
fn with_buckets_rejects_zero() {
    let error = HashMap::<u32, u32>::with_buckets(0).err();
    assert_eq!(error, Some(TableError::NoBuckets), "error of with_buckets(0)");
}

/// Rules: 1.2
#[test]
fn a_new_map_is_empty_and_has_a_bucket() {
    let map = HashMap::<u32, u32>::new();
    assert!(map.is_empty(), "a new map is not empty: it has {} entries", map.len());
    assert!(map.bucket_count() >= 1, "a new map has no buckets");
    assert_eq!(map.get(&1), None, "value of a key in an empty map");
}

/// Rules: 1.3, 1.5, 0.2
#[test]
fn an_inserted_key_is_found() {
    let mut map = HashMap::with_buckets(4).expect("four buckets can be allocated");
    assert_eq!(map.insert(7, "seven"), None, "value returned by inserting a new key");
    assert_eq!(map.get(&7), Some(&"seven"), "value of an inserted key");
    assert!(map.contains_key(&7), "contains_key returns false for an inserted key");
    assert_eq!((map.len(), map.is_empty()), (1, false), "len and is_empty of a map with one entry");
}

/// Rules: 1.3, 1.5, 1.6
#[test]
fn any_integer_is_a_valid_key() {
    let mut map = HashMap::with_buckets(5).expect("five buckets can be allocated");
    for key in [i64::MIN, -1, 0, i64::MAX] {
        map.insert(key, 1);
        assert_eq!(map.get(&key), Some(&1), "value of key {key}");
        assert_eq!(map.remove(&key), Some(1), "value returned by removing key {key}");
    }
}

/// Rules: 1.5, 1.7
#[test]
fn a_missing_key_is_not_found_in_a_shared_bucket() {
    let mut map = three_in_one_bucket();
    assert_eq!(map.get(&SameHash(4)), None, "get of a missing key whose bucket has other entries");
    assert_eq!(map.get_mut(&SameHash(4)), None, "get_mut of a missing key whose bucket has other entries");
    assert!(!map.contains_key(&SameHash(4)), "contains_key returns true for a missing key");
}

/// Rules: 1.4, 0.2
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

/// Rules: 1.5
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

/// Rules: 1.6, 1.7
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

/// Rules: 0.1
#[test]
fn removing_a_missing_key_changes_nothing() {
    let mut map = three_in_one_bucket();
    let buckets = map.bucket_count();
    assert_eq!(map.remove(&SameHash(4)), None, "value returned by removing a missing key");
    assert_eq!((map.len(), map.bucket_count()), (3, buckets), "length and buckets after removing a missing key");
    for key in 1..=3 {
        assert_eq!(map.get(&SameHash(key)), Some(&(key * 10)), "value of key {key} after removing a missing key");
    }
}

/// Rules: 1.3, 1.6
#[test]
fn a_removed_key_can_be_inserted_again() {
    let mut map = three_in_one_bucket();
    map.remove(&SameHash(2));
    assert_eq!(map.insert(SameHash(2), 99), None, "value returned by inserting a removed key again");
    assert_eq!(map.get(&SameHash(2)), Some(&99), "value of a key that was removed and inserted again");
    assert_eq!(map.len(), 3, "length after removing a key and inserting it again");
}

/// Rules: 1.5, 1.6, 1.7
#[rstest]
#[case::one_bucket(1)]
#[case::seven_buckets(7)]
#[case::many_buckets(64)]
fn integers_are_found_in_any_number_of_buckets(#[case] buckets: usize) {
    let mut map = HashMap::with_buckets(buckets).expect("a small table can be allocated");
    for key in 0..300 {
        assert_eq!(map.insert(key, key * 10), None, "value returned by inserting new key {key}");
        assert_eq!(map.get(&key), Some(&(key * 10)), "value of key {key}, the last of {} inserted keys", key + 1);
    }
    for key in (0..300).step_by(2) {
        assert_eq!(map.remove(&key), Some(key * 10), "value returned by removing key {key}");
    }
    assert_eq!(map.len(), 150, "length after removing the even keys");
    for key in 0..300 {
        let expected = (key % 2 == 1).then_some(key * 10);
        assert_eq!(map.get(&key).copied(), expected, "value of key {key} after removing the even keys");
    }
}

/// Rules: 1.7
#[test]
fn a_bucket_holds_thousands_of_entries() {
    const KEYS: u16 = 2000;
    // In a small stack, a search overflows if it calls itself once per entry.
    let thread = thread::Builder::new().name("a thread with a stack of 64 KiB".to_owned()).stack_size(64 * 1024);
    let found = thread.spawn(|| {
        let mut map = HashMap::with_buckets(1).expect("a table with one bucket is valid");
        for key in 0..KEYS {
            map.insert(SameHash(key), key);
        }
        let ends = [map.get(&SameHash(0)).copied(), map.get(&SameHash(KEYS - 1)).copied()];
        (ends, map.remove(&SameHash(0)), map.remove(&SameHash(KEYS - 1)), map.len())
    });
    let found = found.expect("a thread can be started").join().unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let reason = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        panic!("an operation on a bucket of up to {KEYS} entries panicked: {reason}")
    });
    assert_eq!(
        found,
        ([Some(0), Some(KEYS - 1)], Some(0), Some(KEYS - 1), usize::from(KEYS) - 2),
        "values of the first and the last of {KEYS} keys in one bucket, the values returned by removing both, and the \
         length after that"
    );
}

// `RandomState` differs from run to run. With equal hashes, the outcome of the law does not.
/// Rules: 0.1, 0.2, 1.3, 1.4, 1.5, 1.6, 1.7
#[rstest]
#[case::one_bucket(1)]
#[case::many_buckets(64)]
fn random_operations_match_the_model(#[case] buckets: usize) {
    let make = |buckets| HashMap::<SameHash, _>::with_buckets(buckets).expect("a small table can be allocated");
    assert_matches_model(1, buckets, make);
}
