//! # Another way to collide
//!
//! Chaining is one answer to "where does an entry go whose bucket is taken?" There are others: the next free bucket, a
//! bucket chosen by a second hash. This stage makes the answer an object of its own: a strategy behind the trait
//! `Collisions`, with `Chaining` as the default. The tests bring a strategy of theirs, and the laws of all stages hold
//! for it.
//!
//! The trait has nothing about keys and values. The map numbers its entries and owns them; a strategy records the
//! numbers, the ids, under hashes. That is what lets a caller write one in forty lines, and get entries and iteration
//! for nothing.
//!
//! The trait's documentation says what a map promises to a strategy: read it as the contract it is. A test has a
//! strategy that watches whether the map keeps it, and another looks at what `Chaining` does when used alone.
//!
//! A strategy can refuse to be made with so many buckets. `with_collisions` passes that on; an insert that needs it
//! panics, and changes nothing.
//!
//! If your buckets hold keys and values, this stage asks you to take them apart: who owns entries, and who finds them?
//! Remember that the tests of the first six stages watch over you.
//!
//! Time box: 40 minutes.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Debug};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hash_map::{Chaining, Collisions, HashMap, TableError};
use proptest::prelude::*;
use rstest::rstest;
use testkit::Counts;

use super::support::{Hashing, assert_agrees_with_model, entries};

/// Linear probing: an id goes to the first free bucket from its own on.
#[derive(Clone)]
struct LinearProbing(Vec<Place>);

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Free,
    /// Free, but was taken: a search goes on here.
    Left,
    Taken(u64, usize),
}

impl LinearProbing {
    fn places(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let len = self.0.len();
        let first = (hash % len as u64) as usize;
        (first..len).chain(0..first)
    }
}

impl Collisions for LinearProbing {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        Ok(Self(vec![Place::Free; buckets.get()]))
    }

    fn bucket_count(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.0.len()).expect("it was made with one bucket at least")
    }

    fn insert(&mut self, hash: u64, id: usize) {
        let free = self.places(hash).find(|&place| !matches!(self.0[place], Place::Taken(..)));
        self.0[free.expect("the map records more ids than there are buckets")] = Place::Taken(hash, id);
    }

    fn find(&self, hash: u64, mut matches: impl FnMut(usize) -> bool) -> Option<usize> {
        self.places(hash).map(|place| self.0[place]).take_while(|&place| place != Place::Free).find_map(|place| {
            match place {
                Place::Taken(other, id) if other == hash && matches(id) => Some(id),
                _ => None,
            }
        })
    }

    fn remove(&mut self, hash: u64, id: usize) {
        let place = self.places(hash).find(|&place| self.0[place] == Place::Taken(hash, id));
        self.0[place.expect("the map forgets an id that is not recorded under its hash")] = Place::Left;
    }

    fn clear(&mut self) {
        self.0.fill(Place::Free);
    }
}

thread_local! {
    /// The largest id that a `Watching` strategy of this thread was given since the last reset.
    static LARGEST: Cell<usize> = const { Cell::new(0) };
    /// How often `Watching` strategies of this thread were asked to find something since the last reset.
    static SEARCHES: Cell<usize> = const { Cell::new(0) };
}

/// No way to collide at all, which asks about every id, and watches whether the map keeps the contract.
#[derive(Clone)]
struct Watching {
    buckets: NonZeroUsize,
    recorded: Vec<(u64, usize)>,
}

impl Collisions for Watching {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        Ok(Self { buckets, recorded: Vec::new() })
    }

    fn bucket_count(&self) -> NonZeroUsize {
        self.buckets
    }

    fn insert(&mut self, hash: u64, id: usize) {
        assert!(self.recorded.iter().all(|&(_, other)| other != id), "the map records id {id}, which is recorded");
        let (ids, buckets) = (self.recorded.len(), self.buckets);
        assert!(ids < buckets.get(), "the map records one more id where {ids} are recorded in {buckets} buckets");
        LARGEST.set(LARGEST.get().max(id));
        self.recorded.push((hash, id));
    }

    fn find(&self, _: u64, mut matches: impl FnMut(usize) -> bool) -> Option<usize> {
        SEARCHES.set(SEARCHES.get() + 1);
        self.recorded.iter().map(|&(_, id)| id).find(|&id| matches(id))
    }

    fn remove(&mut self, hash: u64, id: usize) {
        let place = self.recorded.iter().position(|&recorded| recorded == (hash, id));
        self.recorded.remove(place.expect("the map forgets an id that is not recorded under its hash"));
    }

    fn clear(&mut self) {
        self.recorded.clear();
    }
}

/// Chaining of four buckets at least and eight at most.
#[derive(Clone)]
struct FourToEight(Chaining);

impl Collisions for FourToEight {
    fn with_buckets(buckets: NonZeroUsize) -> Result<Self, TableError> {
        match buckets.get() {
            4..=8 => Chaining::with_buckets(buckets).map(Self),
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

#[rstest]
#[case::good_hashes(Hashing::Good, 1)]
#[case::few_hashes(Hashing::Few, 3)]
#[case::one_hash(Hashing::Constant, 1)]
fn the_laws_hold_for_linear_probing(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| HashMap::<u8, _, _, LinearProbing>::with_collisions(buckets, hashing).expect("a small table");
    assert_agrees_with_model(5, buckets, make);
}

#[rstest]
#[case::good_hashes(Hashing::Good, 3)]
#[case::one_hash(Hashing::Constant, 1)]
fn the_map_keeps_the_contract_of_a_strategy(#[case] hashing: Hashing, #[case] buckets: usize) {
    let make = |buckets| HashMap::<u8, _, _, Watching>::with_collisions(buckets, hashing).expect("a small table");
    assert_agrees_with_model(5, buckets, make);
}

#[test]
fn ids_stay_below_the_greatest_length() {
    let mut map = HashMap::<u32, u32, _, Watching>::with_collisions(64, Hashing::Good).expect("a small table");
    LARGEST.set(0);
    for key in 0..200 {
        map.insert(key, key);
        if key >= 5 {
            assert_eq!(map.remove(&(key - 5)), Some(key - 5), "the value of the key removed");
        }
    }
    let largest = LARGEST.get();
    assert!(largest < 6, "id {largest} was given in a map that never had more than 6 entries");
}

type WatchedMap = HashMap<u32, u32, Hashing, Watching>;

#[rstest]
#[case::get(|map: &mut WatchedMap| { map.get(&3); })]
#[case::get_mut(|map: &mut WatchedMap| { map.get_mut(&3); })]
#[case::get_key_value(|map: &mut WatchedMap| { map.get_key_value(&3); })]
#[case::contains_key(|map: &mut WatchedMap| { map.contains_key(&3); })]
#[case::insert(|map: &mut WatchedMap| { map.insert(3, 0); })]
#[case::try_insert(|map: &mut WatchedMap| { let _ = map.try_insert(3, 0); })]
#[case::an_entry(|map: &mut WatchedMap| { map.entry(3).or_insert(0); })]
#[case::remove(|map: &mut WatchedMap| { map.remove(&3); })]
#[case::remove_entry(|map: &mut WatchedMap| { map.remove_entry(&3); })]
fn every_search_for_a_key_asks_the_strategy(#[case] operation: fn(&mut WatchedMap)) {
    let mut map = WatchedMap::with_collisions(8, Hashing::Good).expect("a small table");
    map.extend((0..5).map(|key| (key, key * 10)));
    SEARCHES.set(0);
    operation(&mut map);
    assert!(SEARCHES.get() > 0, "the map looked for a key and did not ask its strategy");
}

#[test]
fn a_strategy_is_made_with_the_buckets_asked_for() {
    let made = |buckets| {
        HashMap::<u32, u32, _, FourToEight>::with_collisions(buckets, Hashing::Good).map(|map| map.bucket_count())
    };
    assert_eq!(made(5), Ok(5), "the number of buckets of a table for which 5 were asked");
    assert_eq!(made(0), Err(TableError::NoBuckets), "what a table of no buckets is refused with");
    let expected = TableError::TooManyBuckets { requested: 9 };
    assert_eq!(made(9), Err(expected), "what a table of 9 is refused with whose strategy has at most 8 buckets");
}

type SmallMap = HashMap<u32, u32, Hashing, FourToEight>;

#[rstest]
#[case::insert(|map: &mut SmallMap| { map.insert(100, 0); })]
#[case::try_insert(|map: &mut SmallMap| { let _ = map.try_insert(100, 0); })]
#[case::an_entry(|map: &mut SmallMap| { map.entry(100).or_insert(0); })]
#[case::reserve(|map: &mut SmallMap| map.reserve(1))]
fn growth_that_a_strategy_refuses_changes_nothing(#[case] operation: fn(&mut SmallMap)) {
    let mut map = SmallMap::with_collisions(8, Hashing::Good).expect("the strategy has up to 8 buckets");
    let expected: Vec<_> = (0..8).map(|key| (key, key * 10)).collect();
    map.extend(expected.iter().copied());
    let outcome = catch_unwind(AssertUnwindSafe(|| operation(&mut map)));
    assert!(outcome.is_err(), "a full table grew, though its strategy has no more buckets");
    assert_eq!((map.len(), map.bucket_count()), (8, 8), "entries and buckets after a refused growth");
    assert_eq!(entries(&map), expected, "the entries after a refused growth");
    assert_eq!(map.remove(&3), Some(30), "the value of a key removed after a refused growth");
    assert_eq!(map.insert(100, 1000), None, "the old value of a key inserted in its stead");
    assert_eq!((map.get(&100), map.get(&7)), (Some(&1000), Some(&70)), "the values of this key and another");
}

#[test]
fn shrinking_that_a_strategy_refuses_changes_nothing() {
    let mut map = SmallMap::with_collisions(8, Hashing::Good).expect("the strategy has up to 8 buckets");
    map.extend((0..6).map(|key| (key, key * 10)));
    for key in 0..3 {
        map.remove(&key);
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| map.shrink_to_fit()));
    assert!(outcome.is_err(), "a table shrank to 3 buckets, though its strategy has no fewer than 4");
    assert_eq!((map.len(), map.bucket_count()), (3, 8), "entries and buckets after a refused shrinking");
    assert_eq!(entries(&map), [(3, 30), (4, 40), (5, 50)], "the entries after a refused shrinking");
    assert_eq!(map.remove(&4), Some(40), "the value of a key removed after a refused shrinking");
    assert_eq!(map.insert(7, 70), None, "the old value of a key inserted in its stead");
    assert_eq!((map.get(&7), map.get(&5)), (Some(&70), Some(&50)), "the values of this key and another");
}

#[test]
fn growth_hashes_no_key_again_with_any_strategy() {
    let counts = Counts::new();
    let mut map = HashMap::<_, _, _, LinearProbing>::with_collisions(1, Hashing::Good).expect("a small table");
    for number in 0..100 {
        map.insert(counts.key(number), number);
    }
    assert_eq!(
        (counts.hashes(), map.bucket_count()),
        (100, 128),
        "hashes of keys in 100 inserts, and buckets after them"
    );
}

#[test]
fn a_map_is_as_good_a_citizen_with_any_strategy() {
    type Probing = HashMap<u32, u32, Hashing, LinearProbing>;
    let mut map: Probing = (0..20).map(|key| (key, key * 10)).collect();
    let clone = map.clone();
    assert!(clone == map, "a clone differs from its map");
    map.remove(&3);
    assert!(clone != map, "a map is equal to its clone after an entry was removed");
    assert_eq!((clone[&3], clone.len()), (30, 20), "a value in the clone, and its number of entries");
    let text = serde_json::to_string(&map).expect("a map of numbers can be written");
    let back: Probing = serde_json::from_str(&text).expect("what was written can be read");
    assert!(back == map, "what was read back from {text} is another map");
    assert_eq!(entries(&Probing::default()), [], "the entries of a default map");
}

#[derive(Clone)]
enum Step {
    /// Records an id that is not recorded: the least, or one that leaves out `skipped` of them.
    Record {
        hash: u64,
        skipped: usize,
    },
    /// Forgets one of the ids recorded, counted round.
    Forget(usize),
    Clear,
}

/// Shown in the words of the trait: a law that is broken prints what it did.
impl Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record { hash, skipped: 0 } => write!(f, "insert({hash:#x}, the least id)"),
            Self::Record { hash, skipped } => write!(f, "insert({hash:#x}, the least id but {skipped})"),
            Self::Forget(which) => write!(f, "remove(id number {which} of those recorded)"),
            Self::Clear => write!(f, "clear()"),
        }
    }
}

/// Few hashes, that differ in low bits, in high bits and in both.
const HASHES: [u64; 8] = [0, 1, 2, 9, 1 << 32, 1 << 63, u64::MAX, u64::MAX - 1];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let record = (prop::sample::select(&HASHES), 0..3usize).prop_map(|(hash, skipped)| Step::Record { hash, skipped });
    let step = prop_oneof![8 => record, 4 => (0..8usize).prop_map(Step::Forget), 1 => Just(Step::Clear)];
    prop::collection::vec(step, 0..40)
}

#[rstest]
#[case::one_bucket(1)]
#[case::three_buckets(3)]
#[case::eight_buckets(8)]
fn chaining_finds_what_is_recorded_and_nothing_else(#[case] buckets: usize) {
    testkit::law(steps(), move |steps| {
        let buckets = NonZeroUsize::new(buckets).expect("no case has zero buckets");
        let mut chains = Chaining::with_buckets(buckets).expect("a few buckets can be allocated");
        let mut recorded: Vec<(u64, usize)> = Vec::new();
        for step in steps {
            match step {
                Step::Record { hash, skipped } if recorded.len() < buckets.get() => {
                    let is_free = |id: &usize| recorded.iter().all(|(_, other)| other != id);
                    let id = (0..).filter(is_free).nth(skipped).expect("ids do not run out");
                    chains.insert(hash, id);
                    recorded.push((hash, id));
                }
                Step::Forget(which) if !recorded.is_empty() => {
                    let (hash, id) = recorded.swap_remove(which % recorded.len());
                    chains.remove(hash, id);
                }
                Step::Clear => {
                    chains.clear();
                    recorded.clear();
                }
                Step::Record { .. } | Step::Forget(_) => {}
            }
            assert_eq!(chains.bucket_count(), buckets, "the number of buckets after {step:?}");
            for hash in HASHES {
                assert_finds_exactly(&chains, hash, &recorded, &step);
            }
        }
    });
}

#[track_caller]
fn assert_finds_exactly(chains: &Chaining, hash: u64, recorded: &[(u64, usize)], after: &Step) {
    let asked = RefCell::new(Vec::new());
    let found = chains.find(hash, |id| {
        asked.borrow_mut().push(id);
        false
    });
    assert_eq!(found, None, "what is found under {hash:#x} when no id matches, after {after:?}");
    let mut asked = asked.into_inner();
    asked.sort_unstable();
    let times = asked.len();
    asked.dedup();
    assert_eq!(asked.len(), times, "different ids, of all asked about under {hash:#x} after {after:?}");
    for id in &asked {
        assert!(
            recorded.iter().any(|(_, other)| other == id),
            "id {id} is asked about and not recorded, after {after:?}"
        );
    }
    for &(_, id) in recorded.iter().filter(|&&(other, _)| other == hash) {
        let mut matched = false;
        let found = chains.find(hash, |other| {
            assert!(!matched, "id {other} is asked about when {id} has matched, after {after:?}");
            matched = other == id;
            matched
        });
        assert_eq!(found, Some(id), "what is found under {hash:#x} when id {id} matches, after {after:?}");
    }
}

#[rstest]
#[case::a_power_of_two(1024)]
#[case::another_number(1000)]
fn chaining_asks_about_few(#[case] buckets: usize) {
    let buckets = NonZeroUsize::new(buckets).expect("no case has zero buckets");
    let mut chains = Chaining::with_buckets(buckets).expect("1024 buckets can be allocated");
    // Small numbers, whose high bits are all zero.
    for id in 0..1000 {
        chains.insert(id as u64 * 3, id);
    }
    let mut asked = 0;
    for id in 0..1000 {
        let found = chains.find(id as u64 * 3, |other| {
            asked += 1;
            other == id
        });
        assert_eq!(found, Some(id), "what is found under the hash of id {id}");
    }
    assert!(asked <= 4000, "1000 searches in {buckets} buckets asked about {asked} ids: more than 4 each");
}

#[test]
fn chaining_refuses_more_buckets_than_can_be() {
    let refused = Chaining::with_buckets(NonZeroUsize::MAX).err();
    let expected = TableError::TooManyBuckets { requested: usize::MAX };
    assert_eq!(refused, Some(expected), "what chaining with usize::MAX buckets is refused with");
}
