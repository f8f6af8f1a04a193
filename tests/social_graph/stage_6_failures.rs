//! # Failures
//!
//! A request to a server can fail. Somebody else decides whether to try again: a retry policy. When the policy gives up, the
//! search goes on without this server. It may still find a path around it, or even over it, since friends of the people
//! there know them. But without this server, it can no longer say that there is no path.
//!
//! Write `with_retries`, and let `path` return all variants of `Answer`. Nothing in the search itself needs to know that a
//! server is down, only that it gets fewer people than it asked for.
//!
//! Look up: `Box<dyn Trait>`.
//!
//! Time box: 20 minutes.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use social_graph::{Answer, NoRetries, PathFinder, PersonId, RetryPolicy, SearchError, ServerId, UnknownPerson};

use super::support::{
    Call, EveryOther, Friendships, UpTo, World, any_friendships, assert_path, finder, line, people, person, server,
};

const DOWN: u32 = u32::MAX;

/// Returns the servers of the requests since the last time.
fn requests(world: &World) -> Vec<ServerId> {
    let server = |call| if let Call::Request(server, _) = call { Some(server) } else { None };
    world.calls().into_iter().filter_map(server).collect()
}

fn path(people: Vec<PersonId>, skipped: &[u32]) -> Answer {
    Answer::Path { people, skipped: skipped.iter().copied().map(ServerId).collect() }
}

fn not_known(skipped: &[u32]) -> Answer {
    Answer::NotKnown { skipped: skipped.iter().copied().map(ServerId).collect() }
}

/// Rules: 6.2
#[rstest]
#[case::one_failure(1)]
#[case::three_failures(3)]
#[case::three_hundred_failures(300)]
fn a_request_is_repeated_until_it_succeeds(#[case] times: u32) {
    let world = World::new(&line(3), 1);
    world.fail(server(0), times);
    let policy = UpTo::new(1_000);
    let answer = PathFinder::with_retries(&world, &world, policy.clone()).path(person(0), person(3));
    assert_eq!(answer, Ok(path(people(&[0, 1, 2, 3]), &[])), "answer when a server fails {times} times, then answers");
    let expected: Vec<_> = (1..=times).map(|failures| (server(0), failures)).collect();
    assert_eq!(policy.calls.take(), expected, "calls of the policy for {times} failures");
    assert_eq!(requests(&world).len(), 3 + times as usize, "number of requests for three people, with the failures");
}

/// Rules: 6.2
#[test]
fn a_request_can_fail_thousands_of_times() {
    const FAILURES: u32 = 5_000;
    // In a small stack, a search overflows if it calls itself once per failure.
    let answer = testkit::in_small_stack(|| {
        let world = World::new(&line(3), 1);
        world.fail(server(0), FAILURES);
        PathFinder::with_retries(&world, &world, UpTo::new(DOWN)).path(person(0), person(3))
    });
    let expected = Ok(path(people(&[0, 1, 2, 3]), &[]));
    assert_eq!(answer, expected, "answer when a server fails {FAILURES} times, then answers");
}

/// Rules: 6.2
#[test]
fn failures_of_earlier_requests_do_not_count() {
    let world = World::new(&line(4), 1);
    let servers = EveryOther::new(&world);
    let policy = UpTo::new(2);
    let answer = PathFinder::with_retries(&world, servers, policy.clone()).path(person(0), person(4));
    let found = path(people(&[0, 1, 2, 3, 4]), &[]);
    assert_eq!(answer, Ok(found), "answer when each request to server 0 fails once");
    assert_eq!(policy.calls.take(), [(server(0), 1); 4], "calls of the policy for four requests that fail once each");
}

/// Rules: 6.2
#[test]
fn a_failure_concerns_only_one_request_of_a_level() {
    // The first level of 0 has 1, 2 and 3, each on another server: n modulo 4.
    let ways = [[(0, 1), (1, 5), (5, 8)], [(0, 2), (2, 6), (6, 8)], [(0, 3), (3, 7), (7, 8)]];
    let world = World::new(&Friendships::new(&ways.concat()), 4);
    world.fail(server(1), 1);
    world.fail(server(3), 1);
    let policy = UpTo::new(9);
    let answer = PathFinder::with_retries(&world, &world, policy.clone()).path(person(0), person(8));
    assert!(matches!(answer, Ok(Answer::Path { .. })), "{answer:?} when servers 1 and 3 fail once and then answer");
    let mut asked = policy.calls.take();
    asked.sort_unstable();
    assert_eq!(asked, [(server(1), 1), (server(3), 1)], "calls of the policy when servers 1 and 3 fail once");
    let mut requested = requests(&world);
    requested.sort_unstable();
    let expected = [0, 0, 1, 1, 2, 3, 3].map(ServerId);
    assert_eq!(requested, expected, "servers of the requests when servers 1 and 3 fail once");
}

/// Rules: 4.1, 6.2, 6.3
#[rstest]
#[case::the_server_is_asked_again(9)]
#[case::the_server_is_skipped(2)]
fn a_failure_needs_no_lookup(#[case] most: u32) {
    let world = World::new(&line(3), 1);
    world.fail(server(0), 5);
    let _ = PathFinder::with_retries(&world, &world, UpTo::new(most)).path(person(0), person(3));
    let lookup = |call| if let Call::Lookup(people) = call { people } else { vec![] };
    let mut looked_up: Vec<PersonId> = world.calls().into_iter().flat_map(lookup).collect();
    looked_up.sort_unstable();
    let twice: Vec<_> = looked_up.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert_eq!(twice, [], "people looked up twice when a server fails five times and the policy allows {most}");
}

/// Rules: 6.2
#[test]
fn a_repeated_request_is_the_same() {
    let world = World::new(&Friendships::new(&[(0, 1), (0, 2), (0, 3), (1, 4), (4, 5), (5, 6)]), 1);
    world.fail(server(0), 2);
    let _ = PathFinder::with_retries(&world, &world, UpTo::new(9)).path(person(0), person(6));
    let requests: Vec<Call> = world.calls().into_iter().filter(|call| matches!(call, Call::Request(..))).collect();
    let repeated = Call::Request(server(0), people(&[0]));
    assert_eq!(
        requests[..3],
        [repeated.clone(), repeated.clone(), repeated],
        "the first three requests, two of which fail"
    );
}

/// Rules: 6.2
#[test]
fn a_repeated_request_has_all_people_of_the_first_try() {
    // With n modulo 2 as server, the friends 1, 3 and 5 of 0 are on server 1. Person 2 has more friends.
    let of_0 = [(0, 1), (0, 3), (0, 5), (5, 7), (7, 4)];
    let friendships = Friendships::new(&[&of_0[..], &[(2, 4), (2, 6), (2, 8), (2, 10)]].concat());
    let world = World::new(&friendships, 2);
    world.fail(server(1), 1);
    let answer = PathFinder::with_retries(&world, &world, UpTo::new(9)).path(person(0), person(2));
    assert_eq!(answer, Ok(path(people(&[0, 5, 7, 4, 2]), &[])), "answer when server 1 fails once");
    let requested = world.calls().into_iter().filter_map(|call| match call {
        Call::Request(ServerId(1), mut people) => {
            people.sort_unstable();
            Some(people)
        }
        _ => None,
    });
    let expected = [people(&[1, 3, 5]), people(&[1, 3, 5]), people(&[7])];
    assert_eq!(requested.collect::<Vec<_>>(), expected, "requests to server 1, which fails once");
}

/// Rules: 6.2
#[test]
fn failures_are_counted_for_each_request() {
    let world = World::new(&line(3), 4);
    for number in 0..4 {
        world.fail(server(number), 1);
    }
    let policy = UpTo::new(2);
    let answer = PathFinder::with_retries(&world, &world, policy.clone()).path(person(0), person(3));
    assert_eq!(answer, Ok(path(people(&[0, 1, 2, 3]), &[])), "answer when each server fails once");
    let failures: Vec<u32> = policy.calls.take().into_iter().map(|(_, failures)| failures).collect();
    assert_eq!(failures, [1, 1, 1], "failures in the calls of the policy, for three requests");
}

/// Rules: 6.2
#[test]
fn the_policy_is_not_asked_without_a_failure() {
    let world = World::new(&line(4), 2);
    let policy = UpTo::new(3);
    let _ = PathFinder::with_retries(&world, &world, policy.clone()).path(person(0), person(4));
    assert_eq!(policy.calls.take(), [], "calls of the policy when no request fails");
}

/// Rules: 6.3, 6.5
#[rstest]
#[case::at_once(1)]
#[case::after_two_failures(2)]
#[case::after_five_failures(5)]
fn a_server_is_skipped_when_the_policy_gives_up(#[case] most: u32) {
    // The only way from 0 to 8 leads over server 1: 0, 3, 1, 4, 2, 8 with n modulo 3 as server.
    let world = World::new(&Friendships::new(&[(0, 3), (3, 1), (1, 4), (4, 2), (2, 8)]), 3);
    world.fail(server(1), DOWN);
    let policy = UpTo::new(most);
    let answer = PathFinder::with_retries(&world, &world, policy.clone()).path(person(0), person(8));
    assert_eq!(answer, Ok(not_known(&[1])), "answer when the only way leads over a server that is down");
    let to_server_1 = requests(&world).into_iter().filter(|asked| *asked == server(1)).count();
    assert_eq!(to_server_1, most as usize, "number of requests to the server that is down");
    assert_eq!(policy.calls.take().len(), most as usize, "number of calls of the policy");
}

/// Rules: 6.3
#[test]
fn a_skipped_server_is_not_asked_for_later_levels() {
    // With n modulo 3 as server, each level of the first end has somebody on server 1: 1, then 4, then 7 and so on.
    let first = (0..8).map(|level| 3 * level).flat_map(|number| [(number, number + 1), (number, number + 3)]);
    let second = [(2, 5), (2, 11), (2, 14), (2, 17), (2, 20)];
    let world = World::new(&Friendships::new(&first.chain(second).collect::<Vec<_>>()), 3);
    world.fail(server(1), DOWN);
    assert_eq!(finder(&world).path(person(0), person(2)), Ok(not_known(&[1])), "answer for strangers");
    let to_server_1 = requests(&world).into_iter().filter(|asked| *asked == server(1)).count();
    assert_eq!(to_server_1, 1, "number of requests to the server that is down, over eight levels");
}

/// Rules: 6.3
#[rstest]
#[case(0, 2)]
#[case(2, 0)]
fn a_server_skipped_for_one_end_is_skipped_for_the_other(#[case] from: u64, #[case] to: u64) {
    // With n modulo 3 as server, both ends have a friend on server 1, and another one who knows three more people.
    let of_0 = [(0, 1), (0, 3), (3, 6), (3, 9), (3, 12)];
    let of_2 = [(2, 4), (2, 5), (5, 8), (5, 11), (5, 14)];
    let world = World::new(&Friendships::new(&[of_0, of_2].concat()), 3);
    world.fail(server(1), DOWN);
    let answer = finder(&world).path(person(from), person(to));
    assert_eq!(answer, Ok(not_known(&[1])), "answer for strangers");
    let to_server_1 = requests(&world).into_iter().filter(|asked| *asked == server(1)).count();
    assert_eq!(to_server_1, 1, "number of requests to the server that is down, where each end has a friend");
}

/// Rules: 6.3
#[test]
fn new_never_repeats_a_request() {
    let world = World::new(&line(3), 2);
    world.fail(server(1), 1);
    let answer = finder(&world).path(person(1), person(3));
    assert_eq!(answer, Ok(not_known(&[1])), "answer when the server of the first end fails once");
    assert_eq!(requests(&world).first(), Some(&server(1)), "server of the first request");
    assert!(!NoRetries.repeats(server(1), 1), "NoRetries repeats a request");
}

/// Rules: 6.4, 6.5
#[test]
fn a_path_around_a_skipped_server_is_found() {
    // The shortest way is 0, 1, 2, 6 over server 1. The way around is 0, 4, 8, 12, 6 with n modulo 4 as server.
    let world = World::new(&Friendships::new(&[(0, 1), (1, 5), (5, 6), (0, 4), (4, 8), (8, 12), (12, 6)]), 4);
    world.fail(server(1), DOWN);
    let answer = finder(&world).path(person(0), person(6));
    let over = path(people(&[0, 1, 5, 6]), &[1]);
    let around = path(people(&[0, 4, 8, 12, 6]), &[1]);
    let answer = answer.expect("an answer although a server is down");
    assert!([over, around].contains(&answer), "{answer:?} when the server of 1 and 5 is down");
}

/// Rules: 6.4
#[rstest]
#[case(1)]
#[case(2)]
#[case(3)]
fn the_other_servers_of_a_level_are_still_asked(#[case] down: u32) {
    // Three ways lead from 0 to 8, each over another server: n modulo 4.
    let ways = [[(0, 1), (1, 5), (5, 8)], [(0, 2), (2, 6), (6, 8)], [(0, 3), (3, 7), (7, 8)]];
    let world = World::new(&Friendships::new(&ways.concat()), 4);
    world.fail(server(down), DOWN);
    match finder(&world).path(person(0), person(8)) {
        Ok(Answer::Path { people, .. }) => assert_path(&world.friendships, &people, person(0), person(8)),
        other => panic!("{other:?} when server {down} is down, although there are ways over two other servers"),
    }
}

/// Rules: 5.2, 6.4
#[test]
fn the_ends_meet_at_a_person_on_a_skipped_server() {
    // Person 1 is on server 1, and all others are on server 0. Both 0 and 2 know 1, and nobody else leads from 0 to 4.
    let friendships = [(0, 1), (1, 2), (2, 4), (4, 6), (0, 8), (8, 10), (8, 12), (8, 14)];
    let world = World::new(&Friendships::new(&friendships), 2);
    world.fail(server(1), DOWN);
    let answer = finder(&world).path(person(0), person(4));
    let over = Ok(path(people(&[0, 1, 2, 4]), &[1]));
    assert_eq!(answer, over, "answer when 0 and 2 know 1, whose server is skipped");
}

/// Rules: 6.5
#[test]
fn skipped_servers_are_listed_in_ascending_order() {
    // Person 0 is on server 0 and has friends on servers 5, 3, 8, 1, none of which answers.
    let friends = [5, 3, 8, 1].map(|friend| (0, friend));
    let world = World::new(&Friendships::new(&[&friends[..], &[(9, 18), (9, 27), (9, 36), (9, 45)]].concat()), 9);
    for number in [5, 3, 8, 1] {
        world.fail(server(number), DOWN);
    }
    let answer = finder(&world).path(person(0), person(9));
    assert_eq!(answer, Ok(not_known(&[1, 3, 5, 8])), "answer when the servers of all friends of 0 are down");
}

/// Rules: 6.5
#[test]
fn a_server_skipped_later_is_listed_in_ascending_order() {
    // With n modulo 9 as server, the first level of 0 is on servers 0 and 5, and the second on server 3.
    let friendships = Friendships::new(&[(0, 5), (0, 9), (9, 3), (1, 10), (1, 19), (1, 28), (1, 37)]);
    let world = World::new(&friendships, 9);
    world.fail(server(5), DOWN);
    world.fail(server(3), DOWN);
    let answer = finder(&world).path(person(0), person(1));
    assert_eq!(answer, Ok(not_known(&[3, 5])), "answer when server 5 is skipped first, and server 3 a level later");
}

/// Rules: 6.5
#[test]
fn without_skipped_servers_the_answer_is_no_path() {
    let world = World::new(&Friendships::new(&[(0, 2), (1, 3), (4, 4)]), 2);
    world.fail(server(0), 1);
    let answer = PathFinder::with_retries(&world, &world, UpTo::new(5)).path(person(0), person(4));
    assert_eq!(answer, Ok(Answer::NoPath), "answer for strangers when a server failed and then answered");
    // Server 1 is down, but the search needs nobody there.
    world.fail(server(1), DOWN);
    let answer = finder(&world).path(person(0), person(4));
    assert_eq!(answer, Ok(Answer::NoPath), "answer for strangers when a server is down that was not asked");
}

/// Rules: 6.5
#[rstest]
#[case::the_second_end(0, 2)]
#[case::the_first_end(2, 0)]
fn a_server_skipped_by_the_other_end_makes_the_answer_not_known(#[case] from: u64, #[case] to: u64) {
    // With n modulo 3 as server, the first level of 0 has 1 on server 1, and 3, who leads to four others. The end 2 has
    // reached everybody it can after its friends.
    let of_0 = [(0, 1), (0, 3), (3, 6), (3, 9), (3, 12), (3, 15)];
    let world = World::new(&Friendships::new(&[&of_0[..], &[(2, 5), (2, 8), (2, 11)]].concat()), 3);
    world.fail(server(1), DOWN);
    let answer = finder(&world).path(person(from), person(to));
    assert_eq!(answer, Ok(not_known(&[1])), "answer for strangers when a friend of 0 is on a server that is down");
}

/// Rules: 6.6
#[test]
fn each_search_asks_all_servers_again() {
    let world = World::new(&line(3), 2);
    let finder = finder(&world);
    world.fail(server(1), 5);
    for search in 1..=5 {
        let answer = finder.path(person(1), person(3));
        assert_eq!(
            answer,
            Ok(not_known(&[1])),
            "answer of search {search}, in which the server of the first end fails"
        );
    }
    let answer = finder.path(person(1), person(3));
    assert_eq!(answer, Ok(path(people(&[1, 2, 3]), &[])), "answer of the same finder once the server answers");
}

/// Rules: 3.6, 6.6
#[test]
fn a_search_knows_nothing_of_one_that_ended_with_an_error() {
    let of_the_second_end = (10..16).map(|friend| (9, friend));
    let friendships: Vec<_> = [(0, 2), (0, 3), (3, 4)].into_iter().chain(of_the_second_end).collect();
    let world = World::new(&Friendships::new(&friendships), 20);
    let finder = finder(&world);
    world.fail(server(2), 1);
    world.place(person(4), None);
    let unknown = SearchError::Unknown(UnknownPerson(person(4)));
    assert_eq!(finder.path(person(0), person(9)), Err(unknown), "answer when the lookup does not know 4");
    let answer = finder.path(person(0), person(2));
    assert_eq!(answer, Ok(path(people(&[0, 2]), &[])), "answer of the next search, after server 2 was skipped");
}

/// Rules: 6.1, 6.2, 6.3, 6.4, 6.5
#[test]
fn law_answers_are_true_while_servers_are_down() {
    testkit::law((any_friendships(12), 1..5u32, 0..16u32, 1..3u32), |(friendships, servers, down, most)| {
        let down: BTreeSet<ServerId> = (0..servers).filter(|number| down >> number & 1 == 1).map(ServerId).collect();
        let world = World::new(&friendships, servers);
        down.iter().for_each(|&server| world.fail(server, DOWN));
        let works = |id: PersonId| !down.contains(&ServerId((id.0 % u64::from(servers)) as u32));
        let last = friendships.people().last().map_or(0, |last| last.0);
        let to = person(last / 2);
        let finder = PathFinder::with_retries(&world, &world, UpTo::new(most));
        for from in (0..=last).map(person) {
            let answer = finder.path(from, to).unwrap_or_else(|error| panic!("{error} from {from:?} to {to:?}"));
            let expects_path = from == to || friendships.distances(from, works).contains_key(&to);
            let skipped = match answer {
                Answer::Path { people, skipped } => {
                    assert_path(&friendships, &people, from, to);
                    if skipped.is_empty() {
                        let distance = friendships.distance(from, to);
                        assert_eq!(Some(people.len() - 1), distance, "steps from {from:?} to {to:?} without failures");
                    }
                    skipped
                }
                Answer::NotKnown { skipped } => {
                    assert!(!expects_path, "not known: {from:?} to {to:?}, with a path over servers that work");
                    assert!(
                        !skipped.is_empty(),
                        "the path from {from:?} to {to:?} is not known, although no server was skipped"
                    );
                    skipped
                }
                Answer::NoPath => {
                    assert_eq!(friendships.distance(from, to), None, "distance from {from:?} to {to:?} without a path");
                    vec![]
                }
            };
            let mut failed: BTreeMap<ServerId, u32> = BTreeMap::new();
            for server in requests(&world).into_iter().filter(|server| down.contains(server)) {
                *failed.entry(server).or_default() += 1;
            }
            let expected: Vec<ServerId> = failed.keys().copied().collect();
            assert_eq!(skipped, expected, "skipped servers from {from:?} to {to:?}, where all of {down:?} are down");
            assert!(
                failed.values().all(|&times| times == most),
                "requests that failed: {failed:?}, instead of {most} each"
            );
        }
    });
}
