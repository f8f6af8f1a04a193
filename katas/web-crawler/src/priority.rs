//! The order in which links are followed.

use crate::address::Address;

/// A priority of links.
pub trait Priority {
    /// Returns the priority of a link that was found at this depth. Larger numbers come first.
    fn priority(&self, link: &Address, depth: u32) -> i64;
}

/// The priority of a crawl that is breadth-first: minus the depth.
#[derive(Clone, Copy, Debug, Default)]
pub struct BreadthFirst;

impl Priority for BreadthFirst {
    fn priority(&self, link: &Address, depth: u32) -> i64 {
        todo!("stage 3")
    }
}
