//! # Jobs
//!
//! The log of a year does not fit on one machine, but a ranking of it needs no window: map each sale to its product and weight,
//! add the weights of each product, and sort. Each step is an object, so the same job runner computes anything else that can be
//! combined.
//!
//! Write `Job::run` and `rank_by_jobs` in `src/job.rs`. The result must not depend on who did what first, because threads don't
//! have an order.
//!
//! Look up: `std::thread::scope`.
//!
//! Time box: 20 minutes.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use rstest::rstest;
use sales_rank::{Combine, Job, Map, ProductId, Reduce, Sale, Units, rank_by_jobs};

use super::support::{
    BOOKS, EDGES, NOW, TOYS, any_sales, at, book, is_in_week, naive_ranking, sale, short, sixty_books,
};

fn threads(count: usize) -> NonZero<usize> {
    NonZero::new(count).expect("at least one thread")
}

/// Counts words by their first letter, and its own calls. Panics at the word "panic".
#[derive(Debug, Default)]
struct Words {
    maps: AtomicUsize,
    reduces: AtomicUsize,
}

impl Map for &Words {
    type Record = &'static str;
    type Key = char;
    type Value = Vec<&'static str>;

    fn map(&self, line: &&'static str, emit: &mut dyn FnMut(char, Vec<&'static str>)) {
        self.maps.fetch_add(1, Ordering::Relaxed);
        for word in line.split_whitespace() {
            assert_ne!(word, "panic", "a word that makes the job panic");
            emit(word.chars().next().expect("a letter"), vec![word]);
        }
    }
}

/// Merges sorted lists, which is the same in any grouping and order.
struct Merge;

impl Combine<Vec<&'static str>> for Merge {
    fn combine(&self, a: Vec<&'static str>, b: Vec<&'static str>) -> Vec<&'static str> {
        let mut all = [a, b].concat();
        all.sort_unstable();
        all
    }
}

impl Reduce<char, Vec<&'static str>> for &Words {
    type Output = String;

    fn reduce(&self, letter: char, words: Vec<&'static str>) -> String {
        self.reduces.fetch_add(1, Ordering::Relaxed);
        format!("{letter}: {}", words.join(" "))
    }
}

/// Runs a job over lines, and returns its outputs with the numbers of calls to `map` and `reduce`.
fn run(parts: &[Vec<&'static str>], count: usize) -> (Vec<String>, [usize; 2]) {
    let words = Words::default();
    let job = Job { map: &words, combine: Merge, reduce: &words };
    let outputs = job.run(parts, threads(count));
    (outputs, [&words.maps, &words.reduces].map(|calls| calls.load(Ordering::Relaxed)))
}

const OUTPUTS: [&str; 3] = ["a: ann ape", "b: bee bob bob", "c: cat"];

/// Rules: 6.1, 6.3
#[test]
fn outputs_come_in_ascending_order_of_keys() {
    let (outputs, calls) = run(&[vec!["bob ann", "cat", "bee bob", "", "ape"]], 1);
    assert_eq!(outputs, OUTPUTS, "outputs for the words of five lines");
    assert_eq!(calls, [5, 3], "calls of map for five lines, and of reduce for three letters");
}

/// A step of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Map,
    Combine,
    Reduce,
}

/// Adds numbers, all with the same key. Panics in one step.
#[derive(Debug)]
struct Add {
    panics: Option<Step>,
    threads: usize,
    maps: AtomicUsize,
}

impl Add {
    fn enter(&self, step: Step) {
        assert_ne!(Some(step), self.panics, "a step that makes the job panic");
    }
}

impl Map for &Add {
    type Record = u32;
    type Key = ();
    type Value = u32;

    /// Lets each other thread begin with another record before it emits a pair, but does not rely on one.
    fn map(&self, record: &u32, emit: &mut dyn FnMut((), u32)) {
        self.enter(Step::Map);
        self.maps.fetch_add(1, Ordering::Relaxed);
        for _ in 0..100 {
            if self.maps.load(Ordering::Relaxed) >= self.threads {
                break;
            }
            (0..2_000).for_each(|_| std::hint::spin_loop());
            std::thread::yield_now();
        }
        emit((), *record);
    }
}

impl Combine<u32> for &Add {
    fn combine(&self, a: u32, b: u32) -> u32 {
        self.enter(Step::Combine);
        a + b
    }
}

impl Reduce<(), u32> for &Add {
    type Output = u32;

    fn reduce(&self, (): (), sum: u32) -> u32 {
        self.enter(Step::Reduce);
        sum
    }
}

/// Adds 1, 2, 4 and so on, each of which is in a part of its own.
fn add_parts(panics: Option<Step>, parts: u32, count: usize) -> Vec<u32> {
    let add = Add { panics, threads: count, maps: AtomicUsize::new(0) };
    let parts: Vec<_> = (0..parts).map(|part| vec![1 << part]).collect();
    Job { map: &add, combine: &add, reduce: &add }.run(&parts, threads(count))
}

/// Adds 1 and 2, which are in different parts.
fn add(panics: Option<Step>, count: usize) -> Vec<u32> {
    add_parts(panics, 2, count)
}

/// Rules: 6.2
#[test]
fn values_of_different_threads_are_combined() {
    assert_eq!(add(None, 1), [3], "sum of 1 and 2 in different parts, on one thread");
    assert_eq!(add(None, 2), [3], "sum of 1 and 2 in different parts, on two threads");
    for count in 3..=8 {
        let sum = add_parts(None, 8, count);
        assert_eq!(sum, [255], "sum of 1, 2, 4, 8, 16, 32, 64 and 128 in different parts, on {count} threads");
    }
}

/// Rules: 6.2, 6.3
#[test]
fn the_partition_and_the_threads_do_not_matter() {
    let one = [&["bob ann", "cat", "bee bob", "ape"][..]];
    let each = [&["bob ann"][..], &["cat"], &["bee bob"], &["ape"]];
    let turned = [&["ape", "bee bob"][..], &[], &["cat"], &["bob ann"]];
    for parts in [&one[..], &each, &turned] {
        let parts: Vec<Vec<&'static str>> = parts.iter().map(|part| part.to_vec()).collect();
        for count in [1, 2, 3, 8, usize::MAX] {
            let (outputs, calls) = run(&parts, count);
            assert_eq!(outputs, OUTPUTS, "outputs on {count} threads for {parts:?}");
            assert_eq!(
                calls,
                [4, 3],
                "calls of map for four lines, and of reduce for three letters, on {count} threads"
            );
        }
    }
}

/// Counts the calls that run at the same time.
#[derive(Debug)]
struct Busy {
    limit: usize,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Busy {
    /// Waits for a while, so that calls of other threads can begin.
    fn call(&self) {
        self.most.fetch_max(1 + self.now.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        for _ in 0..20 {
            if self.most.load(Ordering::Relaxed) > self.limit {
                break;
            }
            (0..500).for_each(|_| std::hint::spin_loop());
            std::thread::yield_now();
        }
        self.now.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Map for &Busy {
    type Record = u32;
    type Key = u32;
    type Value = u32;

    fn map(&self, record: &u32, emit: &mut dyn FnMut(u32, u32)) {
        self.call();
        emit(*record, 1);
    }
}

impl Combine<u32> for &Busy {
    fn combine(&self, a: u32, b: u32) -> u32 {
        self.call();
        a + b
    }
}

impl Reduce<u32, u32> for &Busy {
    type Output = u32;

    fn reduce(&self, _: u32, count: u32) -> u32 {
        self.call();
        count
    }
}

/// Rules: 6.2
#[rstest]
fn a_job_runs_on_no_more_threads_than_it_may(#[values(1, 2, 3, 4)] limit: usize) {
    let busy = Busy { limit, now: AtomicUsize::new(0), most: AtomicUsize::new(0) };
    // Neither the seven parts nor the fourteen records can be divided by 4 without a remainder.
    let parts: Vec<Vec<u32>> = (0..7).map(|part| vec![part, part % 3]).collect();
    let outputs = Job { map: &busy, combine: &busy, reduce: &busy }.run(&parts, threads(limit));
    assert_eq!(outputs, [4, 3, 3, 1, 1, 1, 1], "how often the numbers 0 to 6 occur in the records");
    let most = busy.most.load(Ordering::Relaxed);
    assert!(most <= limit, "{most} calls of the job's objects at the same time, and not at most {limit}");
}

/// Rules: 6.1, 6.2
#[test]
fn a_job_without_records_has_no_outputs() {
    for parts in [vec![], vec![vec![]], vec![vec![], vec![]]] {
        assert_eq!(run(&parts, 2), (vec![], [0, 0]), "outputs and calls without records: {parts:?}");
    }
}

/// Rules: 6.4
#[test]
fn a_panic_reaches_the_caller_after_all_threads_have_ended() {
    let words = Words::default();
    let parts: Vec<Vec<&'static str>> = (0..40).map(|part| vec![if part == 3 { "panic" } else { "bob" }]).collect();
    let result =
        catch_unwind(AssertUnwindSafe(|| Job { map: &words, combine: Merge, reduce: &words }.run(&parts, threads(4))));
    assert!(result.is_err(), "a job whose map panics returned {result:?}");
    let after = words.maps.load(Ordering::Relaxed);
    assert!(after > 0, "no call of map before the panic");
    std::thread::yield_now();
    assert_eq!(words.maps.load(Ordering::Relaxed), after, "calls of map right after the panic, and later");
    assert_eq!(words.reduces.load(Ordering::Relaxed), 0, "calls of reduce of a job that panicked");
}

/// Rules: 6.4
#[rstest]
fn a_panic_in_any_step_reaches_the_caller(
    #[values(Step::Map, Step::Combine, Step::Reduce)] step: Step,
    #[values(1, 2)] count: usize,
) {
    assert_eq!(add(None, count), [3], "sum of 1 and 2 if no step panics (threads: {count})");
    let result = catch_unwind(|| add(Some(step), count));
    assert!(result.is_err(), "a job whose step {step:?} panics returned {result:?} (threads: {count})");
}

/// Rules: 6.5
#[test]
fn jobs_rank_each_category() {
    let toys = sale(NOW, ProductId(1), TOYS, 7);
    let parts = [
        vec![book(NOW, 2, 1), toys],
        vec![book(NOW + 1, 9, 1)],
        vec![book(0, 9, 1), book(NOW, 2, 3), book(NOW - 1, 5, 4)],
    ];
    let ranked = rank_by_jobs(&parts, at(NOW), &Units, threads(2));
    let ranked: Vec<_> = ranked.into_iter().map(|(category, ranking)| (category, short(ranking))).collect();
    let expected = [(BOOKS, vec![(1, 2, 4), (1, 5, 4)]), (TOYS, vec![(1, 1, 7)])];
    assert_eq!(ranked, expected, "rankings of books and toys");
    let many = sixty_books();
    let expected = short(naive_ranking(&many, NOW, BOOKS, |sale| sale.quantity.get().into()));
    let ranked = rank_by_jobs(&[many], at(NOW), &Units, threads(1)).pop_first().map(|(_, ranking)| short(ranking));
    assert_eq!(ranked, Some(expected), "ranking of 60 products with three sums");
    let none = rank_by_jobs(&[vec![book(0, 9, 1)]], at(NOW), &Units, threads(1));
    assert_eq!(none.len(), 0, "number of categories when the only sale is too old");
}

/// Rules: 0.2, 6.5
#[test]
fn jobs_have_the_week_of_any_time() {
    for (now, sale) in EDGES.iter().flat_map(|&now| EDGES.map(|time| (now, book(time, 5, 2)))) {
        let expected = usize::from(is_in_week(&sale, now));
        let (time, parts) = (sale.at.0, [vec![sale]]);
        let ranked = rank_by_jobs(&parts, at(now), &Units, threads(1));
        assert_eq!(ranked.len(), expected, "number of categories at {now} with a sale at {time}");
    }
}

/// Rules: 6.2, 6.5
#[test]
fn law_jobs_agree_with_sorting_everything() {
    let cases = (any_sales(), 1..4usize, proptest::collection::vec(0..4usize, 24));
    testkit::law(cases, |(sales, count, places)| {
        let mut parts: Vec<Vec<Sale>> = vec![Vec::new(); 4];
        for (sale, place) in sales.iter().zip(places) {
            parts[place].push(sale.clone());
        }
        let ranked = rank_by_jobs(&parts, at(NOW), &Units, threads(count));
        for category in [BOOKS, TOYS] {
            let expected = naive_ranking(&sales, NOW, category, |sale| sale.quantity.get().into());
            let ranking = ranked.get(&category).cloned().unwrap_or_default();
            assert_eq!(ranking, expected, "ranking of {category:?} by jobs on {count} threads");
        }
    });
}
