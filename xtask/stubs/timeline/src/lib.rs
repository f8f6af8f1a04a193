//! A service on which users post, follow each other, and read timelines, and a search for posts.
//!
//! A [`Service`] keeps posts in a [`PostStore`] and puts home timelines together: on reading with [`merge`], on writing in
//! lists, or both, as its [`DeliveryStrategy`] decides. An [`Index`] finds posts that match a [`Query`], and a [`Search`]
//! asks many indexes.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line when no `todo!()` is left.
#![allow(dead_code, unused_variables, clippy::needless_pass_by_value)]

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
