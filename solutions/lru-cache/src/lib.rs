//! A bounded cache that evicts the least recently used entry.
//!
//! A [`Cache`] never holds more entries than its capacity. Once it is full, an [`EvictionPolicy`] chooses the entry to
//! evict for a new one, and an [`LruCache`] is a cache with the usual policy. On top of this, a [`QueryCache`] adds
//! normalized queries, a [`Clock`] and expiry. Finally, a [`SharedQueryCache`] is a handle through which many threads
//! can share a query cache.
//!
//! # Examples
//!
//! ```
//! use std::num::NonZeroUsize;
//!
//! use lru_cache_solution::{Displaced, LruCache};
//!
//! let mut cache = LruCache::new(NonZeroUsize::new(2).unwrap());
//! cache.put("one", 1);
//! cache.put("two", 2);
//! cache.get("one");
//! assert_eq!(cache.put("three", 3), Displaced::Entry("two", 2));
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod arena;
mod cache;
mod clock;
mod iter;
mod list;
mod policy;
mod query;
mod shared;

pub use cache::{Cache, Displaced, LruCache};
pub use clock::{Clock, SystemClock, Timestamp};
pub use iter::Iter;
pub use policy::{EvictionPolicy, FirstIn, LeastRecent};
pub use query::{QueryCache, QueryCacheConfig, Stats, WordOrder};
pub use shared::SharedQueryCache;
