//! People, and their friendships in the memory of one machine.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::search::{People, shortest_path};

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
    /// The friends of each person. A person's id is the index.
    friends: Vec<BTreeSet<PersonId>>,
}

impl SocialGraph {
    /// Adds a person without friends and returns a new id.
    pub fn add(&mut self) -> PersonId {
        let id = PersonId(self.friends.len() as u64);
        self.friends.push(BTreeSet::new());
        id
    }

    /// Makes two people friends.
    ///
    /// # Errors
    ///
    /// [`FriendshipError`] if they cannot become friends (rules 1.4 and 1.5).
    pub fn befriend(&mut self, a: PersonId, b: PersonId) -> Result<(), FriendshipError> {
        let [index_a, index_b] = self.indices(a, b)?;
        if a == b {
            return Err(FriendshipError::Oneself(a));
        }
        if !self.friends[index_a].insert(b) {
            return Err(FriendshipError::AlreadyFriends(a, b));
        }
        self.friends[index_b].insert(a);
        Ok(())
    }

    /// Ends the friendship of two people.
    ///
    /// # Errors
    ///
    /// [`FriendshipError`] if they are not friends (rules 1.4 and 1.6).
    pub fn unfriend(&mut self, a: PersonId, b: PersonId) -> Result<(), FriendshipError> {
        let [index_a, index_b] = self.indices(a, b)?;
        if !self.friends[index_a].remove(&b) {
            return Err(FriendshipError::NotFriends(a, b));
        }
        self.friends[index_b].remove(&a);
        Ok(())
    }

    /// Returns the ids of a person's friends in ascending order.
    ///
    /// # Errors
    ///
    /// [`UnknownPerson`] if nobody has this id (rule 1.4).
    pub fn friends(&self, person: PersonId) -> Result<Vec<PersonId>, UnknownPerson> {
        Ok(self.friends[self.index(person)?].iter().copied().collect())
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
        self.indices(from, to)?;
        shortest_path(&mut InMemory(self), from, to)
    }

    fn index(&self, person: PersonId) -> Result<usize, UnknownPerson> {
        usize::try_from(person.0).ok().filter(|&index| index < self.friends.len()).ok_or(UnknownPerson(person))
    }

    fn indices(&self, a: PersonId, b: PersonId) -> Result<[usize; 2], UnknownPerson> {
        Ok([self.index(a)?, self.index(b)?])
    }
}

/// The people of a graph, as a search sees them.
struct InMemory<'a>(&'a SocialGraph);

impl People for InMemory<'_> {
    type Error = UnknownPerson;

    fn fetch(&mut self, ids: &[PersonId]) -> Result<Vec<Person>, UnknownPerson> {
        ids.iter().map(|&id| Ok(Person { id, friends: self.0.friends(id)? })).collect()
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
