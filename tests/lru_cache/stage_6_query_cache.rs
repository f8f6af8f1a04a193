//! # Query cache
//!
//! Now the cache goes to work for a search service, which uses it to store the results of queries. A `QueryCache` is
//! not another kind of cache. Instead, it *has* one, and adds normalized queries, expiry and statistics.
//!
//! Since nothing runs in the background, an expired result stays in the cache until an operation on its query finds and
//! removes it, or until it is evicted.
//!
//! The caller passes in the `Clock`, so that tests can set the time. As a result, the clock can also go back, but even
//! then, an age is never negative.
//!
//! The closure that `get_or_compute` calls can fail or panic. Consider what your cache looks like at that moment.
//!
//! Look up: `str::split_whitespace`, `str::to_lowercase`; why the borrow checker rejects returning a reference early
//! and inserting otherwise.
//!
//! Time box: 50 minutes.

use std::cell::Cell;
use std::convert::Infallible;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use enum_iterator::all;
use lru_cache::{FirstIn, QueryCache, QueryCacheConfig, Stats, WordOrder};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{ManualClock, capacity};

const TIME_TO_LIVE: u64 = 10;

fn config(room: usize, word_order: WordOrder) -> QueryCacheConfig {
    QueryCacheConfig { capacity: capacity(room), time_to_live: Duration::from_secs(TIME_TO_LIVE), word_order }
}

/// Creates a cache of `room` results that live for ten seconds, and its clock, which shows zero.
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
#[case::identical("rust cache", "rust cache")]
#[case::white_space_at_the_ends("rust", " \t rust\n")]
#[case::white_space_between_words("rust cache", "rust \t\r\n  cache")]
#[case::white_space_beyond_ascii("rust cache", "\u{3000}rust\u{a0}\u{2009}cache\u{85}")]
#[case::upper_case("rust cache", "RUST Cache")]
#[case::upper_case_beyond_ascii("größe älter", "GRÖẞE ÄLTER")]
#[case::nothing_but_white_space("", " \n ")]
fn queries_that_differ_in_white_space_or_case_are_equal(#[case] query: &str, #[case] alike: &str) {
    for word_order in all::<WordOrder>() {
        let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
        cache.put(query, 1);
        assert_eq!(
            cache.get(alike),
            Some(&1),
            "result of {query:?}, requested as {alike:?}; word order {word_order:?}"
        );
        cache.put(alike, 2);
        assert_eq!(
            cache.get(query),
            Some(&2),
            "result of {alike:?}, requested as {query:?}; word order {word_order:?}"
        );
    }
}

#[rstest]
#[case::another_word("rust", "rest")]
#[case::no_space("rust cache", "rustcache")]
#[case::punctuation("rust", "rust!")]
#[case::repeated_word("rust rust", "rust")]
#[case::empty_query("rust", "")]
fn different_queries_have_different_results(#[case] query: &str, #[case] other: &str) {
    for word_order in all::<WordOrder>() {
        let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
        cache.put(query, 1);
        assert_eq!(
            cache.get(other),
            None,
            "result of {other:?}, when only {query:?} was put; word order {word_order:?}"
        );
        assert_eq!(cache.get(query), Some(&1), "result of {query:?}; word order {word_order:?}");
    }
}

#[rstest]
#[case::matters(WordOrder::Matters, None)]
#[case::ignored(WordOrder::Ignored, Some(&1))]
fn word_order_matters_only_if_configured(#[case] word_order: WordOrder, #[case] found: Option<&u32>) {
    let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
    cache.put("cache in Rust", 1);
    assert_eq!(
        cache.get("rust  IN cache"),
        found,
        "result of the same words in another order; word order {word_order:?}"
    );
}

#[rstest]
#[case::original_order("  The quick\tFox ", WordOrder::Matters, "the quick fox")]
#[case::sorted("  The quick\tFox ", WordOrder::Ignored, "fox quick the")]
#[case::repeated_word("b A b", WordOrder::Ignored, "a b b")]
#[case::empty("", WordOrder::Matters, "")]
#[case::white_space(" \t ", WordOrder::Ignored, "")]
fn closure_receives_the_normalized_query(#[case] query: &str, #[case] word_order: WordOrder, #[case] given: &str) {
    let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
    let result = cache.get_or_compute(query, |query| Ok::<_, Infallible>(query.to_owned()));
    assert_eq!(result, Ok(&given.to_owned()), "query passed to the closure for {query:?}; word order {word_order:?}");
}

#[test]
fn result_is_computed_once() {
    let (mut cache, _clock) = cache(3);
    assert_eq!(cache.get_or_compute("rust", computed(1)), Ok(&1), "computed result");
    let again = cache.get_or_compute(" RUST", |_| -> Result<u32, Infallible> { panic!("rust was computed twice") });
    assert_eq!(again, Ok(&1), "stored result by get_or_compute");
    assert_eq!(cache.get("rust"), Some(&1), "stored result by get");
    assert_eq!(cache.stats(), stats(2, 1, 0, 0), "statistics after one miss and two hits");
}

#[test]
fn only_gets_count_as_hits_or_misses() {
    let (mut cache, _clock) = cache(3);
    assert_eq!(cache.stats(), Stats::default(), "statistics of a new cache");
    cache.put("a", 1);
    cache.put("a", 2);
    assert_eq!(cache.stats(), stats(0, 0, 0, 0), "statistics after two puts; an update is not an eviction");
    assert_eq!(cache.get("b"), None, "result of b, which was never put");
    assert_eq!(cache.get("a"), Some(&2), "result of a after two puts");
    assert_eq!(cache.get_or_compute("c", computed(3)), Ok(&3), "computed result of c");
    assert_eq!(cache.stats(), stats(1, 2, 0, 0), "statistics after a hit, a miss by get and a miss by get_or_compute");
}

#[test]
fn least_recent_result_is_evicted_and_counted() {
    let (mut cache, _clock) = cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    assert_eq!(cache.get("a"), Some(&1), "result of a");
    assert_eq!(cache.get_or_compute("c", computed(3)), Ok(&3), "computed result of c");
    assert_eq!(cache.stats(), stats(1, 1, 1, 0), "statistics after a hit, a miss and an eviction to make room for c");
    assert_eq!(cache.get("b"), None, "result of b, which was used before a and must be evicted");
    assert_eq!(cache.get("a"), Some(&1), "result of a, which was used after b");
}

#[test]
fn error_is_returned_and_nothing_is_stored() {
    let (mut cache, _clock) = cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    assert_eq!(cache.get_or_compute("c", |_| Err("no")), Err("no"), "error of the closure");
    assert_eq!(cache.stats(), stats(0, 1, 0, 0), "statistics after an error: one miss and no eviction");
    assert_eq!(
        cache.get_or_compute("c", |_| Err("still no")),
        Err("still no"),
        "error of a second computation, since errors are not stored"
    );
    assert_eq!(cache.get("a"), Some(&1), "result of a after the computation of c failed");
    assert_eq!(cache.get("b"), Some(&2), "result of b after the computation of c failed");
    assert_eq!(
        cache.get_or_compute("c", |_| Ok::<_, &str>(3)),
        Ok(&3),
        "result of c when its third computation succeeds"
    );
}

#[test]
fn panic_stores_nothing_and_leaves_the_cache_usable() {
    let (mut cache, _clock) = cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    let panicking = |_: &str| -> Result<u32, Infallible> { std::panic::resume_unwind(Box::new("on purpose")) };
    let outcome = catch_unwind(AssertUnwindSafe(|| cache.get_or_compute("c", panicking).copied()));
    assert!(outcome.is_err(), "the panic of the closure must reach the caller");
    assert_eq!(cache.stats(), stats(0, 1, 0, 0), "statistics after a panic: one miss and no eviction");
    assert_eq!(cache.get("c"), None, "result of c, whose computation panicked");
    assert_eq!(cache.get("a"), Some(&1), "result of a after the computation of c panicked");
    assert_eq!(cache.get_or_compute("c", computed(3)), Ok(&3), "result of c when its second computation succeeds");
    assert_eq!(cache.get("b"), None, "result of b, the least recent one, after c was stored");
}

#[rstest]
#[case::young(9, Some(&1), 0)]
#[case::just_expired(10, None, 1)]
#[case::long_expired(1_000, None, 1)]
fn result_expires_at_the_time_to_live(#[case] age: u64, #[case] found: Option<&u32>, #[case] expirations: u64) {
    let (mut cache, clock) = cache(3);
    clock.set(100);
    cache.put("a", 1);
    clock.advance(age);
    assert_eq!(cache.get("a"), found, "result of age {age} s with a time to live of 10 s");
    assert_eq!(cache.stats().expirations, expirations, "expirations after requesting a result of age {age} s");
    assert_eq!(cache.stats().hits, u64::from(found.is_some()), "hits after requesting a result of age {age} s");
}

#[test]
fn age_is_zero_if_the_clock_goes_back() {
    let (mut cache, clock) = cache(3);
    clock.set(100);
    cache.put("a", 1);
    clock.set(5);
    assert_eq!(cache.get("a"), Some(&1), "result put at 100 s and requested at 5 s");
    clock.set(109);
    assert_eq!(cache.get("a"), Some(&1), "result put at 100 s and requested at 109 s");
    clock.set(110);
    assert_eq!(cache.get("a"), None, "result put at 100 s and requested at 110 s");
}

#[test]
fn put_resets_the_age_and_get_does_not() {
    let (mut cache, clock) = cache(3);
    cache.put("a", 1);
    cache.put("b", 1);
    clock.set(6);
    cache.put("a", 2);
    assert_eq!(cache.get("b"), Some(&1), "result of b at the age of 6 s, by get");
    assert_eq!(cache.get_or_compute("b", computed(2)), Ok(&1), "result of b at the age of 6 s, by get_or_compute");
    clock.set(12);
    assert_eq!(cache.get("a"), Some(&2), "result of a, put again at 6 s and requested at 12 s");
    assert_eq!(cache.get("b"), None, "result of b, put at 0 s and requested at 12 s");
}

#[test]
fn age_counts_from_the_end_of_the_computation() {
    let (mut cache, clock) = cache(3);
    let slow = |_: &str| {
        clock.advance(25);
        Ok::<_, Infallible>(1)
    };
    assert_eq!(cache.get_or_compute("a", slow), Ok(&1), "result of a computation that takes 25 s");
    clock.advance(9);
    assert_eq!(cache.get("a"), Some(&1), "result 9 s after its computation ended");
    clock.advance(1);
    assert_eq!(cache.get("a"), None, "result 10 s after its computation ended");
}

#[test]
fn time_to_live_of_zero_expires_everything() {
    let config = QueryCacheConfig { time_to_live: Duration::ZERO, ..config(3, WordOrder::Matters) };
    let mut cache = QueryCache::with_clock(config, ManualClock::default());
    cache.put("a", 1);
    assert_eq!(cache.get("a"), None, "result of a, which expires as it is put");
    assert_eq!(cache.get_or_compute("b", computed(2)), Ok(&2), "result that was just computed");
    assert_eq!(cache.get_or_compute("b", computed(3)), Ok(&3), "result of b, which expired and is computed again");
    assert_eq!(cache.stats(), stats(0, 3, 0, 2), "statistics after three misses; a and the first b have expired");
}

#[test]
fn expired_result_is_computed_again() {
    let (mut cache, clock) = cache(3);
    cache.put("a", 1);
    clock.set(10);
    assert_eq!(cache.get_or_compute("a", computed(2)), Ok(&2), "result of a, whose old result has expired");
    assert_eq!(cache.stats(), stats(0, 1, 0, 1), "statistics after one miss and one expiration");
    assert_eq!(cache.get("a"), Some(&2), "new result of a");
}

#[test]
fn expired_result_is_removed_even_if_its_computation_fails() {
    let (mut cache, clock) = cache(3);
    cache.put("a", 1);
    clock.set(10);
    assert_eq!(cache.get_or_compute("a", |_| Err("no")), Err("no"), "error of the closure");
    assert_eq!(cache.stats(), stats(0, 1, 0, 1), "statistics after one miss and one expiration");
    clock.set(0);
    assert_eq!(cache.get("a"), None, "result of a after the clock went back, since the expired result was removed");
    assert_eq!(cache.stats(), stats(0, 2, 0, 1), "statistics after a second miss; a expired once");
}

#[test]
fn expiration_counts_once_and_when_it_is_found() {
    let (mut cache, clock) = cache(3);
    cache.put("a", 1);
    cache.put("b", 2);
    clock.set(20);
    assert_eq!(cache.stats().expirations, 0, "expirations before any operation finds the expired results");
    assert_eq!(cache.get("a"), None, "result of a, which has expired");
    assert_eq!(cache.get("a"), None, "result of a, which was removed");
    assert_eq!(cache.stats().expirations, 1, "expirations after a was requested twice");
    cache.put("b", 3);
    assert_eq!(cache.stats(), stats(0, 2, 0, 2), "statistics after a put found the expired b");
    assert_eq!(cache.get("b"), Some(&3), "new result of b");
}

#[test]
fn evicted_result_counts_as_expired_if_it_had_expired() {
    let (mut cache, clock) = cache(2);
    cache.put("a", 1);
    clock.set(5);
    cache.put("b", 2);
    clock.set(12);
    cache.put("c", 3);
    assert_eq!(cache.stats(), stats(0, 0, 0, 1), "statistics after c evicted a, which had expired");
    assert_eq!(cache.get("b"), Some(&2), "result of b, which has not expired");
    assert_eq!(cache.get("c"), Some(&3), "result of c");
}

#[test]
fn expired_result_keeps_its_position_in_the_order() {
    let (mut cache, clock) = cache(2);
    cache.put("a", 1);
    clock.set(5);
    cache.put("b", 2);
    assert_eq!(cache.get("a"), Some(&1), "result of a, which is used after b");
    clock.set(12);
    cache.put("c", 3);
    assert_eq!(
        cache.stats(),
        stats(1, 0, 1, 0),
        "statistics after c evicted b, the least recent result, although a has expired"
    );
    assert_eq!(cache.get("a"), None, "result of a, which has expired");
    assert_eq!(cache.stats(), stats(1, 1, 1, 1), "statistics after a was requested");
}

#[test]
fn put_over_an_expired_result_evicts_nothing() {
    let (mut cache, clock) = cache(2);
    cache.put("a", 1);
    clock.set(5);
    cache.put("b", 2);
    clock.set(12);
    cache.put("a", 3);
    assert_eq!(
        cache.stats(),
        stats(0, 0, 0, 1),
        "statistics after a new result replaced the expired a in a full cache"
    );
    assert_eq!(cache.get("b"), Some(&2), "result of b, which must stay");
    assert_eq!(cache.get("a"), Some(&3), "new result of a");
}

#[test]
fn system_clock_keeps_a_fresh_result() {
    let config = QueryCacheConfig { time_to_live: Duration::from_secs(3_600), ..config(1, WordOrder::Matters) };
    let mut cache = QueryCache::new(config);
    cache.put("a", 1);
    assert_eq!(cache.get("a"), Some(&1), "result that was just put, with a time to live of one hour");
}

/// A step of the law. `Debug` formats it as a call.
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
            Self::Get(query) => write!(f, "get({:?})", query.spelling),
            Self::Put(query, value) => write!(f, "put({:?}, {value})", query.spelling),
            Self::Compute(query, outcome) => write!(f, "get_or_compute({:?}, |_| {outcome:?})", query.spelling),
            Self::Set(now) => write!(f, "the clock shows {now} s"),
        }
    }
}

/// One spelling of a query.
#[derive(Clone, Copy, Debug)]
struct Query {
    spelling: &'static str,
    /// The normalized form if word order matters.
    normalized: &'static str,
    /// The normalized form if word order is ignored.
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

/// Four queries with two spellings each.
const QUERIES: [Query; 8] = [
    Query { spelling: "a", normalized: "a", sorted: "a" },
    Query { spelling: " A ", normalized: "a", sorted: "a" },
    Query { spelling: "a b", normalized: "a b", sorted: "a b" },
    Query { spelling: "A\t B", normalized: "a b", sorted: "a b" },
    Query { spelling: "b a", normalized: "b a", sorted: "a b" },
    Query { spelling: "B  a", normalized: "b a", sorted: "a b" },
    Query { spelling: "", normalized: "", sorted: "" },
    Query { spelling: " ", normalized: "", sorted: "" },
];

/// One case of the law: the capacity, the word order and the steps.
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
        write!(f, "capacity {room}, word order {word_order}: {ops:?}")
    }
}

/// A naive query cache: a list of results with the time each was stored, most recent first.
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

    /// Removes the result of a query and returns it, unless it is unknown or has expired.
    fn take_live(&mut self, query: &str) -> Option<(String, u32, u64)> {
        let at = self.results.iter().position(|(known, ..)| known == query)?;
        let result = self.results.remove(at);
        if self.has_expired(result.2) {
            self.stats.expirations += 1;
            return None;
        }
        Some(result)
    }

    fn get(&mut self, query: &str) -> Option<u32> {
        let found = self.take_live(query);
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
        self.take_live(query);
        if self.results.len() == self.room {
            let (_, _, stored) = self.results.pop().expect("the capacity is at least one");
            match self.has_expired(stored) {
                true => self.stats.expirations += 1,
                false => self.stats.evictions += 1,
            }
        }
        self.results.insert(0, (query.to_owned(), value, self.now));
    }
}

#[test]
fn law_query_cache_agrees_with_the_model() {
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
                    assert_eq!(cache.get(query.spelling).copied(), known, "result of {op:?} at {} s", model.now);
                }
                Op::Put(query, value) => {
                    cache.put(query.spelling, value);
                    model.put(query.normalized(word_order), value);
                }
                Op::Compute(query, outcome) => {
                    let normalized = query.normalized(word_order);
                    let called = Cell::new(false);
                    let result = cache.get_or_compute(query.spelling, |given| {
                        assert_eq!(given, normalized, "query passed to the closure of {op:?}");
                        called.set(true);
                        outcome
                    });
                    let known = model.get(normalized);
                    assert_eq!(result.copied(), known.map_or(outcome, Ok), "result of {op:?} at {} s", model.now);
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
            assert_eq!(cache.stats(), model.stats, "statistics after {op:?} at {} s", model.now);
        }
    });
}

#[test]
fn query_cache_accepts_any_policy() {
    let clock = ManualClock::default();
    let mut cache = QueryCache::with_clock_and_policy(config(2, WordOrder::Matters), &clock, FirstIn::default());
    cache.put("a", 1);
    cache.put("b", 2);
    assert_eq!(cache.get("a"), Some(&1), "result of a");
    cache.put("c", 3);
    assert_eq!(cache.get("a"), None, "result of a, which was added first and evicted for c");
    clock.set(10);
    cache.put("b", 4);
    cache.put("d", 5);
    assert_eq!(cache.get("b"), Some(&4), "result of b; its old result had expired, so it was added after c");
    assert_eq!(cache.stats().evictions, 1, "evictions: a");
    assert_eq!(cache.stats().expirations, 2, "expirations: b and c");
}
