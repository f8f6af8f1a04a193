//! # Frontier
//!
//! The frontier decides who is next, and nothing else. It is a priority queue that remembers every address it has ever seen,
//! so the rest of the crawler can add an address as often as it likes.
//!
//! Write `Frontier` in `src/frontier.rs`. Which order must a queue have, so that equal priorities come in order of arrival?
//! And what has to change when a priority is lowered?
//!
//! Look up: `BTreeMap::first_key_value`, `std::cmp::Reverse`.
//!
//! Time box: 15 minutes.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use web_crawler::{Address, Frontier};

use super::support::address;

fn frontier(entries: &[(&str, i64)]) -> Frontier {
    let mut frontier = Frontier::new();
    for (path, priority) in entries {
        add(&mut frontier, path, *priority);
    }
    frontier
}

fn add(frontier: &mut Frontier, path: &str, priority: i64) -> bool {
    frontier.add(address(&format!("http://h/{path}")), priority)
}

fn lower(frontier: &mut Frontier, path: &str, priority: i64) {
    frontier.lower(&address(&format!("http://h/{path}")), priority);
}

/// Takes all addresses, and returns their paths with a space between two of them.
fn take_all(frontier: &mut Frontier) -> String {
    let mut paths = Vec::new();
    while let Some(address) = frontier.take() {
        assert!(paths.len() < 100, "the frontier hands out addresses again and again: {:?} …", &paths[..8]);
        paths.push(address.to_string().trim_start_matches("http://h/").to_owned());
    }
    paths.join(" ")
}

/// Rules: 2.1
#[test]
fn the_highest_priority_comes_first() {
    let mut frontier = frontier(&[("a", 0), ("b", 7), ("c", -3), ("e", i64::MIN), ("f", 2)]);
    for (path, priority) in [("g", i64::MIN + 1), ("h", i64::MAX - 1), ("d", i64::MAX)] {
        assert!(add(&mut frontier, path, priority), "adding {path}, which is new, returned false");
    }
    assert_eq!(take_all(&mut frontier), "d h b f a c g e", "order of eight priorities");
    assert_eq!(frontier.take(), None, "address taken from an empty frontier");
}

/// Rules: 2.1
#[test]
fn equal_priorities_come_in_order_of_arrival() {
    let mut frontier = frontier(&[("d", 1), ("b", 1), ("z", 2), ("a", 1), ("c", 0), ("y", 2)]);
    assert_eq!(take_all(&mut frontier), "z y d b a c", "order of addresses with equal priorities");
}

/// Rules: 2.1
#[test]
fn addresses_of_several_hosts_have_one_order() {
    let mut frontier = Frontier::new();
    for (text, priority) in [
        ("http://b/", 1),
        ("http://c/", 2),
        ("http://a/", 2),
        ("http://b/2", 2),
        ("https://a/", 1),
        ("http://a/3", 3),
        ("http://a/4", 1),
    ] {
        assert!(frontier.add(address(text), priority), "{text} is new");
    }
    let taken: Vec<String> =
        std::iter::from_fn(|| frontier.take()).take(100).map(|address| address.to_string()).collect();
    let expected = ["http://a/3", "http://c/", "http://a/", "http://b/2", "http://b/", "https://a/", "http://a/4"];
    assert_eq!(taken, expected, "order of addresses of three hosts");
}

/// Rules: 2.2
#[test]
fn a_waiting_address_keeps_its_priority_and_place() {
    let mut frontier = frontier(&[("a", 5), ("b", 5), ("c", 5)]);
    for priority in [9, 5, 1] {
        assert!(!add(&mut frontier, "b", priority), "adding b again with priority {priority} returned true");
    }
    assert!(add(&mut frontier, "d", 5), "adding d, which is new, returned false");
    assert_eq!(take_all(&mut frontier), "a b c d", "order after b was added four times");
}

/// Rules: 2.3
#[test]
fn an_address_that_was_taken_never_comes_back() {
    let mut frontier = frontier(&[("a", 1), ("b", 0)]);
    assert_eq!(frontier.take(), Some(address("http://h/a")), "first address");
    assert!(!add(&mut frontier, "a", 9), "adding an address that was taken returned true");
    lower(&mut frontier, "a", -9);
    assert_eq!(take_all(&mut frontier), "b", "addresses after the first one was taken, and added again");
    assert!(!add(&mut frontier, "b", 9), "adding an address that was taken last returned true");
    assert_eq!(take_all(&mut frontier), "", "addresses when all were taken");
}

/// Rules: 2.4
#[test]
fn lower_moves_a_waiting_address_back() {
    let mut frontier = frontier(&[("a", 5), ("b", 4), ("c", 3)]);
    lower(&mut frontier, "a", 3);
    assert_eq!(take_all(&mut frontier), "b a c", "order after a was lowered to the priority of c, which arrived later");
}

/// Rules: 2.4
#[test]
fn a_lowered_address_keeps_its_arrival() {
    let mut frontier = frontier(&[("a", 1), ("b", 2), ("c", 1)]);
    lower(&mut frontier, "b", 1);
    assert_eq!(take_all(&mut frontier), "a b c", "order after b was lowered to the priority of the others");
}

/// Rules: 2.1, 2.4
#[test]
fn lowering_changes_the_order_of_no_other_addresses() {
    let paths = ["a", "b", "c", "d", "e"];
    for first in paths {
        for second in paths {
            let mut frontier = frontier(&paths.map(|path| (path, 1)));
            lower(&mut frontier, first, 0);
            lower(&mut frontier, second, 0);
            let (lowered, rest): (Vec<&str>, Vec<&str>) =
                paths.into_iter().partition(|path| [first, second].contains(path));
            let expected = [rest, lowered].concat().join(" ");
            let taken = take_all(&mut frontier);
            assert_eq!(taken, expected, "order of five equal addresses after {first} and then {second} were lowered");
        }
    }
}

/// Rules: 0.1, 2.4
#[test]
fn an_address_can_be_lowered_often() {
    const TIMES: i64 = 1_500;
    // In a small stack, code that calls itself for each old entry of an address overflows.
    let taken = testkit::in_small_stack(|| {
        let mut frontier = frontier(&[("a", 0), ("b", -TIMES)]);
        let often = address("http://h/a");
        for priority in (-2 * TIMES..0).rev().step_by(2) {
            frontier.lower(&often, priority);
        }
        take_all(&mut frontier)
    });
    assert_eq!(taken, "b a", "order after a was lowered {TIMES} times, below the priority of b");
}

/// Rules: 2.5
#[test]
fn a_clone_has_addresses_of_its_own() {
    let mut frontier = frontier(&[("a", 3), ("b", 2), ("c", 2), ("d", 1)]);
    let mut clone = frontier.clone();
    assert_eq!(clone.take(), Some(address("http://h/a")), "first address of the clone");
    lower(&mut clone, "b", 0);
    assert!(add(&mut clone, "e", 4), "adding e to the clone, where it is new, returned false");
    lower(&mut frontier, "c", 1);
    assert!(add(&mut frontier, "e", 1), "adding e to the original, where it is new, returned false");
    assert_eq!(take_all(&mut frontier), "a b c d e", "addresses of the original, where c was lowered and e was added");
    assert_eq!(take_all(&mut clone), "e c d b", "addresses of the clone, where a was taken, b lowered and e added");
}

/// Rules: 2.4
#[test]
fn a_priority_that_is_not_lower_changes_nothing() {
    let mut frontier = frontier(&[("a", 1), ("b", 1), ("c", 2)]);
    lower(&mut frontier, "b", 1);
    lower(&mut frontier, "a", 9);
    lower(&mut frontier, "unknown", -1);
    assert_eq!(take_all(&mut frontier), "c a b", "order after lowering to the same, a higher and an unknown one");
    assert!(add(&mut frontier, "unknown", 0), "adding an address that was only lowered before returned false");
}

#[derive(Clone, Debug)]
enum Op {
    Add(usize, i64),
    Lower(usize, i64),
    Take,
    /// Puts a clone of the frontier aside.
    Clone,
    /// Exchanges the frontier for the one that was put aside.
    Exchange,
}

/// A frontier and its model, a list in order of arrival.
#[derive(Clone)]
struct Modeled {
    frontier: Frontier,
    waiting: Vec<(Address, i64)>,
    known: HashSet<Address>,
}

impl Modeled {
    fn new() -> Self {
        Self { frontier: Frontier::new(), waiting: Vec::new(), known: HashSet::new() }
    }

    fn add(&mut self, address: &Address, priority: i64) {
        let is_new = self.known.insert(address.clone());
        assert_eq!(self.frontier.add(address.clone(), priority), is_new, "result of adding {address}");
        self.waiting.extend(is_new.then(|| (address.clone(), priority)));
    }

    fn lower(&mut self, address: &Address, priority: i64) {
        self.frontier.lower(address, priority);
        for (_, old) in self.waiting.iter_mut().filter(|(waiting, _)| waiting == address) {
            *old = (*old).min(priority);
        }
    }

    fn take(&mut self) -> Option<Address> {
        let best = self.waiting.iter().map(|(_, priority)| *priority).max();
        let first = self.waiting.iter().position(|(_, priority)| Some(*priority) == best);
        let expected = first.map(|first| self.waiting.remove(first).0);
        let taken = self.frontier.take();
        assert_eq!(taken, expected, "address taken");
        taken
    }
}

/// Rules: 2.1, 2.2, 2.3, 2.4, 2.5
#[test]
fn law_a_frontier_is_a_sorted_list() {
    let priority = || {
        let extreme = prop::sample::select(vec![i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX]);
        prop_oneof![6 => 0..2_i64, 1 => extreme]
    };
    let op = prop_oneof![
        8 => (0..10_usize, priority()).prop_map(|(path, priority)| Op::Add(path, priority)),
        4 => (0..10_usize, priority()).prop_map(|(path, priority)| Op::Lower(path, priority)),
        3 => Just(Op::Take),
        1 => Just(Op::Clone),
        1 => Just(Op::Exchange),
    ];
    let addresses: Vec<Address> = (0..10).map(|path| address(&format!("http://h/{path}"))).collect();
    testkit::law(vec(op, 0..36), move |ops| {
        let (mut current, mut aside) = (Modeled::new(), Modeled::new());
        for op in ops {
            match op {
                Op::Add(path, priority) => current.add(&addresses[path], priority),
                Op::Lower(path, priority) => current.lower(&addresses[path], priority),
                Op::Take => drop(current.take()),
                Op::Clone => aside = current.clone(),
                Op::Exchange => std::mem::swap(&mut current, &mut aside),
            }
        }
        for mut frontier in [current, aside] {
            while frontier.take().is_some() {}
        }
    });
}
