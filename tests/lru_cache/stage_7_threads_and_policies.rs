//! # Many threads, other policies
//!
//! Two changes that a good design takes without rewriting what is there.
//!
//! **A policy of one's own.** Which entry leaves becomes the business of an `EvictionPolicy`. It knows entries by slots,
//! small numbers, and is told what happens to them; it names the next to leave. Write `LeastRecent` and `FirstIn`, and make
//! the cache ask. This suite brings policies of its own, and one that checks what it is told against the contract in the
//! trait's documentation. A policy that names no entry is a bug: the operation panics before anything has changed.
//!
//! **A cache for many threads.** `SharedQueryCache` is a handle; its clones are the same cache. Threads that miss one query
//! at the same time compute it once: the first computes, the others wait, and what they get counts as hits, even if the
//! result has left the cache by then. To find nothing and to join the computation is one step. If the computation fails or
//! panics, one of those that wait computes in its turn.
//!
//! No lock is held while a closure runs. A closure may use the cache itself, as long as it asks for other queries.
//! `get` and `put` never wait for a computation.
//!
//! Look up: `Mutex`, `Condvar`, `PoisonError::into_inner`; a guard whose `Drop` runs also when a closure panics; why
//! `#[derive(Clone)]` on a handle asks for too much.
//!
//! Time box: 60 minutes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::RandomState;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use lru_cache::{
    Cache, Displaced, EvictionPolicy, FirstIn, QueryCache, QueryCacheConfig, SharedQueryCache, Stats, WordOrder,
};
use rstest::rstest;

use super::support::{
    Discipline, ManualClock, Model, Script, assert_same_entries, capacity, ops_to_stage_4, script, step,
};

// Policies.

fn with_policy<K: std::hash::Hash + Eq, V, P: EvictionPolicy>(room: usize, policy: P) -> Cache<K, V, P> {
    Cache::with_policy_and_hasher(capacity(room), policy, RandomState::new())
}

/// Gives up the entry that was used last.
#[derive(Debug, Default)]
struct MostRecent(Vec<usize>);

impl EvictionPolicy for MostRecent {
    fn inserted(&mut self, slot: usize) {
        self.0.push(slot);
    }

    fn used(&mut self, slot: usize) {
        self.removed(slot);
        self.inserted(slot);
    }

    fn removed(&mut self, slot: usize) {
        self.0.retain(|&other| other != slot);
    }

    fn victim(&self) -> Option<usize> {
        self.0.last().copied()
    }
}

/// Gives up the entry that was used least often; of several, the one that came first.
#[derive(Debug, Default)]
struct LeastFrequent {
    arrivals: u64,
    /// Uses and arrival by slot.
    slots: BTreeMap<usize, (u64, u64)>,
}

impl EvictionPolicy for LeastFrequent {
    fn inserted(&mut self, slot: usize) {
        self.arrivals += 1;
        self.slots.insert(slot, (0, self.arrivals));
    }

    fn used(&mut self, slot: usize) {
        self.slots.get_mut(&slot).expect("a slot that is used was inserted").0 += 1;
    }

    fn removed(&mut self, slot: usize) {
        self.slots.remove(&slot);
    }

    fn victim(&self) -> Option<usize> {
        self.slots.iter().min_by_key(|(_, rank)| **rank).map(|(&slot, _)| slot)
    }
}

#[test]
fn first_in_is_first_out_whatever_is_used() {
    let mut cache = with_policy(3, FirstIn::default());
    for (name, value) in [("a", 1), ("b", 2), ("c", 3)] {
        cache.put(name, value);
    }
    assert_eq!(cache.get("a"), Some(&1), "the value of a");
    assert_eq!(cache.put("a", 10), Displaced::Value(1), "an update of a");
    assert_eq!(cache.put("d", 4), Displaced::Entry("a", 10), "a came first and leaves first, used or not");
    assert_eq!(cache.put("a", 11), Displaced::Entry("b", 2), "b came next; a comes again");
    assert_eq!(cache.evict(), Some(("c", 3)), "c came before d, and d before the new a");
}

#[test]
fn a_policy_may_count_uses() {
    let mut cache = with_policy(3, LeastFrequent::default());
    for name in ["a", "b", "c", "b", "b", "c"] {
        cache.put(name, 0);
    }
    cache.get("a");
    cache.get("a");
    cache.get("a");
    cache.peek("c");
    assert_eq!(cache.put("d", 0), Displaced::Entry("c", 0), "uses: a 3, b 2, c 1; a peek is none");
    assert_eq!(cache.put("e", 0), Displaced::Entry("d", 0), "uses: a 3, b 2, d 0");
    cache.remove("a");
    cache.put("f", 0);
    assert_eq!(cache.evict(), Some(("e", 0)), "uses: b 2, e 0, f 0, of which e came first");
    assert_eq!(cache.evict(), Some(("f", 0)), "uses: b 2, f 0, even if f has the place of a, which had 3");
}

/// Tries a law of stage 4 on a cache with a policy.
fn assert_law<P: EvictionPolicy>(policy: fn() -> P, discipline: Discipline) {
    testkit::law(script(ops_to_stage_4()), move |Script { room, ops }| {
        let mut cache = with_policy(room, policy());
        let mut model = Model::new(room, discipline);
        for op in ops {
            step(&mut cache, &mut model, &op);
            assert_same_entries(&cache, &model, &op);
        }
        while let Some(entry) = model.entries.pop() {
            assert_eq!(cache.evict(), Some(entry), "the next to leave in the end");
        }
    });
}

#[test]
fn law_first_in_evicts_in_the_order_of_arrival() {
    assert_law(FirstIn::default, Discipline::FirstIn);
}

#[test]
fn law_a_foreign_policy_works_as_well() {
    assert_law(MostRecent::default, Discipline::MostRecent);
}

/// What a policy was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Inserted(usize),
    Used(usize),
    Removed(usize),
}

/// Gives up the entry that came first, and writes down what it is told.
#[derive(Default)]
struct Witness {
    slots: Vec<usize>,
    told: Rc<RefCell<Vec<Told>>>,
}

impl EvictionPolicy for Witness {
    fn inserted(&mut self, slot: usize) {
        assert!(!self.slots.contains(&slot), "inserted({slot}): another entry has this slot");
        self.slots.push(slot);
        self.told.borrow_mut().push(Told::Inserted(slot));
    }

    fn used(&mut self, slot: usize) {
        assert!(self.slots.contains(&slot), "used({slot}): no entry has this slot");
        self.told.borrow_mut().push(Told::Used(slot));
    }

    fn removed(&mut self, slot: usize) {
        assert!(self.slots.contains(&slot), "removed({slot}): no entry has this slot");
        self.slots.retain(|&other| other != slot);
        self.told.borrow_mut().push(Told::Removed(slot));
    }

    fn victim(&self) -> Option<usize> {
        self.slots.first().copied()
    }
}

type Watched = Cache<&'static str, u32, Witness>;

/// A full cache of a, b and c, what its policy is told from now on, and their slots.
fn watched() -> (Watched, Rc<RefCell<Vec<Told>>>, [usize; 3]) {
    let policy = Witness::default();
    let told = Rc::clone(&policy.told);
    let mut cache = with_policy(3, policy);
    for (name, value) in [("a", 1), ("b", 2), ("c", 3)] {
        cache.put(name, value);
    }
    let slots = match told.take()[..] {
        [Told::Inserted(a), Told::Inserted(b), Told::Inserted(c)] => [a, b, c],
        ref other => panic!("three puts of new keys are three times inserted, not {other:?}"),
    };
    (cache, told, slots)
}

#[rstest]
#[case::get("get", |cache: &mut Watched| { cache.get("b"); }, |b| vec![Told::Used(b)])]
#[case::get_mut("get_mut", |cache: &mut Watched| { cache.get_mut("b"); }, |b| vec![Told::Used(b)])]
#[case::an_update("an update", |cache: &mut Watched| { cache.put("b", 9); }, |b| vec![Told::Used(b)])]
#[case::remove("remove", |cache: &mut Watched| { cache.remove("b"); }, |b| vec![Told::Removed(b)])]
#[case::retain("retain", |cache: &mut Watched| cache.retain(|name, _| *name != "b"), |b| vec![Told::Removed(b)])]
#[case::peek("peek", |cache: &mut Watched| { cache.peek("b"); }, |_| vec![])]
#[case::peek_mut("peek_mut", |cache: &mut Watched| { cache.peek_mut("b"); }, |_| vec![])]
#[case::contains("contains", |cache: &mut Watched| { cache.contains("b"); }, |_| vec![])]
#[case::an_unknown_key("get of an unknown key", |cache: &mut Watched| { cache.get("x"); }, |_| vec![])]
fn a_policy_is_told_what_happens_to_an_entry(
    #[case] what: &str,
    #[case] operation: fn(&mut Watched),
    #[case] asked: fn(usize) -> Vec<Told>,
) {
    let (mut cache, told, [_, b, _]) = watched();
    operation(&mut cache);
    assert_eq!(told.take(), asked(b), "what the policy is told by {what}, where b is at slot {b}");
}

#[test]
fn an_eviction_is_told_before_the_new_entry() {
    let (mut cache, told, [a, b, c]) = watched();
    assert_eq!(cache.put("d", 4), Displaced::Entry("a", 1), "the policy names the slot of a");
    let said = told.take();
    assert!(
        matches!(said[..], [Told::Removed(removed), Told::Inserted(_)] if removed == a),
        "a put that evicts the entry at slot {a} tells removed({a}), then inserted; it told {said:?}"
    );
    assert_eq!(cache.evict(), Some(("b", 2)), "the policy names the slot of b");
    assert_eq!(told.take(), [Told::Removed(b)], "what the policy is told by evict");
    assert_eq!(cache.resize(capacity(1)), [("c", 3)], "the policy names the slot of c");
    assert_eq!(told.take(), [Told::Removed(c)], "what the policy is told by a resize that evicts one entry");
}

#[test]
fn a_clear_tells_the_policy_of_each_entry() {
    let (mut cache, told, mut slots) = watched();
    cache.clear();
    let mut removed: Vec<_> = told.take();
    removed.sort_unstable_by_key(|told| format!("{told:?}"));
    slots.sort_unstable();
    assert_eq!(removed, slots.map(Told::Removed), "what the policy is told by a clear, in any order");
}

#[test]
fn law_slots_are_small() {
    testkit::law(script(ops_to_stage_4()), |Script { room, ops }| {
        let policy = Witness::default();
        let told = Rc::clone(&policy.told);
        let mut cache = with_policy(room, policy);
        let mut model = Model::new(room, Discipline::FirstIn);
        let mut most = 0;
        for op in ops {
            step(&mut cache, &mut model, &op);
            most = most.max(cache.len());
            for told in told.take() {
                if let Told::Inserted(slot) = told {
                    assert!(slot < most, "slot {slot}, where there were never more than {most} entries, after {op:?}");
                }
            }
        }
    });
}

/// Names whatever it is told to.
#[derive(Default)]
struct Stubborn(Rc<RefCell<Option<usize>>>);

impl EvictionPolicy for Stubborn {
    fn inserted(&mut self, _slot: usize) {}

    fn used(&mut self, _slot: usize) {}

    fn removed(&mut self, _slot: usize) {}

    fn victim(&self) -> Option<usize> {
        *self.0.borrow()
    }
}

#[rstest]
#[case::put(|cache: &mut Cache<u32, u32, Stubborn>| { cache.put(9, 90); })]
#[case::evict(|cache: &mut Cache<u32, u32, Stubborn>| { cache.evict(); })]
#[case::resize(|cache: &mut Cache<u32, u32, Stubborn>| drop(cache.resize(capacity(2))))]
fn a_policy_that_names_no_entry_is_a_panic_that_changes_nothing(
    #[case] operation: fn(&mut Cache<u32, u32, Stubborn>),
    #[values(None, Some(3), Some(usize::MAX))] named: Option<usize>,
) {
    let policy = Stubborn::default();
    let name = Rc::clone(&policy.0);
    let mut cache = with_policy(3, policy);
    for key in 0..3 {
        cache.put(key, key * 10);
    }
    name.replace(named);
    let outcome = catch_unwind(AssertUnwindSafe(|| operation(&mut cache)));
    assert!(outcome.is_err(), "a policy that names {named:?} must be noticed: no entry is there");
    let values: Vec<_> = (0..3).map(|key| cache.peek(&key).copied()).collect();
    assert_eq!(values, [Some(0), Some(10), Some(20)], "the entries after the policy named {named:?}");
    assert_eq!(cache.len(), 3, "the number of entries after the policy named {named:?}");
    assert_eq!(cache.capacity(), capacity(3), "the capacity after the policy named {named:?}");
}

#[test]
fn a_resize_that_cannot_go_on_keeps_its_capacity() {
    let policy = Stubborn::default();
    let name = Rc::clone(&policy.0);
    let mut cache = with_policy(3, policy);
    for key in 0..3 {
        cache.put(key, key * 10);
    }
    name.replace(Some(1));
    let outcome = catch_unwind(AssertUnwindSafe(|| cache.resize(capacity(1))));
    assert!(outcome.is_err(), "a policy that names slot 1 again, whose entry has just left, must be noticed");
    assert_eq!(cache.len(), 2, "the number of entries: one has left");
    let left = (0..3).filter(|key| cache.peek(key) == Some(&(key * 10))).count();
    assert_eq!(left, 2, "how many of three entries are found with their values");
    assert_eq!(cache.capacity(), capacity(3), "the capacity, since the cache was not made smaller");
}

#[test]
fn a_query_cache_takes_any_policy() {
    let clock = ManualClock::default();
    let mut cache = QueryCache::with_clock_and_policy(config(2, 10), &clock, FirstIn::default());
    cache.put("a", 1);
    cache.put("b", 2);
    assert_eq!(cache.get("a"), Some(&1), "a is known");
    cache.put("c", 3);
    assert_eq!(cache.get("a"), None, "a came first, so it left for c, used or not");
    clock.set(10);
    cache.put("b", 4);
    cache.put("d", 5);
    assert_eq!(cache.get("b"), Some(&4), "b had expired, so what was put is a new entry, and c came before it");
    assert_eq!(cache.stats().evictions, 1, "a was evicted");
    assert_eq!(cache.stats().expirations, 2, "b and c had expired when they left");
}

// Threads.

const fn assert_send_and_sync<T: Send + Sync + Clone>() {}

/// A compile error here says what cannot be shared.
const _: () = assert_send_and_sync::<SharedQueryCache<String, ManualClockOfMany>>();

type ManualClockOfMany = Arc<ManualClock>;

/// Results need not be shared between threads, only sent.
type Shared = SharedQueryCache<u32, ManualClockOfMany>;

/// How long something may take that takes no time unless somebody is blocked. It decides only how soon a test that
/// would wait forever says so.
const LIMIT: Duration = Duration::from_secs(3);

fn config(room: usize, time_to_live: u64) -> QueryCacheConfig {
    QueryCacheConfig {
        capacity: capacity(room),
        time_to_live: Duration::from_secs(time_to_live),
        word_order: WordOrder::Matters,
    }
}

fn shared_with(room: usize, time_to_live: u64) -> (Shared, ManualClockOfMany) {
    let clock = ManualClockOfMany::default();
    (SharedQueryCache::new(QueryCache::with_clock(config(room, time_to_live), Arc::clone(&clock))), clock)
}

/// A cache of ten results that never expire.
fn shared() -> Shared {
    shared_with(10, u64::MAX).0
}

/// What `work` returns, or its panic; if it takes too long, it was `blocked`.
fn in_time<T: Send + 'static>(blocked: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(catch_unwind(AssertUnwindSafe(work))));
    match receiver.recv_timeout(LIMIT) {
        Ok(outcome) => outcome.unwrap_or_else(|panic| resume_unwind(panic)),
        Err(_) => panic!("{blocked}"),
    }
}

const ON_PURPOSE: &str = "on purpose";

/// Ends the computation by a panic, without a message on the way.
fn panic_on_purpose() -> Result<u32, &'static str> {
    resume_unwind(Box::new(ON_PURPOSE))
}

#[test]
fn all_handles_are_one_cache() {
    let cache = shared();
    let other = cache.clone();
    cache.put("a", 1);
    assert_eq!(other.get("A "), Some(1), "what was put through one handle, through another");
    assert_eq!(other.get("b"), None, "b was never put");
    assert_eq!(cache.stats(), other.stats(), "the statistics through both handles");
    assert_eq!(cache.stats(), Stats { hits: 1, misses: 1, ..Stats::default() }, "the statistics of the only cache");
}

#[test]
fn the_rules_of_a_query_cache_hold_for_a_shared_one() {
    let (cache, clock) = shared_with(2, 10);
    in_time("an operation of the only thread waited for a computation that had ended", move || {
        let length = |query: &str| Ok::<_, &str>(query.len() as u32);
        assert_eq!(cache.get_or_compute(" A", length), Ok(1), "the length of the normalized query");
        assert_eq!(cache.get_or_compute("a", |_| Err("computed twice")), Ok(1), "a is known");
        assert_eq!(cache.get_or_compute("b", |_| Err("no")), Err("no"), "an error is returned");
        assert_eq!(cache.get_or_compute("b", |_| Ok::<_, &str>(2)), Ok(2), "an error is not stored");
        cache.put("c", 3);
        clock.set(10);
        assert_eq!(cache.get_or_compute("b", |_| Ok::<_, &str>(4)), Ok(4), "b has expired");
        assert_eq!(
            cache.stats(),
            Stats { hits: 1, misses: 4, evictions: 1, expirations: 1 },
            "hits: a; misses: a, b three times; a left for c, b expired"
        );
    });
}

#[test]
fn a_computation_may_use_the_cache_for_other_queries() {
    let cache = shared();
    cache.put("known", 1);
    let inner = cache.clone();
    let compute = move |_: &str| {
        let known = inner.get("known").ok_or("a get inside a computation found nothing")?;
        inner.put("stored", 20);
        let other = inner.get_or_compute("other", |_| Ok::<_, &str>(300))?;
        Ok::<_, &str>(known + inner.get("stored").unwrap_or(0) + other + inner.stats().evictions as u32)
    };
    let outer = cache.clone();
    let result =
        in_time("a get, put or get_or_compute of another query waited for the computation around it", move || {
            outer.get_or_compute("sum", compute)
        });
    assert_eq!(result, Ok(321), "what the computation made of three other queries");
    assert_eq!(cache.get("other"), Some(300), "what was computed inside the computation");
}

#[test]
fn a_computation_blocks_no_other_query_of_another_thread() {
    let cache = shared();
    let (begun, has_begun) = mpsc::channel();
    let (release, released) = mpsc::channel();
    let slow = cache.clone();
    let computing = thread::spawn(move || {
        slow.get_or_compute("slow", move |_| {
            begun.send(()).expect("the test waits");
            released.recv_timeout(2 * LIMIT).map_err(|_| "nobody released the computation")
        })
    });
    if has_begun.recv_timeout(LIMIT).is_err() {
        panic!("the computation of slow did not begin: {:?}", computing.join());
    }
    let others = cache.clone();
    let seen = in_time("an operation on another query waited for the computation of slow", move || {
        others.put("quick", 1);
        (others.get("quick"), others.get_or_compute("other", |_| Ok::<_, &str>(2)), others.stats().hits)
    });
    assert_eq!(seen, (Some(1), Ok(2), 1), "what other queries gave while slow was computed");
    let same = cache.clone();
    let seen = in_time("a get or put of slow waited for the computation of slow", move || {
        let before = same.get("slow");
        same.put("slow", 3);
        (before, same.get("slow"), same.get_or_compute("slow", |_| Err("slow is known")))
    });
    assert_eq!(seen, (None, Some(3), Ok(3)), "slow before and after somebody put it, while it was computed");
    release.send(7).expect("the computation waits");
    assert_eq!(computing.join().expect("the computation ends"), Ok(7), "what the computation gave");
    assert_eq!(cache.get("slow"), Some(7), "the computation ended after the put, so its result is the last");
}

/// What became of threads that asked for one query while the first of them computed it.
struct Crowd {
    /// `None` for a thread whose closure panicked.
    answers: Vec<Option<Result<u32, &'static str>>>,
    computations: usize,
    /// How many computations ran at one time, at most.
    at_once: usize,
    stats: Stats,
}

impl Crowd {
    const SIZE: usize = 5;

    fn count(&self, answer: Option<Result<u32, &'static str>>) -> usize {
        self.answers.iter().filter(|&&given| given == answer).count()
    }
}

/// What the threads of a crowd tell the test.
enum Event {
    FirstBegan,
    Answered(thread::Result<Result<u32, &'static str>>),
}

/// Lets five threads ask for one query, whose results live for `time_to_live` seconds. The `n`-th computation, counted
/// from zero, ends in `outcome(n)`; the first ends when all others have asked.
///
/// That a thread has asked can be seen from outside: it meets a result that was put and has expired, which counts. By
/// the rules, it joins the computation in the same step. So what is asserted of a crowd does not depend on who runs when.
fn crowd(time_to_live: u64, outcome: fn(usize) -> Result<u32, &'static str>) -> Crowd {
    let (cache, clock) = shared_with(10, time_to_live);
    let (events, news) = mpsc::channel();
    let (release, released) = mpsc::channel();
    let gate = Mutex::new(Some(released));
    let [computations, running, at_once] = std::array::from_fn(|_| AtomicUsize::new(0));
    let computing = Arc::new((gate, computations, running, at_once));
    let ask = || {
        let (cache, computing, events) = (cache.clone(), Arc::clone(&computing), events.clone());
        thread::spawn(move || {
            let (gate, computations, running, at_once) = &*computing;
            let compute = |_: &str| {
                at_once.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let n = computations.fetch_add(1, Ordering::SeqCst);
                let gate = gate.lock().expect("nobody panics with it").take();
                match gate {
                    Some(released) => {
                        events.send(Event::FirstBegan).ok();
                        released.recv_timeout(2 * LIMIT).ok();
                    }
                    // A chance for others to compute as well, if they are wrong to. What is asserted of those that
                    // are right holds if they do not take it.
                    None => (0..100).for_each(|_| thread::yield_now()),
                }
                running.fetch_sub(1, Ordering::SeqCst);
                outcome(n)
            };
            let answer = catch_unwind(AssertUnwindSafe(|| cache.get_or_compute("query", compute)));
            events.send(Event::Answered(answer)).ok();
        });
    };
    let next = |stuck: &str| match news.recv_timeout(LIMIT) {
        Ok(Event::Answered(Err(panic))) if panic.downcast_ref() != Some(&ON_PURPOSE) => resume_unwind(panic),
        Ok(event) => event,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => panic!("threads are stuck: {stuck}"),
    };

    ask();
    if !matches!(next("the first computation does not begin"), Event::FirstBegan) {
        panic!("a query that nobody knows was answered without a computation");
    }
    for others in 1..Crowd::SIZE {
        cache.put("query", 99);
        clock.advance(time_to_live);
        ask();
        let patience = Instant::now() + LIMIT;
        while cache.stats().expirations < others as u64 {
            assert!(Instant::now() < patience, "a thread that asks does not meet the expired result of its query");
            thread::yield_now();
        }
    }
    release.send(()).ok();
    let mut answers = Vec::new();
    while answers.len() < Crowd::SIZE {
        match next("somebody waits for a computation that has ended, or that nobody makes") {
            Event::FirstBegan => unreachable!("the gate is taken once"),
            Event::Answered(answer) => answers.push(answer.ok()),
        }
    }
    let count = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
    Crowd { answers, computations: count(&computing.1), at_once: count(&computing.3), stats: cache.stats() }
}

/// The statistics of a crowd, whose threads, but for the first, met a result that had expired.
fn stats_of_crowd(hits: u64, misses: u64) -> Stats {
    Stats { hits, misses, evictions: 0, expirations: Crowd::SIZE as u64 - 1 }
}

#[rstest]
#[case::lives_on(10)]
#[case::expires_at_once(0)]
fn threads_that_miss_one_query_compute_it_once(#[case] time_to_live: u64) {
    let crowd = crowd(time_to_live, |n| Ok(n as u32));
    assert_eq!(crowd.computations, 1, "computations of a query that five threads asked for at once");
    assert_eq!(crowd.count(Some(Ok(0))), 5, "how many of five threads were given what the only computation gave");
    assert_eq!(crowd.stats, stats_of_crowd(4, 1), "one computes, those that wait are hits");
}

#[rstest]
#[case::an_error(|n| if n == 0 { Err("no") } else { Ok(7) }, Some(Err("no")))]
#[case::a_panic(|n| if n == 0 { panic_on_purpose() } else { Ok(7) }, None)]
fn after_a_failure_one_of_those_that_wait_computes(
    #[case] outcome: fn(usize) -> Result<u32, &'static str>,
    #[case] failure: Option<Result<u32, &'static str>>,
) {
    let crowd = crowd(10, outcome);
    assert_eq!(crowd.computations, 2, "computations of a query whose first computation failed");
    assert_eq!(crowd.count(failure), 1, "how many threads met with the failure: the one whose closure failed");
    assert_eq!(crowd.count(Some(Ok(7))), 4, "how many threads were given what the second computation gave");
    assert_eq!(crowd.stats, stats_of_crowd(3, 2), "two compute, those that wait are hits");
}

#[rstest]
#[case::errors(|_| Err("no"), Some(Err("no")))]
#[case::panics(|_| panic_on_purpose(), None)]
fn if_every_computation_fails_each_thread_computes_alone(
    #[case] outcome: fn(usize) -> Result<u32, &'static str>,
    #[case] failure: Option<Result<u32, &'static str>>,
) {
    let crowd = crowd(10, outcome);
    assert_eq!(crowd.count(failure), 5, "how many of five threads met with the failure of their own closure");
    assert_eq!(crowd.computations, 5, "computations, if no thread has anything to give to another");
    assert_eq!(crowd.at_once, 1, "computations of one query that ran at the same time");
    assert_eq!(crowd.stats, stats_of_crowd(0, 5), "each computes, nobody is given anything");
}

#[test]
fn a_panic_leaves_every_operation_usable() {
    let cache = shared();
    cache.put("a", 1);
    let panicking = cache.clone();
    let outcome = thread::spawn(move || panicking.get_or_compute("b", |_| panic_on_purpose())).join();
    assert!(outcome.is_err(), "the panic of the closure comes through");
    assert_eq!(cache.get("a"), Some(1), "a, after a computation of b panicked");
    assert_eq!(cache.get("b"), None, "nothing is stored for b");
    cache.put("c", 3);
    assert_eq!(cache.clone().get("c"), Some(3), "c, which was put after the panic");
    let again = cache.clone();
    let result = in_time("b waited for a computation that had panicked", move || {
        again.get_or_compute("b", |_| Ok::<_, &str>(2))
    });
    assert_eq!(result, Ok(2), "b is computed again");
    assert_eq!(cache.stats(), Stats { hits: 2, misses: 3, ..Stats::default() }, "hits: a, c; misses: b three times");
}

#[test]
fn a_shared_cache_takes_any_policy() {
    let query_cache = QueryCache::with_clock_and_policy(config(2, 10), ManualClock::default(), MostRecent::default());
    let cache = SharedQueryCache::new(query_cache);
    cache.put("a", 1);
    cache.put("b", 2);
    assert_eq!(cache.get_or_compute("c", |_| Ok::<_, &str>(3)), Ok(3), "c is computed");
    assert_eq!(cache.get("b"), None, "b was the most recent and left for c");
    assert_eq!(cache.get("a"), Some(1), "a stayed");
}
