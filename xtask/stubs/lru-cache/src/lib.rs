//! A bounded cache that forgets what was used least recently.
//!
//! [`Cache`] holds at most as many entries as its capacity; an [`EvictionPolicy`] decides which one leaves for a new
//! one, and [`LruCache`] is the usual choice. [`QueryCache`] composes it with a normalizer of queries and a [`Clock`];
//! [`SharedQueryCache`] is a handle of one such cache for many threads.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// This goes with the last `todo!()`.
#![allow(unused_variables, unused_mut, clippy::needless_pass_by_value)]

mod cache;
mod clock;
mod policy;
mod query;
mod shared;

pub use cache::{Cache, Displaced, Iter, LruCache};
pub use clock::{Clock, SystemClock, Timestamp};
pub use policy::{EvictionPolicy, FirstIn, LeastRecent};
pub use query::{QueryCache, QueryCacheConfig, Stats, WordOrder};
pub use shared::SharedQueryCache;
