//! A bounded cache that evicts the least recently used entry.
//!
//! A [`Cache`] never holds more entries than its capacity. Once it is full, an [`EvictionPolicy`] chooses the entry to
//! evict for a new one, and an [`LruCache`] is a cache with the usual policy. On top of this, a [`QueryCache`] adds
//! normalized queries, a [`Clock`] and expiry. Finally, a [`SharedQueryCache`] is a handle through which many threads
//! can share a query cache.
//!
//! | stages | file |
//! | --- | --- |
//! | 1 to 3, the core | `cache.rs`, its first half |
//! | 4 and 5 | `cache.rs`, `policy.rs` |
//! | 6 | `query.rs`, `clock.rs` |
//! | 7 | `shared.rs` |
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line with the last `todo!()`.
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
