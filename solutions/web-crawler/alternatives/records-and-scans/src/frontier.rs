//! The addresses that wait to be visited.

use crate::address::Address;

/// A priority queue of addresses without duplicates. It is a list in order of arrival.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    address: Address,
    priority: i64,
    waits: bool,
}

impl Frontier {
    /// Creates a frontier without addresses.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an address, and returns whether it is new (rules 2.2 and 2.3).
    pub fn add(&mut self, address: Address, priority: i64) -> bool {
        let is_new = self.entries.iter().all(|entry| entry.address != address);
        if is_new {
            self.entries.push(Entry { address, priority, waits: true });
        }
        is_new
    }

    /// Lowers the priority of a waiting address (rule 2.4).
    pub fn lower(&mut self, address: &Address, priority: i64) {
        for entry in self.entries.iter_mut().filter(|entry| entry.address == *address) {
            entry.priority = entry.priority.min(priority);
        }
    }

    /// Hands out the first address (rules 2.1 and 2.3).
    pub fn take(&mut self) -> Option<Address> {
        let first = self.first(|_| true)?.clone();
        self.remove(&first);
        Some(first)
    }

    /// Returns the first waiting address that is accepted.
    pub(crate) fn first(&self, accepts: impl Fn(&Address) -> bool) -> Option<&Address> {
        let waiting = self.entries.iter().filter(|entry| entry.waits && accepts(&entry.address));
        // The last of several maxima is returned, so the list is read from its end.
        waiting.rev().max_by_key(|entry| entry.priority).map(|entry| &entry.address)
    }

    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Address> {
        self.entries.iter().filter(|entry| entry.waits).map(|entry| &entry.address)
    }

    pub(crate) fn remove(&mut self, address: &Address) {
        for entry in self.entries.iter_mut().filter(|entry| entry.address == *address) {
            entry.waits = false;
        }
    }
}
