//! A bounded cache that forgets what was used least recently, made of the standard library's collections.
//!
//! Where the reference links slots in a list, this gives every use a number, its *tick*, and keeps the slots in a search
//! tree by the tick of their last use: the first in the tree is the least recent. That costs a logarithm for each use
//! instead of four links, and in return there is nothing to link wrongly, and the walk is the tree's own.
//!
//! Where the reference has a table of slots and an arena, entries live in buckets, a `Vec` for each hash that occurs, and
//! a slot is no more than a name with which a bucket can be found.
//!
//! Where the reference gives each computation a lock and a condition of its own, here all threads share one of each, and
//! whoever is woken looks whether it was meant.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod buckets;
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
