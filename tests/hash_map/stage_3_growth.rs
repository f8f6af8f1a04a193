//! # Growth
//!
//! In a table of fixed size, chains get longer and searches slower. From now on, the table has at least one bucket per
//! entry. When it is full, a new key doubles the number of buckets and moves every entry to its new bucket. A single
//! insert can then be slow, but the average cost is constant.
//!
//! Moving an entry needs its hash. Hashing again can be expensive, and `Hash` is the caller's code, which can panic.
//! Store the hash with the entry; a test counts how often keys are hashed.
//!
//! `reserve` grows the table ahead of time, and `shrink_to_fit` is the only operation that shrinks it.
//!
//! Growth fails if the larger table cannot be allocated. `insert` and `reserve` have no error to return, so they panic.
//! Do everything that can fail before you change anything, and the map stays valid.
//!
//! Time box: 25 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hash_map::HashMap;
use rstest::rstest;
use testkit::{Counted, Counts};

use super::support::{Hashing, assert_matches_model};

fn table<K, V>(buckets: usize) -> HashMap<K, V, Hashing> {
    HashMap::with_buckets_and_hasher(buckets, Hashing::Good).expect("a small table can be allocated")
}

/// Returns a map with `buckets` buckets that maps each number below `len` to itself.
fn filled(buckets: usize, len: u32) -> HashMap<u32, u32, Hashing> {
    let mut map = table(buckets);
    for key in 0..len {
        map.insert(key, key);
    }
    map
}

#[track_caller]
fn assert_has_all_keys_below<S: std::hash::BuildHasher>(map: &HashMap<u32, u32, S>, len: u32, when: &str) {
    assert_eq!(map.len(), len as usize, "length {when}");
    for key in 0..len {
        assert_eq!(map.get(&key), Some(&key), "value of key {key} {when}");
    }
}

#[rstest]
#[case::from_one(1, &[1, 2, 4, 4, 8, 8, 8, 8, 16])]
#[case::from_three(3, &[3, 3, 3, 6, 6, 6, 12, 12, 12])]
#[case::from_eight(8, &[8, 8, 8, 8, 8, 8, 8, 8, 16])]
fn inserting_into_a_full_table_doubles_the_buckets(#[case] buckets: usize, #[case] expected: &[usize]) {
    let mut map = table(buckets);
    for (key, &expected) in (1..).zip(expected) {
        map.insert(key, ());
        assert_eq!(
            map.bucket_count(),
            expected,
            "number of buckets after inserting {key} keys into a table of {buckets}"
        );
    }
}

#[test]
fn overwriting_does_not_grow_a_full_table() {
    let mut map = filled(4, 4);
    assert_eq!(map.insert(2, 99), Some(2), "value returned by overwriting key 2");
    assert_eq!(map.bucket_count(), 4, "number of buckets of a full table after overwriting a key");
}

#[test]
fn removing_does_not_shrink_the_table() {
    let mut map = filled(1, 9);
    for key in 0..9 {
        map.remove(&key);
    }
    assert_eq!(
        (map.len(), map.bucket_count()),
        (0, 16),
        "length and number of buckets after removing all keys from a table of 16"
    );
}

#[rstest]
#[case::good_hashes(Hashing::Good)]
#[case::one_hash(Hashing::Constant)]
fn growth_keeps_every_entry(#[case] hashing: Hashing) {
    let mut map = HashMap::with_buckets_and_hasher(1, hashing).expect("a table with one bucket is valid");
    for key in 0..100 {
        map.insert(key, key);
        assert_has_all_keys_below(&map, key + 1, &format!("after inserting {} keys", key + 1));
    }
}

#[test]
fn growth_does_not_hash_keys_again() {
    let counts = Counts::new();
    let mut map = table(1);
    for number in 0..1000 {
        map.insert(counts.key(number), ());
    }
    assert_eq!(counts.hashes(), 1000, "number of key hashes in 1000 inserts into a table that started with one bucket");
    let comparisons = counts.comparisons();
    assert!(comparisons <= 4000, "1000 inserts took {comparisons} key comparisons; the limit is 4 per insert");
}

type CountedMap = HashMap<Counted<u32>, u32, Hashing>;

#[rstest]
#[case::insert(|map: &mut CountedMap, key| { map.insert(key, 0); })]
#[case::get(|map: &mut CountedMap, key| { map.get(&key); })]
#[case::get_mut(|map: &mut CountedMap, key| { map.get_mut(&key); })]
#[case::get_key_value(|map: &mut CountedMap, key| { map.get_key_value(&key); })]
#[case::contains_key(|map: &mut CountedMap, key| { map.contains_key(&key); })]
#[case::remove(|map: &mut CountedMap, key| { map.remove(&key); })]
#[case::remove_entry(|map: &mut CountedMap, key| { map.remove_entry(&key); })]
fn an_operation_hashes_its_key_once(#[case] operation: fn(&mut CountedMap, Counted<u32>)) {
    let counts = Counts::new();
    for (number, what) in [(3, "a present key"), (100, "a missing key")] {
        let mut map = table(8);
        for number in 0..8 {
            map.insert(counts.key(number), number);
        }
        let key = counts.key(number);
        counts.reset();
        operation(&mut map, key);
        assert_eq!(counts.hashes(), 1, "number of key hashes in one operation on {what}");
    }
}

#[rstest]
#[case::nothing(4, 2, 0, 4)]
#[case::exactly_the_free_buckets(4, 2, 2, 4)]
#[case::one_more_than_fits(4, 2, 3, 8)]
#[case::full_table(4, 4, 1, 8)]
#[case::several_doublings(3, 2, 20, 24)]
#[case::doublings_fit_exactly(3, 2, 22, 24)]
#[case::empty_table(1, 0, 1000, 1024)]
fn reserve_doubles_no_more_than_needed(
    #[case] buckets: usize,
    #[case] len: u32,
    #[case] additional: usize,
    #[case] expected: usize,
) {
    let mut map = filled(buckets, len);
    map.reserve(additional);
    assert_eq!(
        map.bucket_count(),
        expected,
        "number of buckets after reserve({additional}) on {len} entries in {buckets} buckets"
    );
    assert_has_all_keys_below(&map, len, "after reserve");
}

#[rstest]
#[case::no_entries(8, 0, 1)]
#[case::one_entry(8, 1, 1)]
#[case::some_entries(8, 5, 5)]
#[case::full_table(8, 8, 8)]
fn shrink_to_fit_leaves_one_bucket_per_entry(#[case] buckets: usize, #[case] len: u32, #[case] expected: usize) {
    let mut map = filled(buckets, len);
    map.shrink_to_fit();
    assert_eq!(
        map.bucket_count(),
        expected,
        "number of buckets after shrinking a table of {buckets} with {len} entries"
    );
    assert_has_all_keys_below(&map, len, "after shrink_to_fit");
    for key in len..=expected as u32 {
        map.insert(key, key);
    }
    assert_eq!(map.bucket_count(), 2 * expected, "number of buckets after a new key in a full table of {expected}");
}

#[test]
fn reserve_and_shrink_to_fit_hash_no_key() {
    let counts = Counts::new();
    let mut map = table(1);
    for number in 0..100 {
        map.insert(counts.key(number), number);
    }
    counts.reset();
    map.reserve(1000);
    map.shrink_to_fit();
    assert_eq!(counts.hashes(), 0, "number of key hashes in reserve and shrink_to_fit");
    assert_eq!(map.get(&counts.key(7)), Some(&7), "value of key 7 after reserve and shrink_to_fit");
}

#[test]
fn a_failed_reserve_changes_nothing() {
    let mut map = filled(4, 3);
    let outcome = catch_unwind(AssertUnwindSafe(|| map.reserve(usize::MAX)));
    assert!(outcome.is_err(), "reserve(usize::MAX) did not panic");
    assert_eq!(map.bucket_count(), 4, "number of buckets after a failed reserve");
    assert_has_all_keys_below(&map, 3, "after a failed reserve");
    map.insert(3, 3);
    assert_has_all_keys_below(&map, 4, "after one more insert following a failed reserve");
}

#[rstest]
#[case::good_hashes(Hashing::Good, 1)]
#[case::few_hashes(Hashing::Few, 3)]
#[case::one_hash(Hashing::Constant, 1)]
#[case::high_bits_only(Hashing::HighBits, 2)]
#[case::low_bits_only(Hashing::LowBits, 3)]
fn random_operations_match_the_model(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| {
        HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table can be allocated")
    };
    assert_matches_model(3, buckets, make);
}
