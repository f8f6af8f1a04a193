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

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use enum_iterator::all;
use lru_cache::{FirstIn, QueryCache, QueryCacheConfig, Stats, WordOrder};
use rstest::rstest;
use testkit::Drops;

use super::support::{
    Call, ManualClock, Queries, RecordingPolicy, SharedClock, assert_queries_agree_with_the_model,
    check_age_of_a_computed_result, check_age_when_the_clock_goes_back, check_errors,
    check_expired_results_of_other_queries, check_expiry, check_extreme_times_to_live, check_memory,
    check_normalization, check_that_finding_counts_as_a_use, config, stats,
};

type Results = QueryCache<u32, SharedClock>;

impl Queries for Results {
    fn get(&mut self, query: &str) -> Option<u32> {
        self.get(query).copied()
    }

    fn put(&mut self, query: &str, value: u32) {
        self.put(query, value);
    }

    fn get_or_compute(&mut self, query: &str, compute: &mut dyn FnMut(&str) -> Result<u32, u32>) -> Result<u32, u32> {
        self.get_or_compute(query, compute).copied()
    }

    fn stats(&self) -> Stats {
        self.stats()
    }
}

fn boxed(config: QueryCacheConfig, clock: SharedClock) -> Box<dyn Queries> {
    Box::new(Results::with_clock(config, clock))
}

/// Creates a cache of `room` results that live for ten seconds, and its clock, which shows zero.
fn cache(room: usize) -> (Results, SharedClock) {
    let clock = SharedClock::default();
    (QueryCache::with_clock(config(room, WordOrder::Matters), Arc::clone(&clock)), clock)
}

fn computed(value: u32) -> impl FnOnce(&str) -> Result<u32, Infallible> {
    move |_| Ok(value)
}

/// Rules: 6.1, 6.3
#[rstest]
#[case::identical("rust cache", "rust cache")]
#[case::white_space_at_the_ends("rust", " \t rust\n")]
#[case::white_space_between_words("rust cache", "rust \t\r\n  cache")]
#[case::other_white_space_in_ascii("rust cache", "rust\u{b}cache\u{c}")]
#[case::white_space_beyond_ascii("rust cache", "\u{3000}rust\u{a0}\u{2009}cache\u{85}")]
#[case::upper_case("rust cache", "RUST Cache")]
#[case::upper_case_beyond_ascii("größe älter", "GRÖẞE ÄLTER")]
#[case::upper_case_of_an_ascii_letter_beyond_ascii("kelvin", "\u{212a}elvin")]
#[case::title_case_of_two_letters("\u{1c6}", "\u{1c5}")]
#[case::title_case_of_a_vowel("\u{1f80}", "\u{1f88}")]
#[case::numerals_and_symbols("\u{2170} \u{24d0}", "\u{2160} \u{24b6}")]
#[case::lower_case_that_depends_on_the_place("ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ")]
#[case::lower_case_of_two_characters("i\u{307}stanbul", "İSTANBUL")]
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

/// Rules: 6.1, 6.2
#[rstest]
#[case::another_word("rust", "rest")]
#[case::no_space("rust cache", "rustcache")]
#[case::punctuation("rust", "rust!")]
#[case::repeated_word("rust rust", "rust")]
#[case::empty_query("rust", "")]
#[case::letters_equal_in_upper_case("straße", "strasse")]
#[case::letters_that_look_alike("istanbul", "ıstanbul")]
#[case::combining_mark("é", "e\u{301}")]
#[case::invisible_character("rust", "ru\u{200b}st")]
#[case::invisible_character_in_place_of_a_space("ru st", "ru\u{200b}st")]
#[case::control_character("rust", "rust\u{1f}")]
#[case::control_character_in_place_of_a_space("ru st", "ru\u{1c}st")]
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

/// Rules: 6.4, 6.1, 6.2
#[rstest]
#[case::original_order("  The quick\tFox ", WordOrder::Matters, "the quick fox")]
#[case::sorted("  The quick\tFox ", WordOrder::Ignored, "fox quick the")]
#[case::sorted_by_str("a Ö z", WordOrder::Ignored, "a z ö")]
#[case::sorted_in_lower_case("a _", WordOrder::Ignored, "_ a")]
#[case::numbers_sorted_by_str("9 10", WordOrder::Ignored, "10 9")]
#[case::words_equal_in_upper_case("ß ss", WordOrder::Ignored, "ss ß")]
#[case::words_equal_in_upper_case_and_sorted("ss ß", WordOrder::Ignored, "ss ß")]
#[case::repeated_word("b A b", WordOrder::Ignored, "a b b")]
#[case::empty("", WordOrder::Matters, "")]
#[case::white_space(" \t ", WordOrder::Ignored, "")]
fn closure_receives_the_normalized_query(#[case] query: &str, #[case] word_order: WordOrder, #[case] given: &str) {
    let mut cache = QueryCache::with_clock(config(3, word_order), ManualClock::default());
    let result = cache.get_or_compute(query, |query| Ok::<_, Infallible>(query.to_owned()));
    assert_eq!(result, Ok(&given.to_owned()), "query passed to the closure for {query:?}; word order {word_order:?}");
}

/// Rules: 6.4, 6.3
#[test]
fn result_is_computed_once() {
    let (mut cache, _clock) = cache(3);
    assert_eq!(cache.get_or_compute("rust", computed(1)), Ok(&1), "computed result");
    let again = cache.get_or_compute(" RUST", |_| -> Result<u32, Infallible> { panic!("rust was computed twice") });
    assert_eq!(again, Ok(&1), "stored result by get_or_compute");
    assert_eq!(cache.get("rust"), Some(&1), "stored result by get");
    assert_eq!(cache.stats(), stats(2, 1, 0, 0), "statistics after one miss and two hits");
}

/// Rules: 6.10, 6.11, 6.3
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

/// Rules: 6.11
#[test]
fn evictions_are_counted() {
    let (mut cache, _clock) = cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    cache.put("b", 3);
    assert_eq!(cache.stats(), stats(0, 0, 0, 0), "statistics after two puts and a replaced result");
    assert_eq!(cache.get_or_compute("c", computed(3)), Ok(&3), "computed result of c");
    assert_eq!(cache.stats(), stats(0, 1, 1, 0), "statistics after c evicted a");
    cache.put("d", 4);
    assert_eq!(cache.stats(), stats(0, 1, 2, 0), "statistics after d evicted b");
}

/// Rules: 6.12, 6.10
#[test]
fn panic_stores_nothing_and_leaves_the_cache_usable() {
    let (mut cache, _clock) = cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    let panicking = |_: &str| -> Result<u32, Infallible> { std::panic::resume_unwind(Box::new("on purpose")) };
    let outcome = catch_unwind(AssertUnwindSafe(|| cache.get_or_compute("c", panicking).copied()));
    let panic = outcome.err().and_then(|panic| panic.downcast_ref::<&str>().copied());
    assert_eq!(panic, Some("on purpose"), "panic that reaches the caller, from a closure that panics on purpose");
    assert_eq!(cache.stats(), stats(0, 1, 0, 0), "statistics after a panic: one miss and no eviction");
    assert_eq!(cache.get("c"), None, "result of c, whose computation panicked");
    assert_eq!(cache.get("a"), Some(&1), "result of a after the computation of c panicked");
    assert_eq!(cache.get_or_compute("c", computed(3)), Ok(&3), "result of c when its second computation succeeds");
}

/// Rules: 6.6
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

/// Rules: 6.8, 6.12
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

/// Rules: 6.11, 6.8, 6.9
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

/// Rules: 6.11, 6.9
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
    let result = cache.get_or_compute("d", |_| {
        clock.set(17);
        Ok::<_, Infallible>(4)
    });
    assert_eq!(result, Ok(&4), "computed result of d");
    assert_eq!(cache.stats(), stats(2, 1, 0, 2), "statistics after d evicted b, which expired during the computation");
}

/// Rules: 6.8
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

/// Rules: 3.6, 6.8
#[test]
fn result_that_leaves_is_dropped() {
    let (drops, clock) = (Drops::new(), SharedClock::default());
    let mut cache = QueryCache::with_clock(config(2, WordOrder::Matters), Arc::clone(&clock));
    cache.put("a", drops.track(1));
    cache.put("a", drops.track(2));
    assert_eq!(drops.alive(), 1, "live results after the only one was replaced");
    for query in ["b", "c", "d"] {
        cache.put(query, drops.track(3));
    }
    assert_eq!(drops.alive(), 2, "live results after puts of four queries with a capacity of two");
    clock.set(10);
    assert!(cache.get("c").is_none(), "c has expired and must not be found");
    assert_eq!(drops.alive(), 1, "live results after get found that c has expired");
    cache.put("d", drops.track(4));
    assert_eq!(drops.alive(), 1, "live results after a put of d, whose result had expired");
}

/// Rules: 3.4
#[test]
fn time_does_not_grow_with_the_number_of_results() {
    const LARGE: usize = 4_000;
    let (mut cache, _clock) = cache(LARGE);
    let queries: Vec<String> = (0..2 * LARGE).map(|n| n.to_string()).collect();
    for query in &queries[..LARGE] {
        cache.put(query, 1);
    }
    // A request also normalizes and hashes its query, so it has the time for a loop over twice as many elements.
    testkit::costs_less_than_a_walk(16 * LARGE, "get of a query cache", |n| {
        assert_eq!(cache.get(&queries[LARGE - 1 - n]), Some(&1), "result that was put late");
    });
    testkit::costs_less_than_a_walk(16 * LARGE, "put of a query cache", |n| cache.put(&queries[LARGE + n], 2));
    testkit::costs_less_than_a_walk(16 * LARGE, "get_or_compute of a query cache", |n| {
        assert_eq!(cache.get_or_compute(&queries[2 * LARGE - 1 - n], computed(3)), Ok(&3), "computed result");
    });
}

/// Rules: 3.5
#[test]
fn memory_does_not_grow_with_the_number_of_requests() {
    check_memory(boxed);
}

type RecordedResults = QueryCache<u32, SharedClock, RecordingPolicy>;

const OLD: usize = 0;
const NEW: usize = 1;

/// Rules: 4.7, 4.8, 6.4, 6.5, 6.8
#[rstest]
#[case::get("get of new", 5, |cache: &mut RecordedResults| { cache.get("new"); }, &[Call::Used(NEW)])]
#[case::get_unknown("get of an unknown query", 5, |cache: &mut RecordedResults| { cache.get("x"); }, &[])]
#[case::get_expired("get of the expired old", 12, |cache: &mut RecordedResults| { cache.get("old"); }, &[Call::Removed(OLD)])]
#[case::put_known("put of new", 5, |cache: &mut RecordedResults| cache.put("new", 3), &[Call::Used(NEW)])]
#[case::put_unknown("put of an unknown query", 5, |cache: &mut RecordedResults| cache.put("x", 3), &[Call::Victim(OLD), Call::Removed(OLD), Call::Inserted(OLD)])]
#[case::put_expired("put of the expired old", 12, |cache: &mut RecordedResults| cache.put("old", 3), &[Call::Removed(OLD), Call::Inserted(OLD)])]
#[case::compute_known("get_or_compute of new", 5, |cache: &mut RecordedResults| { let _ = cache.get_or_compute("new", computed(3)); }, &[Call::Used(NEW)])]
#[case::compute_unknown("get_or_compute of an unknown query", 5, |cache: &mut RecordedResults| { let _ = cache.get_or_compute("x", computed(3)); }, &[Call::Victim(OLD), Call::Removed(OLD), Call::Inserted(OLD)])]
#[case::compute_expired("get_or_compute of the expired old", 12, |cache: &mut RecordedResults| { let _ = cache.get_or_compute("old", computed(3)); }, &[Call::Removed(OLD), Call::Inserted(OLD)])]
#[case::compute_error("get_or_compute that fails", 5, |cache: &mut RecordedResults| { let _ = cache.get_or_compute("x", |_| Err(())); }, &[])]
fn policy_is_notified_once_of_each_change(
    #[case] what: &str,
    #[case] now: u64,
    #[case] operation: fn(&mut RecordedResults),
    #[case] expected: &[Call],
) {
    let (clock, policy) = (SharedClock::default(), RecordingPolicy::default());
    let calls = policy.calls.clone();
    let mut cache = QueryCache::with_clock_and_policy(config(2, WordOrder::Matters), Arc::clone(&clock), policy);
    cache.put("old", 1);
    clock.set(5);
    cache.put("new", 2);
    // By rule 4.6, the first entry has slot 0, and the second has slot 1.
    assert_eq!(calls.take(), [Call::Inserted(OLD), Call::Inserted(NEW)], "calls of the policy by puts of old and new");
    clock.set(now);
    operation(&mut cache);
    assert_eq!(calls.take(), expected, "calls of the policy by {what}, where old has slot {OLD} and new slot {NEW}");
}

/// Rules: 6.13
#[test]
fn system_clock_keeps_a_fresh_result() {
    let config = QueryCacheConfig { time_to_live: Duration::from_secs(3_600), ..config(1, WordOrder::Matters) };
    let mut cache = QueryCache::new(config);
    cache.put("a", 1);
    assert_eq!(cache.get("a"), Some(&1), "result that was just put, with a time to live of one hour");
}

/// Rules: 6.1, 6.2
#[test]
fn queries_are_normalized() {
    check_normalization(boxed);
}

/// Rules: 6.5
#[test]
fn finding_a_result_counts_as_a_use() {
    check_that_finding_counts_as_a_use(boxed);
}

/// Rules: 6.6, 6.8
#[test]
fn result_expires_at_the_time_to_live() {
    check_expiry(boxed);
}

/// Rules: 6.6
#[test]
fn age_counts_from_the_end_of_the_computation() {
    check_age_of_a_computed_result(boxed);
}

/// Rules: 6.7
#[test]
fn age_is_zero_if_the_clock_goes_back() {
    check_age_when_the_clock_goes_back(boxed);
}

/// Rules: 6.6, 6.7
#[test]
fn every_time_to_live_is_valid() {
    check_extreme_times_to_live(boxed);
}

/// Rules: 6.8, 6.9
#[test]
fn other_expired_results_stay_in_the_order() {
    check_expired_results_of_other_queries(boxed);
}

/// Rules: 6.10, 6.12
#[test]
fn error_is_returned_and_nothing_is_stored() {
    check_errors(boxed);
}

/// Rules: 6.1, 6.2, 6.3, 6.4, 6.5, 6.6, 6.7, 6.8, 6.9, 6.10, 6.11, 6.12
#[test]
fn law_query_cache_agrees_with_the_model() {
    assert_queries_agree_with_the_model(boxed);
}

/// Rules: 6.13, 6.8
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
