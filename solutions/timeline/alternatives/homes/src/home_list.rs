//! The list of a user, to which posts are fanned out.

use std::collections::BTreeMap;

use crate::post::{PostId, UserId};

/// A list with the newest fanned-out posts of a home timeline.
///
/// It is complete down to `start`: of the posts that belong to it, it lacks only older ones.
#[derive(Debug)]
pub(crate) struct HomeList {
    capacity: usize,
    authors: BTreeMap<PostId, UserId>,
    start: PostId,
}

impl HomeList {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, authors: BTreeMap::new(), start: PostId(0) }
    }

    /// Returns the id from which on the list is complete.
    pub(crate) fn start(&self) -> PostId {
        self.start
    }

    /// Inserts a post and evicts the oldest one if the list is full. Returns whether the list has the post now.
    pub(crate) fn insert(&mut self, post: PostId, author: UserId) -> bool {
        if post < self.start {
            return false;
        }
        self.authors.insert(post, author);
        if self.authors.len() > self.capacity
            && let Some((evicted, _)) = self.authors.pop_first()
        {
            self.start = PostId(evicted.0 + 1);
        }
        post >= self.start
    }

    pub(crate) fn remove(&mut self, post: PostId) {
        self.authors.remove(&post);
    }

    pub(crate) fn remove_posts_of(&mut self, author: UserId) {
        self.authors.retain(|_, of| *of != author);
    }

    /// Returns the posts older than `before`, newest first.
    pub(crate) fn posts(&self, before: Option<PostId>) -> impl Iterator<Item = PostId> {
        let before = before.unwrap_or(PostId(u64::MAX));
        self.authors.range(..before).rev().map(|(&post, _)| post)
    }
}
