//! Servers and their lookup in memory, which record each call.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use social_graph::{Lookup, Person, PersonId, PersonServers, ServerDown, ServerId, Storage};
use testkit::CallLog;

use super::Friendships;

/// More requests than any test needs. A search that makes more of them never ends.
const MOST_REQUESTS: u32 = 10_000;

/// A call to the lookup or to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    Lookup(Vec<PersonId>),
    Request(ServerId, Vec<PersonId>),
    Copy(PersonId, ServerId, ServerId),
    Assign(PersonId, ServerId),
    Remove(PersonId, ServerId),
}

/// A step of a person who moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Copy(PersonId, ServerId),
    Assign(PersonId, ServerId),
    Remove(PersonId, ServerId),
    /// Nothing happens before this call.
    Wait,
}

/// Servers with people, and their lookup. A server returns people in ascending order, and friends in descending order.
#[derive(Debug, Default)]
pub struct World {
    pub friendships: Friendships,
    /// The people on each server.
    stored: RefCell<BTreeMap<ServerId, BTreeSet<PersonId>>>,
    /// The server that the lookup names for each person.
    places: RefCell<BTreeMap<PersonId, ServerId>>,
    /// How many more requests to a server fail.
    failures: RefCell<BTreeMap<ServerId, u32>>,
    /// People who move, to which servers, one with each request for them.
    leaving: RefCell<BTreeMap<PersonId, VecDeque<ServerId>>>,
    /// People who leave the network as soon as they are requested.
    quitting: RefCell<BTreeSet<PersonId>>,
    /// What happens before each of the next calls.
    steps: RefCell<VecDeque<Step>>,
    calls: CallLog<Call>,
    requests: Cell<u32>,
}

impl World {
    /// Creates a world with these people on `servers` servers: person n is on the server n modulo `servers`.
    pub fn new(friendships: &Friendships, servers: u32) -> Self {
        let world = Self { friendships: friendships.clone(), ..Self::default() };
        for person in friendships.people() {
            let server = ServerId((person.0 % u64::from(servers)) as u32);
            world.store(person, server);
            world.places.borrow_mut().insert(person, server);
        }
        world
    }

    /// Puts a person on a server, without a word to the lookup.
    pub fn store(&self, person: PersonId, server: ServerId) {
        self.stored.borrow_mut().entry(server).or_default().insert(person);
    }

    /// Removes a person from a server, without a word to the lookup.
    pub fn lose(&self, person: PersonId, server: ServerId) {
        self.stored.borrow_mut().entry(server).or_default().remove(&person);
    }

    /// Makes the lookup name a server, or forget the person.
    pub fn place(&self, person: PersonId, server: Option<ServerId>) {
        match server {
            Some(server) => self.places.borrow_mut().insert(person, server),
            None => self.places.borrow_mut().remove(&person),
        };
    }

    /// Lets the next requests to a server fail.
    pub fn fail(&self, server: ServerId, times: u32) {
        self.failures.borrow_mut().insert(server, times);
    }

    /// Lets each of the next calls be preceded by a step.
    pub fn before_calls(&self, steps: &[Step]) {
        self.steps.borrow_mut().extend(steps);
    }

    /// Lets a person move right before the next request for this person. A second call lets the person move again.
    pub fn leave_on_request(&self, person: PersonId, to: ServerId) {
        self.leaving.borrow_mut().entry(person).or_default().push_back(to);
    }

    /// Lets a person leave the network right before the next request for this person.
    pub fn quit_on_request(&self, person: PersonId) {
        self.quitting.borrow_mut().insert(person);
    }

    /// Returns the calls since the last time.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.take()
    }

    /// Returns the people on each server that has some.
    pub fn servers(&self) -> BTreeMap<ServerId, Vec<PersonId>> {
        let stored = self.stored.borrow();
        let filled = stored.iter().filter(|(_, people)| !people.is_empty());
        filled.map(|(&server, people)| (server, people.iter().copied().collect())).collect()
    }

    /// Returns the server that the lookup names.
    pub fn server_of(&self, person: PersonId) -> Option<ServerId> {
        self.places.borrow().get(&person).copied()
    }

    fn step(&self) {
        let step = self.steps.borrow_mut().pop_front();
        match step {
            None | Some(Step::Wait) => {}
            Some(Step::Copy(person, server)) => self.store(person, server),
            Some(Step::Assign(person, server)) => self.place(person, Some(server)),
            Some(Step::Remove(person, server)) => self.lose(person, server),
        }
    }
}

impl PersonServers for World {
    fn people(&self, server: ServerId, ids: &[PersonId]) -> Result<Vec<Person>, ServerDown> {
        self.step();
        self.calls.record(Call::Request(server, ids.to_vec()));
        self.requests.update(|requests| requests + 1);
        assert!(self.requests.get() <= MOST_REQUESTS, "{MOST_REQUESTS} requests, the last of them for {ids:?}");
        for &person in ids {
            let to = self.leaving.borrow_mut().get_mut(&person).and_then(VecDeque::pop_front);
            if let Some(to) = to {
                self.store(person, to);
                self.place(person, Some(to));
                self.lose(person, server);
            }
            if self.quitting.borrow_mut().remove(&person) {
                self.place(person, None);
                self.lose(person, server);
            }
        }
        if let Some(left) = self.failures.borrow_mut().get_mut(&server).filter(|left| **left > 0) {
            *left -= 1;
            return Err(ServerDown);
        }
        let stored = self.stored.borrow();
        let has = |id: &PersonId| stored.get(&server).is_some_and(|people| people.contains(id));
        let mut found: Vec<PersonId> = ids.iter().copied().filter(has).collect();
        found.sort_unstable();
        let person = |id| Person { id, friends: self.friendships.friends(id).iter().rev().copied().collect() };
        Ok(found.into_iter().map(person).collect())
    }
}

impl Lookup for World {
    fn servers_of(&self, people: &[PersonId]) -> Vec<Option<ServerId>> {
        self.step();
        self.calls.record(Call::Lookup(people.to_vec()));
        people.iter().map(|&person| self.server_of(person)).collect()
    }
}

impl Storage for World {
    fn copy(&self, person: PersonId, from: ServerId, to: ServerId) {
        self.calls.record(Call::Copy(person, from, to));
        self.store(person, to);
    }

    fn assign(&self, person: PersonId, server: ServerId) {
        self.calls.record(Call::Assign(person, server));
        self.place(person, Some(server));
    }

    fn remove(&self, person: PersonId, server: ServerId) {
        self.calls.record(Call::Remove(person, server));
        self.lose(person, server);
    }
}

/// Servers that fail at every other request, beginning with the first.
#[derive(Debug)]
pub struct EveryOther<'a> {
    world: &'a World,
    fails: Cell<bool>,
}

impl<'a> EveryOther<'a> {
    pub fn new(world: &'a World) -> Self {
        Self { world, fails: Cell::new(false) }
    }
}

impl PersonServers for EveryOther<'_> {
    fn people(&self, server: ServerId, ids: &[PersonId]) -> Result<Vec<Person>, ServerDown> {
        self.fails.set(!self.fails.get());
        if self.fails.get() { Err(ServerDown) } else { self.world.people(server, ids) }
    }
}
