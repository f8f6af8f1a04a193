//! An index that finds posts by their words.

use std::fmt;
use std::num::NonZeroUsize;

use crate::post::{Page, Post, PostId};
use crate::query::Query;

/// A post that a query has found. The best is the greatest: it has the highest score or, among equals, is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// The score, which is 0 without a ranking.
    pub score: u64,
    /// The post.
    pub post: PostId,
}

/// An index of posts. The default one is empty and has no ranking.
#[derive(Debug)]
pub struct Index {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl Default for Index {
    fn default() -> Self {
        todo!("stage 6")
    }
}

impl Index {
    /// Creates an empty index with a ranking.
    pub fn ranked(ranking: impl Ranking + 'static) -> Self {
        todo!("stage 8")
    }

    /// Adds a post, whose id is new.
    pub fn add(&mut self, post: &Post) {
        todo!("stage 6")
    }

    /// Removes a post, if it is in the index.
    pub fn remove(&mut self, post: PostId) {
        todo!("stage 6")
    }

    /// Returns a page of the posts that match a query and come after `after`, the greatest hit first.
    pub fn search(&self, query: &Query, after: Option<Hit>, limit: NonZeroUsize) -> Page<Hit> {
        todo!("stage 6")
    }
}

/// A ranking of posts.
pub trait Ranking: fmt::Debug {
    /// Returns the score of a post.
    fn score(&self, post: &Post) -> u64;
}
