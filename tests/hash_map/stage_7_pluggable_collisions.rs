//! # Pluggable collisions
//!
//! Chaining is only one way to resolve collisions. For example, you could also put the entry into the next free bucket,
//! or into a bucket chosen by a second hash. So in this stage, the strategy becomes an object behind the trait
//! `Collisions`, with `Chaining` as the default. The tests add other strategies and run the property tests of the
//! earlier stages with each of them.
//!
//! A strategy sees neither keys nor values. Instead, the map owns the entries and gives each an id, which the strategy
//! records under the key's hash. Thanks to this split, a new strategy takes only about forty lines, and iteration
//! doesn't have to change.
//!
//! Treat the documentation of `Collisions` as a contract: one test strategy checks that the map keeps it, and another
//! test checks `Chaining` without a map.
//!
//! If your buckets still contain keys and values, separate the two concerns: which type owns entries, and which one
//! finds them? While you refactor, the tests of the earlier stages protect you.
//!
//! Time box: 40 minutes.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Debug};
use std::hash::BuildHasher;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hash_map::{Chaining, Collisions, Entry, HashMap, TableError};
use proptest::prelude::*;
use rstest::rstest;
use testkit::Counts;

use super::support::{Hashing, assert_matches_model, entries};

/// Linear probing: an id goes to the first free bucket, starting with the one selected by its hash.
#[derive(Clone)]
struct LinearProbing(Vec<Slot>);

#[derive(Clone, Copy, PartialEq)]
enum Slot {
    Free,
    /// A removed id. Searches continue past it.
    Tombstone,
    Taken(u64, usize),
}

impl LinearProbing {
    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let len = self.0.len();
        let first = (hash % len as u64) as usize;
        (first..len).chain(0..first)
    }
}

impl Collisions for LinearProbing {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        Ok(Self(vec![Slot::Free; buckets.get()]))
    }

    fn bucket_count(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.0.len()).expect("the number of buckets is not zero")
    }

    fn insert(&mut self, hash: u64, id: usize) {
        let free = self.probe(hash).find(|&slot| !matches!(self.0[slot], Slot::Taken(..)));
        self.0[free.expect("the map records more ids than there are buckets")] = Slot::Taken(hash, id);
    }

    fn find(&self, hash: u64, mut matches: impl FnMut(usize) -> bool) -> Option<usize> {
        self.probe(hash).map(|slot| self.0[slot]).take_while(|&slot| slot != Slot::Free).find_map(|slot| match slot {
            Slot::Taken(other, id) if other == hash && matches(id) => Some(id),
            _ => None,
        })
    }

    fn remove(&mut self, hash: u64, id: usize) {
        let slot = self.probe(hash).find(|&slot| self.0[slot] == Slot::Taken(hash, id));
        self.0[slot.expect("the map removes an id that is not recorded under this hash")] = Slot::Tombstone;
    }

    fn clear(&mut self) {
        self.0.fill(Slot::Free);
    }
}

thread_local! {
    /// The largest id passed to a `ContractChecker` of this thread since the last reset.
    static LARGEST: Cell<usize> = const { Cell::new(0) };
    /// The number of searches by `ContractChecker`s of this thread since the last reset.
    static SEARCHES: Cell<usize> = const { Cell::new(0) };
    /// The number of `ContractChecker`s that this thread has created since the last reset.
    static CREATED: Cell<usize> = const { Cell::new(0) };
    /// The hashes recorded in the `ContractChecker` of this thread that was searched last.
    static RECORDED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// A strategy that searches all ids and panics if the map breaks the contract of `Collisions`.
#[derive(Clone)]
struct ContractChecker {
    buckets: NonZeroUsize,
    recorded: Vec<(u64, usize)>,
}

impl Collisions for ContractChecker {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        CREATED.set(CREATED.get() + 1);
        Ok(Self { buckets, recorded: Vec::new() })
    }

    fn bucket_count(&self) -> NonZeroUsize {
        self.buckets
    }

    fn insert(&mut self, hash: u64, id: usize) {
        assert!(
            self.recorded.iter().all(|&(_, other)| other != id),
            "the map records id {id}, which is already recorded"
        );
        let (ids, buckets) = (self.recorded.len(), self.buckets);
        assert!(ids < buckets.get(), "the map records an id in a full table: {ids} ids in {buckets} buckets");
        LARGEST.set(LARGEST.get().max(id));
        self.recorded.push((hash, id));
    }

    fn find(&self, _: u64, mut matches: impl FnMut(usize) -> bool) -> Option<usize> {
        SEARCHES.set(SEARCHES.get() + 1);
        RECORDED.set(self.recorded.iter().map(|&(hash, _)| hash).collect());
        self.recorded.iter().map(|&(_, id)| id).find(|&id| matches(id))
    }

    fn remove(&mut self, hash: u64, id: usize) {
        let position = self.recorded.iter().position(|&recorded| recorded == (hash, id));
        self.recorded.remove(position.expect("the map removes an id that is not recorded under this hash"));
    }

    fn clear(&mut self) {
        self.recorded.clear();
    }
}

/// Chaining that rejects fewer than four or more than eight buckets. Its error for 13 buckets names another number.
#[derive(Clone)]
struct FourToEight(Chaining);

impl Collisions for FourToEight {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        match buckets.get() {
            4..=8 => Chaining::with_buckets(buckets).map(Self),
            13 => Err(TableError::TooManyBuckets { requested: 1300 }),
            requested => Err(TableError::TooManyBuckets { requested }),
        }
    }

    fn bucket_count(&self) -> NonZeroUsize {
        self.0.bucket_count()
    }

    fn insert(&mut self, hash: u64, id: usize) {
        self.0.insert(hash, id);
    }

    fn find(&self, hash: u64, matches: impl FnMut(usize) -> bool) -> Option<usize> {
        self.0.find(hash, matches)
    }

    fn remove(&mut self, hash: u64, id: usize) {
        self.0.remove(hash, id);
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

/// Rules: 7.4
#[test]
fn standard_traits_work_with_any_strategy() {
    type Probing = HashMap<u32, u32, Hashing, LinearProbing>;
    let mut map: Probing = (0..20).map(|key| (key, key * 10)).collect();
    let clone = map.clone();
    assert!(clone == map, "a clone is not equal to the original");
    map.remove(&3);
    assert!(clone != map, "a map is equal to its clone after an entry was removed from the map");
    assert_eq!((clone[&3], clone.len()), (30, 20), "value of key 3 in the clone, and length of the clone");
    let text = serde_json::to_string(&map).expect("a map of numbers can be serialized");
    let back: Probing = serde_json::from_str(&text).expect("serialized JSON can be read");
    assert!(back == map, "a map differs after a round trip through {text}");
    assert_eq!(entries(&Probing::default()), [], "entries of a default map");
}

/// Rules: 7.4
#[rstest]
#[case::good_hashes(Hashing::Good, 3)]
#[case::one_hash(Hashing::Constant, 1)]
fn the_laws_hold_for_linear_probing(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| {
        HashMap::<u8, _, _, LinearProbing>::with_collisions(buckets, hashing).expect("a small table can be allocated")
    };
    assert_matches_model(5, buckets, make);
}

type CheckedMap = HashMap<u32, u32, Hashing, ContractChecker>;

// Each case: an operation that inserts a key, and one that removes at least the given key.
/// Rules: 7.2
#[rstest]
#[case::remove(|map: &mut CheckedMap, key| { map.insert(key, 0); }, |map: &mut CheckedMap, key| { map.remove(&key); })]
#[case::remove_entry(
    |map: &mut CheckedMap, key| { let _ = map.try_insert(key, 0); },
    |map: &mut CheckedMap, key| { map.remove_entry(&key); },
)]
#[case::entry(
    |map: &mut CheckedMap, key| { map.entry(key).or_insert(0); },
    |map: &mut CheckedMap, key| if let Entry::Occupied(entry) = map.entry(key) { entry.remove(); },
)]
#[case::retain(
    |map: &mut CheckedMap, key| map.extend([(key, 0)]),
    |map: &mut CheckedMap, key| map.retain(|&other, _| other != key),
)]
#[case::clear(|map: &mut CheckedMap, key| { map.insert(key, 0); }, |map: &mut CheckedMap, _| map.clear())]
#[case::drain(|map: &mut CheckedMap, key| { map.insert(key, 0); }, |map: &mut CheckedMap, _| { map.drain(); })]
fn ids_stay_below_the_maximum_length(
    #[case] insert: fn(&mut CheckedMap, u32),
    #[case] remove: fn(&mut CheckedMap, u32),
) {
    let mut map = CheckedMap::with_collisions(64, Hashing::Good).expect("a small table can be allocated");
    LARGEST.set(0);
    for key in 0..200 {
        insert(&mut map, key);
        if key >= 5 {
            remove(&mut map, key - 5);
            assert!(!map.contains_key(&(key - 5)), "contains_key returns true for removed key {}", key - 5);
        }
    }
    let largest = LARGEST.get();
    assert!(largest < 6, "the map used id {largest}, but it never had more than 6 entries");
}

/// Rules: 7.2
#[rstest]
#[case::get(|map: &mut CheckedMap| { map.get(&3); })]
#[case::get_mut(|map: &mut CheckedMap| { map.get_mut(&3); })]
#[case::get_key_value(|map: &mut CheckedMap| { map.get_key_value(&3); })]
#[case::contains_key(|map: &mut CheckedMap| { map.contains_key(&3); })]
#[case::insert(|map: &mut CheckedMap| { map.insert(3, 0); })]
#[case::try_insert(|map: &mut CheckedMap| { let _ = map.try_insert(3, 0); })]
#[case::entry(|map: &mut CheckedMap| { map.entry(3).or_insert(0); })]
#[case::remove(|map: &mut CheckedMap| { map.remove(&3); })]
#[case::remove_entry(|map: &mut CheckedMap| { map.remove_entry(&3); })]
fn every_key_search_uses_the_strategy(#[case] operation: fn(&mut CheckedMap)) {
    for len in [1, 5] {
        let mut map = CheckedMap::with_collisions(8, Hashing::Good).expect("a small table can be allocated");
        map.extend((3..3 + len).map(|key| (key, key * 10)));
        SEARCHES.set(0);
        operation(&mut map);
        assert!(
            SEARCHES.get() > 0,
            "the operation searched for a key in a map of length {len} without calling Collisions::find"
        );
    }
}

/// Rules: 7.2
#[rstest]
#[case::good_hashes(Hashing::Good, 3)]
#[case::one_hash(Hashing::Constant, 1)]
fn the_map_keeps_the_contract_of_collisions(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| {
        HashMap::<u8, _, _, ContractChecker>::with_collisions(buckets, hashing).expect("a small table can be allocated")
    };
    assert_matches_model(5, buckets, make);
}

/// Rules: 7.1
#[test]
fn with_collisions_passes_the_buckets_to_the_strategy() {
    let buckets_of_new = |buckets| {
        HashMap::<u32, u32, _, FourToEight>::with_collisions(buckets, Hashing::Good).map(|map| map.bucket_count())
    };
    assert_eq!(buckets_of_new(5), Ok(5), "number of buckets, 5 requested");
    assert_eq!(buckets_of_new(0), Err(TableError::NoBuckets), "number of buckets, 0 requested");
}

/// Rules: 7.1, 7.4
#[test]
fn a_strategy_can_have_the_largest_number_of_buckets() {
    let map = HashMap::<u32, u32, _, ContractChecker>::with_collisions(usize::MAX, Hashing::Good);
    let mut map = map.expect("this strategy accepts every number");
    assert_eq!(map.bucket_count(), usize::MAX, "number of buckets");
    map.insert(1, 10);
    assert_eq!(map.get(&1), Some(&10), "value of the only key");
}

/// Rules: 7.1
#[rstest]
#[case::nine(9, TableError::TooManyBuckets { requested: 9 })]
#[case::unlucky_number(13, TableError::TooManyBuckets { requested: 1300 })]
fn with_collisions_returns_the_error_of_the_strategy(#[case] buckets: usize, #[case] expected: TableError) {
    let map = HashMap::<u32, u32, _, FourToEight>::with_collisions(buckets, Hashing::Good);
    assert_eq!(map.err(), Some(expected), "error of with_collisions({buckets}, …), left, and of its strategy, right");
}

type LimitedMap = HashMap<u32, u32, Hashing, FourToEight>;

/// Rules: 0.1, 7.3
#[rstest]
#[case::insert(|map: &mut LimitedMap| { map.insert(100, 0); })]
#[case::try_insert(|map: &mut LimitedMap| { let _ = map.try_insert(100, 0); })]
#[case::entry(|map: &mut LimitedMap| { map.entry(100).or_insert(0); })]
#[case::reserve(|map: &mut LimitedMap| map.reserve(1))]
fn growth_rejected_by_the_strategy_changes_nothing(#[case] operation: fn(&mut LimitedMap)) {
    let mut map = LimitedMap::with_collisions(8, Hashing::Good).expect("the strategy allows 8 buckets");
    let expected: Vec<_> = (0..8).map(|key| (key, key * 10)).collect();
    map.extend(expected.iter().copied());
    let outcome = catch_unwind(AssertUnwindSafe(|| operation(&mut map)));
    assert!(
        outcome.is_err(),
        "the operation on a full table did not panic, although the strategy rejects more buckets"
    );
    assert_eq!((map.len(), map.bucket_count()), (8, 8), "length and number of buckets after rejected growth");
    assert_eq!(entries(&map), expected, "entries after rejected growth");
    assert_eq!(map.remove(&3), Some(30), "value returned by removing a key after rejected growth");
    assert_eq!(map.insert(100, 1000), None, "value returned by inserting a new key into the free bucket");
    assert_eq!((map.get(&100), map.get(&7)), (Some(&1000), Some(&70)), "values of the new key and an old key");
}

/// Rules: 0.1, 7.3
#[test]
fn a_rejected_reserve_does_not_grow_in_part() {
    let mut map = LimitedMap::with_collisions(4, Hashing::Good).expect("the strategy allows 4 buckets");
    map.extend([(1, 10), (2, 20)]);
    let outcome = catch_unwind(AssertUnwindSafe(|| map.reserve(20)));
    assert!(outcome.is_err(), "reserve(20) did not panic, although the strategy rejects more than 8 buckets");
    assert_eq!(map.bucket_count(), 4, "number of buckets of a table of 4 after a rejected reserve");
    assert_eq!(entries(&map), [(1, 10), (2, 20)], "entries after a rejected reserve");
}

/// Rules: 0.1, 4.10, 7.4
#[test]
fn a_number_of_buckets_that_cannot_be_represented_panics() {
    // The strategy accepts any number of buckets.
    let mut map = CheckedMap::with_collisions(8, Hashing::Good).expect("a small table can be allocated");
    map.extend([(1, 10), (2, 20)]);
    let outcome = catch_unwind(AssertUnwindSafe(|| map.reserve(usize::MAX)));
    assert!(outcome.is_err(), "reserve(usize::MAX) did not panic, although no doubling of 8 buckets is enough");
    assert_eq!(map.bucket_count(), 8, "number of buckets after a failed reserve");
    assert_eq!(entries(&map), [(1, 10), (2, 20)], "entries after a failed reserve");
}

/// Rules: 0.1, 7.3
#[test]
fn shrinking_rejected_by_the_strategy_changes_nothing() {
    let mut map = LimitedMap::with_collisions(8, Hashing::Good).expect("the strategy allows 8 buckets");
    map.extend((0..6).map(|key| (key, key * 10)));
    for key in 0..3 {
        map.remove(&key);
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| map.shrink_to_fit()));
    assert!(outcome.is_err(), "shrink_to_fit did not panic, although the strategy rejects 3 buckets");
    assert_eq!((map.len(), map.bucket_count()), (3, 8), "length and number of buckets after rejected shrinking");
    assert_eq!(entries(&map), [(3, 30), (4, 40), (5, 50)], "entries after rejected shrinking");
    assert_eq!(map.remove(&4), Some(40), "value returned by removing a key after rejected shrinking");
    assert_eq!(map.insert(7, 70), None, "value returned by inserting a new key into the free bucket");
    assert_eq!((map.get(&7), map.get(&5)), (Some(&70), Some(&50)), "values of the new key and an old key");
}

/// Rules: 7.3
#[rstest]
#[case::growth(|map: &mut CheckedMap| { map.insert(8, 80); })]
#[case::reserving(|map: &mut CheckedMap| map.reserve(100))]
#[case::shrinking(|map: &mut CheckedMap| { map.remove(&3); map.shrink_to_fit(); })]
fn a_new_strategy_gets_every_entry_under_its_hash(#[case] change: fn(&mut CheckedMap)) {
    let mut map = CheckedMap::with_collisions(8, Hashing::Good).expect("a small table can be allocated");
    map.extend((0..8).map(|key| (key, key * 10)));
    change(&mut map);
    let mut expected: Vec<_> = map.keys().map(|key| Hashing::Good.hash_one(key)).collect();
    expected.sort_unstable();
    assert_eq!(map.get(&100), None, "value of a missing key");
    let mut recorded = RECORDED.take();
    recorded.sort_unstable();
    assert_eq!(recorded, expected, "hashes recorded in the strategy after the change, and those of the keys, sorted");
}

/// Rules: 4.4, 7.3
#[rstest]
#[case::clear(|map: &mut CheckedMap| map.clear())]
#[case::drain(|map: &mut CheckedMap| { map.drain(); })]
#[case::retain_none(|map: &mut CheckedMap| map.retain(|_, _| false))]
#[case::retain_some(|map: &mut CheckedMap| map.retain(|&key, _| key < 2))]
#[case::insert(|map: &mut CheckedMap| { map.insert(4, 40); })]
#[case::overwrite(|map: &mut CheckedMap| { map.insert(3, 40); })]
#[case::extend(|map: &mut CheckedMap| map.extend([(4, 40), (5, 50)]))]
#[case::entry(|map: &mut CheckedMap| { map.entry(4).or_insert(40); })]
#[case::try_insert(|map: &mut CheckedMap| { let _ = map.try_insert(4, 40); })]
#[case::reserve_of_free_buckets(|map: &mut CheckedMap| map.reserve(4))]
#[case::remove_all(|map: &mut CheckedMap| for key in 0..4 { map.remove(&key); })]
#[case::remove_entry(|map: &mut CheckedMap| { map.remove_entry(&3); })]
#[case::entry_remove(|map: &mut CheckedMap| if let Entry::Occupied(entry) = map.entry(3) { entry.remove(); })]
fn only_growth_and_shrinking_create_a_strategy(#[case] operation: fn(&mut CheckedMap)) {
    let mut map = CheckedMap::with_collisions(8, Hashing::Good).expect("a small table can be allocated");
    map.extend((0..4).map(|key| (key, key * 10)));
    CREATED.set(0);
    operation(&mut map);
    assert_eq!(
        CREATED.get(),
        0,
        "strategies created by an operation on 4 entries in 8 buckets that neither grows nor shrinks"
    );
}

/// Rules: 7.3
#[rstest]
#[case::insert(|map: &mut CheckedMap| { map.insert(1, 10); })]
#[case::try_insert(|map: &mut CheckedMap| { let _ = map.try_insert(1, 10); })]
#[case::entry(|map: &mut CheckedMap| { map.entry(1).or_insert(10); })]
#[case::extend(|map: &mut CheckedMap| map.extend([(1, 10)]))]
fn the_first_key_creates_no_strategy(#[case] insert: fn(&mut CheckedMap)) {
    let with_one_bucket = CheckedMap::with_collisions(1, Hashing::Good).expect("a small table can be allocated");
    for (mut map, what) in [(CheckedMap::default(), "a default map"), (with_one_bucket, "a map with one bucket")] {
        CREATED.set(0);
        insert(&mut map);
        assert_eq!(
            CREATED.get(),
            0,
            "strategies created by inserting the first key into {what}, which has room for it"
        );
        assert_eq!(map.get(&1), Some(&10), "value of the first key of {what}");
    }
}

/// Rules: 3.3, 7.3, 7.4
#[test]
fn growth_does_not_hash_keys_again_with_any_strategy() {
    let counts = Counts::new();
    let mut map =
        HashMap::<_, _, _, LinearProbing>::with_collisions(1, Hashing::Good).expect("a small table can be allocated");
    for number in 0..100 {
        map.insert(counts.key(number), number);
    }
    assert_eq!(
        (counts.hashes(), map.bucket_count()),
        (100, 128),
        "number of key hashes in 100 inserts, and number of buckets after them"
    );
}

#[derive(Clone)]
enum Step {
    /// Records an unused id: the smallest one after skipping `skipped` of them.
    Insert {
        hash: u64,
        skipped: usize,
    },
    /// Removes a recorded id, chosen modulo the number of them.
    Remove(usize),
    Clear,
}

/// Formats a step as a method call, since a failed law prints its steps.
impl Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Insert { hash, skipped } => {
                write!(f, "insert({hash:#x}, smallest unused id after skipping {skipped})")
            }
            Self::Remove(position) => write!(f, "remove(recorded id at position {position})"),
            Self::Clear => write!(f, "clear()"),
        }
    }
}

/// Hashes that differ in low bits, in high bits, or in both.
const HASHES: [u64; 8] = [0, 1, 2, 9, 1 << 32, 1 << 63, u64::MAX, u64::MAX - 1];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let insert = (prop::sample::select(&HASHES), 0..3usize).prop_map(|(hash, skipped)| Step::Insert { hash, skipped });
    let step = prop_oneof![8 => insert, 4 => (0..8usize).prop_map(Step::Remove), 1 => Just(Step::Clear)];
    prop::collection::vec(step, 0..40)
}

/// Rules: 7.5
#[test]
fn chaining_finds_a_recorded_id() {
    let mut chains = Chaining::with_buckets(NonZeroUsize::MIN).expect("one bucket can be allocated");
    for id in [0, 254, 255, 256, 300, 65_534, 65_535, 65_536] {
        chains.insert(7, id);
        assert_eq!(chains.find(7, |other| other == id), Some(id), "result of find with the hash of id {id}");
        assert_eq!(chains.find(7, |_| false), None, "result of find if no id matches, with id {id} recorded");
        chains.remove(7, id);
        assert_eq!(chains.find(7, |_| true), None, "result of find after the only id, {id}, was removed");
    }
    chains.insert(7, 0);
    chains.clear();
    assert_eq!(chains.find(7, |_| true), None, "result of find after clear");
}

/// Rules: 7.5
#[rstest]
#[case::one_bucket(1)]
#[case::three_buckets(3)]
#[case::eight_buckets(8)]
fn chaining_finds_exactly_the_recorded_ids(#[case] buckets: usize) {
    testkit::law(steps(), move |steps| {
        let buckets = NonZeroUsize::new(buckets).expect("no case has zero buckets");
        let mut chains = Chaining::with_buckets(buckets).expect("a few buckets can be allocated");
        let mut recorded: Vec<(u64, usize)> = Vec::new();
        for step in steps {
            match step {
                Step::Insert { hash, skipped } if recorded.len() < buckets.get() => {
                    let is_free = |id: &usize| recorded.iter().all(|(_, other)| other != id);
                    let id = (0..).filter(is_free).nth(skipped).expect("there are more ids than recorded ones");
                    chains.insert(hash, id);
                    recorded.push((hash, id));
                }
                Step::Remove(position) if !recorded.is_empty() => {
                    let (hash, id) = recorded.swap_remove(position % recorded.len());
                    chains.remove(hash, id);
                }
                Step::Clear => {
                    chains.clear();
                    recorded.clear();
                }
                Step::Insert { .. } | Step::Remove(_) => {}
            }
            assert_eq!(chains.bucket_count(), buckets, "number of buckets after {step:?}");
            for hash in HASHES {
                assert_finds_exactly(&chains, hash, &recorded, &step);
            }
        }
    });
}

#[track_caller]
fn assert_finds_exactly(chains: &Chaining, hash: u64, recorded: &[(u64, usize)], after: &Step) {
    let candidates = RefCell::new(Vec::new());
    let found = chains.find(hash, |id| {
        candidates.borrow_mut().push(id);
        false
    });
    assert_eq!(found, None, "result of find({hash:#x}) if no id matches, after {after:?}");
    let mut candidates = candidates.into_inner();
    candidates.sort_unstable();
    let calls = candidates.len();
    candidates.dedup();
    assert_eq!(candidates.len(), calls, "distinct ids passed by find({hash:#x}), and calls, after {after:?}");
    for id in &candidates {
        assert!(
            recorded.iter().any(|(_, other)| other == id),
            "find({hash:#x}) passed id {id}, which is not recorded, after {after:?}"
        );
    }
    for &(_, id) in recorded.iter().filter(|&&(other, _)| other == hash) {
        let mut matched = false;
        let found = chains.find(hash, |other| {
            assert!(!matched, "find({hash:#x}) passed id {other} after id {id} had matched, after {after:?}");
            matched = other == id;
            matched
        });
        assert_eq!(found, Some(id), "result of find({hash:#x}) if id {id} matches, after {after:?}");
    }
}

/// Rules: 7.6
#[rstest]
#[case::power_of_two(1024)]
#[case::not_a_power_of_two(1000)]
#[case::one_more_than_a_power_of_two(1025)]
fn chaining_passes_few_ids_per_search(#[case] buckets: usize) {
    let buckets = NonZeroUsize::new(buckets).expect("no case has zero buckets");
    // Small hashes, whose high bits are all zero.
    for step in [1, 3] {
        let mut chains = Chaining::with_buckets(buckets).expect("about 1000 buckets can be allocated");
        for id in 0..1000 {
            chains.insert(id as u64 * step, id);
        }
        let mut calls = 0;
        for id in 0..1000 {
            let found = chains.find(id as u64 * step, |other| {
                calls += 1;
                other == id
            });
            assert_eq!(found, Some(id), "result of find with the hash of id {id}");
        }
        assert!(
            calls <= 4000,
            "1000 searches for ids with the hashes 0, {step}, {}, … in {buckets} buckets passed {calls} ids; the limit \
             is 4 per search",
            2 * step
        );
    }
}

/// Rules: 7.5, 7.6
#[test]
fn chaining_uses_all_of_many_buckets() {
    const IDS: u32 = 300_000;
    let buckets = NonZeroUsize::new(IDS as usize).expect("the number is not zero");
    let mut chains = Chaining::with_buckets(buckets).expect("300,000 buckets can be allocated");
    for id in 0..IDS {
        chains.insert(u64::from(id), id as usize);
    }
    for id in [1 << 16, 1 << 17, 1 << 18, IDS - 1] {
        let found = chains.find(u64::from(id), |other| other == id as usize);
        assert_eq!(found, Some(id as usize), "result of find with the hash of id {id}, one of {IDS} ids");
    }
    let mut calls = 0;
    for hash in (u64::from(IDS)..).step_by(293).take(1000) {
        let found = chains.find(hash, |_| {
            calls += 1;
            false
        });
        assert_eq!(found, None, "result of find with the hash {hash}, which no id has");
    }
    assert!(
        calls <= 4000,
        "1000 searches among {IDS} ids in as many buckets passed {calls} ids; the limit is 4 per search"
    );
}

/// Rules: 1.7, 7.5
#[test]
fn chaining_records_thousands_of_ids_under_one_hash() {
    const IDS: usize = 12_000;
    let buckets = NonZeroUsize::new(IDS).expect("the number is not zero");
    let mut chains = Chaining::with_buckets(buckets).expect("12,000 buckets can be allocated");
    for id in 0..IDS {
        chains.insert(7, id);
    }
    for id in [0, IDS / 2, IDS - 1] {
        assert_eq!(chains.find(7, |other| other == id), Some(id), "result of find for one of {IDS} ids with one hash");
        chains.remove(7, id);
        assert_eq!(chains.find(7, |other| other == id), None, "result of find for id {id} after its removal");
    }
}

/// Rules: 7.5
#[rstest]
#[case::not_representable(usize::MAX)]
#[case::not_allocatable(usize::MAX >> 8)]
fn chaining_rejects_too_many_buckets(#[case] buckets: usize) {
    let error = Chaining::with_buckets(NonZeroUsize::new(buckets).expect("no case has zero buckets")).err();
    let expected = TableError::TooManyBuckets { requested: buckets };
    assert_eq!(error, Some(expected), "error of Chaining::with_buckets({buckets})");
}
