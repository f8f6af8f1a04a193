//! The store of all posts.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Included};

use crate::post::{Post, PostId, UserId};

/// A store of posts, initially empty. Only the service changes it.
pub trait PostStore {
    /// Stores a post, whose id is new.
    fn insert(&mut self, post: Post);

    /// Returns the post with this id.
    fn get(&self, id: PostId) -> Option<&Post>;

    /// Removes and returns the post with this id.
    fn remove(&mut self, id: PostId) -> Option<Post>;

    /// Returns the author's posts that are older than `before`, or all of them, newest first.
    fn posts_of(&self, author: UserId, before: Option<PostId>) -> Box<dyn Iterator<Item = PostId> + '_>;
}

/// A store in memory (rules 1.10 and 4.5).
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    posts: HashMap<PostId, Post>,
    by_author: BTreeSet<(UserId, PostId)>,
}

impl PostStore for MemoryStore {
    fn insert(&mut self, post: Post) {
        self.by_author.insert((post.author, post.id));
        self.posts.insert(post.id, post);
    }

    fn get(&self, id: PostId) -> Option<&Post> {
        self.posts.get(&id)
    }

    fn remove(&mut self, id: PostId) -> Option<Post> {
        let post = self.posts.remove(&id)?;
        self.by_author.remove(&(post.author, id));
        Some(post)
    }

    fn posts_of(&self, author: UserId, before: Option<PostId>) -> Box<dyn Iterator<Item = PostId> + '_> {
        let first = Included((author, PostId(0)));
        let end = before.map_or(Included((author, PostId(u64::MAX))), |before| Excluded((author, before)));
        Box::new(self.by_author.range((first, end)).rev().map(|&(_, post)| post))
    }
}
