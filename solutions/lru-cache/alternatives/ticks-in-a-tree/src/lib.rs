//! A second design: buckets by hash, ticks in a search tree, one lock and one condition for all threads.
#![forbid(unsafe_code)]

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
