//! The friendships and operations that laws generate.

use std::fmt::{self, Debug};

use proptest::prelude::*;
use social_graph::{FriendshipError, PersonId, SocialGraph, UnknownPerson};

use super::Friendships;

/// Generates friendships between at most `most` people.
pub fn any_friendships(most: u64) -> impl Strategy<Value = Friendships> + 'static {
    let pairs =
        (1..=most).prop_flat_map(|count| proptest::collection::vec((0..count, 0..count), 0..count as usize * 2));
    pairs.prop_map(move |pairs| {
        let last = pairs.iter().map(|&(a, b)| a.max(b)).max().unwrap_or(0);
        let alone: Vec<(u64, u64)> = (0..=last).map(|number| (number, number)).collect();
        Friendships::new(&[alone, pairs].concat())
    })
}

/// An operation on a graph in memory. People are numbered in the order in which they were added.
#[derive(Clone)]
pub enum Op {
    Add,
    Befriend(u64, u64),
    Unfriend(u64, u64),
}

impl Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add => write!(f, "add()"),
            Self::Befriend(a, b) => write!(f, "befriend(person {a}, person {b})"),
            Self::Unfriend(a, b) => write!(f, "unfriend(person {a}, person {b})"),
        }
    }
}

/// Generates operations on at least six people, most of which succeed.
pub fn any_ops() -> impl Strategy<Value = Vec<Op>> + 'static {
    let pair = || (0..8u64, 0..8u64);
    let op = prop_oneof![
        1 => Just(Op::Add),
        6 => pair().prop_map(|(a, b)| Op::Befriend(a, b)),
        3 => pair().prop_map(|(a, b)| Op::Unfriend(a, b)),
    ];
    proptest::collection::vec(op, 0..40).prop_map(|ops| [vec![Op::Add; 6], ops].concat())
}

/// An id that no graph has issued.
pub const NOBODY: PersonId = PersonId(u64::MAX);

/// Applies an operation to a graph, and returns its result. `ids` are the ids issued so far; a person who was not added
/// yet has the id [`NOBODY`].
pub fn apply(op: &Op, graph: &mut SocialGraph, ids: &mut Vec<PersonId>) -> Result<(), FriendshipError> {
    let id = |ids: &[PersonId], number: u64| ids.get(number as usize).copied().unwrap_or(NOBODY);
    match *op {
        Op::Add => {
            ids.push(graph.add());
            Ok(())
        }
        Op::Befriend(a, b) => graph.befriend(id(ids, a), id(ids, b)),
        Op::Unfriend(a, b) => graph.unfriend(id(ids, a), id(ids, b)),
    }
}
