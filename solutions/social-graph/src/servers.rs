//! The servers that store people, and the lookup that knows where each person is.

use thiserror::Error;

use crate::people::{Person, PersonId};

/// The id of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub u32);

/// The servers that store people. Each call is a round trip to one server.
pub trait PersonServers {
    /// Requests people from a server, which returns those that it has, in any order.
    ///
    /// # Errors
    ///
    /// [`ServerDown`] if the server does not answer (rule 6.1).
    fn people(&self, server: ServerId, ids: &[PersonId]) -> Result<Vec<Person>, ServerDown>;
}

impl<S: PersonServers + ?Sized> PersonServers for &S {
    fn people(&self, server: ServerId, ids: &[PersonId]) -> Result<Vec<Person>, ServerDown> {
        (**self).people(server, ids)
    }
}

/// A lookup of the server that stores a person. Each call is a round trip.
pub trait Lookup {
    /// Returns the server of each person, in the order of `people`, or `None` for a person whom the lookup does not know
    /// (rule 3.2).
    fn servers_of(&self, people: &[PersonId]) -> Vec<Option<ServerId>>;
}

impl<L: Lookup + ?Sized> Lookup for &L {
    fn servers_of(&self, people: &[PersonId]) -> Vec<Option<ServerId>> {
        (**self).servers_of(people)
    }
}

/// A server that does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the server does not answer")]
pub struct ServerDown;
