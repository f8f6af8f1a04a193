//! A bounded cache that forgets what was used least recently.
//!
//! [`Cache`] holds at most as many entries as its capacity; an [`EvictionPolicy`] decides which one leaves for a new
//! one, and [`LruCache`] is the usual choice. [`QueryCache`] composes it with a normalizer of queries and a [`Clock`];
//! [`SharedQueryCache`] is a handle of one such cache for many threads.
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
