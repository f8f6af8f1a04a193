//! Helpers that the stages share.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod model;
mod operations;
mod queries;
mod stores;
mod world;

use std::num::NonZeroUsize;

pub use model::{Model, NaiveList, NaiveLists, page_of};
pub use operations::{Op, any_ops, apply, check_home_timelines, check_homes_of_followers, check_lists};
pub use queries::{Tree, any_texts, any_tree, post, query, search_all};
pub use stores::{Change, CountingStore, ForgetfulStore, Reads, check_memory_store};
pub use world::World;

/// A limit of a page, at least 1.
pub fn limit(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).expect("the limit is at least 1")
}
