//! Who follows whom.

use std::collections::{HashMap, HashSet};

use crate::post::UserId;

/// The edges of a graph, in both directions.
#[derive(Debug)]
pub(crate) struct Graph {
    own_posts: bool,
    follows: HashMap<UserId, HashSet<UserId>>,
    followed_by: HashMap<UserId, HashSet<UserId>>,
}

impl Graph {
    pub(crate) fn new(own_posts: bool) -> Self {
        Self { own_posts, follows: HashMap::new(), followed_by: HashMap::new() }
    }

    /// Adds an edge, and returns whether it is new.
    pub(crate) fn insert(&mut self, follower: UserId, author: UserId) -> bool {
        self.followed_by.entry(author).or_default().insert(follower);
        self.follows.entry(follower).or_default().insert(author)
    }

    /// Removes an edge, and returns whether it was there.
    pub(crate) fn remove(&mut self, follower: UserId, author: UserId) -> bool {
        let removed = self.follows.get_mut(&follower).is_some_and(|authors| authors.remove(&author));
        if removed && let Some(followers) = self.followed_by.get_mut(&author) {
            followers.remove(&follower);
        }
        removed
    }

    pub(crate) fn follower_count(&self, author: UserId) -> usize {
        self.followed_by.get(&author).map_or(0, HashSet::len)
    }

    /// Returns the authors on a home timeline.
    pub(crate) fn authors(&self, reader: UserId) -> Vec<UserId> {
        let authors = self.follows.get(&reader).into_iter().flatten().copied();
        authors.chain(self.own_posts.then_some(reader)).collect()
    }

    /// Returns the users on whose home timelines an author is.
    pub(crate) fn readers(&self, author: UserId) -> Vec<UserId> {
        let readers = self.followed_by.get(&author).into_iter().flatten().copied();
        readers.chain(self.own_posts.then_some(author)).collect()
    }
}
