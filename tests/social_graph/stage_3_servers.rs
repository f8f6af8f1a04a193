//! # Servers
//!
//! Your network has grown, and no single machine can store all people. They live on servers now, and a lookup knows who
//! lives where. The search is still the same, but the only thing it can do is ask: the lookup for the server of a person,
//! and the server for the person, whose friends it then knows.
//!
//! Write `PathFinder::new` and `PathFinder::path` in `src/finder.rs`. If your search of stage 2 reads the fields of
//! `SocialGraph`, first find the question that it asks the graph; a trait with this one method lets both use the same
//! search. The number of calls doesn't matter yet.
//!
//! Look up: traits with an associated `Error` type.
//!
//! Time box: 20 minutes.

use rstest::rstest;
use social_graph::{Answer, PersonId, SearchError, UnknownPerson};

use super::support::{
    Call, Friendships, World, any_friendships, assert_shortest_path, finder, found, line, people, person, server,
};

/// Rules: 3.1, 3.2, 3.3
#[rstest]
#[case::one_server(1)]
#[case::two_servers(2)]
#[case::a_server_each(7)]
fn a_path_leads_over_servers(#[case] servers: u32) {
    let world = World::new(&line(6), servers);
    assert_eq!(found(&world, 1, 5), people(&[1, 2, 3, 4, 5]), "path along a line");
    assert_eq!(found(&world, 6, 0), people(&[6, 5, 4, 3, 2, 1, 0]), "path back along a line");
    assert_eq!(found(&world, 2, 3), people(&[2, 3]), "path between friends");
}

/// Rules: 2.1, 3.3
#[test]
fn a_path_over_servers_can_have_thousands_of_people() {
    const LAST: u64 = 4_000;
    // In a small stack, a search overflows if it calls itself once per person.
    let path = testkit::in_small_stack(|| found(&World::new(&line(LAST), 3), 0, LAST));
    let expected: Vec<PersonId> = (0..=LAST).map(person).collect();
    assert!(path == expected, "the path along a line of 4,001 people should have all of them in order");
}

/// Rules: 0.2, 3.2, 3.3
#[test]
fn ids_can_have_any_number() {
    let numbers = [u64::MAX, 0, 1 << 40, 17, u64::MAX - 1];
    let pairs: Vec<(u64, u64)> = numbers.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let world = World::new(&Friendships::new(&pairs), 3);
    assert_eq!(found(&world, u64::MAX, u64::MAX - 1), people(&numbers), "path between people with large ids");
}

/// Rules: 3.3
#[test]
fn a_path_is_the_shortest_of_several() {
    let friendships = Friendships::new(&[(0, 1), (1, 2), (2, 9), (0, 3), (3, 9), (0, 4), (4, 5), (5, 6), (6, 9)]);
    let world = World::new(&friendships, 4);
    assert_eq!(found(&world, 0, 9), people(&[0, 3, 9]), "the shortest of three paths");
}

/// Rules: 3.3
#[test]
fn people_without_a_path_are_not_connected() {
    let world = World::new(&Friendships::new(&[(0, 1), (1, 2), (2, 0), (3, 4), (5, 5)]), 2);
    for (from, to) in [(0, 3), (4, 1), (0, 5), (5, 0)] {
        let answer = finder(&world).path(person(from), person(to));
        assert_eq!(answer, Ok(Answer::NoPath), "answer for two circles of friends");
    }
}

/// Rules: 3.4
#[test]
fn both_ends_are_looked_up_before_anything_else() {
    let world = World::new(&line(4), 2);
    let _ = found(&world, 0, 4);
    let calls = world.calls();
    let first = calls.iter().position(|call| matches!(call, Call::Request(..))).expect("a request");
    let looked_up: Vec<PersonId> = calls[..first]
        .iter()
        .flat_map(|call| if let Call::Lookup(people) = call { people.clone() } else { vec![] })
        .collect();
    for end in [0, 4] {
        assert!(
            looked_up.contains(&person(end)),
            "before the first request, only {looked_up:?} were looked up, and not {end}"
        );
    }
}

/// Rules: 3.4
#[rstest]
#[case::the_first_end(8, 1, 8)]
#[case::the_second_end(1, 8, 8)]
#[case::both_ends(9, 8, 9)]
#[case::the_same_person(8, 8, 8)]
fn an_end_that_the_lookup_does_not_know_is_an_error(#[case] from: u64, #[case] to: u64, #[case] first: u64) {
    let world = World::new(&line(3), 2);
    let answer = finder(&world).path(person(from), person(to));
    let expected = SearchError::Unknown(UnknownPerson(person(first)));
    assert_eq!(answer, Err(expected), "answer for {from} and {to} when the lookup knows 0 to 3");
    let requests = world.calls().into_iter().filter(|call| matches!(call, Call::Request(..)));
    assert_eq!(requests.collect::<Vec<_>>(), [], "requests although an end is unknown");
}

/// Rules: 3.5
#[test]
fn a_path_to_oneself_needs_no_request() {
    let world = World::new(&line(3), 2);
    assert_eq!(found(&world, 2, 2), people(&[2]), "path from a person to the same person");
    let requests = world.calls().into_iter().filter(|call| matches!(call, Call::Request(..)));
    assert_eq!(requests.collect::<Vec<_>>(), [], "requests for a path to oneself");
}

/// Rules: 3.6
#[test]
fn a_person_between_whom_the_lookup_does_not_know_is_an_error() {
    let world = World::new(&line(3), 2);
    world.place(person(1), None);
    world.place(person(2), None);
    let answer = finder(&world).path(person(0), person(3));
    let unknown = |number| Err(SearchError::Unknown(UnknownPerson(person(number))));
    assert!(
        [unknown(1), unknown(2)].contains(&answer),
        "{answer:?} when the lookup does not know 1 and 2 between 0 and 3"
    );
}

/// Rules: 3.6
#[rstest]
#[case::between(1, 2)]
#[case::at_the_ends(0, 3)]
fn a_person_missing_on_a_server_is_an_error(#[case] one: u64, #[case] other: u64) {
    let world = World::new(&line(3), 4);
    world.lose(person(one), server(one as u32));
    world.lose(person(other), server(other as u32));
    let answer = finder(&world).path(person(0), person(3));
    let missing = |number: u64| Err(SearchError::Missing { person: person(number), server: server(number as u32) });
    let expected = [missing(one), missing(other)];
    assert!(expected.contains(&answer), "{answer:?} from 0 to 3 when the servers of {one} and {other} don't have them");
}

/// Creates two people, 0 and 1, with six friends each. The only path leads from 0 over 2, 20, 21, 22 and 12 to 1.
fn six_friends_each() -> Friendships {
    let friends = (2..8).map(|friend| (0, friend)).chain((12..18).map(|friend| (1, friend)));
    Friendships::new(&friends.chain([(2, 20), (20, 21), (21, 22), (22, 12)]).collect::<Vec<_>>())
}

/// Rules: 3.1
#[test]
fn people_of_a_response_are_in_any_order() {
    let world = World::new(&six_friends_each(), 1);
    assert_eq!(found(&world, 0, 1), people(&[0, 2, 20, 21, 22, 12, 1]), "path between people with six friends each");
    assert_eq!(found(&world, 1, 0), people(&[1, 12, 22, 21, 20, 2, 0]), "path back");
}

/// Rules: 3.2, 3.6
#[test]
fn one_of_many_whom_the_lookup_does_not_know_is_an_error() {
    let world = World::new(&six_friends_each(), 2);
    world.place(person(5), None);
    world.place(person(15), None);
    let answer = finder(&world).path(person(0), person(1));
    let unknown = |number| Err(SearchError::Unknown(UnknownPerson(person(number))));
    let expected = [unknown(5), unknown(15)];
    assert!(expected.contains(&answer), "{answer:?} when the lookup does not know 5, a friend of 0, and 15, one of 1");
}

/// Rules: 3.1, 3.6
#[test]
fn one_of_many_missing_on_a_server_is_an_error() {
    let world = World::new(&six_friends_each(), 2);
    world.lose(person(5), server(1));
    world.lose(person(15), server(1));
    let answer = finder(&world).path(person(0), person(1));
    let missing = |number| Err(SearchError::Missing { person: person(number), server: server(1) });
    let expected = [missing(5), missing(15)];
    assert!(expected.contains(&answer), "{answer:?} when server 1 lacks 5, a friend of 0, and 15, one of 1");
}

/// Rules: 3.4
#[test]
fn each_search_looks_up_its_ends() {
    let world = World::new(&line(3), 2);
    let finder = finder(&world);
    let answer = finder.path(person(0), person(3));
    assert!(matches!(answer, Ok(Answer::Path { .. })), "{answer:?} from 0 to 3 along a line");
    world.place(person(0), None);
    let unknown = Err(SearchError::Unknown(UnknownPerson(person(0))));
    let answer = finder.path(person(0), person(3));
    assert_eq!(answer, unknown, "answer of the same finder once the lookup no longer knows 0");
}

/// Rules: 3.6
#[test]
fn each_search_requests_people_from_their_servers() {
    let world = World::new(&line(3), 2);
    let finder = finder(&world);
    let answer = finder.path(person(0), person(3));
    assert!(matches!(answer, Ok(Answer::Path { .. })), "{answer:?} from 0 to 3 along a line");
    world.lose(person(1), server(1));
    world.lose(person(2), server(0));
    let answer = finder.path(person(0), person(3));
    let missing = [(1, 1), (2, 0)]
        .map(|(number, place)| Err(SearchError::Missing { person: person(number), server: server(place) }));
    assert!(missing.contains(&answer), "{answer:?} from the same finder once the servers have neither 1 nor 2");
}

/// Rules: 3.3
#[test]
fn a_finder_searches_again_and_again() {
    let world = World::new(&line(5), 3);
    let finder = finder(&world);
    for _ in 0..2 {
        for (from, to) in [(0, 5), (5, 0), (2, 4)] {
            let Ok(Answer::Path { people, .. }) = finder.path(person(from), person(to)) else {
                panic!("a second search from {from} to {to} found no path");
            };
            assert_shortest_path(&world.friendships, &people, person(from), person(to));
        }
    }
}

/// Rules: 0.1, 3.3
#[test]
fn a_search_after_an_error_is_right() {
    let world = World::new(&line(5), 3);
    let finder = finder(&world);
    assert!(finder.path(person(0), person(9)).is_err(), "a search for 9, whom the lookup does not know, succeeded");
    let between = [(person(2), server(2)), (person(3), server(0))];
    for (id, _) in between {
        world.place(id, None);
    }
    assert!(
        finder.path(person(1), person(4)).is_err(),
        "a search over 2 and 3, whom the lookup does not know, succeeded"
    );
    for (id, place) in between {
        world.place(id, Some(place));
        world.lose(id, place);
    }
    assert!(finder.path(person(5), person(1)).is_err(), "a search over 2 and 3, whom the servers lack, succeeded");
    for (id, _) in between {
        world.place(id, Some(server(1)));
        world.store(id, server(1));
    }
    for (from, to) in [(0, 5), (5, 0), (2, 4)] {
        let answer = finder.path(person(from), person(to));
        let Ok(Answer::Path { people, .. }) = answer else {
            panic!("{answer:?} from {from} to {to} after searches that returned errors");
        };
        assert_shortest_path(&world.friendships, &people, person(from), person(to));
    }
}

/// Rules: 3.1, 3.2, 3.3
#[test]
fn law_paths_over_servers_are_shortest() {
    testkit::law((any_friendships(9), 1..4u32), |(friendships, servers)| {
        let world = World::new(&friendships, servers);
        let last = friendships.people().last().map_or(0, |last| last.0);
        for from in 0..=last {
            let answer = finder(&world).path(person(from), person(last / 2));
            match (answer, friendships.distance(person(from), person(last / 2))) {
                (Ok(Answer::Path { people, .. }), Some(_)) => {
                    assert_shortest_path(&friendships, &people, person(from), person(last / 2));
                }
                (answer, distance) => {
                    assert_eq!(answer, Ok(Answer::NoPath), "answer for people at distance {distance:?}");
                    assert_eq!(distance, None, "distance of people for whom the answer is no path");
                }
            }
        }
    });
}
