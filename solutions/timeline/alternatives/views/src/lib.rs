//! A service on which users post, follow each other, and read timelines, and a search for posts.
//!
//! A [`Service`] keeps posts in a [`PostStore`] and puts home timelines together: on reading with [`merge`], on writing in
//! lists, or both, as its [`DeliveryStrategy`] decides. An [`Index`] finds posts that match a [`Query`], and a [`Search`]
//! asks many indexes.
//!
//! # The design
//!
//! A list is a view: the first posts of the merged home timeline, stored. A follow or an unfollow throws it away and merges
//! anew, so no code inserts or removes the posts of one author. Posts that are not fanned out are in the outbox of their
//! author. A query is a program for a machine with a stack of sets. Each part is short and hard to get wrong, but a change
//! costs as much as the whole view, and a search computes all hits before the page.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod index;
mod merge;
mod post;
mod query;
mod service;
mod shards;
mod store;
mod strategy;
mod view;

pub use index::{Hit, Index, Ranking};
pub use merge::{Merge, merge};
pub use post::{Page, Post, PostId, UserId};
pub use query::{Query, SyntaxError};
pub use service::{DeleteError, FollowError, PostError, Service, UnknownUser};
pub use shards::{Answer, Search, Shard, ShardDown};
pub use store::{MemoryStore, PostStore};
pub use strategy::DeliveryStrategy;
