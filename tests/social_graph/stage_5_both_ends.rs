//! # Both ends
//!
//! With fifty friends each, a search over six steps from one end requests more than 6 million people. Two searches
//! over three steps each, one from either end, request only 5,000. They have found a path as soon as they meet.
//!
//! Each end needs its own frontier and its own memory of how it reached people, so this is a good moment for a type. The
//! answers stay the same; only the number of people requested changes.
//!
//! Look up: bidirectional search.
//!
//! Time box: 25 minutes.

use std::collections::BTreeSet;

use rstest::rstest;
use social_graph::{Answer, PersonId};

use super::support::{
    Call, Friendships, World, any_friendships, assert_shortest_path, finder, found, line, people, person, random,
};

/// Returns the people requested since the last time, level by level, if there is one server.
fn requested(world: &World) -> Vec<Vec<PersonId>> {
    let requests = world.calls().into_iter().filter_map(|call| match call {
        Call::Request(_, people) => Some(people),
        _ => None,
    });
    let sorted = requests.map(|mut people| {
        people.sort_unstable();
        people
    });
    sorted.collect()
}

/// Creates a popular person 0 with a hundred friends, and a line 1, 2, 3 that leads to one of them, 10.
fn popular_end() -> Friendships {
    let fans = (10..110).map(|fan| (0, fan));
    Friendships::new(&fans.chain([(1, 2), (2, 3), (3, 10)]).collect::<Vec<_>>())
}

/// Rules: 5.1
#[test]
fn the_end_with_the_smaller_frontier_is_expanded() {
    let world = World::new(&popular_end(), 1);
    assert_eq!(found(&world, 0, 1), people(&[0, 10, 3, 2, 1]), "path from a popular person to the end of a line");
    let expected = [people(&[0]), people(&[1]), people(&[2]), people(&[3])];
    assert_eq!(requested(&world), expected, "people requested from a popular person to the end of a line");
    let _ = found(&world, 1, 0);
    let expected = [people(&[1]), people(&[2]), people(&[3]), people(&[10])];
    assert_eq!(requested(&world), expected, "people requested from the end of a line to a popular person");
}

/// Rules: 3.6, 5.1
#[test]
fn the_friends_of_a_frontier_not_expanded_are_not_needed() {
    let world = World::new(&popular_end(), 1);
    world.place(person(50), None);
    for (from, to, expected) in [(0, 1, [0, 10, 3, 2, 1]), (1, 0, [1, 2, 3, 10, 0])] {
        let path = found(&world, from, to);
        assert_eq!(path, people(&expected), "path when the lookup does not know 50, one of many friends of 0");
    }
}

/// Rules: 5.1
#[test]
fn the_first_end_is_expanded_if_both_frontiers_are_equal() {
    let world = World::new(&line(4), 1);
    let _ = found(&world, 0, 4);
    let expected = [people(&[0]), people(&[1]), people(&[2]), people(&[3])];
    assert_eq!(requested(&world), expected, "people requested along a line, from 0 to 4");
    // 0 has two friends, so the second end goes on from 4 to 3. Then it is smaller again.
    let world = World::new(&Friendships::new(&[(0, 1), (1, 2), (2, 3), (3, 4), (0, 9)]), 1);
    let _ = found(&world, 0, 4);
    let expected = [people(&[0]), people(&[4]), people(&[3])];
    assert_eq!(requested(&world)[..3], expected, "people requested first if 0 has a second friend");
}

/// Rules: 5.1
#[test]
fn a_person_reached_in_two_ways_counts_once() {
    // Both friends of 1 know 4 and 11. The friends of 0 know two people each.
    let of_0 = [(0, 2), (0, 3), (2, 7), (2, 8), (3, 9), (3, 10)];
    let of_1 = [(1, 5), (1, 6), (5, 4), (5, 11), (6, 4), (6, 11)];
    let world = World::new(&Friendships::new(&[of_0, of_1].concat()), 1);
    assert_eq!(finder(&world).path(person(0), person(1)), Ok(Answer::NoPath), "answer for strangers");
    let expected = [people(&[0]), people(&[1]), people(&[2, 3]), people(&[5, 6]), people(&[4, 11])];
    assert_eq!(requested(&world), expected, "people requested when the frontier of 1 is 4 and 11");
}

/// Rules: 5.2
#[rstest]
#[case::even(8)]
#[case::odd(7)]
fn the_ends_meet_on_a_ring(#[case] size: u64) {
    let friendships = Friendships::new(&(0..size).map(|number| (number, (number + 1) % size)).collect::<Vec<_>>());
    let world = World::new(&friendships, 3);
    for to in 1..size {
        let path = found(&world, 0, to);
        assert_shortest_path(&friendships, &path, person(0), person(to));
    }
}

/// Rules: 5.2
#[test]
fn a_search_ends_when_one_end_has_reached_everybody_it_can() {
    // Person 1 has one friend. Person 0 has a hundred, and each of these has another one.
    let fans = (100..200).flat_map(|fan| [(0, fan), (fan, fan + 100)]);
    let world = World::new(&Friendships::new(&fans.chain([(1, 2)]).collect::<Vec<_>>()), 1);
    for (from, to) in [(0, 1), (1, 0)] {
        assert_eq!(finder(&world).path(person(from), person(to)), Ok(Answer::NoPath), "answer for strangers");
        let requested: usize = requested(&world).iter().map(Vec::len).sum();
        assert!(requested <= 3, "{requested} people requested, although an end has reached nobody but a friend");
    }
}

/// Returns how many people a search with the best choice of levels requests.
fn fewest(friendships: &Friendships, from: PersonId, to: PersonId) -> usize {
    let levels = |end| {
        let mut sizes = [0; 64];
        friendships.distances(end, |_| true).values().for_each(|&distance| sizes[distance] += 1);
        sizes
    };
    let (first, second) = (levels(from), levels(to));
    let distance = friendships.distance(from, to).expect("a path");
    let requested = |split: usize| first[..split].iter().chain(&second[..distance - split]).sum();
    (0..=distance).map(requested).min().unwrap_or_default()
}

/// Rules: 5.3
#[rstest]
#[case::few_friends(1, 900, 2)]
#[case::some_friends(2, 900, 4)]
#[case::many_friends(3, 600, 9)]
fn few_people_are_requested_on_random_graphs(#[case] seed: u64, #[case] count: u64, #[case] friends: u64) {
    let friendships = random(seed, count, friends);
    let world = World::new(&friendships, 1);
    for to in (1..5).map(|part| part * count / 5) {
        let (from, to) = (person(0), person(to));
        if from == to || friendships.distance(from, to).is_none() {
            continue;
        }
        let path = found(&world, from.0, to.0);
        assert_shortest_path(&friendships, &path, from, to);
        let (fewest, requested) =
            (fewest(&friendships, from, to), requested(&world).iter().map(Vec::len).sum::<usize>());
        assert!(requested <= 2 * fewest, "{requested} people requested for {path:?}, for which {fewest} are enough");
    }
}

/// Returns the levels that a search expands until the ends meet or a frontier is empty.
fn expected_levels(friendships: &Friendships, from: PersonId, to: PersonId) -> Vec<Vec<PersonId>> {
    let mut reached = [BTreeSet::from([from]), BTreeSet::from([to])];
    let mut frontiers = reached.clone();
    let mut levels = Vec::new();
    while reached[0].is_disjoint(&reached[1]) && frontiers.iter().all(|frontier| !frontier.is_empty()) {
        let end = usize::from(frontiers[1].len() < frontiers[0].len());
        let level = std::mem::take(&mut frontiers[end]);
        let friends = level.iter().flat_map(|&person| friendships.friends(person));
        frontiers[end] = friends.copied().filter(|friend| reached[end].insert(*friend)).collect();
        levels.push(level.into_iter().collect());
    }
    levels
}

/// Rules: 4.1, 4.2, 5.1, 5.2
#[test]
fn law_the_smaller_frontier_is_expanded_until_the_ends_meet() {
    testkit::law(any_friendships(14), |friendships| {
        let world = World::new(&friendships, 1);
        let to = person(friendships.people().last().map_or(0, |last| last.0) / 2);
        for from in friendships.people() {
            let _ = finder(&world).path(from, to);
            let expected = expected_levels(&friendships, from, to);
            assert_eq!(requested(&world), expected, "levels requested from {from:?} to {to:?}");
        }
    });
}

/// Rules: 5.2
#[test]
fn law_the_distance_is_the_same_in_both_directions() {
    testkit::law((any_friendships(14), 1..4u32), |(friendships, servers)| {
        let world = World::new(&friendships, servers);
        let last = friendships.people().last().map_or(0, |last| last.0);
        let steps = |from: u64, to: u64| match finder(&world).path(person(from), person(to)) {
            Ok(Answer::Path { people, .. }) => Some(people.len() - 1),
            Ok(_) => None,
            Err(error) => panic!("the search from {from} to {to} failed: {error}"),
        };
        for from in 0..=last {
            let expected = friendships.distance(person(from), person(last / 2));
            assert_eq!(steps(from, last / 2), expected, "steps from {from} to {}", last / 2);
            assert_eq!(steps(last / 2, from), expected, "steps from {} to {from}", last / 2);
        }
    });
}
