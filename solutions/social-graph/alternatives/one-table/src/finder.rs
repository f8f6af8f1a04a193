//! The search for paths between people on servers.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use thiserror::Error;

use crate::people::{Person, PersonId, UnknownPerson};
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
        Search::new(self, from, to).run()
    }
}

/// An end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    First,
    Second,
}

/// A person whom a search has reached.
#[derive(Debug)]
struct Reached {
    end: End,
    /// The person over whom the search came, `None` at the end itself.
    over: Option<PersonId>,
    /// The server, once it was looked up.
    server: Option<ServerId>,
}

/// A search under way.
#[derive(Debug)]
struct Search<'a, L, S> {
    finder: &'a PathFinder<L, S>,
    reached: HashMap<PersonId, Reached>,
    /// The people whose friends are not known yet, by end.
    frontiers: [Vec<PersonId>; 2],
    skipped: BTreeSet<ServerId>,
}

impl<'a, L: Lookup, S: PersonServers> Search<'a, L, S> {
    fn new(finder: &'a PathFinder<L, S>, from: PersonId, to: PersonId) -> Self {
        let reached = [(from, End::First), (to, End::Second)];
        let reached = reached.map(|(person, end)| (person, Reached { end, over: None, server: None }));
        Self { finder, reached: reached.into(), frontiers: [vec![from], vec![to]], skipped: BTreeSet::new() }
    }

    fn run(mut self) -> Result<Answer, SearchError> {
        let [from, to] = [self.frontiers[0][0], self.frontiers[1][0]];
        self.look_up(if from == to { vec![from] } else { vec![from, to] })?;
        if from == to {
            return Ok(Answer::Path { people: vec![from], skipped: vec![] });
        }
        loop {
            let end = if self.frontiers[1].len() < self.frontiers[0].len() { End::Second } else { End::First };
            let frontier = std::mem::take(&mut self.frontiers[end as usize]);
            let skipped = || self.skipped.iter().copied().collect::<Vec<_>>();
            if frontier.is_empty() && self.skipped.is_empty() {
                return Ok(Answer::NoPath);
            } else if frontier.is_empty() {
                return Ok(Answer::NotKnown { skipped: skipped() });
            }
            for person in self.fetch(frontier)? {
                for friend in person.friends {
                    let Some(known) = self.reached.get(&friend) else {
                        self.reached.insert(friend, Reached { end, over: Some(person.id), server: None });
                        self.frontiers[end as usize].push(friend);
                        continue;
                    };
                    if known.end != end {
                        let (first, second) = if end == End::First { (person.id, friend) } else { (friend, person.id) };
                        let mut people = self.way_from(first);
                        people.reverse();
                        people.extend(self.way_from(second));
                        return Ok(Answer::Path { people, skipped: self.skipped.into_iter().collect() });
                    }
                }
            }
        }
    }

    /// Returns the people from one whom the search has reached back to the end.
    fn way_from(&self, person: PersonId) -> Vec<PersonId> {
        let over = |person: &PersonId| self.reached.get(person).and_then(|reached| reached.over);
        std::iter::successors(Some(person), over).collect()
    }

    /// Fetches people who were reached, except those on skipped servers.
    fn fetch(&mut self, ids: Vec<PersonId>) -> Result<Vec<Person>, SearchError> {
        self.look_up(ids.iter().copied().filter(|id| self.server_of(*id).is_none()).collect())?;
        let mut wanted: Vec<(ServerId, PersonId)> =
            ids.into_iter().filter_map(|id| Some((self.server_of(id)?, id))).collect();
        let mut found = Vec::new();
        while !wanted.is_empty() {
            wanted.sort_unstable();
            let mut missing = Vec::new();
            for batch in wanted.chunk_by(|a, b| a.0 == b.0) {
                let (server, ids) = (batch[0].0, batch.iter().map(|(_, id)| *id).collect::<Vec<_>>());
                if let Some(people) = self.request(server, &ids) {
                    let has = |id: &PersonId| people.iter().any(|person| person.id == *id);
                    let is_short = people.len() < ids.len();
                    missing.extend(ids.into_iter().filter(|id| is_short && !has(id)).map(|id| (server, id)));
                    found.extend(people);
                }
            }
            self.look_up(missing.iter().map(|(_, id)| *id).collect())?;
            wanted.clear();
            for (before, id) in missing {
                match self.server_of(id) {
                    Some(server) if server != before => wanted.push((server, id)),
                    _ => return Err(SearchError::Missing { person: id, server: before }),
                }
            }
        }
        Ok(found)
    }

    fn server_of(&self, person: PersonId) -> Option<ServerId> {
        self.reached.get(&person)?.server
    }

    /// Notes the servers of people who were reached.
    fn look_up(&mut self, people: Vec<PersonId>) -> Result<(), UnknownPerson> {
        if people.is_empty() {
            return Ok(());
        }
        let servers = self.finder.lookup.servers_of(&people);
        for (person, server) in people.into_iter().zip(servers) {
            let server = server.ok_or(UnknownPerson(person))?;
            if let Some(reached) = self.reached.get_mut(&person) {
                reached.server = Some(server);
            }
        }
        Ok(())
    }

    /// Requests people until the server answers. Returns `None` if the server is skipped, now or already.
    fn request(&mut self, server: ServerId, ids: &[PersonId]) -> Option<Vec<Person>> {
        if self.skipped.contains(&server) {
            return None;
        }
        for failures in 1.. {
            match self.finder.servers.people(server, ids) {
                Ok(people) => return Some(people),
                Err(ServerDown) if self.finder.policy.repeats(server, failures) => {}
                Err(ServerDown) => break,
            }
        }
        self.skipped.insert(server);
        None
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
