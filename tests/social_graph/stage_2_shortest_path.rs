//! # Shortest path
//!
//! Two people are connected if a chain of friends leads from one to the other. A breadth-first search finds the shortest
//! chain: it first reaches all friends, then the friends of friends, and so on. To return the chain, it has to remember
//! how it reached each person.
//!
//! Write `path` in `src/people.rs`. In the next stage, you search people that are not in memory, so think about the little
//! that a search needs to know about the graph.
//!
//! Look up: `VecDeque`, `std::iter::successors`.
//!
//! Time box: 15 minutes.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use social_graph::{PersonId, SocialGraph, UnknownPerson, hash};

use super::support::{Friendships, NOBODY, any_friendships, assert_shortest_path, in_memory, line};

/// Checks the path between two people of a new graph in memory.
#[track_caller]
fn check_path(friendships: &Friendships, from: u64, to: u64) {
    let (graph, ids) = in_memory(friendships);
    check_path_in(&graph, &ids, friendships, from, to);
}

/// Checks the path between two people of a graph with these friendships.
#[track_caller]
fn check_path_in(graph: &SocialGraph, ids: &[PersonId], friendships: &Friendships, from: u64, to: u64) {
    let path = graph.path(ids[from as usize], ids[to as usize]);
    let numbers = |path: Vec<PersonId>| {
        let number = |id| ids.iter().position(|other| *other == id).expect("an id of the graph in the path");
        path.into_iter().map(|id| PersonId(number(id) as u64)).collect::<Vec<_>>()
    };
    let path = path.map(|path| path.map(numbers));
    match (path, friendships.distance(PersonId(from), PersonId(to))) {
        (Ok(Some(path)), Some(_)) => assert_shortest_path(friendships, &path, PersonId(from), PersonId(to)),
        (path, distance) => {
            assert_eq!(path, Ok(None), "path from {from} to {to}, whose distance is {distance:?}");
            assert_eq!(distance, None, "distance from {from} to {to}, for which no path was found");
        }
    }
}

/// Rules: 2.1
#[test]
fn path_contains_both_ends_and_everyone_between() {
    let (graph, ids) = in_memory(&line(4));
    for (from, to) in [(0, 1), (0, 4), (1, 3)] {
        let path = graph.path(ids[from], ids[to]);
        assert_eq!(path, Ok(Some(ids[from..=to].to_vec())), "path from person {from} to person {to} of a line");
    }
    let backward: Vec<PersonId> = ids.iter().rev().copied().collect();
    assert_eq!(graph.path(ids[4], ids[0]), Ok(Some(backward)), "path from the last to the first person of a line");
}

/// Rules: 2.1
#[test]
fn path_is_the_shortest_of_several() {
    // A ring of seven people, and a detour over a popular person.
    let ring = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 0)];
    let popular = [(7, 0), (7, 1), (7, 6), (7, 8), (8, 3)];
    let friendships = Friendships::new(&[&ring[..], &popular].concat());
    for from in 0..9 {
        for to in 0..9 {
            check_path(&friendships, from, to);
        }
    }
}

/// Rules: 2.2
#[test]
fn path_to_oneself_has_one_person() {
    let (graph, ids) = in_memory(&Friendships::new(&[(0, 1), (2, 2)]));
    for id in ids {
        assert_eq!(graph.path(id, id), Ok(Some(vec![id])), "path from a person to the same person");
    }
}

/// Rules: 2.3
#[test]
fn without_a_path_the_result_is_none() {
    let (graph, ids) = in_memory(&Friendships::new(&[(0, 1), (1, 2), (2, 0), (3, 4), (5, 5)]));
    for (from, to) in [(0, 3), (4, 1), (0, 5), (5, 0)] {
        assert_eq!(graph.path(ids[from], ids[to]), Ok(None), "path between two circles of friends");
    }
}

/// Rules: 2.3
#[test]
fn path_of_unknown_people_is_an_error() {
    let (graph, ids) = in_memory(&Friendships::new(&[(0, 1), (2, 2)]));
    let (without_friends, other) = (ids[2], PersonId(u64::MAX - 1));
    for (from, to, first) in [
        (ids[0], NOBODY, NOBODY),
        (NOBODY, ids[1], NOBODY),
        (other, NOBODY, other),
        (without_friends, NOBODY, NOBODY),
        (NOBODY, without_friends, NOBODY),
    ] {
        assert_eq!(graph.path(from, to), Err(UnknownPerson(first)), "path from {from:?} to {to:?}");
    }
    assert_eq!(graph.path(NOBODY, NOBODY), Err(UnknownPerson(NOBODY)), "path from an unknown id to the same id");
}

/// Rules: 2.1
#[test]
fn path_follows_friendships_of_today() {
    let (mut graph, ids) = in_memory(&Friendships::new(&[(0, 1), (1, 2), (0, 3), (3, 4), (4, 2)]));
    assert_eq!(graph.path(ids[0], ids[2]), Ok(Some(vec![ids[0], ids[1], ids[2]])), "path over a common friend");
    assert_eq!(graph.unfriend(ids[1], ids[2]), Ok(()), "result of unfriending a friend");
    let longer = vec![ids[0], ids[3], ids[4], ids[2]];
    assert_eq!(graph.path(ids[0], ids[2]), Ok(Some(longer)), "path after the common friend left");
    assert_eq!(graph.befriend(ids[0], ids[2]), Ok(()), "result of befriending a stranger");
    assert_eq!(graph.path(ids[0], ids[2]), Ok(Some(vec![ids[0], ids[2]])), "path after both became friends");
}

/// Rules: 2.1, 2.3
#[test]
fn paths_follow_each_of_many_changes() {
    let alone: Vec<(u64, u64)> = (0..9).map(|number| (number, number)).collect();
    let (mut graph, ids) = in_memory(&Friendships::new(&alone));
    // The newest friendships. Each one that begins ends the oldest.
    let mut pairs: VecDeque<(u64, u64)> = VecDeque::new();
    for step in 0..150 {
        let (a, b) = (hash(step) % 9, hash(step + 1_000) % 9);
        if a == b || pairs.contains(&(a, b)) || pairs.contains(&(b, a)) {
            continue;
        }
        assert_eq!(graph.befriend(ids[a as usize], ids[b as usize]), Ok(()), "result of befriending a stranger");
        pairs.push_back((a, b));
        if pairs.len() > 9 {
            let (a, b) = pairs.pop_front().expect("the oldest friendship");
            assert_eq!(graph.unfriend(ids[a as usize], ids[b as usize]), Ok(()), "result of unfriending a friend");
        }
        let friendships = Friendships::new(&[&alone[..], &*pairs.make_contiguous()].concat());
        for to in 1..9 {
            check_path_in(&graph, &ids, &friendships, 0, to);
        }
    }
}

/// Rules: 2.1, 2.4
#[test]
fn a_long_line_is_searched_in_linear_time() {
    const LAST: u64 = 20_000;
    let friendships = line(LAST);
    let (graph, ids) = in_memory(&friendships);
    assert_linear("a search along a line of 20,001 people", &friendships, || {
        let path = graph.path(ids[0], ids[LAST as usize]).map(|path| path.map(|path| path.len()));
        assert_eq!(path, Ok(Some(20_001)), "number of people on the path along a line of 20,001");
    });
}

/// Rules: 2.1
#[test]
fn a_path_can_have_thousands_of_people() {
    const LAST: u64 = 8_000;
    // In a small stack, a search overflows if it calls itself once per person.
    let (path, ids) = testkit::in_small_stack(|| {
        let (graph, ids) = in_memory(&line(LAST));
        (graph.path(ids[0], ids[LAST as usize]), ids)
    });
    assert!(path == Ok(Some(ids)), "the path along a line of 8,001 people should have all of them in order");
}

/// Rules: 2.4
#[test]
fn people_reached_in_many_ways_are_visited_once() {
    // Forty levels of three people, each a friend of all three in the next level: 3 to the power of 40 ways.
    let level = |level: u64| (0..9).map(move |pair| (3 * level + pair / 3, 3 * (level + 1) + pair % 3));
    check_path(&Friendships::new(&(0..40).flat_map(level).collect::<Vec<_>>()), 0, 120);
}

/// Rules: 2.4
#[test]
fn a_search_near_a_popular_person_is_linear_in_friendships() {
    // Everyone is a friend of person 0. The last two people are friends of each other only.
    let mut pairs: Vec<(u64, u64)> = (1..20_000).map(|number| (0, number)).collect();
    pairs.push((20_000, 20_001));
    let friendships = Friendships::new(&pairs);
    let (graph, ids) = in_memory(&friendships);
    assert_linear("a search among 20,000 fans of a popular person", &friendships, || {
        assert_eq!(graph.path(ids[1], ids[20_000]), Ok(None), "path from a fan of a popular person to a stranger");
        let path = graph.path(ids[20_000], ids[1]);
        assert_eq!(path, Ok(None), "path from a stranger to a fan of a popular person");
    });
}

/// Checks that a search takes at most 20 times as long as a naive search of the same people. The load of the machine does
/// not decide: the shortest time of the naive search counts, and one of three tries is enough.
#[track_caller]
fn assert_linear(what: &str, friendships: &Friendships, search: impl Fn()) {
    let time = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let (mut naive, mut tries) = (Duration::MAX, Vec::new());
    for _ in 0..3 {
        let walk = || assert!(!friendships.distances(PersonId(0), |_| true).is_empty(), "people reached");
        naive = naive.min(time(&walk));
        let took = time(&search);
        if took <= naive * 20 {
            return;
        }
        tries.push(took);
    }
    panic!("{what} is not linear: it took {tries:.1?}, and a naive search {naive:.1?}");
}

/// Rules: 2.1, 2.2, 2.3
#[test]
fn law_paths_are_shortest() {
    testkit::law(any_friendships(9), |friendships| {
        let last = friendships.people().last().map_or(0, |last| last.0);
        for from in 0..=last {
            check_path(&friendships, from, last / 2);
        }
    });
}
