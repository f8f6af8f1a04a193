//! # A query cache
//!
//! The cache goes to work: a search service keeps the results of queries. `QueryCache` is not another kind of cache. It
//! *has* one, and adds what queries need: a common form, an age, and statistics.
//!
//! A query is normalized before anything else happens: no white space at its ends, one space between words, lower case; if
//! word order is ignored, the words are sorted. Normalized queries are the keys, and what a closure is given.
//!
//! A result has expired when its age is at least the time to live. Nothing runs in the background: that a result has
//! expired is noticed when an operation meets it, either one on its own query or an eviction that takes it. Then it
//! leaves and counts as expired, once. Until then it takes up room and keeps its place in the order.
//!
//! Time comes in from outside, through `Clock`, so that a test can set it. A clock may go back; an age is never
//! negative.
//!
//! `get_or_compute` calls its closure after a miss. What an error or a panic of the closure leaves behind is worth a
//! thought: the cache must be as usable as before.
//!
//! Look up: `str::split_whitespace`, `str::to_lowercase`; why the borrow checker refuses to return a reference early and
//! insert otherwise, and what to do about it.
//!
//! Time box: 40 minutes.

use std::cell::Cell;
use std::convert::Infallible;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use enum_iterator::all;
use lru_cache::{QueryCache, QueryCacheConfig, Stats, WordOrder};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{ManualClock, capacity};

const TIME_TO_LIVE: u64 = 10;

fn config(room: usize, word_order: WordOrder) -> QueryCacheConfig {
    QueryCacheConfig { capacity: capacity(room), time_to_live: Duration::from_secs(TIME_TO_LIVE), word_order }
}

/// A cache of `room` results that live for ten seconds, and its clock, at zero.
fn cache(room: usize) -> (QueryCache<u32, Rc<ManualClock>>, Rc<ManualClock>) {
    let clock = Rc::new(ManualClock::default());
    (QueryCache::with_clock(config(room, WordOrder::Matters), Rc::clone(&clock)), clock)
}

fn computed(value: u32) -> impl FnOnce(&str) -> Result<u32, Infallible> {
    move |_| Ok(value)
}

fn stats(hits: u64, misses: u64, evictions: u64, expirations: u64) -> Stats {
    Stats { hits, misses, evictions, expirations }
}

#[rstest]
#[case::as_it_was("rust cache", "rust cache")]
#[case::white_space_at_the_ends("rust", " \t rust\n")]
#[case::white_space_between_words("rust cache", "rust \t\r\n  cache")]
#[case::white_space_beyond_ascii("rust cache", "\u{3000}rust\u{a0}\u{2009}cache\u{85}")]
#[case::upper_case("rust cache", "RUST Cache")]
#[case::upper_case_beyond_ascii("größe älter", "GRÖẞE ÄLTER")]
#[case::nothing_but_white_space("", " \n ")]
fn queries_that_differ_in_white_space_or_case_are_one(#[case] query: &str, #[case] alike: &str) {
    for word_order in all::<WordOrder>() {
        let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
        cache.put(query, 1);
        assert_eq!(
            cache.get(alike),
            Some(&1),
            "the result of {query:?}, asked for by {alike:?}; word order {word_order:?}"
        );
        cache.put(alike, 2);
        assert_eq!(
            cache.get(query),
            Some(&2),
            "the result of {alike:?}, asked for by {query:?}; word order {word_order:?}"
        );
    }
}

#[rstest]
#[case::another_word("rust", "rest")]
#[case::no_space("rust cache", "rustcache")]
#[case::punctuation("rust", "rust!")]
#[case::a_word_twice("rust rust", "rust")]
#[case::the_empty_query("rust", "")]
fn other_queries_are_others(#[case] query: &str, #[case] other: &str) {
    for word_order in all::<WordOrder>() {
        let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
        cache.put(query, 1);
        assert_eq!(cache.get(other), None, "{other:?} is not {query:?}; word order {word_order:?}");
        assert_eq!(cache.get(query), Some(&1), "the result of {query:?}; word order {word_order:?}");
    }
}

#[rstest]
#[case::it_matters(WordOrder::Matters, None)]
#[case::it_is_ignored(WordOrder::Ignored, Some(&1))]
fn word_order_matters_if_the_cache_says_so(#[case] word_order: WordOrder, #[case] found: Option<&u32>) {
    let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
    cache.put("cache in Rust", 1);
    assert_eq!(cache.get("rust  IN cache"), found, "the same words in another order; word order {word_order:?}");
}

#[rstest]
#[case::in_order("  The quick\tFox ", WordOrder::Matters, "the quick fox")]
#[case::sorted("  The quick\tFox ", WordOrder::Ignored, "fox quick the")]
#[case::a_word_that_comes_twice("b A b", WordOrder::Ignored, "a b b")]
#[case::nothing("", WordOrder::Matters, "")]
#[case::white_space(" \t ", WordOrder::Ignored, "")]
fn the_closure_is_given_the_normalized_query(#[case] query: &str, #[case] word_order: WordOrder, #[case] given: &str) {
    let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
    let result = cache.get_or_compute(query, |query| Ok::<_, Infallible>(query.to_owned()));
    assert_eq!(result, Ok(&given.to_owned()), "what the closure was given for {query:?}; word order {word_order:?}");
}

#[test]
fn a_result_is_computed_once_and_then_known() {
    let (mut cache, _clock) = cache(3);
    assert_eq!(cache.get_or_compute("rust", computed(1)), Ok(&1), "the result that was computed");
    let again = cache.get_or_compute(" RUST", |_| -> Result<u32, Infallible> { panic!("rust was computed twice") });
    assert_eq!(again, Ok(&1), "the result that is known");
    assert_eq!(cache.get("rust"), Some(&1), "the result that is known");
    assert_eq!(cache.stats(), stats(2, 1, 0, 0), "one miss, then two hits");
}

#[test]
fn gets_count_as_hits_or_misses_and_puts_as_neither() {
    let (mut cache, _clock) = cache(3);
    assert_eq!(cache.stats(), Stats::default(), "a new cache has seen nothing");
    cache.put("a", 1);
    cache.put("a", 2);
    assert_eq!(cache.stats(), stats(0, 0, 0, 0), "two puts: an update is no eviction");
    assert_eq!(cache.get("b"), None, "b was never put");
    assert_eq!(cache.get("a"), Some(&2), "what was put last");
    assert_eq!(cache.get_or_compute("c", computed(3)), Ok(&3), "what was computed");
    assert_eq!(cache.stats(), stats(1, 2, 0, 0), "a hit, a miss by get and one by get_or_compute");
}

#[test]
fn the_least_recent_result_is_evicted_and_counted() {
    let (mut cache, _clock) = cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    assert_eq!(cache.get("a"), Some(&1), "a is known");
    assert_eq!(cache.get_or_compute("c", computed(3)), Ok(&3), "c is computed");
    assert_eq!(cache.stats(), stats(1, 1, 1, 0), "a hit, a miss, and an eviction to make room for c");
    assert_eq!(cache.get("b"), None, "b was used before a, so it was evicted");
    assert_eq!(cache.get("a"), Some(&1), "a was used last of the two and stayed");
}

#[test]
fn an_error_is_returned_and_nothing_is_stored() {
    let (mut cache, _clock) = cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    assert_eq!(cache.get_or_compute("c", |_| Err("no")), Err("no"), "what the closure returned");
    assert_eq!(cache.stats(), stats(0, 1, 0, 0), "a miss; nothing was evicted for a result that there is not");
    assert_eq!(cache.get_or_compute("c", |_| Err("still no")), Err("still no"), "an error is not stored: asked again");
    assert_eq!(cache.get("a"), Some(&1), "a, which an error elsewhere does not touch");
    assert_eq!(cache.get("b"), Some(&2), "b, which an error elsewhere does not touch");
    assert_eq!(cache.get_or_compute("c", |_| Ok::<_, &str>(3)), Ok(&3), "the computation works in the end");
}

#[test]
fn a_panic_stores_nothing_and_leaves_the_cache_usable() {
    let (mut cache, _clock) = cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    let panicking = |_: &str| -> Result<u32, Infallible> { std::panic::resume_unwind(Box::new("on purpose")) };
    let outcome = catch_unwind(AssertUnwindSafe(|| cache.get_or_compute("c", panicking).copied()));
    assert!(outcome.is_err(), "the panic of the closure comes through");
    assert_eq!(cache.stats(), stats(0, 1, 0, 0), "the miss counts; nothing was evicted");
    assert_eq!(cache.get("c"), None, "nothing is stored for the query whose computation panicked");
    assert_eq!(cache.get("a"), Some(&1), "a is still known");
    assert_eq!(cache.get_or_compute("c", computed(3)), Ok(&3), "the cache can be used on");
    assert_eq!(cache.get("b"), None, "b was the least recent and made room");
}

#[rstest]
#[case::young(9, Some(&1), 0)]
#[case::just_expired(10, None, 1)]
#[case::long_expired(1_000, None, 1)]
fn a_result_has_expired_when_its_age_is_the_time_to_live(
    #[case] age: u64,
    #[case] found: Option<&u32>,
    #[case] expirations: u64,
) {
    let (mut cache, clock) = cache(3);
    clock.set(100);
    cache.put("a", 1);
    clock.advance(age);
    assert_eq!(cache.get("a"), found, "a result of {age} s, where ten are the time to live");
    assert_eq!(cache.stats().expirations, expirations, "expirations after a result of {age} s was asked for");
    assert_eq!(cache.stats().hits, u64::from(found.is_some()), "hits after a result of {age} s was asked for");
}

#[test]
fn a_clock_that_was_set_back_makes_nothing_old() {
    let (mut cache, clock) = cache(3);
    clock.set(100);
    cache.put("a", 1);
    clock.set(5);
    assert_eq!(cache.get("a"), Some(&1), "a result from the future has the age zero");
    clock.set(109);
    assert_eq!(cache.get("a"), Some(&1), "its age counts from when it was put, at 100 s");
    clock.set(110);
    assert_eq!(cache.get("a"), None, "ten seconds after it was put");
}

#[test]
fn a_put_starts_the_age_again_and_a_get_does_not() {
    let (mut cache, clock) = cache(3);
    cache.put("a", 1);
    cache.put("b", 1);
    clock.set(6);
    cache.put("a", 2);
    assert_eq!(cache.get("b"), Some(&1), "b has an age of 6 s");
    assert_eq!(cache.get_or_compute("b", computed(2)), Ok(&1), "b has an age of 6 s");
    clock.set(12);
    assert_eq!(cache.get("a"), Some(&2), "a was put again at 6 s, so its age is 6 s");
    assert_eq!(cache.get("b"), None, "b was put at 0 s and only read since, so its age is 12 s");
}

#[test]
fn a_computed_result_ages_from_the_end_of_its_computation() {
    let (mut cache, clock) = cache(3);
    let slow = |_: &str| {
        clock.advance(25);
        Ok::<_, Infallible>(1)
    };
    assert_eq!(cache.get_or_compute("a", slow), Ok(&1), "a computation that takes 25 s");
    clock.advance(9);
    assert_eq!(cache.get("a"), Some(&1), "9 s after the computation ended");
    clock.advance(1);
    assert_eq!(cache.get("a"), None, "10 s after the computation ended");
}

#[test]
fn with_no_time_to_live_nothing_is_ever_a_hit() {
    let config = QueryCacheConfig { time_to_live: Duration::ZERO, ..config(3, WordOrder::Matters) };
    let mut cache = QueryCache::with_clock(config, ManualClock::default());
    cache.put("a", 1);
    assert_eq!(cache.get("a"), None, "a result expires as it is put");
    assert_eq!(
        cache.get_or_compute("b", computed(2)),
        Ok(&2),
        "a result that was just computed is returned all the same"
    );
    assert_eq!(cache.get_or_compute("b", computed(3)), Ok(&3), "it has expired since and is computed again");
    assert_eq!(cache.stats(), stats(0, 3, 0, 2), "three misses; a and the first b were met after they had expired");
}

#[test]
fn an_expired_result_is_computed_again() {
    let (mut cache, clock) = cache(3);
    cache.put("a", 1);
    clock.set(10);
    assert_eq!(cache.get_or_compute("a", computed(2)), Ok(&2), "a has expired");
    assert_eq!(cache.stats(), stats(0, 1, 0, 1), "a miss, and an expiration; no eviction");
    assert_eq!(cache.get("a"), Some(&2), "the new result");
}

#[test]
fn an_expired_result_is_gone_even_if_computing_it_again_fails() {
    let (mut cache, clock) = cache(3);
    cache.put("a", 1);
    clock.set(10);
    assert_eq!(cache.get_or_compute("a", |_| Err("no")), Err("no"), "what the closure returned");
    assert_eq!(cache.stats(), stats(0, 1, 0, 1), "a miss, and an expiration");
    clock.set(0);
    assert_eq!(cache.get("a"), None, "the expired result was met and has left: no clock brings it back");
    assert_eq!(cache.stats(), stats(0, 2, 0, 1), "it expired once");
}

#[test]
fn an_expiration_counts_once_and_when_it_is_noticed() {
    let (mut cache, clock) = cache(3);
    cache.put("a", 1);
    cache.put("b", 2);
    clock.set(20);
    assert_eq!(cache.stats().expirations, 0, "nobody has met the expired results yet");
    assert_eq!(cache.get("a"), None, "a has expired");
    assert_eq!(cache.get("a"), None, "a is gone");
    assert_eq!(cache.stats().expirations, 1, "a expired once; nobody has met b yet");
    cache.put("b", 3);
    assert_eq!(cache.stats(), stats(0, 2, 0, 2), "the put met the expired b; it counts as neither hit nor miss");
    assert_eq!(cache.get("b"), Some(&3), "the new result of b");
}

#[test]
fn an_expired_result_counts_as_expired_when_it_is_evicted() {
    let (mut cache, clock) = cache(2);
    cache.put("a", 1);
    clock.set(5);
    cache.put("b", 2);
    clock.set(12);
    cache.put("c", 3);
    assert_eq!(
        cache.stats(),
        stats(0, 0, 0, 1),
        "a took up room until it was evicted; it had expired, so it counts as an expiration"
    );
    assert_eq!(cache.get("b"), Some(&2), "b stayed");
    assert_eq!(cache.get("c"), Some(&3), "c came");
}

#[test]
fn an_expired_result_keeps_its_place_in_the_order() {
    let (mut cache, clock) = cache(2);
    cache.put("a", 1);
    clock.set(5);
    cache.put("b", 2);
    assert_eq!(cache.get("a"), Some(&1), "a is used after b");
    clock.set(12);
    cache.put("c", 3);
    assert_eq!(
        cache.stats(),
        stats(1, 0, 1, 0),
        "b was the least recent and leaves, though a has expired and b has not"
    );
    assert_eq!(cache.get("a"), None, "a had expired");
    assert_eq!(cache.stats(), stats(1, 1, 1, 1), "now somebody has met a");
}

#[test]
fn a_put_over_an_expired_result_in_a_full_cache_evicts_nothing() {
    let (mut cache, clock) = cache(2);
    cache.put("a", 1);
    clock.set(5);
    cache.put("b", 2);
    clock.set(12);
    cache.put("a", 3);
    assert_eq!(cache.stats(), stats(0, 0, 0, 1), "the old a has expired; the new one takes its room");
    assert_eq!(cache.get("b"), Some(&2), "b stayed");
    assert_eq!(cache.get("a"), Some(&3), "the new result of a");
}

#[test]
fn a_cache_with_the_system_clock_keeps_a_fresh_result() {
    let config = QueryCacheConfig { time_to_live: Duration::from_secs(3_600), ..config(1, WordOrder::Matters) };
    let mut cache = QueryCache::new(config);
    cache.put("a", 1);
    assert_eq!(cache.get("a"), Some(&1), "a result that was just put, with an hour to live");
}

/// A step of the law, shown as it would be called.
#[derive(Clone, Copy)]
enum Op {
    Get(Query),
    Put(Query, u32),
    Compute(Query, Result<u32, u32>),
    Set(u64),
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Get(query) => write!(f, "get({:?})", query.form),
            Self::Put(query, value) => write!(f, "put({:?}, {value})", query.form),
            Self::Compute(query, outcome) => write!(f, "get_or_compute({:?}, |_| {outcome:?})", query.form),
            Self::Set(now) => write!(f, "the clock shows {now} s"),
        }
    }
}

/// A form of a query.
#[derive(Clone, Copy, Debug)]
struct Query {
    form: &'static str,
    /// Its normalized form if word order matters.
    normalized: &'static str,
    /// Its normalized form if word order is ignored.
    sorted: &'static str,
}

impl Query {
    fn normalized(self, word_order: WordOrder) -> &'static str {
        match word_order {
            WordOrder::Matters => self.normalized,
            WordOrder::Ignored => self.sorted,
        }
    }
}

/// Four queries, each in two forms.
const QUERIES: [Query; 8] = [
    Query { form: "a", normalized: "a", sorted: "a" },
    Query { form: " A ", normalized: "a", sorted: "a" },
    Query { form: "a b", normalized: "a b", sorted: "a b" },
    Query { form: "A\t B", normalized: "a b", sorted: "a b" },
    Query { form: "b a", normalized: "b a", sorted: "a b" },
    Query { form: "B  a", normalized: "b a", sorted: "a b" },
    Query { form: "", normalized: "", sorted: "" },
    Query { form: " ", normalized: "", sorted: "" },
];

/// What the law is tried on: an empty cache with room for so many results, and what is done to it.
struct Script {
    room: usize,
    word_order: WordOrder,
    ops: Vec<Op>,
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { room, word_order, ops } = self;
        let word_order = match word_order {
            WordOrder::Matters => "matters",
            WordOrder::Ignored => "is ignored",
        };
        write!(f, "with room for {room}, where word order {word_order}: {ops:?}")
    }
}

/// The results of queries, done naively: from the most recent on, with the time when each was stored.
struct Model {
    room: usize,
    now: u64,
    results: Vec<(String, u32, u64)>,
    stats: Stats,
}

impl Model {
    fn has_expired(&self, stored: u64) -> bool {
        self.now.saturating_sub(stored) >= TIME_TO_LIVE
    }

    /// Takes the result of a query out, if it is known and has not expired.
    fn meet(&mut self, query: &str) -> Option<(String, u32, u64)> {
        let at = self.results.iter().position(|(known, ..)| known == query)?;
        let result = self.results.remove(at);
        if self.has_expired(result.2) {
            self.stats.expirations += 1;
            return None;
        }
        Some(result)
    }

    fn get(&mut self, query: &str) -> Option<u32> {
        let found = self.meet(query);
        match found {
            Some(_) => self.stats.hits += 1,
            None => self.stats.misses += 1,
        }
        found.map(|result| {
            self.results.insert(0, result);
            self.results[0].1
        })
    }

    fn put(&mut self, query: &str, value: u32) {
        self.meet(query);
        if self.results.len() == self.room {
            let (_, _, stored) = self.results.pop().expect("there is room for one at least");
            match self.has_expired(stored) {
                true => self.stats.expirations += 1,
                false => self.stats.evictions += 1,
            }
        }
        self.results.insert(0, (query.to_owned(), value, self.now));
    }
}

#[test]
fn law_a_query_cache_agrees_with_a_list_of_dated_results() {
    let query = proptest::sample::select(&QUERIES);
    let op = prop_oneof![
        3 => query.clone().prop_map(Op::Get),
        2 => (query.clone(), 0..100u32).prop_map(|(query, value)| Op::Put(query, value)),
        3 => (query, proptest::result::maybe_ok(0..100u32, 0..100u32))
            .prop_map(|(query, outcome)| Op::Compute(query, outcome)),
        2 => (0..40u64).prop_map(Op::Set),
    ];
    let word_order = proptest::sample::select(all::<WordOrder>().collect::<Vec<_>>());
    let script = (1..4usize, word_order, proptest::collection::vec(op, 0..40))
        .prop_map(|(room, word_order, ops)| Script { room, word_order, ops });
    testkit::law(script, |Script { room, word_order, ops }| {
        let clock = ManualClock::default();
        let mut cache = QueryCache::with_clock(config(room, word_order), &clock);
        let mut model = Model { room, now: 0, results: Vec::new(), stats: Stats::default() };
        for op in ops {
            match op {
                Op::Get(query) => {
                    let known = model.get(query.normalized(word_order));
                    assert_eq!(cache.get(query.form).copied(), known, "what {op:?} found at {} s", model.now);
                }
                Op::Put(query, value) => {
                    cache.put(query.form, value);
                    model.put(query.normalized(word_order), value);
                }
                Op::Compute(query, outcome) => {
                    let normalized = query.normalized(word_order);
                    let called = Cell::new(false);
                    let result = cache.get_or_compute(query.form, |given| {
                        assert_eq!(given, normalized, "what {op:?} gave to its closure");
                        called.set(true);
                        outcome
                    });
                    let known = model.get(normalized);
                    assert_eq!(result.copied(), known.map_or(outcome, Ok), "what {op:?} gave at {} s", model.now);
                    assert_eq!(called.get(), known.is_none(), "whether {op:?} called its closure at {} s", model.now);
                    if let (None, Ok(value)) = (known, outcome) {
                        model.put(normalized, value);
                    }
                }
                Op::Set(now) => {
                    clock.set(now);
                    model.now = now;
                }
            }
            assert_eq!(cache.stats(), model.stats, "the statistics after {op:?}, at {} s", model.now);
        }
    });
}
