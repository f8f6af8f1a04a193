//! # Threads
//!
//! `SharedQueryCache` is a handle, and its clones all share one cache. If several threads miss the same query, one of
//! them computes the result while the others wait for it.
//!
//! Never run a closure while you hold a lock, because the closure may panic, take a long time, or use the cache itself.
//!
//! Look up: `Mutex`, `Condvar`, `PoisonError::into_inner`; a guard whose `Drop` also runs during a panic; why
//! `#[derive(Clone)]` on a handle requires too much.
//!
//! Time box: 65 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use lru_cache::{EvictionPolicy, LeastRecent, QueryCache, QueryCacheConfig, SharedQueryCache, Stats, WordOrder};
use rstest::rstest;
use testkit::Drops;

use super::support::{
    Call, Create, FixedVictim, ManualClock, MostRecent, PanickingPolicy, Queries, SharedClock,
    assert_queries_agree_with_the_model, capacity, check_age_of_a_computed_result, check_age_when_the_clock_goes_back,
    check_errors, check_expired_results_of_other_queries, check_expiry, check_extreme_times_to_live, check_memory,
    check_normalization, check_that_finding_counts_as_a_use, stats,
};

/// A cache whose results only have to be `Send`.
type Shared = SharedQueryCache<u32, SharedClock>;

/// The time after which a test treats an operation as blocked. Correct code never waits for it.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The timeout after a test was blocked. Code that blocks one test usually blocks others, and the suite should end soon.
const LATER_TIMEOUT: Duration = Duration::from_millis(500);

/// Set when a test was blocked.
static WAS_BLOCKED: AtomicBool = AtomicBool::new(false);

fn timeout() -> Duration {
    if WAS_BLOCKED.load(Ordering::SeqCst) { LATER_TIMEOUT } else { TIMEOUT }
}

/// Receives the next message, or fails after the timeout.
fn receive<T>(receiver: &mpsc::Receiver<T>) -> Result<T, RecvTimeoutError> {
    receive_within(timeout(), receiver)
}

/// Waits in a computation until the test ends it. Since the test is not blocked for longer than the timeout, this wait
/// is twice as long.
fn wait_for_release<T>(released: &mpsc::Receiver<T>) -> Result<T, RecvTimeoutError> {
    receive_within(2 * timeout(), released)
}

fn receive_within<T>(timeout: Duration, receiver: &mpsc::Receiver<T>) -> Result<T, RecvTimeoutError> {
    let received = receiver.recv_timeout(timeout);
    if matches!(received, Err(RecvTimeoutError::Timeout)) {
        WAS_BLOCKED.store(true, Ordering::SeqCst);
    }
    received
}

/// Waits until the cache has removed this number of expired results. In the same step, a thread that requests a query
/// joins its computation.
fn wait_for_expirations(stats: impl Fn() -> Stats, expirations: u64) {
    let deadline = Instant::now() + timeout();
    while stats().expirations < expirations {
        if Instant::now() > deadline {
            WAS_BLOCKED.store(true, Ordering::SeqCst);
            panic!("a thread that requests a query did not remove its expired result");
        }
        thread::yield_now();
    }
}

fn config(room: usize, time_to_live: u64) -> QueryCacheConfig {
    QueryCacheConfig {
        capacity: capacity(room),
        time_to_live: Duration::from_secs(time_to_live),
        word_order: WordOrder::Matters,
    }
}

fn shared_with(room: usize, time_to_live: u64) -> (Shared, SharedClock) {
    let clock = SharedClock::default();
    (SharedQueryCache::new(QueryCache::with_clock(config(room, time_to_live), Arc::clone(&clock))), clock)
}

/// Creates a cache of ten results that never expire.
fn shared() -> Shared {
    shared_with(10, u64::MAX).0
}

/// Runs `work` on another thread and returns its result or its panic. Panics with `blocked` after a timeout.
fn run_with_timeout<T: Send + 'static>(blocked: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(catch_unwind(AssertUnwindSafe(work))));
    match receive(&receiver) {
        Ok(outcome) => outcome.unwrap_or_else(|panic| resume_unwind(panic)),
        Err(_) => panic!("{blocked}"),
    }
}

const ON_PURPOSE: &str = "on purpose";

/// Panics without printing a message.
fn panic_on_purpose() -> Result<u32, &'static str> {
    resume_unwind(Box::new(ON_PURPOSE))
}

/// Rules: 7.1, 7.2
#[test]
fn clones_are_handles_to_the_same_cache() {
    let cache = shared();
    let other = cache.clone();
    cache.put("a", 1);
    assert_eq!(other.get("A "), Some(1), "result put through one handle and requested through another");
    assert_eq!(other.get("b"), None, "result of b, which was never put");
    assert_eq!(cache.stats(), other.stats(), "statistics through both handles");
    assert_eq!(cache.stats(), Stats { hits: 1, misses: 1, ..Stats::default() }, "statistics of the shared cache");
    let mut another = shared();
    another.clone_from(&cache);
    assert_eq!(another.get("a"), Some(1), "result requested through a handle after clone_from");
}

/// Rules: 7.1
#[test]
fn handle_can_be_shared_by_reference() {
    let cache = shared();
    let results = thread::scope(|scope| {
        let threads = [1, 2].map(|n| {
            let cache = &cache;
            scope.spawn(move || cache.get_or_compute(&format!("query {n}"), |_| Ok::<_, &str>(n)))
        });
        threads.map(|thread| thread.join().expect("the thread does not panic"))
    });
    assert_eq!(results, [Ok(1), Ok(2)], "results computed by two threads with one handle");
}

impl Queries for Shared {
    fn get(&mut self, query: &str) -> Option<u32> {
        Self::get(self, query)
    }

    fn put(&mut self, query: &str, value: u32) {
        Self::put(self, query, value);
    }

    fn get_or_compute(&mut self, query: &str, compute: &mut dyn FnMut(&str) -> Result<u32, u32>) -> Result<u32, u32> {
        Self::get_or_compute(self, query, compute)
    }

    fn stats(&self) -> Stats {
        Self::stats(self)
    }
}

fn boxed(config: QueryCacheConfig, clock: SharedClock) -> Box<dyn Queries> {
    Box::new(Shared::new(QueryCache::with_clock(config, clock)))
}

/// Rules: 7.2
#[rstest]
#[case::queries_are_normalized(check_normalization)]
#[case::finding_counts_as_a_use(check_that_finding_counts_as_a_use)]
#[case::results_expire(check_expiry)]
#[case::age_counts_from_the_end_of_the_computation(check_age_of_a_computed_result)]
#[case::clock_goes_back(check_age_when_the_clock_goes_back)]
#[case::every_time_to_live_is_valid(check_extreme_times_to_live)]
#[case::other_expired_results_stay(check_expired_results_of_other_queries)]
#[case::errors_are_not_stored(check_errors)]
#[case::memory_does_not_grow(check_memory)]
fn shared_cache_follows_the_rules_of_a_query_cache(#[case] check: fn(Create)) {
    run_with_timeout("an operation blocked, although no computation was running", move || check(boxed));
}

/// Rules: 7.2
#[test]
fn law_shared_cache_agrees_with_the_model() {
    run_with_timeout("an operation blocked, although no computation was running", || {
        assert_queries_agree_with_the_model(boxed);
    });
}

/// Rules: 7.8
#[test]
fn computation_can_use_the_cache_for_other_queries() {
    let cache = shared();
    cache.put("known", 1);
    let inner = cache.clone();
    let compute = move |_: &str| {
        let known = inner.get("known").ok_or("get inside a computation found nothing")?;
        inner.put("stored", 20);
        let other = inner.get_or_compute("other", |_| Ok::<_, &str>(300))?;
        Ok::<_, &str>(known + inner.get("stored").unwrap_or(0) + other + inner.stats().evictions as u32)
    };
    let outer = cache.clone();
    let result =
        run_with_timeout("get, put or get_or_compute of another query blocked inside a computation", move || {
            outer.get_or_compute("sum", compute)
        });
    assert_eq!(result, Ok(321), "result computed from three other queries");
    assert_eq!(cache.get("other"), Some(300), "result that was computed inside another computation");
}

type Computation = Box<dyn FnOnce(&str) -> Result<u32, &'static str>>;

/// A request of the query `slow` on another thread. If it computes, it does so until the test ends the computation.
struct Request {
    has_begun: mpsc::Receiver<()>,
    release: mpsc::Sender<Result<u32, &'static str>>,
    thread: thread::JoinHandle<Result<u32, &'static str>>,
}

impl Request {
    fn by(cache: &Shared, request: fn(&Shared, Computation) -> Result<u32, &'static str>) -> Self {
        let (begun, has_begun) = mpsc::channel();
        let (release, released) = mpsc::channel();
        let cache = cache.clone();
        let thread = thread::spawn(move || {
            let compute = move |_: &str| {
                begun.send(()).expect("the test holds the receiver");
                wait_for_release(&released).unwrap_or(Err("the test did not end the computation"))
            };
            request(&cache, Box::new(compute))
        });
        Self { has_begun, release, thread }
    }

    /// Requests `slow`, whose expired result the cache contains, and waits until the thread has removed that result. In
    /// the same step, the thread joins a running computation.
    fn join(cache: &Shared, clock: &SharedClock) -> Self {
        let expirations = cache.stats().expirations;
        cache.put("slow", 99);
        clock.advance(11);
        let request = Self::by(cache, |cache, compute| cache.get_or_compute("slow", compute));
        wait_for_expirations(|| cache.stats(), expirations + 1);
        request
    }

    /// Waits until the closure of this request was called.
    fn computing(self, what: &str) -> RunningComputation {
        let Self { has_begun, release, thread } = self;
        if receive(&has_begun).is_err() {
            drop(release);
            panic!("{what} did not start: {:?}", run_with_timeout("its thread is blocked", || thread.join()));
        }
        RunningComputation { release, thread }
    }

    /// Returns the result. If the closure of this request is called, it returns this error.
    fn result(self, error: &'static str) -> Result<u32, &'static str> {
        let Self { release, thread, .. } = self;
        release.send(Err(error)).ok();
        let outcome = run_with_timeout("a request of slow blocked after its computation", || thread.join());
        outcome.expect("the request does not panic")
    }
}

/// A computation of the query `slow` on another thread, which runs until the test ends it.
struct RunningComputation {
    release: mpsc::Sender<Result<u32, &'static str>>,
    thread: thread::JoinHandle<Result<u32, &'static str>>,
}

impl RunningComputation {
    fn start(cache: &Shared) -> Self {
        Self::start_by(cache, |cache, compute| cache.get_or_compute("slow", compute))
    }

    fn start_by(cache: &Shared, request: fn(&Shared, Computation) -> Result<u32, &'static str>) -> Self {
        Request::by(cache, request).computing("the computation of slow")
    }

    fn end(self, result: Result<u32, &'static str>) -> Result<u32, &'static str> {
        self.release.send(result).expect("the computation is waiting");
        self.thread.join().expect("the computation does not panic")
    }
}

/// Rules: 7.8
#[test]
fn computation_blocks_no_other_query() {
    let cache = shared();
    let computation = RunningComputation::start_by(&cache, |cache, compute| cache.get_or_compute("very slow", compute));
    let others = cache.clone();
    let seen =
        run_with_timeout("an operation on another query blocked during the computation of very slow", move || {
            others.put("quick", 1);
            let quick = (others.get("quick"), others.stats().hits);
            let alike = ["slow very", "very very slow", "veryslow", "very", "slow", ""];
            let alike = alike.map(|query| others.get_or_compute(query, |_| Ok::<_, &str>(2)));
            // Queries can share a lock by chance, so there are many.
            let computed =
                (0..1_000).filter(|n| others.get_or_compute(&format!("other {n}"), |_| Ok::<_, &str>(*n)) == Ok(*n));
            (quick, alike, computed.count())
        });
    let expected = ((Some(1), 1), [Ok(2); 6], 1_000);
    assert_eq!(seen, expected, "results of other queries during the computation of very slow");
    assert_eq!(computation.end(Ok(7)), Ok(7), "result of the computation");
}

/// Computes `depth` queries, each inside the computation of another.
fn compute_nested(cache: &Shared, depth: u32) -> Result<u32, &'static str> {
    let inner = |_: &str| if depth == 1 { Ok(1) } else { Ok(compute_nested(cache, depth - 1)? + 1) };
    cache.get_or_compute(&format!("query {depth}"), inner)
}

/// Rules: 7.8
#[test]
fn any_number_of_computations_can_run_at_once() {
    let cache = shared();
    let result = run_with_timeout("one of 100 queries, each computed inside another, blocked", move || {
        compute_nested(&cache, 100)
    });
    assert_eq!(result, Ok(100), "result of 100 computations, each inside another");
}

/// Rules: 7.3, 7.4, 7.8
#[rstest]
#[case::inside_another(|cache: &Shared, compute| cache.get_or_compute("other", |_| cache.get_or_compute("slow", compute)))]
#[case::around_another(|cache: &Shared, compute| cache.get_or_compute("slow", |_| cache.get_or_compute("other", compute)))]
#[case::after_another(|cache: &Shared, compute: Computation| cache.get_or_compute("slow", |query| {
    cache.get_or_compute("other", |_| Ok::<_, &str>(0))?;
    compute(query)
}))]
fn computation_is_shared_although_others_run(#[case] request: fn(&Shared, Computation) -> Result<u32, &'static str>) {
    // There is room for one result. If slow is computed inside other, the result of other evicts that of slow.
    let (cache, clock) = shared_with(1, 10);
    let computation = RunningComputation::start_by(&cache, request);
    let others = cache.clone();
    let outcomes = run_with_timeout("a computation of another query blocked during that of slow", move || {
        [("quick", Ok(1)), ("failing", Err("no"))].map(|(query, outcome)| others.get_or_compute(query, |_| outcome))
    });
    assert_eq!(outcomes, [Ok(1), Err("no")], "results of two computations that ended during that of slow");
    // The other thread removes this result, which has expired, when it joins the computation.
    cache.put("slow", 3);
    clock.advance(11);
    let other = cache.clone();
    let other = thread::spawn(move || {
        other.get_or_compute("another", |_| other.get_or_compute("slow", |_| Err("slow was computed twice")))
    });
    wait_for_expirations(|| cache.stats(), 1);
    assert_eq!(computation.end(Ok(7)), Ok(7), "result of the thread that computed slow and other");
    let result = run_with_timeout("a request inside a computation blocked", || other.join());
    assert_eq!(result.ok(), Some(Ok(7)), "result of slow, requested inside the computation of another query");
    assert_eq!(
        cache.stats(),
        stats(1, 5, 3, 1),
        "statistics: one thread waited for slow, which was then evicted; five queries were computed"
    );
}

/// Rules: 7.6, 7.7
#[test]
fn get_and_put_do_not_wait_for_a_computation() {
    let (cache, clock) = shared_with(10, 10);
    let computation = RunningComputation::start(&cache);
    let same = cache.clone();
    let seen = run_with_timeout("get, put or get_or_compute of slow blocked during its computation", move || {
        let before = same.get("slow");
        same.put("slow", 3);
        (before, same.get("slow"), same.get_or_compute("slow", |_| Err("slow is known")), same.stats())
    });
    let (before, after, known, seen_stats) = seen;
    assert_eq!(before, None, "result of slow by get, while it is being computed");
    assert_eq!(after, Some(3), "result of slow by get, after a put during its computation");
    assert_eq!(known, Ok(3), "result of slow by get_or_compute, after a put during its computation");
    assert_eq!(seen_stats, stats(2, 2, 0, 0), "statistics: the computing thread and the first get missed");
    clock.advance(10);
    let same = cache.clone();
    let expired = run_with_timeout("get of slow blocked during its computation", move || same.get("slow"));
    assert_eq!(expired, None, "result of slow by get, after the result of the put expired during its computation");
    assert_eq!(cache.stats(), stats(2, 3, 0, 1), "statistics after a get of an expired result");
    assert_eq!(computation.end(Ok(7)), Ok(7), "result of the computation");
}

/// Rules: 7.7
#[rstest]
#[case::fresh_result(9, 0)]
#[case::expired_result(10, 1)]
fn end_of_a_computation_replaces_an_earlier_put(#[case] age: u64, #[case] expirations: u64) {
    let (cache, clock) = shared_with(10, 10);
    let computation = RunningComputation::start(&cache);
    cache.put("slow", 3);
    clock.advance(age);
    assert_eq!(computation.end(Ok(7)), Ok(7), "result of the computation");
    let counted = cache.stats();
    assert_eq!(
        counted,
        stats(0, 1, 0, expirations),
        "statistics after the computation replaced a result of age {age} s"
    );
    clock.advance(9);
    assert_eq!(cache.get("slow"), Some(7), "result of slow, 9 s after its computation ended");
}

/// The outcome of several threads that request one query while the first of them computes it.
struct ConcurrentRequests {
    /// The result of each thread, or `None` if its closure panicked.
    answers: Vec<Option<Result<u32, &'static str>>>,
    computations: usize,
    /// The largest number of computations that ran at the same time.
    max_running: usize,
    stats: Stats,
}

impl ConcurrentRequests {
    const THREADS: usize = 5;

    fn count(&self, answer: Option<Result<u32, &'static str>>) -> usize {
        self.answers.iter().filter(|&&given| given == answer).count()
    }
}

/// An event that a requesting thread reports to the test.
enum Event {
    FirstBegan,
    Answered(thread::Result<Result<u32, &'static str>>),
}

/// A policy whose `victim` panics once if a test asks for it.
#[derive(Default)]
struct PanicsOnce {
    order: LeastRecent,
    panics: Arc<AtomicBool>,
}

impl EvictionPolicy for PanicsOnce {
    fn inserted(&mut self, slot: usize) {
        self.order.inserted(slot);
    }

    fn used(&mut self, slot: usize) {
        self.order.used(slot);
    }

    fn removed(&mut self, slot: usize) {
        self.order.removed(slot);
    }

    fn victim(&self) -> Option<usize> {
        if self.panics.swap(false, Ordering::SeqCst) {
            resume_unwind(Box::new(ON_PURPOSE));
        }
        self.order.victim()
    }
}

/// Lets five threads request one query, in two spellings, whose results live for `time_to_live` seconds. Word order is
/// ignored.
///
/// If `policy_panics`, the cache is full when the first computation ends, and the policy panics once. The `n`-th
/// computation, counted from zero, returns `outcome(n)`. The first one ends only after all other threads have requested
/// the query. The test detects each request by the expiration that it causes, because a thread that finds an expired
/// result joins the computation in the same step. The outcome therefore does not depend on scheduling.
fn request_concurrently(
    time_to_live: u64,
    outcome: fn(usize) -> Result<u32, &'static str>,
    policy_panics: bool,
) -> ConcurrentRequests {
    let clock = SharedClock::default();
    let policy = PanicsOnce::default();
    let panics = Arc::clone(&policy.panics);
    let config = QueryCacheConfig { word_order: WordOrder::Ignored, ..config(2, time_to_live) };
    let cache = SharedQueryCache::new(QueryCache::with_clock_and_policy(config, Arc::clone(&clock), policy));
    let (events, received) = mpsc::channel();
    let (release, released) = mpsc::channel();
    let gate = Mutex::new(Some(released));
    let [computations, running, max_running] = std::array::from_fn(|_| AtomicUsize::new(0));
    let computing = Arc::new((gate, computations, running, max_running));
    let ask = |spelling: &'static str| {
        let (cache, computing, events) = (cache.clone(), Arc::clone(&computing), events.clone());
        thread::spawn(move || {
            let (gate, computations, running, max_running) = &*computing;
            let compute = |_: &str| {
                max_running.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let n = computations.fetch_add(1, Ordering::SeqCst);
                let gate = gate.lock().expect("no thread panics while it holds this lock").take();
                match gate {
                    Some(released) => {
                        events.send(Event::FirstBegan).ok();
                        wait_for_release(&released).ok();
                    }
                    // Gives incorrect code a chance to run several computations at the same time.
                    None => (0..100).for_each(|_| thread::yield_now()),
                }
                running.fetch_sub(1, Ordering::SeqCst);
                outcome(n)
            };
            let answer = catch_unwind(AssertUnwindSafe(|| cache.get_or_compute(spelling, compute)));
            events.send(Event::Answered(answer)).ok();
        });
    };
    let next = |stuck: &str| match receive(&received) {
        Ok(Event::Answered(Err(panic))) if panic.downcast_ref() != Some(&ON_PURPOSE) => resume_unwind(panic),
        Ok(event) => event,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => panic!("a thread is blocked: {stuck}"),
    };

    ask("slow query");
    if !matches!(next("the first computation did not start"), Event::FirstBegan) {
        panic!("an unknown query was answered without a computation");
    }
    for others in 1..ConcurrentRequests::THREADS {
        cache.put("slow query", 99);
        clock.advance(time_to_live + 1);
        ask(["slow query", " Query  Slow"][others % 2]);
        wait_for_expirations(|| cache.stats(), others as u64);
    }
    if policy_panics {
        cache.put("another query", 98);
        cache.put("a third query", 97);
        panics.store(true, Ordering::SeqCst);
    }
    release.send(()).ok();
    let mut answers = Vec::new();
    while answers.len() < ConcurrentRequests::THREADS {
        match next("a thread waits for a computation that has ended or was never started") {
            Event::FirstBegan => unreachable!("only the first computation takes the gate"),
            Event::Answered(answer) => answers.push(answer.ok()),
        }
    }
    let count = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
    ConcurrentRequests {
        answers,
        computations: count(&computing.1),
        max_running: count(&computing.3),
        stats: cache.stats(),
    }
}

/// Returns the expected statistics. Every thread but the first found an expired result.
fn expected_stats(hits: u64, misses: u64, evictions: u64) -> Stats {
    stats(hits, misses, evictions, ConcurrentRequests::THREADS as u64 - 1)
}

/// Rules: 7.3, 7.4
#[rstest]
#[case::result_stays(10)]
#[case::result_expires_immediately(0)]
fn concurrent_misses_compute_once(#[case] time_to_live: u64) {
    let requests = request_concurrently(time_to_live, |n| Ok(n as u32), false);
    assert_eq!(requests.computations, 1, "computations of a query that five threads requested");
    assert_eq!(requests.count(Some(Ok(0))), 5, "number of threads that got the result of the only computation");
    assert_eq!(
        requests.stats,
        expected_stats(4, 1, 0),
        "statistics: one thread computes, the waiting threads are hits"
    );
}

/// Rules: 7.3
#[test]
fn busy_threads_compute_each_query_once() {
    // If a thread looks up the result and the computation in two steps, it misses one that ends between them. This
    // happens only now and then, so there are many queries. Correct code always passes.
    const QUERIES: usize = 5_000;
    let cache = SharedQueryCache::new(QueryCache::new(config(QUERIES, u64::MAX)));
    let computations = Arc::new(AtomicUsize::new(0));
    let (progress, received) = mpsc::channel();
    let threads = [(); 4].map(|()| {
        let (cache, computations, progress) = (cache.clone(), Arc::clone(&computations), progress.clone());
        thread::spawn(move || {
            for n in 0..QUERIES {
                let count = |_: &str| Ok::<_, &str>(computations.fetch_add(1, Ordering::SeqCst));
                assert!(cache.get_or_compute(&format!("query {n}"), count).is_ok(), "computing a query cannot fail");
                if n % 100 == 0 {
                    progress.send(()).ok();
                }
            }
        })
    });
    drop(progress);
    loop {
        match receive(&received) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("a thread is blocked, although every computation ends at once"),
        }
    }
    assert!(threads.map(|thread| thread.join().is_ok()) == [true; 4], "no thread can panic");
    let computations = computations.load(Ordering::SeqCst);
    assert_eq!(computations, QUERIES, "computations of {QUERIES} queries that four threads request in the same order");
}

/// Rules: 7.5, 7.4
#[rstest]
#[case::error(|n| if n == 0 { Err("no") } else { Ok(7) }, Some(Err("no")), false)]
#[case::panic(|n| if n == 0 { panic_on_purpose() } else { Ok(7) }, None, false)]
#[case::panic_of_the_policy(|_| Ok(7), None, true)]
fn after_a_failure_one_waiting_thread_computes(
    #[case] outcome: fn(usize) -> Result<u32, &'static str>,
    #[case] failure: Option<Result<u32, &'static str>>,
    #[case] policy_panics: bool,
) {
    let requests = request_concurrently(10, outcome, policy_panics);
    assert_eq!(requests.computations, 2, "computations in total, when the first one failed");
    assert_eq!(requests.count(failure), 1, "number of threads that got the failure: only the one that computed first");
    assert_eq!(requests.count(Some(Ok(7))), 4, "number of threads that got the result of the second computation");
    assert_eq!(
        requests.stats,
        expected_stats(3, 2, u64::from(policy_panics)),
        "statistics: two threads compute, the waiting threads are hits"
    );
}

/// Rules: 7.5, 7.4
#[rstest]
#[case::errors(|_| Err("no"), Some(Err("no")))]
#[case::panics(|_| panic_on_purpose(), None)]
fn if_all_computations_fail_every_thread_computes(
    #[case] outcome: fn(usize) -> Result<u32, &'static str>,
    #[case] failure: Option<Result<u32, &'static str>>,
) {
    let requests = request_concurrently(10, outcome, false);
    assert_eq!(requests.count(failure), 5, "number of threads that got the failure of their own closure");
    assert_eq!(requests.computations, 5, "computations in total, when each one fails");
    assert_eq!(requests.max_running, 1, "largest number of computations of one query at the same time");
    assert_eq!(requests.stats, expected_stats(0, 5, 0), "statistics: every thread computes and is a miss");
}

/// Rules: 7.3, 7.5, 7.4
#[test]
fn a_thread_that_comes_after_a_failure_waits() {
    let (cache, clock) = shared_with(2, 10);
    let first = RunningComputation::start(&cache);
    let second = Request::join(&cache, &clock);
    assert_eq!(first.end(Err("no")), Err("no"), "result of the first computation");
    let second = second.computing("the second computation, by a thread that waited for the first,");
    let third = Request::join(&cache, &clock);
    assert_eq!(second.end(Ok(7)), Ok(7), "result of the second computation");
    let third = third.result("slow was computed twice at once");
    assert_eq!(third, Ok(7), "result of a thread that requests slow during the second computation");
    assert_eq!(cache.stats(), stats(1, 2, 0, 2), "statistics: the third thread waited for the second computation");
}

/// Rules: 7.6, 7.5, 7.4
#[test]
fn result_put_before_a_failure_is_not_computed_again() {
    let (cache, clock) = shared_with(2, 10);
    let computation = RunningComputation::start(&cache);
    let waiting = Request::join(&cache, &clock);
    cache.put("slow", 3);
    assert_eq!(computation.end(Err("no")), Err("no"), "result of the failed computation");
    let result = waiting.result("slow was computed, although its result was in the cache");
    assert_eq!(result, Ok(3), "result of a waiting thread, when slow was put before its computation failed");
    assert_eq!(cache.stats(), stats(1, 1, 0, 1), "statistics: only the failed computation was a miss");
}

/// Rules: 7.9, 7.5
#[test]
fn panic_leaves_every_operation_usable() {
    let cache = shared();
    cache.put("a", 1);
    let panicking = cache.clone();
    let outcome = thread::spawn(move || panicking.get_or_compute("b", |_| panic_on_purpose())).join();
    assert!(outcome.is_err(), "the panic of the closure must reach the caller");
    assert_eq!(cache.get("a"), Some(1), "result of a after a computation of b panicked");
    assert_eq!(cache.get("b"), None, "result of b, whose computation panicked");
    cache.put("c", 3);
    assert_eq!(cache.clone().get("c"), Some(3), "result of c, which was put after the panic");
    let again = cache.clone();
    let result = run_with_timeout("get_or_compute of b blocked after an earlier computation panicked", move || {
        again.get_or_compute("b", |_| Ok::<_, &str>(2))
    });
    assert_eq!(result, Ok(2), "result of b when its second computation succeeds");
    assert_eq!(
        cache.stats(),
        Stats { hits: 2, misses: 3, ..Stats::default() },
        "statistics: hits of a and c, three misses of b"
    );
}

/// Rules: 7.2
#[test]
fn shared_cache_accepts_any_policy() {
    let query_cache = QueryCache::with_clock_and_policy(config(2, 10), ManualClock::default(), MostRecent::default());
    let cache = SharedQueryCache::new(query_cache);
    cache.put("a", 1);
    cache.put("b", 2);
    assert_eq!(cache.get_or_compute("c", |_| Ok::<_, &str>(3)), Ok(3), "computed result of c");
    assert_eq!(cache.get("b"), None, "result of b, the most recent one, which was evicted for c");
    assert_eq!(cache.get("a"), Some(1), "result of a, which must stay");
}

/// Rules: 7.5, 7.9
#[test]
fn panic_of_the_policy_fails_the_computation() {
    let policy = FixedVictim::default();
    let query_cache = QueryCache::with_clock_and_policy(config(1, u64::MAX), SharedClock::default(), policy.clone());
    let cache = SharedQueryCache::new(query_cache);
    cache.put("a", 1);
    let slot = match policy.notifications.take()[..] {
        [Call::Inserted(slot)] => slot,
        ref other => panic!("a put of a new query with room must call inserted, got {other:?}"),
    };
    let requests = [2, 3].map(|value| {
        let cache = cache.clone();
        run_with_timeout("a request blocked after the policy had panicked", move || {
            catch_unwind(AssertUnwindSafe(|| cache.get_or_compute("b", |_| Ok::<u32, &str>(value)))).is_err()
        })
    });
    assert_eq!(requests, [true, true], "whether the panic of the policy reached two requests of b");
    assert_eq!(cache.get("a"), Some(1), "result of a, which the policy did not choose");
    assert_eq!(cache.get("b"), None, "result of b, which could not be stored");
    policy.choose(Some(slot));
    let again = cache.clone();
    let result = run_with_timeout("a request blocked after the policy had panicked", move || {
        again.get_or_compute("b", |_| Ok::<_, &str>(4))
    });
    assert_eq!(result, Ok(4), "result of b when the policy chooses the slot of a");
    assert_eq!(
        cache.stats(),
        Stats { hits: 1, misses: 4, evictions: 1, expirations: 0 },
        "statistics: b missed 4 times"
    );
    cache.put("c", 5);
    assert_eq!(cache.get("c"), Some(5), "result of c, which was put after the policy had panicked");
}

type Panicking = SharedQueryCache<u32, SharedClock, PanickingPolicy>;

/// Rules: 7.9
#[rstest]
#[case::get("get of new", 5, 1, |cache: &Panicking| { cache.get("new"); }, &[2])]
#[case::get_expired("get of the expired old", 12, 1, |cache: &Panicking| { cache.get("old"); }, &[2])]
#[case::put_known("put of new", 5, 1, |cache: &Panicking| cache.put("new", 3), &[2, 3])]
#[case::put_evicts("put of x", 5, 1, |cache: &Panicking| cache.put("x", 3), &[2])]
#[case::put_adds("put of x", 5, 2, |cache: &Panicking| cache.put("x", 3), &[2])]
#[case::put_expired("put of the expired old", 12, 1, |cache: &Panicking| cache.put("old", 3), &[2])]
#[case::put_expired_adds("put of the expired old", 12, 2, |cache: &Panicking| cache.put("old", 3), &[2])]
#[case::compute_known("get_or_compute of new", 5, 1, |cache: &Panicking| { let _ = cache.get_or_compute("new", |_| Err(())); }, &[2])]
#[case::compute_evicts("get_or_compute of x", 5, 1, |cache: &Panicking| { let _ = cache.get_or_compute("x", |_| Ok::<_, ()>(3)); }, &[2])]
#[case::compute_adds("get_or_compute of x", 5, 2, |cache: &Panicking| { let _ = cache.get_or_compute("x", |_| Ok::<_, ()>(3)); }, &[2])]
#[case::compute_expired("get_or_compute of the expired old", 12, 1, |cache: &Panicking| { let _ = cache.get_or_compute("old", |_| Ok::<_, ()>(3)); }, &[2])]
fn panic_of_the_policy_loses_no_other_result(
    #[case] what: &'static str,
    #[case] now: u64,
    #[case] notification: usize,
    #[case] operation: fn(&Panicking),
    #[case] values_of_new: &[u32],
    #[values(false, true)] policy_notes_first: bool,
) {
    let (clock, (policy, panics_at)) = (SharedClock::default(), PanickingPolicy::new(policy_notes_first));
    let query_cache = QueryCache::with_clock_and_policy(config(2, 10), Arc::clone(&clock), policy);
    let cache = SharedQueryCache::new(query_cache);
    cache.put("old", 1);
    clock.set(5);
    cache.put("new", 2);
    clock.set(now);
    panics_at.store(notification, Ordering::SeqCst);
    let panicking = cache.clone();
    let what_blocked = format!("{what} blocked, although no computation was running");
    let panicked =
        run_with_timeout(&what_blocked, move || catch_unwind(AssertUnwindSafe(|| operation(&panicking))).is_err());
    assert!(panicked, "{what} must panic, since notification {notification} of its policy does");
    let noted = if policy_notes_first { "after" } else { "before" };
    let after = format!("after the policy panicked at notification {notification} of {what}, {noted} it noted this");
    let seen = run_with_timeout(&format!("an operation blocked {after}"), move || {
        catch_unwind(AssertUnwindSafe(|| {
            let new = cache.get("new");
            let old = cache.get_or_compute("old", |_| Ok::<_, ()>(4));
            // These evictions reach every slot.
            let others = ["x", "y", "z"].map(|query| {
                cache.put(query, 5);
                cache.get(query)
            });
            (new, old, others)
        }))
    });
    let (new, old, others) = seen.unwrap_or_else(|_| panic!("get, put or get_or_compute panicked {after}"));
    assert!(new.is_some_and(|value| values_of_new.contains(&value)), "result of new is {new:?} {after}");
    assert!(matches!(old, Ok(1 | 3 | 4)), "result of old, computed if it is unknown, is {old:?} {after}");
    assert_eq!(others, [Some(5); 3], "results of x, y and z, each requested after a put, {after}");
}

/// Rules: 7.10
#[test]
fn ended_computations_keep_no_value() {
    let drops = Drops::new();
    let query_cache = QueryCache::with_clock(config(2, u64::MAX), SharedClock::default());
    let cache = SharedQueryCache::new(query_cache);
    for n in 0..20 {
        let result = cache.get_or_compute(&format!("query {n}"), |_| Ok::<_, &str>(drops.track(n)));
        assert_eq!(result.map(|value| *value.value()), Ok(n), "computed result");
    }
    assert_eq!(drops.alive(), 2, "live values after 20 computations in a cache of two results");
}

/// Rules: 7.10
#[test]
fn waiting_threads_keep_no_value() {
    let drops = Drops::new();
    let clock = SharedClock::default();
    let cache = SharedQueryCache::new(QueryCache::with_clock(config(2, 10), Arc::clone(&clock)));
    let (release, released) = mpsc::channel();
    let (started, computing) = mpsc::channel();
    let (first, tracked) = (cache.clone(), drops.clone());
    let first = thread::spawn(move || {
        let compute = |_: &str| {
            started.send(()).ok();
            wait_for_release(&released).ok();
            Ok::<_, &str>(tracked.track(1))
        };
        first.get_or_compute("query", compute).map(drop)
    });
    receive(&computing).expect("an unknown query is computed");
    // The other thread removes this result, which has expired, when it joins the computation.
    cache.put("query", drops.track(0));
    clock.advance(11);
    let second = cache.clone();
    let second = thread::spawn(move || second.get_or_compute("query", |_| Err("the second thread computes")).map(drop));
    wait_for_expirations(|| cache.stats(), 1);
    release.send(()).ok();
    let answers =
        run_with_timeout("a thread is blocked after the computation", || [first, second].map(thread::JoinHandle::join));
    assert!(answers.iter().all(|answer| matches!(answer, Ok(Ok(())))), "results of both threads: {answers:?}");
    cache.put("query", drops.track(2));
    assert_eq!(drops.alive(), 1, "live values after a put replaced the result for which a thread had waited");
}

/// Rules: 7.10
#[test]
fn memory_does_not_grow_with_the_number_of_computations() {
    let (cache, _clock) = shared_with(2, 10);
    let memory = testkit::count_allocations(|| {
        for n in 0..1_000 {
            let outcome = [Some(Ok(n)), Some(Err("no")), None][n as usize % 3];
            let compute = |_: &str| outcome.unwrap_or_else(panic_on_purpose);
            let request = || cache.get_or_compute(&format!("query {n}"), compute);
            let given = catch_unwind(AssertUnwindSafe(request)).ok();
            assert_eq!(given, outcome, "outcome of query {n}, which is none if its closure panicked");
        }
    });
    let bytes = memory.bytes_max;
    assert!(bytes <= 16_384, "1,000 computations in a cache of two results took {bytes} bytes of memory");
}
