//! The placement of people on servers, and moving people when the servers change.

use std::num::NonZero;

use crate::people::PersonId;
use crate::servers::{Lookup, ServerId};

/// A rule that places people on servers.
pub trait Placement {
    /// Returns which of `servers` each person belongs on, in the order of `people`, or `None` if there are no servers
    /// (rule 7.1).
    fn place(&self, people: &[PersonId], servers: &[ServerId]) -> Option<Vec<ServerId>>;
}

/// A placement by the remainder of a division (rule 7.2).
#[derive(Clone, Copy, Debug, Default)]
pub struct Modulo;

impl Placement for Modulo {
    fn place(&self, people: &[PersonId], servers: &[ServerId]) -> Option<Vec<ServerId>> {
        let count = NonZero::new(servers.len() as u64)?;
        Some(people.iter().map(|person| servers[(person.0 % count) as usize]).collect())
    }
}

/// A placement that moves few people when a server is added or removed (rule 7.3).
///
/// This is rendezvous hashing: each server has a score for each person, and the highest score wins. So a new server can
/// only take people from others, and it takes those for whom it has the highest score.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConsistentHashing;

impl Placement for ConsistentHashing {
    fn place(&self, people: &[PersonId], servers: &[ServerId]) -> Option<Vec<ServerId>> {
        let score = |person: &PersonId, server: &ServerId| (hash(hash(person.0) ^ u64::from(server.0)), *server);
        let best = |person| servers.iter().copied().max_by_key(|server| score(person, server));
        if servers.is_empty() { None } else { people.iter().map(best).collect() }
    }
}

/// Returns a number that looks random, but is always the same for the same `value`.
#[must_use]
#[cfg_attr(false, mutants::skip)] // The stub provides this body.
pub fn hash(value: u64) -> u64 {
    // The finalizer of SplitMix64.
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The servers and their lookup, as somebody who moves people uses them. No call fails.
pub trait Storage: Lookup {
    /// Copies a person from one server to another.
    fn copy(&self, person: PersonId, from: ServerId, to: ServerId);
    /// Makes `server` the one that the lookup names for a person.
    fn assign(&self, person: PersonId, server: ServerId);
    /// Removes a person from a server.
    fn remove(&self, person: PersonId, server: ServerId);
}

/// Moves each of `people` to the one of `servers` on which `placement` places this person, and returns those who moved,
/// in the order of `people` (rules 7.4 and 7.5).
pub fn rebalance(
    people: &[PersonId],
    servers: &[ServerId],
    placement: &dyn Placement,
    storage: &dyn Storage,
) -> Vec<PersonId> {
    let Some(places) = placement.place(people, servers) else { return Vec::new() };
    let mut moved = Vec::new();
    for ((&person, old), new) in people.iter().zip(storage.servers_of(people)).zip(places) {
        if let Some(old) = old.filter(|old| *old != new) {
            storage.copy(person, old, new);
            storage.assign(person, new);
            storage.remove(person, old);
            moved.push(person);
        }
    }
    moved
}
