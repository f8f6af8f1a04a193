//! People, and their friendships in the memory of one machine.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::iter::successors;

use thiserror::Error;

/// The id of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u64);

/// A person, as a server returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person's id.
    pub id: PersonId,
    /// The ids of the person's friends, in any order.
    pub friends: Vec<PersonId>,
}

/// People and their friendships in memory, empty by default.
#[derive(Clone, Debug, Default)]
pub struct SocialGraph {
    /// The number of people, whose ids are below it.
    count: u64,
    /// Both directions of each friendship.
    friendships: BTreeSet<(PersonId, PersonId)>,
}

impl SocialGraph {
    /// Adds a person without friends and returns a new id.
    pub fn add(&mut self) -> PersonId {
        self.count += 1;
        PersonId(self.count - 1)
    }

    /// Makes two people friends.
    ///
    /// # Errors
    ///
    /// [`FriendshipError`] if they cannot become friends (rules 1.4 and 1.5).
    pub fn befriend(&mut self, a: PersonId, b: PersonId) -> Result<(), FriendshipError> {
        self.check(a)?;
        self.check(b)?;
        if a == b {
            return Err(FriendshipError::Oneself(a));
        }
        if self.friendships.contains(&(a, b)) {
            return Err(FriendshipError::AlreadyFriends(a, b));
        }
        self.friendships.extend([(a, b), (b, a)]);
        Ok(())
    }

    /// Ends the friendship of two people.
    ///
    /// # Errors
    ///
    /// [`FriendshipError`] if they are not friends (rules 1.4 and 1.6).
    pub fn unfriend(&mut self, a: PersonId, b: PersonId) -> Result<(), FriendshipError> {
        self.check(a)?;
        self.check(b)?;
        if !self.friendships.remove(&(a, b)) {
            return Err(FriendshipError::NotFriends(a, b));
        }
        self.friendships.remove(&(b, a));
        Ok(())
    }

    /// Returns the ids of a person's friends in ascending order.
    ///
    /// # Errors
    ///
    /// [`UnknownPerson`] if nobody has this id (rule 1.4).
    pub fn friends(&self, person: PersonId) -> Result<Vec<PersonId>, UnknownPerson> {
        self.check(person)?;
        Ok(self.friends_of(person).collect())
    }

    /// Returns a shortest path with both ends, or `None` if there is no path.
    ///
    /// # Errors
    ///
    /// [`UnknownPerson`] if nobody has one of these ids (rule 2.3).
    ///
    /// # Cost
    ///
    /// Visits each person at most once, and each friendship at most twice (rule 2.4).
    pub fn path(&self, from: PersonId, to: PersonId) -> Result<Option<Vec<PersonId>>, UnknownPerson> {
        self.check(from)?;
        self.check(to)?;
        // Searches backward, so that each person reached knows the next one on the path.
        let mut next = BTreeMap::from([(to, None)]);
        let mut waiting = VecDeque::from([to]);
        while let Some(person) = waiting.pop_front() {
            if person == from {
                let path = successors(Some(from), |person| next.get(person).copied().flatten());
                return Ok(Some(path.collect()));
            }
            for friend in self.friends_of(person) {
                next.entry(friend).or_insert_with(|| {
                    waiting.push_back(friend);
                    Some(person)
                });
            }
        }
        Ok(None)
    }

    fn check(&self, person: PersonId) -> Result<(), UnknownPerson> {
        if person.0 < self.count { Ok(()) } else { Err(UnknownPerson(person)) }
    }

    fn friends_of(&self, person: PersonId) -> impl Iterator<Item = PersonId> {
        let range = (person, PersonId(0))..=(person, PersonId(u64::MAX));
        self.friendships.range(range).map(|(_, friend)| *friend)
    }
}

/// An id that nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("nobody has the id {}", .0.0)]
pub struct UnknownPerson(pub PersonId);

/// A reason why a friendship cannot begin or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FriendshipError {
    /// Nobody has one of the ids.
    #[error(transparent)]
    Unknown(#[from] UnknownPerson),
    /// Both ids belong to the same person.
    #[error("{0:?} cannot be a friend of oneself")]
    Oneself(PersonId),
    /// The two are friends already.
    #[error("{0:?} and {1:?} are friends already")]
    AlreadyFriends(PersonId, PersonId),
    /// The two are not friends.
    #[error("{0:?} and {1:?} are not friends")]
    NotFriends(PersonId, PersonId),
}
