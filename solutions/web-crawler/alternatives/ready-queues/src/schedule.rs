//! The servers that the crawler asks, and the times at which they wake up.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use crate::address::Address;
use crate::clock::Timestamp;
use crate::frontier::Frontier;
use crate::robots::Robots;
use crate::settings::Politeness;

/// The origins that were asked. An origin with a due time in the future sleeps, and its addresses are hidden.
pub(crate) struct Schedule {
    politeness: Option<Politeness>,
    due: HashMap<String, Timestamp>,
    sleeping: BinaryHeap<Reverse<(Timestamp, String)>>,
    /// The robots files that were fetched. `None` stands for a file that could not be fetched.
    robots: BTreeMap<String, Option<Robots>>,
    /// The numbers of retries of pages, and of robots files (`true`).
    retries: BTreeMap<(Address, bool), u32>,
}

impl Schedule {
    pub fn new(politeness: Option<Politeness>) -> Self {
        Self {
            politeness,
            due: HashMap::new(),
            sleeping: BinaryHeap::new(),
            robots: BTreeMap::new(),
            retries: BTreeMap::new(),
        }
    }

    pub fn due(&self, origin: &str) -> Timestamp {
        self.due.get(origin).copied().unwrap_or(Timestamp(0))
    }

    /// Wakes the origins that are due, and returns the first address. If the clock went back, its origin sleeps again.
    pub fn next_address(&mut self, frontier: &mut Frontier, now: Timestamp) -> Option<Address> {
        while self.sleeping.peek().is_some_and(|Reverse((due, _))| *due <= now) {
            if let Some(Reverse((_, origin))) = self.sleeping.pop() {
                frontier.set_asleep(&origin, false);
            }
        }
        loop {
            let first = frontier.first()?.clone();
            if self.due(first.origin()) <= now {
                return Some(first);
            }
            self.sleep(frontier, first.origin(), now);
        }
    }

    /// Returns the next time at which an address of the frontier is due.
    pub fn next_due(&self, frontier: &Frontier) -> Option<Timestamp> {
        let asleep = self.sleeping.iter().filter(|Reverse((_, origin))| !frontier.is_empty(origin));
        let awake = frontier.awake().map(|origin| self.due(origin));
        asleep.map(|Reverse((due, _))| *due).chain(awake).min()
    }

    /// Lets an origin sleep until it is due.
    pub fn sleep(&mut self, frontier: &mut Frontier, origin: &str, now: Timestamp) {
        let due = self.due(origin);
        if due > now {
            frontier.set_asleep(origin, true);
            self.sleeping.push(Reverse((due, origin.to_owned())));
        }
    }

    /// Notes that a request to an origin starts now.
    pub fn request(&mut self, origin: &str, now: Timestamp) {
        if let Some(politeness) = &self.politeness {
            self.due.insert(origin.to_owned(), Timestamp(now.0.saturating_add(politeness.delay)));
        }
    }

    /// Plans a retry after a failure, and returns whether there is one left.
    pub fn retry(&mut self, address: &Address, is_robots_file: bool, now: Timestamp) -> bool {
        let Some(politeness) = &self.politeness else { return false };
        let key = (address.clone(), is_robots_file);
        let retries = self.retries.entry(key.clone()).or_default();
        if *retries == politeness.retries {
            self.retries.remove(&key);
            return false;
        }
        let wait = (0..*retries).take(64).fold(politeness.backoff, |wait, _| wait.saturating_mul(2));
        *retries += 1;
        let due = self.due(address.origin()).max(Timestamp(now.0.saturating_add(wait)));
        self.due.insert(address.origin().to_owned(), due);
        true
    }

    pub fn is_retried(&self, address: &Address) -> bool {
        self.retries.contains_key(&(address.clone(), false))
    }

    pub fn finish(&mut self, address: &Address) {
        self.retries.remove(&(address.clone(), false));
    }

    /// Returns whether the robots file has to be fetched first.
    pub fn needs_robots(&self, origin: &str) -> bool {
        self.politeness.is_some() && !self.robots.contains_key(origin)
    }

    /// Returns whether a page may be fetched, or `None` if its origin is unavailable.
    pub fn allows(&self, address: &Address) -> Option<bool> {
        match self.robots.get(address.origin()) {
            Some(robots) => robots.as_ref().map(|robots| robots.allows(address.path_and_query())),
            None => Some(true),
        }
    }

    /// Stores the content of a robots file, or `None` if it could not be fetched.
    pub fn set_robots(&mut self, origin: &str, content: Option<&str>) {
        let agent = self.politeness.as_ref().map_or("", |politeness| &politeness.agent);
        self.robots.insert(origin.to_owned(), content.map(|content| Robots::parse(content, agent)));
    }
}
