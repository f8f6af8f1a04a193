//! A bounded cache that evicts the least recently used entry, built on the standard library's collections.
//!
//! Where the reference links slots in a list, this numbers the uses, each a *tick*, and keeps the slots in a search
//! tree by the tick of their last use: the first in the tree is the least recent. A use costs logarithmic time instead
//! of four links. In return there is nothing to link wrongly, and the tree has the iterator.
//!
//! Where the reference has a table of slots and an arena, this keeps entries in buckets, a `Vec` for each hash that
//! occurs. A slot is only a number by which to find a bucket.
//!
//! Where the reference gives each computation its own lock and condition variable, here all threads share one of each.
//! A thread that is woken checks whether its own computation has ended.
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
