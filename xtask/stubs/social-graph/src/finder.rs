//! The search for paths between people on servers.

use std::fmt;
use std::marker::PhantomData;

use thiserror::Error;

use crate::people::{PersonId, UnknownPerson};
use crate::servers::{Lookup, PersonServers, ServerId};

/// A finder of paths between people on servers.
#[derive(Debug)]
pub struct PathFinder<L, S> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<(L, S)>,
}

impl<L: Lookup, S: PersonServers> PathFinder<L, S> {
    /// Creates a finder that never repeats a request.
    pub fn new(lookup: L, servers: S) -> Self {
        todo!("stage 3")
    }

    /// Creates a finder that asks `policy` whether to repeat a request that failed.
    pub fn with_retries(lookup: L, servers: S, policy: impl RetryPolicy + 'static) -> Self {
        todo!("stage 6")
    }

    /// Searches a shortest path.
    ///
    /// # Errors
    ///
    /// [`SearchError`] if the search needs somebody whom nobody knows (rules 3.4 and 3.6).
    ///
    /// # Cost
    ///
    /// At most one request per server for each level of the search (rules 4.2 and 4.4).
    pub fn path(&self, from: PersonId, to: PersonId) -> Result<Answer, SearchError> {
        todo!("stage 3")
    }
}

/// The answer to a search. In each list of servers are those that the search skipped, in ascending order (rule 6.5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Answer {
    /// A path with both ends. If servers were skipped, a shorter one may exist.
    Path {
        /// The people of the path, from one end to the other.
        people: Vec<PersonId>,
        /// The skipped servers.
        skipped: Vec<ServerId>,
    },
    /// No path exists.
    NoPath,
    /// No path was found, but one may lead over the skipped servers.
    NotKnown {
        /// The skipped servers, at least one.
        skipped: Vec<ServerId>,
    },
}

/// A reason why a search fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SearchError {
    /// The lookup does not know a person.
    #[error(transparent)]
    Unknown(#[from] UnknownPerson),
    /// The server that the lookup names does not have the person.
    #[error("{person:?} is not on {server:?}, where the lookup placed this person")]
    Missing {
        /// The missing person.
        person: PersonId,
        /// The server that the lookup names.
        server: ServerId,
    },
}

/// A policy that decides whether to repeat requests that failed.
pub trait RetryPolicy: fmt::Debug {
    /// Returns whether to repeat a request to `server` that has failed `failures` times, at least once.
    fn repeats(&self, server: ServerId, failures: u32) -> bool;
}

/// A policy that never repeats a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRetries;

impl RetryPolicy for NoRetries {
    fn repeats(&self, _server: ServerId, _failures: u32) -> bool {
        false
    }
}
