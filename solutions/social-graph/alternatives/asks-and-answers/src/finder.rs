//! The search for paths between people on servers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use thiserror::Error;

use crate::people::{Person, PersonId, UnknownPerson};
use crate::search::{Next, Search};
use crate::servers::{Lookup, PersonServers, ServerDown, ServerId};

/// A finder of paths between people on servers.
#[derive(Debug)]
pub struct PathFinder<L, S> {
    lookup: L,
    servers: S,
    policy: Box<dyn RetryPolicy>,
}

impl<L: Lookup, S: PersonServers> PathFinder<L, S> {
    /// Creates a finder that never repeats a request.
    pub fn new(lookup: L, servers: S) -> Self {
        Self::with_retries(lookup, servers, NoRetries)
    }

    /// Creates a finder that asks `policy` whether to repeat a request that failed.
    pub fn with_retries(lookup: L, servers: S, policy: impl RetryPolicy + 'static) -> Self {
        Self { lookup, servers, policy: Box::new(policy) }
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
        let mut people = RemotePeople::new(self);
        let ends = [from, to];
        people.locate(if from == to { &ends[..1] } else { &ends })?;
        let mut search = Search::new(from, to);
        let path = loop {
            match search.next() {
                Next::Done(path) => break path,
                Next::Fetch(ids) => search.supply(people.fetch(&ids)?),
            }
        };
        let skipped: Vec<ServerId> = people.skipped.into_iter().collect();
        Ok(match path {
            Some(people) => Answer::Path { people, skipped },
            None if skipped.is_empty() => Answer::NoPath,
            None => Answer::NotKnown { skipped },
        })
    }
}

/// The people on all servers, as one search sees them.
struct RemotePeople<'a, L, S> {
    finder: &'a PathFinder<L, S>,
    /// The servers of the people looked up.
    places: HashMap<PersonId, ServerId>,
    /// The servers that this search no longer asks.
    skipped: BTreeSet<ServerId>,
}

impl<'a, L: Lookup, S: PersonServers> RemotePeople<'a, L, S> {
    fn new(finder: &'a PathFinder<L, S>) -> Self {
        Self { finder, places: HashMap::new(), skipped: BTreeSet::new() }
    }

    /// Returns the people with these ids, except those on skipped servers.
    fn fetch(&mut self, ids: &[PersonId]) -> Result<Vec<Person>, SearchError> {
        let new: Vec<PersonId> = ids.iter().copied().filter(|id| !self.places.contains_key(id)).collect();
        self.locate(&new)?;
        let mut found = Vec::with_capacity(ids.len());
        let mut wanted = ids.to_vec();
        loop {
            wanted = self.request(&wanted, &mut found);
            if wanted.is_empty() {
                return Ok(found);
            }
            self.locate_again(&wanted)?;
        }
    }

    /// Looks up the servers of people, and remembers them.
    fn locate(&mut self, people: &[PersonId]) -> Result<(), UnknownPerson> {
        if people.is_empty() {
            return Ok(());
        }
        for (&person, server) in people.iter().zip(self.finder.lookup.servers_of(people)) {
            self.places.insert(person, server.ok_or(UnknownPerson(person))?);
        }
        Ok(())
    }

    /// Requests people from their servers, one request per server, and returns those whom their servers don't have.
    fn request(&mut self, people: &[PersonId], found: &mut Vec<Person>) -> Vec<PersonId> {
        let mut batches: BTreeMap<ServerId, Vec<PersonId>> = BTreeMap::new();
        for person in people {
            batches.entry(self.places[person]).or_default().push(*person);
        }
        batches.retain(|server, _| !self.skipped.contains(server));
        let mut missing = Vec::new();
        for (server, batch) in batches {
            let Some(people) = self.request_repeatedly(server, &batch) else {
                self.skipped.insert(server);
                continue;
            };
            let present: HashSet<PersonId> = people.iter().map(|person| person.id).collect();
            missing.extend(batch.into_iter().filter(|id| !present.contains(id)));
            found.extend(people);
        }
        missing
    }

    /// Repeats a request until it succeeds, or until the policy gives up.
    fn request_repeatedly(&self, server: ServerId, batch: &[PersonId]) -> Option<Vec<Person>> {
        let mut failures = 0;
        loop {
            match self.finder.servers.people(server, batch) {
                Ok(people) => return Some(people),
                Err(ServerDown) => failures += 1,
            }
            if !self.finder.policy.repeats(server, failures) {
                return None;
            }
        }
    }

    /// Looks up people again who were missing on their servers.
    fn locate_again(&mut self, missing: &[PersonId]) -> Result<(), SearchError> {
        let before: Vec<ServerId> = missing.iter().map(|person| self.places[person]).collect();
        self.locate(missing)?;
        let unmoved = missing.iter().zip(before).find(|(person, server)| self.places[person] == *server);
        unmoved.map_or(Ok(()), |(&person, server)| Err(SearchError::Missing { person, server }))
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
