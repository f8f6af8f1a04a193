//! # Iteration and capacity
//!
//! Callers want to iterate over entries, keys and values, whether borrowed, mutable or owned. The order is unspecified.
//! You only write `Iter`, `IterMut`, `IntoIter` and `Drain`, because the other iterators wrap these four and are given.
//!
//! Each iterator is a named type, so that callers can store it. It knows how many items are left (`ExactSizeIterator`)
//! and keeps returning `None` after its end (`FusedIterator`). Since the iterator types have no parameter for the
//! hasher or the collision strategy, the type that stores the entries should not depend on these either. `Iter` can be
//! cloned even if keys and values cannot, so check which bounds a derived `Clone` would add.
//!
//! To make `for` work, implement `IntoIterator` for `HashMap`, `&HashMap` and `&mut HashMap`. Callers can also build
//! maps with `collect`, `extend` and `From<[(K, V); N]>`, and there are `drain`, `retain` and `clear` to add. If you
//! find iteration hard to write, reconsider which type owns the entries.
//!
//! Finally, `reserve` grows the table ahead of time, while `shrink_to_fit` is the only operation that shrinks it. If a
//! table is too large to allocate, a constructor returns an error, but `insert` and `reserve` have no error to return,
//! so they panic. The map stays valid as long as you do everything that can fail before you change anything.
//!
//! Look up: `Vec::try_reserve_exact`.
//!
//! Time box: 35 minutes.

use std::array;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hash_map::{HashMap, TableError};
use rstest::rstest;
use testkit::{Counts, count_allocations};

use super::support::{
    Hashing, Labeled, assert_has_all_keys_below, assert_matches_model, entries, filled, labeled, table,
};

/// Returns a map of 0 to 0, 1 to 10, …, 9 to 90. Keys 10 and 11 were inserted before some of them and removed.
fn tens() -> HashMap<u32, u32, Hashing> {
    let mut map = HashMap::with_hasher(Hashing::Good);
    for key in [10, 0, 1, 11].into_iter().chain(2..10) {
        map.insert(key, key * 10);
    }
    map.remove(&10);
    map.remove(&11);
    map
}

fn pairs(keys: impl IntoIterator<Item = u32>) -> Vec<(u32, u32)> {
    keys.into_iter().map(|key| (key, key * 10)).collect()
}

/// Checks an iterator's items (in any order) and its exact length, however a caller takes the items.
///
/// `iterators` are new iterators over the same items.
#[track_caller]
fn assert_yields<T: Debug + Ord>(iterators: [impl ExactSizeIterator<Item = T>; 5], mut expected: Vec<T>) {
    let [one_by_one, mut skipping, mut skipping_all, mut counted, mut to_the_last] = iterators;
    assert_yields_one_by_one(one_by_one, &mut expected);

    let len = expected.len();
    let (mut left, mut taken) = (len, Vec::new());
    for n in [3, 0, 1] {
        let item = skipping.nth(n);
        let returns_item = n < left;
        assert_eq!(item.is_some(), returns_item, "whether nth({n}) returned an item when {left} of {len} were left");
        left = left.saturating_sub(n + 1);
        assert_eq!(skipping.len(), left, "len of an iterator over {len} items after nth({n})");
        taken.extend(item);
    }
    let expected_len = taken.len() + left;
    skipping.for_each(|item| taken.push(item));
    taken.sort_unstable();
    assert_eq!(taken.len(), expected_len, "number of items returned by nth and for_each: {taken:?}");
    let are_distinct = taken.is_sorted_by(|item, next| item < next);
    assert!(are_distinct, "nth and for_each returned an item twice; all items that they returned, sorted: {taken:?}");
    assert!(taken.iter().all(|item| expected.contains(item)), "nth or for_each returned a wrong item: {taken:?}");

    assert!(skipping_all.nth(len).is_none(), "nth({len}) of an iterator over {len} items returned an item");
    assert_eq!(skipping_all.len(), 0, "len of an iterator over {len} items after nth({len})");
    assert!(skipping_all.next().is_none(), "next returned an item after nth({len}) of an iterator over {len} items");

    counted.next();
    assert_eq!(counted.count(), len.saturating_sub(1), "count of an iterator over {len} items after the first one");
    let (first, last) = (to_the_last.next(), to_the_last.last());
    assert_eq!(last.is_some(), len > 1, "whether last returned an item after the first of {len} items");
    assert!(last.is_none() || last != first, "last of an iterator over {len} items returned the first one, {first:?}");
    assert!(last.iter().all(|item| expected.contains(item)), "last returned a wrong item: {last:?}");
}

/// Checks an iterator's items (in any order), its exact length at each step, and that it stays at its end.
#[track_caller]
fn assert_yields_one_by_one<T: Debug + Ord>(mut items: impl ExactSizeIterator<Item = T>, expected: &mut [T]) {
    let mut yielded = Vec::new();
    for left in (0..=expected.len()).rev() {
        assert_eq!(items.size_hint(), (left, Some(left)), "size_hint after {} items", yielded.len());
        assert_eq!(items.len(), left, "len of the iterator after {} items", yielded.len());
        yielded.extend(items.next());
    }
    for _ in 0..3 {
        assert!(items.next().is_none(), "the iterator returned an item after its end");
        assert_eq!(items.size_hint(), (0, Some(0)), "size_hint after the end");
    }
    yielded.sort_unstable();
    expected.sort_unstable();
    assert_eq!(yielded, expected, "all items of the iterator, sorted");
}

/// Rules: 4.1, 4.2
#[test]
fn iter_yields_every_entry_once() {
    let map = tens();
    let expected = pairs(0..10);
    let expected = || expected.iter().map(|(key, value)| (key, value)).collect();
    assert_yields(array::from_fn(|_| map.iter()), expected());
    assert_yields(array::from_fn(|_| (&map).into_iter()), expected());
}

/// Rules: 4.1, 4.2
#[test]
fn iter_mut_yields_every_value_as_mutable() {
    let mut maps = array::from_fn(|_| tens());
    let mut expected = pairs(0..10);
    let expected = expected.iter_mut().map(|(key, value)| (&*key, value)).collect();
    assert_yields(maps.each_mut().map(HashMap::iter_mut), expected);
    let [mut map, ..] = maps;
    for (&key, value) in &mut map {
        *value += key;
    }
    let changed: Vec<_> = (0..10).map(|key| (key, key * 11)).collect();
    assert_eq!(entries(&map), changed, "entries after adding each key to its value through `for … in &mut map`");
}

/// Rules: 4.1, 4.2
#[test]
fn into_iter_yields_every_owned_entry() {
    assert_yields(array::from_fn(|_| tens().into_iter()), pairs(0..10));
}

/// Rules: 4.1, 4.2
#[test]
fn keys_and_values_yield_every_key_or_value() {
    let map = tens();
    let (keys, values): (Vec<_>, Vec<_>) = pairs(0..10).into_iter().unzip();
    assert_yields(array::from_fn(|_| map.keys()), keys.iter().collect());
    assert_yields(array::from_fn(|_| map.values()), values.iter().collect());
}

/// Rules: 4.1, 4.2
#[test]
fn values_mut_yields_every_value_as_mutable() {
    let mut maps = array::from_fn(|_| tens());
    let mut values: Vec<_> = (0..10).map(|key| key * 10).collect();
    assert_yields(maps.each_mut().map(HashMap::values_mut), values.iter_mut().collect());
    let [mut map, ..] = maps;
    map.values_mut().for_each(|value| *value /= 10);
    let changed: Vec<_> = (0..10).map(|key| (key, key)).collect();
    assert_eq!(entries(&map), changed, "entries after dividing each value by 10 through values_mut");
}

/// Rules: 4.1, 4.2
#[test]
fn into_keys_and_into_values_yield_owned_items() {
    let (keys, values): (Vec<_>, Vec<_>) = pairs(0..10).into_iter().unzip();
    assert_yields(array::from_fn(|_| tens().into_keys()), keys);
    assert_yields(array::from_fn(|_| tens().into_values()), values);
}

/// A value that is not `Clone`. Iterators over references can be cloned nevertheless.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Unique(u32);

/// Rules: 4.2, 4.3
#[test]
fn a_cloned_iterator_continues_from_the_same_position() {
    #[track_caller]
    fn assert_clone_continues<T: Debug + Ord>(mut items: impl ExactSizeIterator<Item = T> + Clone) {
        items.nth(3);
        let clone = items.clone();
        let mut cloned: Vec<_> = items.clone().collect();
        let mut rest: Vec<_> = items.collect();
        cloned.sort_unstable();
        rest.sort_unstable();
        assert_eq!(cloned.len(), 6, "number of items from an iterator cloned after 4 of 10 items");
        assert_eq!(cloned, rest, "items of the clone (left) and of the original iterator (right), sorted");
        assert_yields_one_by_one(clone, &mut rest);
    }
    let map: HashMap<u32, Unique, Hashing> = (0..10).map(|key| (key, Unique(key * 10))).collect();
    assert_clone_continues(map.iter());
    assert_clone_continues(map.keys());
    assert_clone_continues(map.values());
}

/// Rules: 4.1, 4.2
#[test]
fn iterators_over_an_empty_map_yield_nothing() {
    let mut maps = array::from_fn(|_| filled(100, 0));
    assert_yields(maps.each_ref().map(HashMap::iter), Vec::new());
    assert_yields(maps.each_mut().map(HashMap::iter_mut), Vec::new());
    assert_yields(maps.each_mut().map(HashMap::drain), Vec::new());
    assert_yields(maps.map(HashMap::into_iter), Vec::new());
}

/// Rules: 2.1, 4.1, 4.6, 4.8, 4.9
#[test]
fn entries_that_take_no_memory_are_iterated_and_moved() {
    let mut map = table(1);
    map.extend([((), ()), ((), ())]);
    assert_yields(array::from_fn(|_| map.iter()), vec![(&(), &())]);
    map.reserve(7);
    assert_eq!(map.bucket_count(), 8, "number of buckets after reserve(7) with the only entry ((), ())");
    map.shrink_to_fit();
    assert_eq!(map.bucket_count(), 1, "number of buckets after shrinking the table to the only entry ((), ())");
    assert_eq!(map.get(&()), Some(&()), "value of the key () after that");
    map.retain(|(), ()| false);
    assert_eq!(map.insert((), ()), None, "value returned by inserting the key () with the value () after retain");
    assert_eq!(map.into_iter().collect::<Vec<_>>(), [((), ())], "owned entries after that");
}

/// Rules: 4.1, 4.2, 4.4
#[test]
fn drain_yields_every_entry_and_keeps_the_buckets() {
    let mut maps = array::from_fn(|_| tens());
    let buckets = tens().bucket_count();
    assert_yields(maps.each_mut().map(HashMap::drain), pairs(0..10));
    for mut map in maps {
        assert_eq!((map.len(), map.bucket_count()), (0, buckets), "length and number of buckets after drain");
        assert_eq!(map.get(&3), None, "value of a key after drain");
        map.insert(3, 99);
        assert_eq!(entries(&map), [(3, 99)], "entries after drain and one insert");
    }
}

/// Rules: 4.4
#[rstest]
#[case::before_the_first_item(0)]
#[case::halfway(5)]
fn dropping_a_drain_early_empties_the_map(#[case] taken: usize) {
    let mut map = tens();
    let buckets = map.bucket_count();
    assert_eq!(map.drain().take(taken).count(), taken, "number of items taken from drain");
    assert!(map.is_empty(), "{} entries remain after a drain was dropped early", map.len());
    assert_eq!(map.bucket_count(), buckets, "number of buckets after a drain was dropped early");
    assert!(!map.contains_key(&3), "contains_key returns true after a drain was dropped early");
}

/// Rules: 4.4
#[test]
fn clear_removes_every_entry_and_keeps_the_buckets() {
    let mut map = tens();
    let buckets = map.bucket_count();
    map.clear();
    assert_eq!((map.len(), map.bucket_count()), (0, buckets), "length and number of buckets after clear");
    for clears in 1..=300 {
        assert_eq!(map.get(&3), None, "value of a key after {clears} calls of clear");
        map.clear();
    }
    map.insert(3, 99);
    assert_eq!(entries(&map), [(3, 99)], "entries after clear and one insert");
}

/// Rules: 3.5, 4.4, 4.5
#[rstest]
#[case::clear(|map: &mut Map| map.clear())]
#[case::drain(|map: &mut Map| { map.drain(); })]
#[case::retain_none(|map: &mut Map| map.retain(|_, _| false))]
fn emptying_and_filling_again_takes_no_memory(#[case] empty: fn(&mut Map)) {
    let mut map = filled(64, 64);
    let memory = count_allocations(|| {
        for _ in 0..100 {
            empty(&mut map);
            map.extend((0..64).map(|key| (key, key)));
        }
    });
    let bytes = memory.bytes_current;
    assert!(bytes <= 16_384, "emptying and filling a table of 64 buckets 100 times took {bytes} more bytes of memory");
}

/// Rules: 4.4
#[rstest]
#[case::clear(|map: &mut HashMap<u32, u32, Hashing>| map.clear())]
#[case::drain(|map: &mut HashMap<u32, u32, Hashing>| { map.drain(); })]
fn removed_entries_leave_no_trace_in_a_bucket(#[case] empty: fn(&mut HashMap<u32, u32, Hashing>)) {
    let mut map = HashMap::with_buckets_and_hasher(4, Hashing::Constant).expect("a small table can be allocated");
    map.extend((0..4).map(|key| (key, key)));
    empty(&mut map);
    map.insert(10, 100);
    assert_eq!(map.get(&3), None, "value of a removed key, after inserting another key into the same bucket");
    assert_eq!(map.get(&10), Some(&100), "value of the new key in that bucket");
}

/// Rules: 4.5
#[rstest]
#[case::keep_all(|_| true, 0..10)]
#[case::keep_none(|_| false, 0..0)]
#[case::keep_low_keys(|key| key < 4, 0..4)]
#[case::keep_high_keys(|key| key >= 4, 4..10)]
fn retain_keeps_the_selected_entries(#[case] keep: fn(u32) -> bool, #[case] kept: std::ops::Range<u32>) {
    let mut map = tens();
    let buckets = map.bucket_count();
    let mut visited = Vec::new();
    map.retain(|&key, value| {
        visited.push((key, *value));
        *value += 1;
        keep(key)
    });
    visited.sort_unstable();
    assert_eq!(visited, pairs(0..10), "entries that retain passed to its function, sorted");
    let expected: Vec<_> = kept.map(|key| (key, key * 10 + 1)).collect();
    assert_eq!(entries(&map), expected, "entries after retain, whose function added 1 to each value");
    assert_eq!((map.len(), map.bucket_count()), (expected.len(), buckets), "length and number of buckets after retain");
    for key in 0..10 {
        assert_eq!(map.contains_key(&key), keep(key), "contains_key({key}) after retain");
    }
}

/// Rules: 0.2, 4.5
#[rstest]
#[case::first_call(0)]
#[case::fifth_call(4)]
#[case::last_call(9)]
fn a_panic_in_retain_loses_no_other_entry(#[case] panicking: usize) {
    let mut map = tens();
    let buckets = map.bucket_count();
    let mut refused = Vec::new();
    let mut calls = 0;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        map.retain(|&key, _| {
            calls += 1;
            if calls > panicking {
                resume_unwind(Box::new("the function of retain panicked"));
            }
            if key % 2 == 0 {
                refused.push(key);
            }
            key % 2 == 1
        });
    }));
    assert!(outcome.is_err(), "retain did not pass on the panic of its function");
    let when = format!("after the function of retain panicked in call {}", panicking + 1);
    for key in (0..10).filter(|key| !refused.contains(key)) {
        assert_eq!(map.get(&key), Some(&(key * 10)), "value of key {key}, which the function had not refused, {when}");
    }
    assert_eq!(map.len(), map.iter().count(), "length, left, and number of entries that iter yields, right, {when}");
    let found: Vec<_> = (0..10).filter_map(|key| map.get(&key).map(|&value| (key, value))).collect();
    assert_eq!(found, entries(&map), "entries that get finds, left, and those that iter yields, right, {when}");
    assert_eq!(map.bucket_count(), buckets, "number of buckets {when}");
    assert_eq!(map.insert(100, 1), None, "value returned by inserting a new key {when}");
    assert_eq!(map.remove(&100), Some(1), "value returned by removing the new key {when}");
    map.extend(pairs(0..10));
    assert_eq!(entries(&map), pairs(0..10), "entries after inserting all keys again {when}");
}

/// Rules: 4.6
#[test]
fn a_map_is_built_from_pairs() {
    let map: HashMap<_, _, Hashing> = [(1, 10), (2, 20), (1, 30)].into_iter().collect();
    assert_eq!(entries(&map), [(1, 30), (2, 20)], "entries after collect: of two values for a key, the last one stays");
    let map = HashMap::from([(1, 10), (2, 20), (1, 30)]);
    assert_eq!(entries(&map), [(1, 30), (2, 20)], "entries of a map built from an array");
}

/// Rules: 4.6
#[test]
fn extend_accepts_owned_and_borrowed_pairs() {
    let mut map: HashMap<_, _, Hashing> = [(1, 10), (2, 20)].into_iter().collect();
    map.extend([(2, 21), (3, 30)]);
    assert_eq!(entries(&map), [(1, 10), (2, 21), (3, 30)], "entries after extend with owned pairs");
    let other: HashMap<_, _, Hashing> = [(3, 31), (4, 40)].into_iter().collect();
    map.extend(&other);
    assert_eq!(
        entries(&map),
        [(1, 10), (2, 21), (3, 31), (4, 40)],
        "entries after extend with a reference to another map"
    );
    assert_eq!(other.len(), 2, "length of the other map after extend");
}

/// Checks that all routes by which pairs enter a new map are like inserting them. The values number the pairs.
#[track_caller]
fn assert_like_inserting<const N: usize>(keys: [u32; N]) {
    let pairs: [(u32, usize); N] = std::array::from_fn(|number| (keys[number], number));
    let mut expected = HashMap::new();
    for (key, value) in pairs {
        expected.insert(key, value);
    }
    #[track_caller]
    fn assert_same<S>(actual: &HashMap<u32, usize, S>, expected: &HashMap<u32, usize>, how: &str) {
        let buckets = expected.bucket_count();
        assert_eq!(entries(actual), entries(expected), "entries of a new map after {how}, sorted");
        assert_eq!(actual.bucket_count(), buckets, "buckets of a new map after {how}; {buckets} after inserting them");
    }
    assert_same(&HashMap::<_, _, Hashing>::from_iter(pairs), &expected, "collecting pairs");
    let filtered = pairs.into_iter().filter(|_| true);
    assert_same(&filtered.collect::<HashMap<_, _, Hashing>>(), &expected, "collecting pairs without a known length");
    let ended = (0..usize::MAX).map_while(|number| pairs.get(number).copied());
    assert_same(&ended.collect::<HashMap<_, _, Hashing>>(), &expected, "collecting pairs of which there could be more");
    assert_same(&HashMap::from(pairs), &expected, "building it from an array of pairs");
    let mut map = HashMap::new();
    map.extend(pairs);
    assert_same(&map, &expected, "extending it by pairs");
    let mut map = HashMap::new();
    map.extend(pairs.iter().map(|(key, value)| (key, value)));
    assert_same(&map, &expected, "extending it by pairs of references");
}

/// Rules: 4.6
#[test]
fn adding_pairs_is_like_inserting_them() {
    assert_like_inserting([]);
    assert_like_inserting([1]);
    assert_like_inserting([1, 2, 3]);
    // Repeated keys, first in a table with a free bucket, then in a full one.
    assert_like_inserting([1, 2, 1, 2, 1, 3]);
    assert_like_inserting([1, 2, 1, 2]);
    assert_like_inserting(std::array::from_fn::<_, 100, _>(|number| number as u32));
}

/// Rules: 4.7
#[test]
fn an_inserted_pair_keeps_the_stored_key() {
    #[track_caller]
    fn assert_keeps_the_first<S>(map: &HashMap<Labeled, u32, S>, how: &str) {
        let found: Vec<_> = map.iter().map(|(key, &value)| (key.label, value)).collect();
        assert_eq!(found, [("first", 20)], "label of the stored key, and the value, after {how} an equal key");
    }
    let [first, second] = [(labeled(1, "first"), 10), (labeled(1, "second"), 20)];
    let map_of_first = || {
        let mut map = table(1);
        map.insert(first.0, first.1);
        map
    };
    let mut map = map_of_first();
    map.insert(second.0, second.1);
    assert_keeps_the_first(&map, "inserting");
    let mut map = map_of_first();
    map.extend([second]);
    assert_keeps_the_first(&map, "extending by");
    let mut map = map_of_first();
    map.extend([(&second.0, &second.1)]);
    assert_keeps_the_first(&map, "extending by a reference to");
    assert_keeps_the_first(&HashMap::<_, _, Hashing>::from_iter([first, second]), "collecting");
    assert_keeps_the_first(&HashMap::from([first, second]), "building a map from an array with");
}

/// Rules: 4.8
#[rstest]
#[case::nothing(4, 2, 0, 4)]
#[case::nothing_in_a_full_table(4, 4, 0, 4)]
#[case::exactly_the_free_buckets(4, 2, 2, 4)]
#[case::one_more_than_fits(4, 2, 3, 8)]
#[case::full_table(4, 4, 1, 8)]
#[case::several_doublings(3, 2, 20, 24)]
#[case::doublings_fit_exactly(3, 2, 22, 24)]
#[case::empty_table(1, 0, 1000, 1024)]
#[case::large_table(1000, 900, 5000, 8000)]
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

/// Rules: 4.9
#[rstest]
#[case::no_entries(8, 0, 1)]
#[case::one_entry(8, 1, 1)]
#[case::some_entries(8, 5, 5)]
#[case::full_table(8, 8, 8)]
#[case::large_table(8192, 5000, 5000)]
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

/// Rules: 4.9, 3.5
#[rstest]
fn shrink_to_fit_frees_memory(#[values(0, 1, 10)] len: u32) {
    let mut map = HashMap::with_hasher(Hashing::Good);
    let memory = count_allocations(|| {
        map.extend((0..5000u32).map(|key| (key, key)));
        for key in len..5000 {
            map.remove(&key);
        }
        map.shrink_to_fit();
    });
    let bytes = memory.bytes_current;
    assert!(bytes <= 16_384, "a map takes {bytes} bytes after shrinking it to {len} entries; the limit is 16,384");
}

/// Rules: 3.3
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

type Map = HashMap<u32, u32, Hashing>;

/// Rules: 3.2, 4.4, 4.5, 4.6
#[rstest]
#[case::retain_all(|map: &mut Map| map.retain(|_, _| true), 5000)]
#[case::retain_a_few(|map: &mut Map| map.retain(|&key, _| key < 10), 10)]
#[case::clear(|map: &mut Map| map.clear(), 0)]
#[case::drain(|map: &mut Map| { map.drain(); }, 0)]
#[case::extend_with_present_keys(|map: &mut Map| map.extend((0..5000).map(|key| (key, key))), 5000)]
#[case::extend_by_references(|map: &mut Map| map.extend([(&1, &1); 5000]), 5000)]
fn a_large_table_keeps_its_buckets(#[case] operation: fn(&mut Map), #[case] len: usize) {
    let mut map = filled(5000, 5000);
    operation(&mut map);
    assert_eq!(
        (map.len(), map.bucket_count()),
        (len, 5000),
        "length and number of buckets of a full table of 5000 after the operation"
    );
}

/// Rules: 4.6
#[test]
fn collecting_many_pairs_makes_no_room_for_repeated_keys() {
    let map: Map = (0..5000).map(|number| (number % 1000, number)).collect();
    let mut buckets = Map::default().bucket_count();
    while buckets < 1000 {
        buckets *= 2;
    }
    assert_eq!(
        (map.len(), map.bucket_count()),
        (1000, buckets),
        "length and number of buckets of a map collected from 5000 pairs with 1000 different keys"
    );
}

/// A number of buckets that can be represented, but no machine has the memory for them.
const TOO_MANY: usize = usize::MAX >> 8;

/// Rules: 0.1, 4.10
#[rstest]
#[case::not_representable(usize::MAX)]
#[case::not_allocatable(TOO_MANY)]
fn a_failed_reserve_changes_nothing(#[case] additional: usize) {
    let mut map = filled(4, 3);
    let outcome = catch_unwind(AssertUnwindSafe(|| map.reserve(additional)));
    assert!(outcome.is_err(), "reserve({additional}) did not panic");
    assert_eq!(map.bucket_count(), 4, "number of buckets after a failed reserve");
    assert_has_all_keys_below(&map, 3, "after a failed reserve");
    map.insert(3, 3);
    assert_has_all_keys_below(&map, 4, "after one more insert following a failed reserve");
}

/// Rules: 4.10
#[rstest]
#[case::not_representable(usize::MAX)]
#[case::not_allocatable(TOO_MANY)]
fn with_buckets_rejects_too_many(#[case] buckets: usize) {
    let expected = Some(TableError::TooManyBuckets { requested: buckets });
    let error = HashMap::<u32, u32>::with_buckets(buckets).err();
    assert_eq!(error, expected, "error of with_buckets({buckets})");
    let error = HashMap::<u32, u32, _>::with_buckets_and_hasher(buckets, Hashing::Good).err();
    assert_eq!(error, expected, "error of with_buckets_and_hasher({buckets}, …)");
}

/// Rules: 0.2, 3.1, 3.2, 4.1, 4.4, 4.5, 4.6, 4.8, 4.9
#[rstest]
#[case::good_hashes(Hashing::Good, 1)]
#[case::few_hashes(Hashing::Few, 3)]
#[case::one_hash(Hashing::Constant, 1)]
fn random_operations_match_the_model(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| {
        HashMap::<u8, _, _>::with_buckets_and_hasher(buckets, hashing).expect("a small table can be allocated")
    };
    assert_matches_model(4, buckets, make);
}
