//! The friendships and operations that laws generate.

use std::fmt::{self, Debug};

use proptest::prelude::*;
use social_graph::{FriendshipError, PersonId, SocialGraph, UnknownPerson};

use super::{Friendships, assert_path, in_memory};

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
#[derive(Clone, Copy)]
pub enum Op {
    Add,
    Befriend(u64, u64),
    Unfriend(u64, u64),
    Friends(u64),
    Path(u64, u64),
    /// Keeps a clone of the graph, in place of an earlier one.
    Clone,
    /// Goes on with the clone, if there is one, and keeps the graph instead.
    Swap,
}

impl Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add => write!(f, "add()"),
            Self::Befriend(a, b) => write!(f, "befriend(person {a}, person {b})"),
            Self::Unfriend(a, b) => write!(f, "unfriend(person {a}, person {b})"),
            Self::Friends(a) => write!(f, "friends(person {a})"),
            Self::Path(a, b) => write!(f, "path(person {a}, person {b})"),
            Self::Clone => write!(f, "clone()"),
            Self::Swap => write!(f, "swap(graph, clone)"),
        }
    }
}

/// Generates operations on at least six people, some of whom form a line, with paths or without.
pub fn any_ops(with_paths: bool) -> impl Strategy<Value = Vec<Op>> + 'static {
    let op = (0..20, 0..7u64, 0..7u64).prop_map(move |(kind, a, b)| match kind {
        0 => Op::Add,
        1 => Op::Clone,
        2 => Op::Swap,
        3..=10 => Op::Befriend(a, b),
        11..=14 => Op::Unfriend(a, b),
        15.. if with_paths => Op::Path(a, b),
        _ => Op::Friends(a),
    });
    (0..6u64, proptest::collection::vec(op, 0..40)).prop_map(|(last, ops)| {
        let line = (0..last).map(|number| Op::Befriend(number, number + 1));
        [Op::Add; 6].into_iter().chain(line).chain(ops).collect()
    })
}

/// An id that no graph has issued.
pub const NOBODY: PersonId = PersonId(u64::MAX);

/// A graph in memory, with the friendships that it should have.
#[derive(Clone, Debug, Default)]
pub struct Modeled {
    graph: SocialGraph,
    /// The ids issued, in the order in which people were added.
    ids: Vec<PersonId>,
    friendships: Friendships,
    /// The last operation that can change the graph.
    last_change: Option<Op>,
}

impl Modeled {
    /// Creates a graph with these friendships.
    #[track_caller]
    pub fn new(friendships: &Friendships) -> Self {
        let (graph, ids) = in_memory(friendships);
        Self { graph, ids, friendships: friendships.clone(), last_change: None }
    }

    /// Applies operations to a graph and a clone of it, and checks each result. In the end, checks the friends of
    /// everybody, and all paths that were searched before.
    pub fn check_ops(ops: &[Op]) {
        let (mut graph, mut clone) = (Self::default(), None);
        for op in ops {
            match (op, &mut clone) {
                (Op::Clone, _) => clone = Some(graph.clone()),
                (Op::Swap, Some(clone)) => std::mem::swap(&mut graph, clone),
                (Op::Swap, None) => {}
                (op, _) => graph.apply(op),
            }
        }
        for mut graph in [Some(graph), clone].into_iter().flatten() {
            (0..graph.ids.len() as u64).for_each(|number| graph.apply(&Op::Friends(number)));
            ops.iter().filter(|op| matches!(op, Op::Path(..))).for_each(|op| graph.apply(op));
        }
    }

    /// Applies an operation and checks its result.
    #[track_caller]
    pub fn apply(&mut self, op: &Op) {
        if matches!(op, Op::Add | Op::Befriend(..) | Op::Unfriend(..)) {
            self.last_change = Some(*op);
        }
        match *op {
            Op::Add => {
                let number = self.ids.len() as u64;
                self.ids.push(self.graph.add());
                self.friendships.add(number, number);
            }
            Op::Befriend(a, b) => {
                let [id_a, id_b] = [self.id(a), self.id(b)];
                let expected = match self.unknown(&[a, b]) {
                    Some(unknown) => Err(FriendshipError::Unknown(unknown)),
                    None if a == b => Err(FriendshipError::Oneself(id_a)),
                    None if !self.friendships.add(a, b) => Err(FriendshipError::AlreadyFriends(id_a, id_b)),
                    None => Ok(()),
                };
                assert_eq!(self.graph.befriend(id_a, id_b), expected, "result of {op:?}");
            }
            Op::Unfriend(a, b) => {
                let [id_a, id_b] = [self.id(a), self.id(b)];
                let expected = match self.unknown(&[a, b]) {
                    Some(unknown) => Err(FriendshipError::Unknown(unknown)),
                    None if !self.friendships.remove(a, b) => Err(FriendshipError::NotFriends(id_a, id_b)),
                    None => Ok(()),
                };
                assert_eq!(self.graph.unfriend(id_a, id_b), expected, "result of {op:?}");
            }
            Op::Friends(number) => {
                let expected = match self.unknown(&[number]) {
                    Some(unknown) => Err(unknown),
                    None => {
                        let friends = self.friendships.friends(PersonId(number));
                        let mut expected: Vec<PersonId> = friends.iter().map(|friend| self.id(friend.0)).collect();
                        expected.sort_unstable();
                        Ok(expected)
                    }
                };
                assert_eq!(self.graph.friends(self.id(number)), expected, "friends of person {number}{}", self.after());
            }
            Op::Path(from, to) => self.check_path(from, to),
            Op::Clone | Op::Swap => unreachable!("{op:?} concerns two graphs"),
        }
    }

    /// Checks the path between two people.
    #[track_caller]
    pub fn check_path(&self, from: u64, to: u64) {
        let path = self.graph.path(self.id(from), self.id(to));
        if let Some(unknown) = self.unknown(&[from, to]) {
            assert_eq!(path, Err(unknown), "path from {from} to {to}, of whom one was not added{}", self.after());
            return;
        }
        let number = |id| self.ids.iter().position(|other| *other == id).expect("an id of the graph in the path");
        let numbers = |path: Vec<PersonId>| path.into_iter().map(|id| PersonId(number(id) as u64)).collect::<Vec<_>>();
        let path = path.map(|path| path.map(numbers));
        match (path, self.friendships.distance(PersonId(from), PersonId(to))) {
            (Ok(Some(path)), Some(distance)) => {
                assert_path(&self.friendships, &path, PersonId(from), PersonId(to));
                assert_eq!(path.len() - 1, distance, "number of steps in the path {path:?}{}", self.after());
            }
            (path, distance) => {
                let after = self.after();
                assert_eq!(path, Ok(None), "path from {from} to {to}, whose distance is {distance:?}{after}");
                assert_eq!(distance, None, "distance from {from} to {to}, for which no path was found{after}");
            }
        }
    }

    /// Returns the last change, as the end of a message.
    fn after(&self) -> String {
        self.last_change.map(|op| format!(" after {op:?}")).unwrap_or_default()
    }

    /// Returns the id of a person. A person who was not added yet has the id [`NOBODY`].
    fn id(&self, number: u64) -> PersonId {
        self.ids.get(number as usize).copied().unwrap_or(NOBODY)
    }

    /// Returns the error if one of these people was not added yet.
    fn unknown(&self, numbers: &[u64]) -> Option<UnknownPerson> {
        numbers.iter().any(|number| self.id(*number) == NOBODY).then_some(UnknownPerson(NOBODY))
    }
}
