//! # Collisions
//!
//! Whole numbers were only a start: a key is anything that is `Hash` and `Eq`, and the caller chooses the hasher. A
//! caller's hasher may be poor. If all keys have one hash, the map gets slow, and stays right: a hash says where to
//! look, and only `==` says that a key is found.
//!
//! What holds `String`s should be searched with a `&str`: nobody wants to allocate to ask a question. Look up how
//! `std::collections::HashMap::get` says that in its signature, and what `Borrow` promises about hashes.
//!
//! Buckets are there to be used. A test counts comparisons: in a table with a bucket for each key, a look-up meets few
//! others, also if the hashes are small numbers whose high bits are all zero.
//!
//! New here: `with_hasher`, `with_buckets_and_hasher`, `hasher`, `remove_entry`.
//!
//! Time box: 20 minutes.

use std::cell::Cell;
use std::hash::{BuildHasher, DefaultHasher};
use std::rc::Rc;

use hash_map::{HashMap, TableError};
use rstest::rstest;
use testkit::Counts;

use super::support::{Hashing, assert_agrees_with_model, labeled};

/// Makes good hashers, and counts them.
#[derive(Clone, Default)]
struct Counting(Rc<Cell<usize>>);

impl BuildHasher for Counting {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        self.0.set(self.0.get() + 1);
        DefaultHasher::new()
    }
}

#[test]
fn the_hasher_given_is_the_one_used() {
    let counting = Counting::default();
    let mut map = HashMap::with_hasher(counting.clone());
    map.insert("a", 1);
    let after_insert = counting.0.get();
    assert!(after_insert >= 1, "a key was inserted without the hasher that the map was given");
    assert_eq!(map.get("a"), Some(&1), "the value of a key that was inserted");
    assert!(counting.0.get() > after_insert, "a key was looked up without the hasher that the map was given");
    assert!(Rc::ptr_eq(&map.hasher().0, &counting.0), "the map shows another hasher than it was given");
}

#[test]
fn the_number_of_buckets_is_checked_with_any_hasher() {
    let made =
        |buckets| HashMap::<u32, u32, _>::with_buckets_and_hasher(buckets, Hashing::Good).map(|map| map.bucket_count());
    assert_eq!(made(6), Ok(6), "the number of buckets of a table for which 6 were asked");
    assert_eq!(made(0), Err(TableError::NoBuckets), "what a table of no buckets is refused with");
    let too_many = TableError::TooManyBuckets { requested: usize::MAX };
    assert_eq!(made(usize::MAX), Err(too_many), "what a table of usize::MAX buckets is refused with");
}

#[test]
fn an_owned_key_is_found_by_what_it_borrows_as() {
    let mut map = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    map.insert("pear".to_owned(), 1);
    assert_eq!(map.get("pear"), Some(&1), "the value of a String, looked up by a &str");
    assert_eq!(map.get_mut("pear"), Some(&mut 1), "the same, to be changed");
    assert_eq!(map.get_key_value("pear"), Some((&"pear".to_owned(), &1)), "the same, with its key");
    assert!(map.contains_key("pear"), "a String is not found by a &str");
    assert!(!map.contains_key("plum"), "a &str is found that was not inserted");
    assert_eq!(map.remove_entry("pear"), Some(("pear".to_owned(), 1)), "the entry removed by a &str");
    assert_eq!(map.remove("pear"), None, "the value of a key removed twice");
}

#[test]
fn any_type_that_can_be_hashed_is_a_key() {
    let mut points = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    points.insert((1, 'a'), "pair");
    assert_eq!(points.get(&(1, 'a')), Some(&"pair"), "the value of a pair");
    let mut paths: HashMap<Vec<u8>, u32, _> =
        HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    paths.insert(vec![1, 2], 12);
    assert_eq!(paths.get([1, 2].as_slice()), Some(&12), "the value of a vector, looked up by a slice");
    let mut units = HashMap::with_buckets_and_hasher(2, Hashing::Good).expect("two buckets can be allocated");
    units.insert((), 1);
    assert_eq!(units.insert((), 2), Some(1), "the old value of the only key that the unit type has");
}

#[rstest]
#[case::few_hashes(Hashing::Few)]
#[case::one_hash(Hashing::Constant)]
fn keys_whose_hashes_are_equal_stay_apart(#[case] hashing: Hashing) {
    let mut map = HashMap::with_buckets_and_hasher(64, hashing).expect("64 buckets can be allocated");
    for key in 0..50 {
        map.insert(key, key * 10);
    }
    assert_eq!(map.len(), 50, "the number of entries");
    for key in (0..50).step_by(2) {
        assert_eq!(map.remove(&key), Some(key * 10), "the value that the removal of {key} returns");
    }
    for key in 0..50 {
        let expected = (key % 2 == 1).then_some(key * 10);
        assert_eq!(map.get(&key).copied(), expected, "the value of {key}, with the even keys removed");
    }
}

#[test]
fn a_removal_gives_back_the_key_that_was_in_the_map() {
    let mut map = HashMap::with_buckets_and_hasher(4, Hashing::Constant).expect("four buckets can be allocated");
    map.insert(labeled(1, "in the map"), 10);
    map.insert(labeled(2, "another"), 20);
    let removed = map.remove_entry(&labeled(1, "asked for")).map(|(key, value)| (key.label, value));
    assert_eq!(removed, Some(("in the map", 10)), "label and value of the entry removed");
    assert!(map.remove_entry(&labeled(1, "asked for")).is_none(), "an entry was removed twice");
    assert_eq!(map.len(), 1, "the number of entries left");
}

#[rstest]
#[case::spread_over_all_bits(Hashing::Good)]
#[case::with_high_bits_of_zero(Hashing::LowBits)]
fn a_look_up_compares_few_keys(#[case] hashing: Hashing) {
    let counts = Counts::new();
    let mut map = HashMap::with_buckets_and_hasher(1024, hashing).expect("1024 buckets can be allocated");
    for number in 0..1000u32 {
        map.insert(counts.key(number), number);
    }
    counts.reset();
    for number in 0..2000 {
        let expected = (number < 1000).then_some(number);
        assert_eq!(map.get(&counts.key(number)).copied(), expected, "the value of key {number}");
    }
    let comparisons = counts.comparisons();
    assert!(
        comparisons <= 8000,
        "2000 look-ups in 1024 buckets of 1000 keys compared {comparisons} keys: more than 4 each"
    );
}

#[rstest]
#[case::good_hashes(Hashing::Good)]
#[case::few_hashes(Hashing::Few)]
#[case::one_hash(Hashing::Constant)]
#[case::high_bits_only(Hashing::HighBits)]
#[case::low_bits_only(Hashing::LowBits)]
fn any_sequence_of_operations_agrees_with_the_standard_map(#[case] hashing: Hashing) {
    let make = |buckets| HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table");
    assert_agrees_with_model(2, 8, make);
}
