//! # Moving
//!
//! A server joins or leaves, and people have to move. How many depends on the placement: with the remainder of a division,
//! almost everybody moves; with consistent hashing, only those who have to. Meanwhile, searches go on. A person moves in
//! three steps, so that there is always a server that has this person. But between the lookup and the request, the person
//! may have left.
//!
//! Write `Modulo`, `ConsistentHashing` and `rebalance` in `src/placement.rs`, and let the search look up again whoever was
//! missing. If only one place in your code compares the people requested with those returned, that is a few lines.
//!
//! Look up: rendezvous hashing or a hash ring with virtual nodes. When all tests pass, remove the line in `src/lib.rs` that
//! allows unused variables.
//!
//! Time box: 25 minutes.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use social_graph::{
    Answer, ConsistentHashing, Modulo, PathFinder, PersonId, Placement, SearchError, ServerId, UnknownPerson, hash,
    rebalance,
};

use super::support::{
    Call, EveryOther, Friendships, Step, UpTo, World, any_friendships, assert_shortest_path, finder, line, people,
    person, server,
};

fn servers(numbers: &[u32]) -> Vec<ServerId> {
    numbers.iter().copied().map(ServerId).collect()
}

/// Rules: 7.1, 7.2
#[test]
fn modulo_takes_the_remainder_as_index() {
    let list = servers(&[7, 3, 5]);
    let placed = Modulo.place(&people(&[0, 1, 2, 3, 5_000_000_001, u64::MAX]), &list);
    let expected = servers(&[7, 3, 5, 7, 7, 7]);
    assert_eq!(placed, Some(expected), "servers of 0, 1, 2, 3, 5,000,000,001 and 2^64 - 1 among 7, 3 and 5");
    let placed = Modulo.place(&people(&[1, 2]), &servers(&[7, 7, 3]));
    assert_eq!(placed, Some(servers(&[7, 3])), "servers of 1 and 2 in a list that has server 7 twice");
}

/// Rules: 7.1
#[rstest]
#[case::modulo(&Modulo)]
#[case::consistent_hashing(&ConsistentHashing)]
fn without_servers_there_is_no_place(#[case] placement: &dyn Placement) {
    assert_eq!(placement.place(&people(&[1, 2]), &[]), None, "servers of two people without servers");
    assert_eq!(placement.place(&[], &[]), None, "servers of nobody without servers");
    let placed = placement.place(&people(&[1, 2]), &[server(9)]);
    assert_eq!(placed, Some(servers(&[9, 9])), "servers of two people with one server");
}

/// The servers of 10,000 people, whose ids are 0, 1, 2 and so on.
fn places(placement: &dyn Placement, servers: &[ServerId]) -> Vec<ServerId> {
    places_of(|number| number, placement, servers)
}

/// The servers of 10,000 people with these ids.
fn places_of(id: fn(u64) -> u64, placement: &dyn Placement, servers: &[ServerId]) -> Vec<ServerId> {
    let people: Vec<PersonId> = (0..10_000).map(id).map(person).collect();
    placement.place(&people, servers).expect("a server for each person")
}

/// Rules: 7.3
#[rstest]
#[case::from_4_to_5(5)]
#[case::from_10_to_11(11)]
#[case::from_19_to_20(20)]
fn consistent_hashing_moves_few_people_to_a_new_server(#[case] count: u32) {
    let all: Vec<ServerId> = (0..count).map(|number| ServerId(number * 10 + 3)).collect();
    for new in [0, count / 2, count - 1] {
        let new = all[new as usize];
        let fewer: Vec<ServerId> = all.iter().copied().filter(|server| *server != new).collect();
        let (before, after) = (places(&ConsistentHashing, &fewer), places(&ConsistentHashing, &all));
        let moved: Vec<ServerId> =
            before.iter().zip(&after).filter(|(old, new)| old != new).map(|(_, new)| *new).collect();
        let others = moved.iter().filter(|to| **to != new).count();
        assert_eq!(others, 0, "number of people who moved to another server than the new one");
        let share = moved.len() * count as usize;
        let (least, most) = (5_000, 20_000);
        assert!((least..=most).contains(&share), "{} of 10,000 people moved to one of {count} servers", moved.len());
    }
}

/// Rules: 0.2, 7.3
#[rstest]
#[case::small_ids(|number| number)]
#[case::multiples_of_1_000(|number| number * 1_000)]
#[case::ids_with_equal_lower_halves(|number| number << 32)]
#[case::the_largest_ids(|number| u64::MAX - number)]
fn consistent_hashing_spreads_people_evenly(#[case] id: fn(u64) -> u64) {
    for count in [8, 50] {
        let list: Vec<ServerId> = (100..100 + count).map(ServerId).collect();
        let mut counts: BTreeMap<ServerId, usize> = list.iter().map(|server| (*server, 0)).collect();
        for place in places_of(id, &ConsistentHashing, &list) {
            *counts.entry(place).or_default() += 1;
        }
        let (least, most) = (5_000 / count as usize, 20_000 / count as usize);
        let uneven: Vec<_> = counts.iter().filter(|(_, people)| !(least..=most).contains(people)).collect();
        assert_eq!(
            uneven,
            [],
            "servers with fewer than {least} or more than {most} of 10,000 people, of {count} servers"
        );
    }
}

/// Rules: 7.1
#[rstest]
#[case::modulo(&Modulo)]
#[case::consistent_hashing(&ConsistentHashing)]
fn the_place_of_a_person_does_not_depend_on_others(#[case] placement: &dyn Placement) {
    let list = servers(&[3, 1, 8, 6]);
    let everybody: Vec<PersonId> = (0..100).map(person).collect();
    let together = placement.place(&everybody, &list);
    let apart: Option<Vec<ServerId>> =
        everybody.iter().map(|person| placement.place(&[*person], &list)?.first().copied()).collect();
    assert_eq!(apart, together, "servers of 100 people, placed one by one and in one call");
    let mut backward: Vec<PersonId> = everybody.clone();
    backward.reverse();
    let reversed = placement.place(&backward, &list).map(|mut places| {
        places.reverse();
        places
    });
    assert_eq!(reversed, together, "servers of 100 people, placed in two orders");
    let same = placement.place(&[person(7); 20], &list).expect("a server for each person");
    let different: BTreeSet<ServerId> = same.into_iter().collect();
    assert_eq!(different.len(), 1, "number of servers of a person who is placed 20 times in one call");
}

/// Rules: 7.3
#[test]
fn a_new_server_moves_a_few_people_only_to_itself() {
    for group in 0..50 {
        let group: Vec<PersonId> = (10 * group..10 * group + 10).map(person).collect();
        for count in 1..5 {
            let list = servers(&(0..=count).collect::<Vec<_>>());
            let place = |list| ConsistentHashing.place(&group, list).expect("a server for each person");
            let (before, after) = (place(&list[..list.len() - 1]), place(&list));
            for ((person, before), after) in group.iter().zip(before).zip(after) {
                assert!(
                    after == before || after == ServerId(count),
                    "{person:?} moved from {before:?} to {after:?} when server {count} was added, placed with {group:?}"
                );
            }
        }
    }
}

/// Rules: 7.3
#[test]
fn consistent_hashing_ignores_the_order_of_the_servers() {
    let list = servers(&[4, 1, 9, 7, 2]);
    let reversed: Vec<ServerId> = list.iter().rev().copied().collect();
    let (one, other) = (places(&ConsistentHashing, &list), places(&ConsistentHashing, &reversed));
    assert_eq!(one, other, "servers of 10,000 people, with the list in both orders");
}

/// Places everybody on the last server.
struct Last;

impl Placement for Last {
    fn place(&self, people: &[PersonId], servers: &[ServerId]) -> Option<Vec<ServerId>> {
        servers.last().map(|last| vec![*last; people.len()])
    }
}

/// Rules: 7.4
#[test]
fn rebalance_moves_those_who_are_on_another_server() {
    let world = World::new(&line(5), 3);
    let moved = rebalance(&people(&[5, 2, 0, 1, 4, 3]), &servers(&[0, 1]), &Modulo, &world);
    // Person n is on server n modulo 3 and belongs on server n modulo 2.
    assert_eq!(moved, people(&[5, 2, 4, 3]), "people moved from three servers to two");
    let expected = BTreeMap::from([(server(0), people(&[0, 2, 4])), (server(1), people(&[1, 3, 5]))]);
    assert_eq!(world.servers(), expected, "people on the servers afterwards");
    let places: Vec<_> = (0..6).map(|number| world.server_of(person(number))).collect();
    let expected: Vec<_> = [0, 1, 0, 1, 0, 1].map(|number| Some(server(number))).to_vec();
    assert_eq!(places, expected, "servers of 0 to 5 in the lookup afterwards");
    let again = rebalance(&people(&[5, 2, 0, 1, 4, 3]), &servers(&[0, 1]), &Modulo, &world);
    assert_eq!(again, [], "people moved the second time");
}

/// Rules: 7.4, 7.5
#[test]
fn a_person_moves_in_three_steps() {
    let world = World::new(&line(1), 2);
    assert_eq!(rebalance(&people(&[0, 1]), &servers(&[0, 1]), &Last, &world), people(&[0]), "people moved");
    let steps: Vec<Call> = world.calls().into_iter().filter(|call| !matches!(call, Call::Lookup(_))).collect();
    let (zero, one) = (server(0), server(1));
    let expected = [Call::Copy(person(0), zero, one), Call::Assign(person(0), one), Call::Remove(person(0), zero)];
    assert_eq!(steps, expected, "steps of person 0, who moves from server 0 to server 1");
}

/// Rules: 7.1, 7.4
#[test]
fn people_without_a_place_do_not_move() {
    let world = World::new(&line(3), 2);
    world.place(person(2), None);
    assert_eq!(rebalance(&people(&[0, 1, 2, 3]), &[], &Modulo, &world), [], "people moved to no server");
    let moved = rebalance(&people(&[3, 2, 0, 1]), &servers(&[1]), &Modulo, &world);
    assert_eq!(moved, people(&[0]), "people moved to server 1 when the lookup does not know person 2");
    assert_eq!(world.server_of(person(2)), None, "server of person 2, whom the lookup did not know");
    let world = World::new(&line(5), 3);
    world.place(person(2), None);
    let moved = rebalance(&people(&[5, 2, 0, 1, 4, 3]), &servers(&[0, 1]), &Modulo, &world);
    assert_eq!(
        moved,
        people(&[5, 4, 3]),
        "people moved to two servers when the lookup does not know the second of them"
    );
}

/// Rules: 7.4
#[test]
fn rebalance_uses_the_placement_of_the_caller() {
    let world = World::new(&line(8), 4);
    let everybody = people(&[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    let moved = rebalance(&everybody, &servers(&[0, 2, 1]), &Last, &world);
    assert_eq!(moved, people(&[0, 2, 3, 4, 6, 7, 8]), "people moved to the last server in the list, server 1");
    assert_eq!(world.servers(), BTreeMap::from([(server(1), everybody)]), "people on the servers afterwards");
    let answer = finder(&world).path(person(0), person(8));
    let expected = Answer::Path { people: people(&[0, 1, 2, 3, 4, 5, 6, 7, 8]), skipped: vec![] };
    assert_eq!(answer, Ok(expected), "answer after everybody has moved to server 1");
}

/// Rules: 7.6
#[rstest]
#[case::between(&[1])]
#[case::an_end(&[0])]
#[case::several_of_a_level(&[1, 4, 5])]
fn people_who_moved_after_the_lookup_are_looked_up_again(#[case] leaving: &[u64]) {
    let friendships =
        Friendships::new(&[(0, 1), (0, 4), (0, 5), (1, 2), (4, 6), (5, 7), (2, 3), (3, 8), (3, 9), (3, 10)]);
    let world = World::new(&friendships, 1);
    for &number in leaving {
        world.leave_on_request(person(number), server(1));
    }
    let answer = finder(&world).path(person(0), person(3));
    let expected = Answer::Path { people: people(&[0, 1, 2, 3]), skipped: vec![] };
    assert_eq!(answer, Ok(expected), "answer when {leaving:?} move to server 1 between lookup and request");
}

/// Rules: 7.6
#[rstest]
#[case::twice(&[1, 2], 1)]
#[case::away_and_back(&[1, 0], 1)]
#[case::thirty_times(&[1, 2, 0], 10)]
#[case::three_thousand_times(&[1, 2, 0], 1_000)]
fn a_person_who_moves_again_is_looked_up_again(#[case] to: &[u32], #[case] rounds: usize) {
    // In a small stack, a search overflows if it calls itself once per move.
    let answer = testkit::in_small_stack(|| {
        let world = World::new(&line(3), 1);
        for number in to.repeat(rounds) {
            world.leave_on_request(person(1), server(number));
            world.leave_on_request(person(2), server(number));
        }
        finder(&world).path(person(0), person(3))
    });
    let expected = Answer::Path { people: people(&[0, 1, 2, 3]), skipped: vec![] };
    assert_eq!(answer, Ok(expected), "answer when 1 and 2 move to the servers {to:?} in turn, in {rounds} rounds");
}

/// Rules: 4.2, 5.2, 7.6
#[rstest]
#[case(9, 4)]
#[case(9, 5)]
#[case(10, 4)]
#[case(10, 6)]
fn people_who_moved_are_expanded_with_their_level(#[case] size: u64, #[case] to: u64) {
    // Two ways around a ring. Only the people on the shorter one move.
    let friendships = Friendships::new(&(0..size).map(|number| (number, (number + 1) % size)).collect::<Vec<_>>());
    let world = World::new(&friendships, 1);
    let shorter = if to <= size / 2 { 1..to } else { to + 1..size };
    for number in shorter {
        world.leave_on_request(person(number), server(1));
    }
    match finder(&world).path(person(0), person(to)) {
        Ok(Answer::Path { people, .. }) => assert_shortest_path(&friendships, &people, person(0), person(to)),
        other => panic!("{other:?} from 0 to {to} on a ring of {size} people, some of whom move"),
    }
}

/// Rules: 7.6
#[test]
fn only_the_people_who_moved_are_looked_up_and_requested_again() {
    let friends = (2..8).map(|friend| (0, friend)).chain((12..18).map(|friend| (1, friend)));
    let friendships = Friendships::new(&friends.chain([(2, 20), (20, 21), (21, 12)]).collect::<Vec<_>>());
    let world = World::new(&friendships, 1);
    world.leave_on_request(person(5), server(1));
    world.leave_on_request(person(15), server(1));
    let answer = finder(&world).path(person(0), person(1));
    let expected = Answer::Path { people: people(&[0, 2, 20, 21, 12, 1]), skipped: vec![] };
    assert_eq!(answer, Ok(expected), "answer when two of many friends move to server 1");
    let (mut looked_up, mut requested) = (BTreeMap::new(), BTreeMap::new());
    for call in world.calls() {
        let (counts, people) = match call {
            Call::Lookup(people) => (&mut looked_up, people),
            Call::Request(_, people) => (&mut requested, people),
            other => panic!("a search called {other:?}"),
        };
        people.into_iter().for_each(|id| *counts.entry(id).or_insert(0) += 1);
    }
    for (counts, verb) in [(looked_up, "looked up"), (requested, "requested")] {
        let again: Vec<PersonId> = counts.into_iter().filter(|(_, times)| *times > 1).map(|(id, _)| id).collect();
        let moved = people(&[5, 15]);
        assert!(again.iter().all(|id| moved.contains(id)), "{again:?} {verb} again, although only 5 and 15 moved");
    }
}

/// Rules: 6.2, 6.3, 7.6
#[rstest]
#[case::the_policy_repeats(3, Answer::Path { people: people(&[0, 1, 2, 3]), skipped: vec![] })]
#[case::the_policy_gives_up(2, Answer::NotKnown { skipped: servers(&[1]) })]
fn the_policy_decides_about_requests_for_people_who_moved(#[case] most: u32, #[case] expected: Answer) {
    let world = World::new(&line(3), 1);
    for number in [1, 2] {
        world.leave_on_request(person(number), server(1));
    }
    world.fail(server(1), 2);
    let policy = UpTo::new(most);
    let answer = PathFinder::with_retries(&world, &world, policy.clone()).path(person(0), person(3));
    assert_eq!(
        answer,
        Ok(expected),
        "answer when 1 and 2 move to server 1, which fails twice, and {most} failures are too many"
    );
    assert_eq!(policy.calls.take(), [(server(1), 1), (server(1), 2)], "calls of the policy");
}

/// Rules: 6.2, 7.6
#[test]
fn failures_are_counted_anew_for_people_who_moved() {
    let world = World::new(&line(3), 1);
    for number in [1, 2] {
        world.leave_on_request(person(number), server(1));
        world.leave_on_request(person(number), server(0));
    }
    let policy = UpTo::new(2);
    let answer = PathFinder::with_retries(&world, EveryOther::new(&world), policy.clone()).path(person(0), person(3));
    let expected = Answer::Path { people: people(&[0, 1, 2, 3]), skipped: vec![] };
    assert_eq!(answer, Ok(expected), "answer when 1 and 2 move away and back, and each request fails once");
    let failures: BTreeSet<u32> = policy.calls.take().into_iter().map(|(_, failures)| failures).collect();
    assert_eq!(failures, BTreeSet::from([1]), "numbers of failures in the calls of the policy");
}

/// Rules: 7.6
#[rstest]
#[case(1, 2)]
#[case(2, 1)]
fn the_person_who_has_not_moved_is_missing(#[case] moving: u64, #[case] lost: u64) {
    // The first level of 0 is requested before that of 9, which is larger.
    let world = World::new(&Friendships::new(&[(0, 1), (0, 2), (9, 6), (9, 7), (9, 8)]), 1);
    world.leave_on_request(person(moving), server(1));
    world.lose(person(lost), server(0));
    let answer = finder(&world).path(person(0), person(9));
    let expected = SearchError::Missing { person: person(lost), server: server(0) };
    assert_eq!(answer, Err(expected), "answer when {moving} moves and server 0 loses {lost}");
}

/// Rules: 7.6
#[test]
fn a_person_lost_after_a_move_is_missing_on_the_new_server() {
    let world = World::new(&line(3), 1);
    for number in [1, 2] {
        // The second move ends on the server where it began, which then no longer has the person.
        world.leave_on_request(person(number), server(1));
        world.leave_on_request(person(number), server(1));
    }
    let answer = finder(&world).path(person(0), person(3));
    let missing = |number| Err(SearchError::Missing { person: person(number), server: server(1) });
    assert!([missing(1), missing(2)].contains(&answer), "{answer:?} when server 1 loses 1 and 2 after their move");
}

/// Rules: 3.6, 7.6
#[test]
fn a_person_who_left_the_network_is_unknown() {
    let world = World::new(&line(3), 1);
    world.quit_on_request(person(1));
    world.quit_on_request(person(2));
    let answer = finder(&world).path(person(0), person(3));
    let unknown = |number| Err(SearchError::Unknown(UnknownPerson(person(number))));
    let expected = [unknown(1), unknown(2)];
    assert!(expected.contains(&answer), "{answer:?} when 1 and 2 leave the network between lookup and request");
}

/// Rules: 6.3, 7.6
#[test]
fn a_person_who_moves_to_a_skipped_server_is_not_requested() {
    // With n modulo 3 as server, 1 and 3 are the first level of 0. The next one is 6, who moves to server 1.
    let first = [(0, 1), (0, 3), (3, 6), (6, 9)];
    let second = [(2, 5), (2, 11), (2, 14), (2, 17), (2, 20)];
    let world = World::new(&Friendships::new(&[&first[..], &second].concat()), 3);
    world.fail(server(1), u32::MAX);
    world.leave_on_request(person(6), server(1));
    let answer = finder(&world).path(person(0), person(2));
    assert_eq!(answer, Ok(Answer::NotKnown { skipped: servers(&[1]) }), "answer for strangers");
    let to_server_1 = world.calls().into_iter().filter(|call| matches!(call, Call::Request(ServerId(1), _))).count();
    assert_eq!(to_server_1, 1, "number of requests to the skipped server, to which 6 moves later");
}

/// Rules: 7.6
#[test]
fn a_person_who_is_still_placed_on_the_server_is_missing() {
    let world = World::new(&line(3), 1);
    world.lose(person(1), server(0));
    world.lose(person(2), server(0));
    let answer = finder(&world).path(person(0), person(3));
    let missing = |number| Err(SearchError::Missing { person: person(number), server: server(0) });
    assert!([missing(1), missing(2)].contains(&answer), "{answer:?} when server 0 has neither 1 nor 2");
    let again = world.calls().into_iter().filter(|call| matches!(call, Call::Lookup(_))).count();
    assert!(again >= 2, "{again} lookups, although a person was missing");
}

/// Rules: 7.6
#[test]
fn law_answers_are_right_while_people_move() {
    let moves = proptest::collection::vec((0..9u64, 0..4u32, 0..3usize), 0..12);
    let failures = proptest::collection::vec(0..4u32, 4);
    testkit::law((any_friendships(9), 1..4u32, moves, failures), |(friendships, servers, moves, failures)| {
        let world = World::new(&friendships, servers);
        (0..).zip(failures).for_each(|(number, times)| world.fail(server(number), times));
        let last = friendships.people().last().map_or(0, |last| last.0);
        let mut places: BTreeMap<PersonId, ServerId> =
            friendships.people().filter_map(|id| Some((id, world.server_of(id)?))).collect();
        let mut steps = Vec::new();
        for (number, to, waits) in moves {
            let (id, to) = (person(number), ServerId(to));
            if let Some(from) = places.get(&id).copied().filter(|from| *from != to) {
                steps.extend([Step::Wait].repeat(waits));
                steps.extend([Step::Copy(id, to), Step::Assign(id, to), Step::Remove(id, from)]);
                places.insert(id, to);
            }
        }
        world.before_calls(&steps);
        let finder = PathFinder::with_retries(&world, &world, UpTo::new(5));
        for from in 0..=last {
            let (from, to) = (person(from), person(last / 2));
            match (finder.path(from, to), friendships.distance(from, to)) {
                (Ok(Answer::Path { people, skipped }), Some(_)) => {
                    assert_eq!(skipped, [], "servers skipped although all of them answer in the end");
                    assert_shortest_path(&friendships, &people, from, to);
                }
                (answer, distance) => {
                    assert_eq!(answer, Ok(Answer::NoPath), "answer at distance {distance:?} while people move");
                    assert_eq!(distance, None, "distance of people for whom the answer is no path");
                }
            }
        }
    });
}

/// Rules: 7.3, 7.5, 7.6
#[test]
fn a_search_is_right_before_and_after_a_server_joins() {
    let friendships = Friendships::new(&(0..60).map(|number| (number, hash(number) % 60)).collect::<Vec<_>>());
    let world = World::new(&friendships, 4);
    let everybody: Vec<PersonId> = friendships.people().collect();
    for list in [servers(&[0, 1, 2, 3]), servers(&[0, 1, 2, 3, 4]), servers(&[0, 4, 3])] {
        rebalance(&everybody, &list, &ConsistentHashing, &world);
        for to in [7, 23, 42] {
            let (from, to) = (person(1), person(to));
            match (finder(&world).path(from, to), friendships.distance(from, to)) {
                (Ok(Answer::Path { people, .. }), Some(_)) => assert_shortest_path(&friendships, &people, from, to),
                (answer, distance) => {
                    assert_eq!(answer, Ok(Answer::NoPath), "answer at distance {distance:?} on servers {list:?}");
                }
            }
        }
    }
}
