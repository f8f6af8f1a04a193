//! Checks of the rules of stage 6 for every kind of query cache.

use std::cell::Cell;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use enum_iterator::all;
use lru_cache::{Clock, QueryCacheConfig, Stats, Timestamp, WordOrder};
use proptest::prelude::*;

use super::capacity;

/// A clock set by tests. It starts at zero.
#[derive(Debug, Default)]
pub struct ManualClock(Mutex<Duration>);

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.set_to(Duration::from_secs(seconds));
    }

    pub fn set_to(&self, since_origin: Duration) {
        *self.0.lock().expect("no thread panics while it holds this lock") = since_origin;
    }

    pub fn advance(&self, seconds: u64) {
        *self.0.lock().expect("no thread panics while it holds this lock") += Duration::from_secs(seconds);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::at(*self.0.lock().expect("no thread panics while it holds this lock"))
    }
}

pub type SharedClock = Arc<ManualClock>;

/// The time to live in most tests, in seconds.
pub const TIME_TO_LIVE: u64 = 10;

/// Returns the configuration of a cache of `room` results that live for ten seconds.
pub fn config(room: usize, word_order: WordOrder) -> QueryCacheConfig {
    QueryCacheConfig { capacity: capacity(room), time_to_live: Duration::from_secs(TIME_TO_LIVE), word_order }
}

pub fn stats(hits: u64, misses: u64, evictions: u64, expirations: u64) -> Stats {
    Stats { hits, misses, evictions, expirations }
}

/// The operations that all query caches have.
pub trait Queries {
    fn get(&mut self, query: &str) -> Option<u32>;
    fn put(&mut self, query: &str, value: u32);
    fn get_or_compute(&mut self, query: &str, compute: &mut dyn FnMut(&str) -> Result<u32, u32>) -> Result<u32, u32>;
    fn stats(&self) -> Stats;
}

/// Creates a query cache of one kind.
pub type Create = fn(QueryCacheConfig, SharedClock) -> Box<dyn Queries>;

fn cache(create: Create, room: usize) -> (Box<dyn Queries>, SharedClock) {
    let clock = SharedClock::default();
    (create(config(room, WordOrder::Matters), Arc::clone(&clock)), clock)
}

pub fn check_normalization(create: Create) {
    let white_space: Vec<_> = ('\0'..='\u{3000}').filter(|c| c.is_whitespace()).collect();
    for (word_order, found) in [(WordOrder::Matters, None), (WordOrder::Ignored, Some(1))] {
        let mut cache = create(config(3, word_order), SharedClock::default());
        cache.put("\u{a0}cache  In\tRUST ", 1);
        assert_eq!(cache.get("Cache in rust"), Some(1), "result of the same words in lower case and with one space");
        assert_eq!(cache.get("rust in cache"), found, "result of the same words in another order; {word_order:?}");
        let mut given = String::new();
        let result = cache.get_or_compute(" B \n A ", &mut |query| {
            given = query.to_owned();
            Ok(2)
        });
        assert_eq!(result, Ok(2), "computed result");
        let normalized = if word_order == WordOrder::Matters { "b a" } else { "a b" };
        assert_eq!(given, normalized, "query passed to the closure; word order {word_order:?}");
        for c in &white_space {
            for query in [format!("x{c}y"), format!("X{c}{c}Y"), format!("{c}x y"), format!("x y{c}")] {
                let mut given = String::new();
                let result = cache.get_or_compute(&query, &mut |query| {
                    query.clone_into(&mut given);
                    Err(3)
                });
                assert_eq!((result, given.as_str()), (Err(3), "x y"), "error and query of the closure for {query:?}");
            }
        }
    }
}

pub fn check_that_finding_counts_as_a_use(create: Create) {
    let (mut by_get, _) = cache(create, 2);
    by_get.put("a", 1);
    by_get.put("b", 2);
    assert_eq!(by_get.get("a"), Some(1), "result of a by get, which uses a");
    by_get.put("c", 3);
    assert_eq!((by_get.get("b"), by_get.get("a")), (None, Some(1)), "results of b and a after c evicted b");

    let (mut by_compute, _) = cache(create, 2);
    by_compute.put("a", 1);
    by_compute.put("b", 2);
    assert_eq!(by_compute.get_or_compute("a", &mut |_| Err(0)), Ok(1), "result by get_or_compute, which uses a");
    by_compute.put("c", 3);
    assert_eq!((by_compute.get("b"), by_compute.get("a")), (None, Some(1)), "results of b and a after c evicted b");
}

pub fn check_expiry(create: Create) {
    let (mut cache, clock) = cache(create, 3);
    clock.set(100);
    cache.put("a", 1);
    clock.set_to(Duration::new(109, 999_999_999));
    assert_eq!(cache.get("a"), Some(1), "result just before the age of 10 s");
    assert_eq!(cache.get_or_compute("a", &mut |_| Err(0)), Ok(1), "result just before the age of 10 s, or computed");
    clock.set(110);
    assert_eq!(cache.get("a"), None, "result at the age of 10 s");
    assert_eq!(cache.get_or_compute("a", &mut |_| Ok(2)), Ok(2), "result that is computed after the old one expired");
    assert_eq!(cache.stats(), stats(2, 2, 0, 1), "statistics after two hits, two misses and one expiration");
}

pub fn check_age_of_a_computed_result(create: Create) {
    let (mut cache, clock) = cache(create, 3);
    let result = cache.get_or_compute("a", &mut |_| {
        clock.advance(25);
        Ok(1)
    });
    assert_eq!(result, Ok(1), "result of a computation that takes 25 s");
    clock.advance(9);
    assert_eq!(cache.get("a"), Some(1), "result 9 s after its computation ended");
    clock.advance(1);
    assert_eq!(cache.get("a"), None, "result 10 s after its computation ended");
}

pub fn check_age_when_the_clock_goes_back(create: Create) {
    let (mut cache, clock) = cache(create, 3);
    clock.set(100);
    cache.put("a", 1);
    clock.set(5);
    assert_eq!(cache.get("a"), Some(1), "result put at 100 s and requested at 5 s");
    clock.set(109);
    assert_eq!(cache.get("a"), Some(1), "result put at 100 s and requested at 109 s");
    clock.set(110);
    assert_eq!(cache.get("a"), None, "result put at 100 s and requested at 110 s");
}

pub fn check_extreme_times_to_live(create: Create) {
    let clock = SharedClock::default();
    let mut cache =
        create(QueryCacheConfig { time_to_live: Duration::MAX, ..config(3, WordOrder::Matters) }, Arc::clone(&clock));
    clock.set(100);
    cache.put("a", 1);
    assert_eq!(cache.get("a"), Some(1), "new result with the largest time to live");
    clock.set_to(Duration::MAX);
    assert_eq!(cache.get("a"), Some(1), "result put at 100 s and requested at the largest time, which is younger");
    clock.set(0);
    cache.put("b", 2);
    clock.set_to(Duration::MAX - Duration::from_nanos(1));
    assert_eq!(cache.get("b"), Some(2), "result that is 1 ns younger than the largest time to live");
    clock.set_to(Duration::MAX);
    assert_eq!(cache.get("b"), None, "result that is as old as the largest time to live");

    let mut cache =
        create(QueryCacheConfig { time_to_live: Duration::ZERO, ..config(3, WordOrder::Matters) }, Arc::clone(&clock));
    clock.set(100);
    cache.put("a", 1);
    clock.set(50);
    assert_eq!(cache.get("a"), None, "result with no time to live, after the clock was set back");
    assert_eq!(cache.get_or_compute("b", &mut |_| Ok(2)), Ok(2), "result that was just computed, with no time to live");
    assert_eq!(cache.get("b"), None, "computed result with no time to live");
    assert_eq!(cache.stats(), stats(0, 3, 0, 2), "statistics after three misses; a and b have expired");

    let time_to_live = Duration::from_nanos(1);
    let mut cache = create(QueryCacheConfig { time_to_live, ..config(3, WordOrder::Matters) }, Arc::clone(&clock));
    clock.set(100);
    cache.put("a", 1);
    assert_eq!(cache.get("a"), Some(1), "new result with a time to live of 1 ns");
    clock.set_to(Duration::new(100, 1));
    assert_eq!(cache.get("a"), None, "result at the age of 1 ns with a time to live of 1 ns");
}

pub fn check_expired_results_of_other_queries(create: Create) {
    let (mut cache, clock) = cache(create, 2);
    cache.put("a", 1);
    clock.set(5);
    cache.put("b", 2);
    assert_eq!(cache.get("a"), Some(1), "result of a, which is used after b");
    clock.set(12);
    cache.put("c", 3);
    assert_eq!(
        cache.stats(),
        stats(1, 0, 1, 0),
        "statistics after c evicted b, the least recent result, although a has expired"
    );
    cache.put("a", 4);
    assert_eq!(cache.stats(), stats(1, 0, 1, 1), "statistics after a put of a replaced its expired result");
    assert_eq!((cache.get("c"), cache.get("a")), (Some(3), Some(4)), "results of c and a, which fit into the cache");
}

pub fn check_errors(create: Create) {
    let (mut cache, _) = cache(create, 2);
    cache.put("a", 1);
    cache.put("b", 2);
    for error in [3, 4] {
        let result = cache.get_or_compute("c", &mut |_| Err(error));
        assert_eq!(result, Err(error), "error of the closure, which is not stored");
    }
    assert_eq!(cache.stats(), stats(0, 2, 0, 0), "statistics after two errors: two misses and no eviction");
    assert_eq!((cache.get("a"), cache.get("b")), (Some(1), Some(2)), "results of a and b after the errors");
    assert_eq!(cache.get_or_compute("c", &mut |_| Ok(5)), Ok(5), "result of c when its computation succeeds");
}

pub fn check_memory(create: Create) {
    let (mut cache, _) = cache(create, 2);
    let memory = testkit::count_allocations(|| {
        for n in 0..300 {
            let query = format!("query {n}");
            assert_eq!(cache.get(&query), None, "result of {query:?}, which was never put");
            cache.put(&query, n);
            let spelling = format!("Query  {n}");
            assert_eq!(cache.get(&spelling), Some(n), "result of {spelling:?}, which was put as {query:?}");
            let failing = format!("failing {n}");
            assert_eq!(cache.get_or_compute(&failing, &mut |_| Err(n)), Err(n), "error of {failing:?}");
        }
    });
    let bytes = memory.bytes_max;
    assert!(bytes <= 16_384, "requests of 600 queries in a cache of two results took {bytes} bytes of memory");
}

/// A step of the law. `Debug` formats it as a call.
#[derive(Clone, Copy)]
enum Op {
    Get(Query),
    Put(Query, u32),
    /// The second number is the duration of the computation, in seconds.
    Compute(Query, Result<u32, u32>, u64),
    Set(u64),
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Get(query) => write!(f, "get({:?})", query.spelling),
            Self::Put(query, value) => write!(f, "put({:?}, {value})", query.spelling),
            Self::Compute(query, outcome, seconds) => {
                write!(f, "get_or_compute({:?}, |_| {outcome:?} after {seconds} s)", query.spelling)
            }
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

/// Runs a law: a query cache agrees with the model.
pub fn assert_queries_agree_with_the_model(create: Create) {
    let query = proptest::sample::select(&QUERIES);
    let op = prop_oneof![
        3 => query.clone().prop_map(Op::Get),
        2 => (query.clone(), 0..100u32).prop_map(|(query, value)| Op::Put(query, value)),
        3 => (query, proptest::result::maybe_ok(0..100u32, 0..100u32), proptest::sample::select(&[0, 0, 3, 15]))
            .prop_map(|(query, outcome, seconds)| Op::Compute(query, outcome, seconds)),
        2 => (0..40u64).prop_map(Op::Set),
    ];
    let word_order = proptest::sample::select(all::<WordOrder>().collect::<Vec<_>>());
    let script = (1..4usize, word_order, proptest::collection::vec(op, 0..40))
        .prop_map(|(room, word_order, ops)| Script { room, word_order, ops });
    testkit::law(script, move |Script { room, word_order, ops }| {
        let clock = SharedClock::default();
        let mut cache = create(config(room, word_order), Arc::clone(&clock));
        let mut model = Model { room, now: 0, results: Vec::new(), stats: Stats::default() };
        for op in ops {
            match op {
                Op::Get(query) => {
                    let known = model.get(query.normalized(word_order));
                    assert_eq!(cache.get(query.spelling), known, "result of {op:?} at {} s", model.now);
                }
                Op::Put(query, value) => {
                    cache.put(query.spelling, value);
                    model.put(query.normalized(word_order), value);
                }
                Op::Compute(query, outcome, seconds) => {
                    let normalized = query.normalized(word_order);
                    let called = Cell::new(false);
                    let result = cache.get_or_compute(query.spelling, &mut |given| {
                        assert_eq!(given, normalized, "query passed to the closure of {op:?}");
                        called.set(true);
                        clock.advance(seconds);
                        outcome
                    });
                    let known = model.get(normalized);
                    assert_eq!(result, known.map_or(outcome, Ok), "result of {op:?} at {} s", model.now);
                    assert_eq!(called.get(), known.is_none(), "whether {op:?} called its closure at {} s", model.now);
                    if known.is_none() {
                        model.now += seconds;
                        if let Ok(value) = outcome {
                            model.put(normalized, value);
                        }
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
