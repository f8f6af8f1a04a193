//! # Iteration
//!
//! A collection should let itself be walked: borrowed, to change its values, and owned; by entries, by keys and by
//! values. The order is nobody's business.
//!
//! The iterators are types with names, so that others can store them. All know how many items are left
//! (`ExactSizeIterator`) and stay at their end (`FusedIterator`). They have no parameter for the hasher or for the way
//! to collide: where the entries are kept should not depend on either. Those that borrow the map and change nothing can
//! be cloned, whatever keys and values are: look at what a derived `Clone` would ask of them.
//!
//! `for` loops go through `IntoIterator`, which is wanted for `HashMap`, `&HashMap` and `&mut HashMap`. Maps are built
//! with `collect`, `extend` and from an array, all of which are inserts, one after the other: of two equal keys the
//! first stays, of their values the last. The table grows as those inserts make it grow, and not ahead.
//!
//! `drain`, `retain` and `clear` remove entries and leave the buckets. A drain that is dropped before its end has
//! emptied the map all the same.
//!
//! If iteration is awkward to write, ask where the entries live, and who else should.
//!
//! Time box: 30 minutes.

use std::fmt::Debug;

use hash_map::HashMap;
use rstest::rstest;

use super::support::{Hashing, assert_agrees_with_model, entries, labeled};

/// A map from 0 to 0, 1 to 10, and so on to 9 to 90; 10 and 11 were there, and were removed.
fn tens() -> HashMap<u32, u32, Hashing> {
    let mut map = HashMap::with_hasher(Hashing::Good);
    for key in 0..12 {
        map.insert(key, key * 10);
    }
    map.remove(&10);
    map.remove(&11);
    map
}

fn pairs(keys: impl IntoIterator<Item = u32>) -> Vec<(u32, u32)> {
    keys.into_iter().map(|key| (key, key * 10)).collect()
}

/// Walks an iterator to its end and beyond, and compares what it gave with what it should have, in any order.
#[track_caller]
fn assert_gives<T: Debug + Ord>(mut items: impl ExactSizeIterator<Item = T>, mut expected: Vec<T>) {
    let mut given = Vec::new();
    for left in (0..=expected.len()).rev() {
        assert_eq!(items.size_hint(), (left, Some(left)), "the bounds of what is left, {} items given", given.len());
        assert_eq!(items.len(), left, "the length of what is left, {} items given", given.len());
        given.extend(items.next());
    }
    assert!(items.next().is_none(), "an iterator gives an item after its end");
    given.sort_unstable();
    expected.sort_unstable();
    assert_eq!(given, expected, "the items that an iterator gave, sorted");
}

#[test]
fn iter_gives_every_entry_once() {
    let map = tens();
    let expected = pairs(0..10);
    assert_gives(map.iter(), expected.iter().map(|(key, value)| (key, value)).collect());
    assert_gives((&map).into_iter(), expected.iter().map(|(key, value)| (key, value)).collect());
}

#[test]
fn iter_mut_gives_every_value_to_be_changed() {
    let mut map = tens();
    let mut expected = pairs(0..10);
    assert_gives(map.iter_mut(), expected.iter_mut().map(|(key, value)| (&*key, value)).collect());
    for (&key, value) in &mut map {
        *value += key;
    }
    let changed: Vec<_> = (0..10).map(|key| (key, key * 11)).collect();
    assert_eq!(entries(&map), changed, "the entries after each key was added to its value");
}

#[test]
fn a_map_turns_into_its_entries() {
    assert_gives(tens().into_iter(), pairs(0..10));
}

#[test]
fn keys_and_values_are_given_by_themselves() {
    let map = tens();
    let (keys, values): (Vec<_>, Vec<_>) = pairs(0..10).into_iter().unzip();
    assert_gives(map.keys(), keys.iter().collect());
    assert_gives(map.values(), values.iter().collect());
}

#[test]
fn values_are_changed_by_themselves() {
    let mut map = tens();
    let mut values: Vec<_> = (0..10).map(|key| key * 10).collect();
    assert_gives(map.values_mut(), values.iter_mut().collect());
    map.values_mut().for_each(|value| *value /= 10);
    let changed: Vec<_> = (0..10).map(|key| (key, key)).collect();
    assert_eq!(entries(&map), changed, "the entries after each value was divided by ten");
}

#[test]
fn a_map_turns_into_its_keys_or_its_values() {
    let (keys, values): (Vec<_>, Vec<_>) = pairs(0..10).into_iter().unzip();
    assert_gives(tens().into_keys(), keys);
    assert_gives(tens().into_values(), values);
}

/// Neither `Clone` nor `Copy`: an iterator that borrows has references only, and those it can clone.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Unique(u32);

#[test]
fn a_clone_of_an_iterator_goes_on_from_where_it_is() {
    #[track_caller]
    fn assert_goes_on<T: Debug + Ord>(mut items: impl Iterator<Item = T> + Clone) {
        items.nth(3);
        let mut cloned: Vec<_> = items.clone().collect();
        let mut rest: Vec<_> = items.collect();
        cloned.sort_unstable();
        rest.sort_unstable();
        assert_eq!(cloned.len(), 6, "the number of items that a clone gives, with 4 of 10 given before");
        assert_eq!(cloned, rest, "the items that a clone gives, and those that the iterator gives, sorted");
    }
    let map: HashMap<u32, Unique, Hashing> = (0..10).map(|key| (key, Unique(key * 10))).collect();
    assert_goes_on(map.iter());
    assert_goes_on(map.keys());
    assert_goes_on(map.values());
}

#[test]
fn a_map_without_entries_gives_none() {
    let mut map =
        HashMap::<u32, u32, _>::with_buckets_and_hasher(100, Hashing::Good).expect("100 buckets can be allocated");
    assert_gives(map.iter(), Vec::new());
    assert_gives(map.iter_mut(), Vec::new());
    assert_gives(map.drain(), Vec::new());
    assert_gives(map.into_iter(), Vec::new());
}

#[test]
fn a_drain_takes_every_entry_and_leaves_the_buckets() {
    let mut map = tens();
    let buckets = map.bucket_count();
    assert_gives(map.drain(), pairs(0..10));
    assert_eq!((map.len(), map.bucket_count()), (0, buckets), "entries and buckets of a drained map");
    assert_eq!(map.get(&3), None, "the value of a key in a drained map");
    assert_eq!(map.insert(3, 99), None, "the old value of a key inserted into a drained map");
    assert_eq!(entries(&map), [(3, 99)], "the entries of a map that was drained and used again");
}

#[rstest]
#[case::before_its_first_item(0)]
#[case::halfway(5)]
fn a_drain_that_is_dropped_early_empties_the_map(#[case] taken: usize) {
    let mut map = tens();
    assert_eq!(map.drain().take(taken).count(), taken, "the number of entries taken from a drain");
    assert!(map.is_empty(), "{} entries are left of a drained map", map.len());
    assert!(!map.contains_key(&3), "a key is still in a drained map");
}

#[test]
fn clear_removes_every_entry_and_leaves_the_buckets() {
    let mut map = tens();
    let buckets = map.bucket_count();
    map.clear();
    assert_eq!((map.len(), map.bucket_count()), (0, buckets), "entries and buckets of a cleared map");
    assert_eq!(map.get(&3), None, "the value of a key in a cleared map");
    map.insert(3, 99);
    assert_eq!(entries(&map), [(3, 99)], "the entries of a map that was cleared and used again");
}

#[rstest]
#[case::every_entry(|_| true, 0..10)]
#[case::no_entry(|_| false, 0..0)]
#[case::the_first_keys(|key| key < 4, 0..4)]
#[case::the_last_keys(|key| key >= 4, 4..10)]
fn retain_keeps_what_it_is_told_to(#[case] keep: fn(u32) -> bool, #[case] kept: std::ops::Range<u32>) {
    let mut map = tens();
    let buckets = map.bucket_count();
    let mut asked = Vec::new();
    map.retain(|&key, value| {
        asked.push((key, *value));
        *value += 1;
        keep(key)
    });
    asked.sort_unstable();
    assert_eq!(asked, pairs(0..10), "the entries that retain asked about, sorted");
    let expected: Vec<_> = kept.map(|key| (key, key * 10 + 1)).collect();
    assert_eq!(entries(&map), expected, "the entries kept, each value raised by one meanwhile");
    assert_eq!((map.len(), map.bucket_count()), (expected.len(), buckets), "entries and buckets afterwards");
    for key in 0..10 {
        assert_eq!(map.contains_key(&key), keep(key), "whether {key} is found afterwards");
    }
}

#[test]
fn a_map_is_collected_from_pairs() {
    let pairs = [(labeled(1, "first"), 10), (labeled(2, "only"), 20), (labeled(1, "second"), 30)];
    let map: HashMap<_, _, Hashing> = pairs.into_iter().collect();
    let mut found: Vec<_> = map.iter().map(|(key, &value)| (key.label, value)).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [("first", 30), ("only", 20)],
        "labels and values: of equal keys, the first key and the last value"
    );
    let map = HashMap::from([(1, 10), (2, 20), (1, 30)]);
    assert_eq!(entries(&map), [(1, 30), (2, 20)], "the entries of a map made from an array");
}

#[test]
fn a_map_is_extended_by_pairs_owned_or_borrowed() {
    let mut map: HashMap<_, _, Hashing> = [(1, 10), (2, 20)].into_iter().collect();
    map.extend([(2, 21), (3, 30)]);
    assert_eq!(entries(&map), [(1, 10), (2, 21), (3, 30)], "the entries after pairs were added");
    let other: HashMap<_, _, Hashing> = [(3, 31), (4, 40)].into_iter().collect();
    map.extend(&other);
    assert_eq!(entries(&map), [(1, 10), (2, 21), (3, 31), (4, 40)], "the entries after another map's were copied");
    assert_eq!(other.len(), 2, "the number of entries of the other map");
}

#[test]
fn extending_a_map_does_not_grow_it_ahead() {
    let mut map = HashMap::with_buckets_and_hasher(4, Hashing::Good).expect("four buckets can be allocated");
    map.extend([(1, 10), (2, 20), (1, 11), (2, 21), (1, 12), (3, 30)]);
    assert_eq!(map.bucket_count(), 4, "the buckets of a table of 4 after six pairs that have three different keys");
}

#[rstest]
#[case::good_hashes(Hashing::Good, 1)]
#[case::few_hashes(Hashing::Few, 3)]
#[case::one_hash(Hashing::Constant, 1)]
fn any_sequence_of_operations_agrees_with_the_standard_map(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table");
    assert_agrees_with_model(4, buckets, make);
}
