//! The addresses that wait to be visited.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::address::{Address, Origin};

/// A priority queue of addresses without duplicates.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    /// The places of all addresses that were ever added. An address that was handed out has no place.
    places: HashMap<Address, Option<Place>>,
    /// The waiting addresses. No queue is empty.
    queues: BTreeMap<Origin, BTreeMap<Place, Address>>,
    arrivals: u64,
}

/// A place in the order of the frontier. The smallest place comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    priority: Reverse<i64>,
    arrival: u64,
}

impl Frontier {
    /// Creates a frontier without addresses.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an address, and returns whether it is new (rules 2.2 and 2.3).
    pub fn add(&mut self, address: Address, priority: i64) -> bool {
        if self.places.contains_key(&address) {
            return false;
        }
        let place = Place { priority: Reverse(priority), arrival: self.arrivals };
        self.arrivals += 1;
        self.places.insert(address.clone(), Some(place));
        self.queues.entry(address.origin().clone()).or_default().insert(place, address);
        true
    }

    /// Lowers the priority of a waiting address (rule 2.4).
    pub fn lower(&mut self, address: &Address, priority: i64) {
        let Some(Some(place)) = self.places.get_mut(address) else { return };
        let lowered = Place { priority: Reverse(priority), ..*place }.max(*place);
        let queue = self.queues.entry(address.origin().clone()).or_default();
        if let Some(address) = queue.remove(place) {
            queue.insert(lowered, address);
        }
        *place = lowered;
    }

    /// Hands out the first address (rules 2.1 and 2.3).
    pub fn take(&mut self) -> Option<Address> {
        let first = self.first(|_| true)?.clone();
        self.remove(&first);
        Some(first)
    }

    /// Returns the first address of these origins.
    pub(crate) fn first(&self, mut origins: impl FnMut(&Origin) -> bool) -> Option<&Address> {
        let queues = self.queues.iter().filter(|(origin, _)| origins(origin));
        let heads = queues.filter_map(|(_, queue)| queue.first_key_value());
        heads.min_by_key(|(place, _)| **place).map(|(_, address)| address)
    }

    /// Returns the origins of the waiting addresses.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.queues.keys()
    }

    /// Removes an address from its queue, as if it had been handed out.
    pub(crate) fn remove(&mut self, address: &Address) {
        let Some(place) = self.places.get_mut(address).and_then(Option::take) else { return };
        if let Some(queue) = self.queues.get_mut(address.origin()) {
            queue.remove(&place);
            if queue.is_empty() {
                self.queues.remove(address.origin());
            }
        }
    }

    /// Removes the waiting addresses that `keep` does not accept.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Address) -> bool) {
        let waiting = self.queues.values().flat_map(BTreeMap::values);
        let rest: Vec<Address> = waiting.filter(|address| !keep(address)).cloned().collect();
        for address in &rest {
            self.remove(address);
        }
    }
}
