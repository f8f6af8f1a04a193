//! Helpers that the stages share.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod model;
mod operations;
mod world;

use social_graph::{Answer, PathFinder, PersonId, RetryPolicy, ServerId, SocialGraph};
use testkit::CallLog;

pub use model::{Friendships, assert_path, assert_shortest_path, line, random};
pub use operations::{Modeled, NOBODY, Op, any_friendships, any_ops};
pub use world::{Call, EveryOther, Step, World};

pub fn person(number: u64) -> PersonId {
    PersonId(number)
}

pub fn people(numbers: &[u64]) -> Vec<PersonId> {
    numbers.iter().copied().map(PersonId).collect()
}

pub fn server(number: u32) -> ServerId {
    ServerId(number)
}

/// Creates a graph in memory with these friendships. Person 0 has the first id of the result, and so on.
#[track_caller]
pub fn in_memory(friendships: &Friendships) -> (SocialGraph, Vec<PersonId>) {
    let mut graph = SocialGraph::default();
    let count = friendships.people().last().map_or(0, |last| last.0 + 1);
    let ids: Vec<PersonId> = (0..count).map(|_| graph.add()).collect();
    for (a, b) in friendships.pairs() {
        let result = graph.befriend(ids[a.0 as usize], ids[b.0 as usize]);
        assert_eq!(result, Ok(()), "result of befriending two strangers");
    }
    (graph, ids)
}

/// Creates a finder that never repeats a request.
pub fn finder(world: &World) -> PathFinder<&World, &World> {
    PathFinder::new(world, world)
}

/// Searches a path, which must exist, without any failure of a server.
#[track_caller]
pub fn found(world: &World, from: u64, to: u64) -> Vec<PersonId> {
    match finder(world).path(person(from), person(to)) {
        Ok(Answer::Path { people, skipped }) => {
            assert_eq!(skipped, [], "servers skipped although all of them answer");
            people
        }
        other => panic!("the search from {from} to {to} returned {other:?} although there is a path"),
    }
}

/// Repeats a request until it has failed `most` times, and records the calls.
#[derive(Clone, Debug)]
pub struct UpTo {
    most: u32,
    pub calls: CallLog<(ServerId, u32)>,
}

impl UpTo {
    pub fn new(most: u32) -> Self {
        Self { most, calls: CallLog::new() }
    }
}

impl RetryPolicy for UpTo {
    fn repeats(&self, server: ServerId, failures: u32) -> bool {
        self.calls.record((server, failures));
        failures < self.most
    }
}
