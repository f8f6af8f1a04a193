//! # Batches
//!
//! Ask for one person at a time, and a search over three steps of fifty friends each takes 2,500 round trips. A server
//! answers for a thousand people as fast as for one, so a search should ask for all people of a level at once: one call
//! to the lookup, then one request to each server.
//!
//! Your search probably handles one person after the other, from a queue. Let it handle one level after the other instead.
//! The question that it asks then takes a list of people.
//!
//! Look up: `std::mem::take`, `BTreeMap::entry`.
//!
//! Time box: 20 minutes.

use std::collections::BTreeMap;

use rstest::rstest;
use social_graph::{Answer, PersonId, ServerId};

use super::support::{Call, Friendships, World, any_friendships, finder, found, line, people, person, random};

/// The calls of a search, counted.
#[derive(Debug, Default)]
struct Counts {
    lookups: usize,
    looked_up: Vec<PersonId>,
    requests: BTreeMap<ServerId, usize>,
    requested: Vec<PersonId>,
    empty: Vec<Call>,
}

impl Counts {
    /// Counts the calls since the last time.
    #[track_caller]
    fn of(world: &World) -> Self {
        let mut counts = Self::default();
        for call in world.calls() {
            match &call {
                Call::Lookup(people) => {
                    counts.lookups += 1;
                    counts.looked_up.extend(people);
                }
                Call::Request(server, people) => {
                    *counts.requests.entry(*server).or_default() += 1;
                    counts.requested.extend(people);
                }
                other => panic!("a search called {other:?}"),
            }
            if let Call::Lookup(people) | Call::Request(_, people) = &call
                && people.is_empty()
            {
                counts.empty.push(call);
            }
        }
        counts
    }

    /// Checks that no call is without people.
    #[track_caller]
    fn assert_no_empty_call(&self) {
        assert_eq!(self.empty, [], "calls of a search without any person");
    }

    /// Checks that nobody was looked up or requested twice.
    #[track_caller]
    fn assert_each_person_once(&self) {
        for (people, verb) in [(&self.looked_up, "looked up"), (&self.requested, "requested")] {
            let mut people = people.clone();
            people.sort_unstable();
            let twice: Vec<_> = people.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
            assert_eq!(twice, [], "people {verb} twice in one search");
        }
    }

    /// Checks the number of calls of a search between two people at a distance.
    #[track_caller]
    fn assert_few(&self, distance: usize) {
        for (server, &requests) in &self.requests {
            assert!(requests <= distance, "{requests} requests to {server:?} in a search over {distance} steps");
        }
        let most = distance + 1;
        assert!(self.lookups <= most, "{} lookups in a search over {distance} steps", self.lookups);
    }
}

/// Creates two popular people, 0 and 1, with a hundred friends each. Person 5 is a friend of both.
fn popular() -> Friendships {
    let fans = (100..200).map(|fan| (0, fan)).chain((200..300).map(|fan| (1, fan)));
    Friendships::new(&fans.chain([(0, 5), (5, 1)]).collect::<Vec<_>>())
}

/// Rules: 3.4, 4.2
#[test]
fn both_ends_are_looked_up_with_one_call() {
    let world = World::new(&line(4), 2);
    let _ = found(&world, 0, 4);
    let Some(Call::Lookup(mut ends)) = world.calls().into_iter().next() else {
        panic!("the first call of a search is no lookup");
    };
    ends.sort_unstable();
    assert_eq!(ends, people(&[0, 4]), "people of the first lookup of a search from 0 to 4");
    assert!(finder(&world).path(person(0), person(9)).is_err(), "answer for 9, whom the lookup does not know");
    assert_eq!(world.calls().len(), 1, "number of calls of a search for 9, whom the lookup does not know");
}

/// Rules: 4.2, 4.4
#[test]
fn a_level_takes_one_request_per_server_and_one_lookup() {
    let world = World::new(&popular(), 3);
    let _ = found(&world, 100, 200);
    Counts::of(&world).assert_few(4);
    let _ = found(&world, 0, 1);
    Counts::of(&world).assert_few(2);
}

/// Rules: 4.4
#[test]
fn a_search_does_not_expand_the_level_of_the_other_end() {
    let world = World::new(&line(1), 2);
    let _ = found(&world, 0, 1);
    let counts = Counts::of(&world);
    assert_eq!(counts.requested.len(), 1, "number of people requested between two friends: {:?}", counts.requested);
}

/// Rules: 3.6, 4.4
#[test]
fn a_search_does_not_need_the_friends_of_a_level_not_expanded() {
    let world = World::new(&Friendships::new(&[(0, 1), (0, 2), (1, 3)]), 2);
    world.place(person(2), None);
    world.place(person(3), None);
    let path = found(&world, 0, 1);
    assert_eq!(path, people(&[0, 1]), "path between friends when the lookup does not know their other friends");
}

/// Rules: 4.1
#[test]
fn each_person_is_looked_up_and_requested_once() {
    // Everybody is a friend of everybody else, except that the ends have only two friends.
    let circle = (2..12).flat_map(|a| (2..a).map(move |b| (a, b)));
    let ends = [(0, 2), (0, 3), (1, 10), (1, 11)];
    let world = World::new(&Friendships::new(&circle.chain(ends).collect::<Vec<_>>()), 3);
    for to in [0, 1] {
        let _ = found(&world, 0, to);
        Counts::of(&world).assert_each_person_once();
    }
}

/// Rules: 4.3
#[test]
fn no_call_is_empty() {
    let alone = World::new(&Friendships::new(&[(0, 0), (1, 1)]), 2);
    for (from, to) in [(0, 1), (0, 0)] {
        let _ = finder(&alone).path(person(from), person(to));
        Counts::of(&alone).assert_no_empty_call();
    }
    let world = World::new(&Friendships::new(&[(0, 1), (1, 2), (2, 0), (3, 4)]), 5);
    assert_eq!(finder(&world).path(person(0), person(3)), Ok(Answer::NoPath), "answer for two circles of friends");
    Counts::of(&world).assert_no_empty_call();
}

/// Rules: 4.2, 4.4
#[rstest]
#[case::near(2)]
#[case::far(9)]
fn a_line_takes_a_request_per_step(#[case] distance: u64) {
    let world = World::new(&line(12), 1);
    let _ = found(&world, 1, 1 + distance);
    Counts::of(&world).assert_few(distance as usize);
}

/// Rules: 4.2
#[test]
fn a_server_without_a_person_of_the_level_receives_no_request() {
    // On server 1, there are only people whom neither end knows.
    let world = World::new(&Friendships::new(&[(0, 2), (2, 4), (4, 6), (1, 3), (3, 5)]), 2);
    let _ = found(&world, 0, 6);
    let servers: Vec<ServerId> = Counts::of(&world).requests.into_keys().collect();
    assert_eq!(servers, [ServerId(0)], "servers that received requests, when all connected people are on server 0");
}

/// Rules: 4.2, 4.4
#[test]
fn a_level_of_thousands_takes_one_request_and_one_lookup() {
    // Each of the 2,500 friends of 0 knows somebody who knows one of the 2,500 friends of 1.
    let way =
        |number: u64| [(0, number), (number, number + 2_500), (number + 2_500, number + 5_000), (number + 5_000, 1)];
    let world = World::new(&Friendships::new(&(2..2_502).flat_map(way).collect::<Vec<_>>()), 1);
    let _ = found(&world, 0, 1);
    Counts::of(&world).assert_few(4);
}

/// Rules: 4.1, 4.2, 4.3, 4.4
#[test]
fn law_calls_stay_within_the_limits() {
    testkit::law((any_friendships(12), 1..4u32), |(friendships, servers)| {
        let world = World::new(&friendships, servers);
        let last = friendships.people().last().map_or(0, |last| last.0);
        for from in 0..=last {
            let _ = finder(&world).path(person(from), person(last / 2));
            // Without a path, each level has at least one person.
            let distance = friendships.distance(person(from), person(last / 2));
            let counts = Counts::of(&world);
            counts.assert_no_empty_call();
            counts.assert_each_person_once();
            counts.assert_few(distance.unwrap_or(last as usize + 1));
        }
    });
}

/// Rules: 4.1, 4.2, 4.4
#[test]
fn calls_stay_within_the_limits_among_many_people() {
    let friendships = random(4, 2_000, 5);
    let world = World::new(&friendships, 10);
    for to in [1, 700, 1_400, 1_999] {
        let _ = found(&world, 0, to);
        let counts = Counts::of(&world);
        counts.assert_each_person_once();
        counts.assert_few(friendships.distance(person(0), person(to)).expect("a path"));
    }
}
