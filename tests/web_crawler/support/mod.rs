//! Helpers that the stages share.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod graph;
mod web;

use web_crawler::{
    Address, BreadthFirst, Clock, Crawler, Document, Fetcher, Fraction, Parts, Politeness, Priority, Settings,
    Shingles, Signature, Step,
};

pub use graph::{Budgets, Graph, Node, any_budgets, any_graph, naive_crawl};
pub use web::{ManualClock, Web, gone, unavailable};

/// The most steps of a crawl in a test.
const MOST_STEPS: usize = 400;

#[track_caller]
pub fn address(text: &str) -> Address {
    match text.parse() {
        Ok(address) => address,
        Err(error) => panic!("{text} is an address, but was rejected: {error}"),
    }
}

/// Creates a document without title and links.
pub fn document(text: &str) -> Document {
    Document { text: text.to_owned(), ..Document::default() }
}

#[track_caller]
pub fn fraction(numerator: u64, denominator: u64) -> Fraction {
    Fraction { numerator, denominator: denominator.try_into().expect("a denominator of at least 1") }
}

/// Settings of a polite crawler that is called `Kata`.
pub fn polite(delay: u64, backoff: u64, retries: u32) -> Settings {
    let politeness = Politeness { agent: "Kata".to_owned(), delay, backoff, retries };
    Settings { politeness: Some(politeness), ..Settings::default() }
}

/// A crawler of the suite's web.
pub type WebCrawler<S = Shingles, P = BreadthFirst> = Crawler<Web, ManualClock, S, P>;

pub fn crawler(web: &Web, settings: Settings, seeds: &[&str]) -> WebCrawler {
    crawler_with(web, Shingles, BreadthFirst, settings, seeds)
}

pub fn crawler_with<S: Signature, P: Priority>(
    web: &Web,
    signature: S,
    priority: P,
    settings: Settings,
    seeds: &[&str],
) -> WebCrawler<S, P> {
    let parts = Parts { fetcher: web.clone(), clock: web.clock.clone(), signature, priority };
    let mut crawler = Crawler::new(parts, settings);
    for seed in seeds {
        crawler.seed(address(seed));
    }
    crawler
}

/// Makes a step, and describes it in a line.
pub fn step<F: Fetcher, C: Clock, S: Signature, P: Priority>(crawler: &mut Crawler<F, C, S, P>) -> String {
    match crawler.step() {
        Step::Expanded(address) => format!("expanded {address}"),
        Step::Redirected(address) => format!("redirected {address}"),
        Step::Failed { address, error } => format!("failed {address}: {error:?}"),
        Step::NearCopy { address, original } => format!("copy {address} of {original}"),
        Step::Robots(address) => format!("robots {address}"),
        Step::Disallowed(address) => format!("disallowed {address}"),
        Step::Postponed(address) => format!("postponed {address}"),
        Step::Revisited { address, changed: true } => format!("changed {address}"),
        Step::Revisited { address, changed: false } => format!("same {address}"),
        Step::Waiting => "waiting".to_owned(),
        Step::Done => "done".to_owned(),
    }
}

/// Makes steps until there is nothing to do at this time, and describes them. The last one is "waiting" or "done".
#[track_caller]
pub fn steps<F: Fetcher, C: Clock, S: Signature, P: Priority>(crawler: &mut Crawler<F, C, S, P>) -> Vec<String> {
    let mut all = Vec::new();
    while all.len() < MOST_STEPS {
        let step = step(crawler);
        let is_last = step == "waiting" || step == "done";
        all.push(step);
        if is_last {
            return all;
        }
    }
    panic!("the crawl did not end after {MOST_STEPS} steps: {:?} …", &all[..8]);
}

/// Makes steps until the crawl is done, and sets the clock to the next due time when the crawler waits. Leaves out "waiting".
#[track_caller]
pub fn steps_with_waits<S: Signature, P: Priority>(web: &Web, crawler: &mut WebCrawler<S, P>) -> Vec<String> {
    let mut all = Vec::new();
    for _ in 0..MOST_STEPS {
        all.append(&mut steps(crawler));
        if all.last().is_some_and(|last| last == "done") {
            return all;
        }
        all.pop();
        let due = crawler.next_due().expect("a due time while the crawler waits");
        assert!(due.0 > web.clock.get(), "a step at {} returned Waiting, but {due:?} is due", web.clock.get());
        web.clock.set(due.0);
    }
    panic!("the crawl did not end: {:?} …", &all[..8.min(all.len())]);
}
