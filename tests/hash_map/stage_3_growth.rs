//! # Growth
//!
//! A table that never grows gets slow: its chains do the growing. From now on there is at least one bucket for each
//! entry. When a new key would be one too many, the number of buckets doubles, and every entry moves to the bucket
//! where it belongs now. Doubling makes that rare enough: an insert costs a constant on average, though a single one
//! may cost much.
//!
//! Moving an entry takes its hash. Hashing a long key again is dear, and `Hash` is the caller's code, which may do
//! anything, even panic. So remember the hash beside the entry: a test counts, and allows one hash for an operation on
//! one key, and none for moving.
//!
//! `reserve` grows ahead of need, by doubling, and no further than it must. `shrink_to_fit` is the only way back. An
//! overwrite never grows a table, a removal never shrinks it.
//!
//! A number of buckets can be too large to be. `insert` and `reserve` have no error to return, so they panic then, and
//! the map must be as it was. That comes by itself if everything that can fail is done before anything is changed.
//!
//! Time box: 25 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hash_map::HashMap;
use rstest::rstest;
use testkit::{Counted, Counts};

use super::support::{Hashing, assert_agrees_with_model};

fn table<K, V>(buckets: usize) -> HashMap<K, V, Hashing> {
    HashMap::with_buckets_and_hasher(buckets, Hashing::Good).expect("a small table")
}

/// A map with `buckets` buckets and the keys below `len`, each its own value.
fn filled(buckets: usize, len: u32) -> HashMap<u32, u32, Hashing> {
    let mut map = table(buckets);
    for key in 0..len {
        map.insert(key, key);
    }
    map
}

#[track_caller]
fn assert_holds_all_below<S: std::hash::BuildHasher>(map: &HashMap<u32, u32, S>, len: u32, when: &str) {
    assert_eq!(map.len(), len as usize, "the number of entries {when}");
    for key in 0..len {
        assert_eq!(map.get(&key), Some(&key), "the value of key {key} {when}");
    }
}

#[rstest]
#[case::from_one(1, &[1, 2, 4, 4, 8, 8, 8, 8, 16])]
#[case::from_three(3, &[3, 3, 3, 6, 6, 6, 12, 12, 12])]
#[case::from_eight(8, &[8, 8, 8, 8, 8, 8, 8, 8, 16])]
fn a_key_too_many_doubles_the_buckets(#[case] buckets: usize, #[case] expected: &[usize]) {
    let mut map = table(buckets);
    for (key, &expected) in (1..).zip(expected) {
        map.insert(key, ());
        assert_eq!(map.bucket_count(), expected, "the buckets of a table of {buckets} once it has {key} entries");
    }
}

#[test]
fn an_overwrite_does_not_grow_a_full_table() {
    let mut map = filled(4, 4);
    assert_eq!(map.insert(2, 99), Some(2), "the value that an overwrite returns");
    assert_eq!(map.bucket_count(), 4, "the buckets of a full table after an overwrite");
}

#[test]
fn a_removal_does_not_shrink_a_table() {
    let mut map = filled(1, 9);
    for key in 0..9 {
        map.remove(&key);
    }
    assert_eq!((map.len(), map.bucket_count()), (0, 16), "entries and buckets of a table of 16 that was emptied");
}

#[rstest]
#[case::good_hashes(Hashing::Good)]
#[case::one_hash(Hashing::Constant)]
fn growth_keeps_every_entry(#[case] hashing: Hashing) {
    let mut map = HashMap::with_buckets_and_hasher(1, hashing).expect("one bucket is enough for a table");
    for key in 0..100 {
        map.insert(key, key);
        assert_holds_all_below(&map, key + 1, &format!("once {} were inserted", key + 1));
    }
}

#[test]
fn growth_hashes_no_key_again() {
    let counts = Counts::new();
    let mut map = table(1);
    for number in 0..1000 {
        map.insert(counts.key(number), ());
    }
    assert_eq!(
        counts.hashes(),
        1000,
        "how often keys were hashed in 1000 inserts into a table that began with one bucket"
    );
    let comparisons = counts.comparisons();
    assert!(comparisons <= 4000, "1000 inserts compared {comparisons} keys: more than 4 each");
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
    for (number, what) in [(3, "a key in the map"), (100, "a key not in the map")] {
        let mut map = table(8);
        for number in 0..8 {
            map.insert(counts.key(number), number);
        }
        let key = counts.key(number);
        counts.reset();
        operation(&mut map, key);
        assert_eq!(counts.hashes(), 1, "how often keys were hashed in an operation on {what}");
    }
}

#[rstest]
#[case::nothing(4, 2, 0, 4)]
#[case::what_fits(4, 2, 2, 4)]
#[case::one_too_many(4, 2, 3, 8)]
#[case::one_too_many_for_a_full_table(4, 4, 1, 8)]
#[case::several_doublings(3, 2, 20, 24)]
#[case::exactly_filled(3, 2, 22, 24)]
#[case::an_empty_table(1, 0, 1000, 1024)]
fn reserve_doubles_as_often_as_it_must(
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
        "buckets of a table of {buckets} with {len} entries, {additional} reserved"
    );
    assert_holds_all_below(&map, len, "after a reservation");
}

#[rstest]
#[case::no_entries(8, 0, 1)]
#[case::one_entry(8, 1, 1)]
#[case::some_entries(8, 5, 5)]
#[case::a_full_table(8, 8, 8)]
fn shrinking_leaves_a_bucket_for_each_entry(#[case] buckets: usize, #[case] len: u32, #[case] expected: usize) {
    let mut map = filled(buckets, len);
    map.shrink_to_fit();
    assert_eq!(map.bucket_count(), expected, "buckets of a table of {buckets} with {len} entries, shrunk");
    assert_holds_all_below(&map, len, "after the table was shrunk");
    for key in len..=expected as u32 {
        map.insert(key, key);
    }
    assert_eq!(map.bucket_count(), 2 * expected, "buckets of a table of {expected} that has one entry too many");
}

#[test]
fn neither_reserving_nor_shrinking_hashes_a_key() {
    let counts = Counts::new();
    let mut map = table(1);
    for number in 0..100 {
        map.insert(counts.key(number), number);
    }
    counts.reset();
    map.reserve(1000);
    map.shrink_to_fit();
    assert_eq!(counts.hashes(), 0, "how often keys were hashed to make a table larger and smaller");
    assert_eq!(map.get(&counts.key(7)), Some(&7), "the value of a key after that");
}

#[test]
fn a_reservation_that_cannot_be_met_changes_nothing() {
    let mut map = filled(4, 3);
    let outcome = catch_unwind(AssertUnwindSafe(|| map.reserve(usize::MAX)));
    assert!(outcome.is_err(), "room was made for usize::MAX more entries");
    assert_eq!(map.bucket_count(), 4, "the buckets after a reservation that cannot be met");
    assert_holds_all_below(&map, 3, "after a reservation that cannot be met");
    map.insert(3, 3);
    assert_holds_all_below(&map, 4, "after one more insert");
}

#[rstest]
#[case::good_hashes(Hashing::Good, 1)]
#[case::few_hashes(Hashing::Few, 3)]
#[case::one_hash(Hashing::Constant, 1)]
#[case::high_bits_only(Hashing::HighBits, 2)]
#[case::low_bits_only(Hashing::LowBits, 3)]
fn any_sequence_of_operations_agrees_with_the_standard_map(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table");
    assert_agrees_with_model(3, buckets, make);
}
