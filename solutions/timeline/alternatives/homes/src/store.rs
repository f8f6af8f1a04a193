//! The store of all posts.

use std::collections::{BTreeMap, HashMap};

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
    posts: BTreeMap<PostId, Post>,
    authors: HashMap<UserId, Vec<PostId>>,
}

impl PostStore for MemoryStore {
    fn insert(&mut self, post: Post) {
        let posts = self.authors.entry(post.author).or_default();
        // New posts come last, unless somebody inserts them in another order.
        posts.insert(posts.partition_point(|id| *id < post.id), post.id);
        self.posts.insert(post.id, post);
    }

    fn get(&self, id: PostId) -> Option<&Post> {
        self.posts.get(&id)
    }

    fn remove(&mut self, id: PostId) -> Option<Post> {
        let post = self.posts.remove(&id)?;
        if let Some(posts) = self.authors.get_mut(&post.author) {
            posts.retain(|other| *other != id);
        }
        Some(post)
    }

    fn posts_of(&self, author: UserId, before: Option<PostId>) -> Box<dyn Iterator<Item = PostId> + '_> {
        let posts = self.authors.get(&author).map_or(&[][..], Vec::as_slice);
        let end = before.map_or(posts.len(), |before| posts.partition_point(|id| *id < before));
        Box::new(posts[..end].iter().rev().copied())
    }
}
