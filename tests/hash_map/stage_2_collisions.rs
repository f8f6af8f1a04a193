//! # Collisions
//!
//! In stage 1, keys were integers. From now on, a key can be any type that implements `Hash` and `Eq`, and the caller
//! chooses the hasher. Some hashers are poor. In the worst case, a hasher returns the same hash for all keys, and then
//! the map may get slow but must stay correct. In other words, the hash only tells where to search; whether the key is
//! found is up to `==`.
//!
//! Callers should not have to allocate a `String` just to search for a `&str`. Look at how the signature of `get`
//! avoids that, and at what `Borrow` guarantees about hashes.
//!
//! One test counts key comparisons, so make sure that entries spread over all buckets.
//!
//! You don't write any new body in this stage. If your table is general enough, all tests pass already.
//!
//! Time box: 10 minutes.

use std::cell::Cell;
use std::hash::{BuildHasher, DefaultHasher};
use std::rc::Rc;

use hash_map::{HashMap, TableError};
use rstest::rstest;
use testkit::Counts;

use super::support::{Hashing, assert_matches_model};

/// Builds good hashers and counts them.
#[derive(Clone, Default)]
struct CountingHasherBuilder(Rc<Cell<usize>>);

impl BuildHasher for CountingHasherBuilder {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        self.0.set(self.0.get() + 1);
        DefaultHasher::new()
    }
}

/// Rules: 2.3
#[test]
fn the_map_uses_the_given_hasher() {
    let counting = CountingHasherBuilder::default();
    let mut map = HashMap::with_hasher(counting.clone());
    map.insert("a", 1);
    let after_insert = counting.0.get();
    assert!(after_insert >= 1, "insert did not use the hasher passed to with_hasher");
    assert_eq!(map.get("a"), Some(&1), "value of an inserted key");
    assert!(counting.0.get() > after_insert, "get did not use the hasher passed to with_hasher");
}

/// Rules: 2.2
#[test]
fn with_buckets_and_hasher_checks_the_number_of_buckets() {
    let buckets_of_new =
        |buckets| HashMap::<u32, u32, _>::with_buckets_and_hasher(buckets, Hashing::Good).map(|map| map.bucket_count());
    assert_eq!(buckets_of_new(6), Ok(6), "number of buckets, 6 requested");
    assert_eq!(buckets_of_new(0), Err(TableError::NoBuckets), "number of buckets, 0 requested");
}

/// Rules: 2.2
#[test]
fn with_hasher_creates_an_empty_map() {
    let map = HashMap::<u32, u32, _>::with_hasher(Hashing::Good);
    assert!(map.is_empty(), "a map made by with_hasher is not empty: it has {} entries", map.len());
    assert!(map.bucket_count() >= 1, "a map made by with_hasher has no buckets");
}

/// Rules: 2.1
#[test]
fn an_owned_key_is_found_by_its_borrowed_form() {
    let mut map = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    map.insert("pear".to_owned(), 1);
    assert_eq!(map.get("pear"), Some(&1), "get of a String key by &str");
    assert_eq!(map.get_mut("pear"), Some(&mut 1), "get_mut of a String key by &str");
    assert!(map.contains_key("pear"), "contains_key returns false for an inserted String, searched by &str");
    assert!(!map.contains_key("plum"), "contains_key returns true for a missing key");
    assert_eq!(map.remove("pear"), Some(1), "remove of a String key by &str");
    assert_eq!(map.remove("pear"), None, "value returned by removing a key again");
}

/// Rules: 2.1
#[test]
fn any_hashable_type_is_a_valid_key() {
    let mut points = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    points.insert((1, 'a'), "pair");
    assert_eq!(points.get(&(1, 'a')), Some(&"pair"), "value of a tuple key");
    let mut paths: HashMap<Vec<u8>, u32, _> =
        HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    paths.insert(vec![1, 2], 12);
    assert_eq!(paths.get([1, 2].as_slice()), Some(&12), "value of a Vec<u8> key, searched by slice");
    let mut units = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    units.insert((), 1);
    assert_eq!(units.insert((), 2), Some(1), "value returned by overwriting the key ()");
    let mut pairs = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    assert_eq!(pairs.insert((), ()), None, "value returned by inserting the key () with the value ()");
    assert_eq!(pairs.insert((), ()), Some(()), "value returned by overwriting the value () of the key ()");
    assert_eq!(pairs.remove(&()), Some(()), "value returned by removing the key () with the value ()");
}

/// Rules: 2.4
#[rstest]
#[case::few_hashes(Hashing::Few)]
#[case::one_hash(Hashing::Constant)]
fn keys_with_equal_hashes_stay_separate(#[case] hashing: Hashing) {
    let even_keys: Vec<u32> = (0..50).step_by(2).collect();
    let all_but_five = (5..300).rev().collect();
    for (len, removed, what) in [(50, even_keys, "the even keys"), (300, all_but_five, "the keys from 299 down to 5")] {
        let mut map = HashMap::with_buckets_and_hasher(64, hashing).expect("64 buckets can be allocated");
        for key in 0..len {
            map.insert(key, key * 10);
        }
        assert_eq!(map.len(), len as usize, "length after inserting {len} keys with few different hashes");
        for key in &removed {
            assert_eq!(map.remove(key), Some(key * 10), "value returned by removing key {key}");
        }
        for key in 0..len {
            let expected = (!removed.contains(&key)).then_some(key * 10);
            assert_eq!(map.get(&key).copied(), expected, "value of key {key} after removing {what} of {len} keys");
        }
    }
}

/// Rules: 2.5
#[rstest]
#[case::good_hashes(Hashing::Good, 1024)]
#[case::high_bits_zero(Hashing::LowBits, 1024)]
#[case::no_power_of_two(Hashing::Good, 1025)]
#[case::no_power_of_two_and_high_bits_zero(Hashing::LowBits, 1001)]
fn a_lookup_compares_few_keys(#[case] hashing: Hashing, #[case] buckets: usize) {
    let counts = Counts::new();
    let mut map = HashMap::with_buckets_and_hasher(buckets, hashing).expect("a small table can be allocated");
    for number in 0..1000u32 {
        map.insert(counts.key(number), number);
    }
    counts.reset();
    for number in 0..2000 {
        let expected = (number < 1000).then_some(number);
        assert_eq!(map.get(&counts.key(number)).copied(), expected, "value of key {number}");
    }
    let comparisons = counts.comparisons();
    assert!(
        comparisons <= 8000,
        "2000 lookups among 1000 keys in {buckets} buckets took {comparisons} key comparisons; the limit is 4 per lookup"
    );
}

/// Rules: 0.1, 0.2, 1.3, 1.4, 1.5, 1.6, 2.4
#[rstest]
#[case::good_hashes(Hashing::Good)]
#[case::few_hashes(Hashing::Few)]
#[case::one_hash(Hashing::Constant)]
#[case::high_bits_only(Hashing::HighBits)]
#[case::low_bits_only(Hashing::LowBits)]
fn random_operations_match_the_model(#[case] hashing: Hashing) {
    let make = |buckets| {
        HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table can be allocated")
    };
    assert_matches_model(2, 8, make);
}
