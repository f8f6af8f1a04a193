//! Tools for the suites of all katas: laws, and counters that measure costs.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod counting;
mod law;

pub use counting::{Counted, Counts, Drops, Tracked};
pub use law::law;
