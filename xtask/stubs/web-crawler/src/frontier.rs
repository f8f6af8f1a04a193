//! The addresses that wait to be visited.

use crate::address::Address;

/// A priority queue of addresses without duplicates.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl Frontier {
    /// Creates a frontier without addresses.
    #[must_use]
    pub fn new() -> Self {
        todo!("stage 2")
    }

    /// Adds an address, and returns whether it is new (rules 2.2 and 2.3).
    pub fn add(&mut self, address: Address, priority: i64) -> bool {
        todo!("stage 2")
    }

    /// Lowers the priority of a waiting address (rule 2.4).
    pub fn lower(&mut self, address: &Address, priority: i64) {
        todo!("stage 2")
    }

    /// Hands out the first address (rules 2.1 and 2.3).
    pub fn take(&mut self) -> Option<Address> {
        todo!("stage 2")
    }
}
