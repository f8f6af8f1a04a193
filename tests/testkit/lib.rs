//! What the suites of all katas share.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod counting;
mod law;

pub use counting::{Counted, Counts, Drops, Tracked};
pub use law::law;
