//! A service on which users post, follow each other, and read timelines, and a search for posts.
//!
//! A [`Service`] keeps posts in a [`PostStore`] and puts home timelines together: on reading with [`merge`], on writing in
//! lists, or both, as its [`DeliveryStrategy`] decides. An [`Index`] finds posts that match a [`Query`], and a [`Search`]
//! asks many indexes.
//!
//! # The design
//!
//! Each way to put home timelines together is an object behind a trait `Home`: `Merging`, which stores nothing, and `Lists`,
//! which may merge as well. The service reports each change to its `Home`. A query is a tree of objects behind a trait
//! `Condition`. A new way is a new type, and none pays for another. But the trait has a method for each kind of event, and a
//! condition computes all hits before the page.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod condition;
mod graph;
mod home;
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
