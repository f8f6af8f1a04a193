//! A bounded cache that evicts the least recently used entry, built on the standard library's collections.
//!
//! The reference links slots in a list. This cache, in contrast, numbers all uses with *ticks*, and stores the slots in
//! a search tree sorted by the tick of their last use, so that the first slot in the tree is the least recent one. As a
//! result, a use takes logarithmic time instead of four link updates. In exchange, there are no links to get wrong, and
//! the tree provides the iterator.
//!
//! While the reference has a table of slots and an arena, this cache stores its entries in buckets, with one `Vec` for
//! each hash that occurs. A slot is only a number that leads to a bucket.
//!
//! In the reference, each computation has a lock and a condition variable. Here, all threads share one of each, so a
//! thread that wakes up has to check first whether its computation has ended.
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
