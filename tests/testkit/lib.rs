//! Tools for the suites of all katas: laws, and counters that measure costs.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod call_log;
mod cost;
mod counting;
mod iterators;
mod law;
mod serialized;
mod stack;

pub use allocation_counter::{AllocationInfo, measure as count_allocations};
pub use call_log::CallLog;
pub use cost::{costs_less_than_a_walk, first_call_costs_less_than_a_walk};
pub use counting::{Counted, Counts, Drops, Tracked};
pub use iterators::{check_double_ended_iterator, check_iterator};
pub use law::law;
pub use serialized::{Token, serialized};
pub use stack::in_small_stack;
