//! The addresses that wait to be visited, and the origins that may be asked.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::address::Address;

/// A priority queue of addresses without duplicates.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    known: HashSet<Address>,
    queues: HashMap<String, Queue>,
    /// The first place of each origin that is awake, with its origin.
    heads: BTreeSet<(Place, String)>,
    arrivals: u64,
}

/// A place in the order of the frontier. The smallest place comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    priority: Reverse<i64>,
    arrival: u64,
}

/// The waiting addresses of an origin.
#[derive(Clone, Debug, Default)]
struct Queue {
    waiting: BTreeSet<(Place, Address)>,
    sleeps: bool,
}

impl Queue {
    fn head(&self) -> Option<Place> {
        self.waiting.first().filter(|_| !self.sleeps).map(|(place, _)| *place)
    }
}

impl Frontier {
    /// Creates a frontier without addresses.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an address, and returns whether it is new (rules 2.2 and 2.3).
    pub fn add(&mut self, address: Address, priority: i64) -> bool {
        if !self.known.insert(address.clone()) {
            return false;
        }
        let place = Place { priority: Reverse(priority), arrival: self.arrivals };
        self.arrivals += 1;
        let origin = address.origin().to_owned();
        self.change(&origin, |queue| {
            queue.waiting.insert((place, address));
        });
        true
    }

    /// Lowers the priority of a waiting address (rule 2.4).
    pub fn lower(&mut self, address: &Address, priority: i64) {
        self.change(address.origin(), |queue| {
            let Some(entry) = queue.waiting.iter().find(|(_, waiting)| waiting == address).cloned() else { return };
            if Reverse(priority) > entry.0.priority {
                queue.waiting.remove(&entry);
                queue.waiting.insert((Place { priority: Reverse(priority), ..entry.0 }, entry.1));
            }
        });
    }

    /// Hands out the first address (rules 2.1 and 2.3).
    pub fn take(&mut self) -> Option<Address> {
        let first = self.first()?.clone();
        self.remove(&first);
        Some(first)
    }

    /// Returns the first address of the origins that are awake.
    pub(crate) fn first(&self) -> Option<&Address> {
        let (_, origin) = self.heads.first()?;
        self.queues.get(origin)?.waiting.first().map(|(_, address)| address)
    }

    /// Returns the origins that are awake and have addresses.
    pub(crate) fn awake(&self) -> impl Iterator<Item = &str> {
        self.heads.iter().map(|(_, origin)| origin.as_str())
    }

    pub(crate) fn is_empty(&self, origin: &str) -> bool {
        self.queues.get(origin).is_none_or(|queue| queue.waiting.is_empty())
    }

    /// Hides the addresses of an origin, or shows them again.
    pub(crate) fn set_asleep(&mut self, origin: &str, sleeps: bool) {
        self.change(origin, |queue| queue.sleeps = sleeps);
    }

    pub(crate) fn remove(&mut self, address: &Address) {
        self.change(address.origin(), |queue| {
            if queue.waiting.first().is_some_and(|(_, first)| first == address) {
                queue.waiting.pop_first();
            } else {
                queue.waiting.retain(|(_, waiting)| waiting != address);
            }
        });
    }

    /// Removes the waiting addresses that `keep` does not accept.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Address) -> bool) {
        let origins: Vec<String> = self.queues.keys().cloned().collect();
        for origin in origins {
            self.change(&origin, |queue| queue.waiting.retain(|(_, address)| keep(address)));
        }
    }

    /// Changes the queue of an origin. It is the only place that writes the heads.
    fn change(&mut self, origin: &str, change: impl FnOnce(&mut Queue)) {
        let queue = self.queues.entry(origin.to_owned()).or_default();
        if let Some(head) = queue.head() {
            self.heads.remove(&(head, origin.to_owned()));
        }
        change(queue);
        if let Some(head) = queue.head() {
            self.heads.insert((head, origin.to_owned()));
        }
    }
}
