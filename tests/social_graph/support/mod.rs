//! Helpers that the stages share.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod model;
mod operations;
mod world;

use social_graph::{Answer, PathFinder, PersonId, ServerId, SocialGraph};

pub use model::{Friendships, assert_path, assert_shortest_path, line, random};
pub use operations::{NOBODY, Op, any_friendships, any_ops, apply};
pub use world::{Call, Step, World};

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
