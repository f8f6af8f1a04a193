//! A service on which users post, follow each other, and read timelines, and a search for posts.
//!
//! A [`Service`] keeps posts in a [`PostStore`] and puts home timelines together: on reading with [`merge`], on writing in
//! lists, or both, as its [`DeliveryStrategy`] decides. An [`Index`] finds posts that match a [`Query`], and a [`Search`]
//! asks many indexes.
//!
//! # Examples
//!
//! ```
//! use std::num::NonZeroUsize;
//!
//! use timeline_solution::{MemoryStore, Service};
//!
//! let mut service = Service::hybrid(MemoryStore::default(), true, 800, 10_000);
//! let (ann, bob) = (service.add_user(), service.add_user());
//! service.follow(bob, ann)?;
//! let first = service.post(ann, "My first post!")?;
//! let answer = service.post(bob, "Hello Ann")?;
//!
//! let limit = NonZeroUsize::MIN;
//! let page = service.home_timeline(bob, None, limit)?;
//! assert_eq!(page.items, [answer]);
//! let page = service.home_timeline(bob, page.next, limit)?;
//! assert_eq!((page.items, page.next), (vec![first], None));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod follows;
mod home_list;
mod index;
mod merge;
mod post;
mod query;
mod service;
mod shards;
mod store;
mod strategy;

pub use index::{Hit, Index, Ranking};
pub use merge::{Merge, merge};
pub use post::{Page, Post, PostId, UserId};
pub use query::{Query, SyntaxError};
pub use service::{DeleteError, FollowError, PostError, Service, UnknownUser};
pub use shards::{Answer, Search, Shard, ShardDown};
pub use store::{MemoryStore, PostStore};
pub use strategy::DeliveryStrategy;
