//! The store of all posts.

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
    // A placeholder: the fields are yours.
    _yours: (),
}

impl PostStore for MemoryStore {
    fn insert(&mut self, post: Post) {
        todo!("stage 1")
    }

    fn get(&self, id: PostId) -> Option<&Post> {
        todo!("stage 1")
    }

    fn remove(&mut self, id: PostId) -> Option<Post> {
        todo!("stage 4")
    }

    fn posts_of(&self, author: UserId, before: Option<PostId>) -> Box<dyn Iterator<Item = PostId> + '_> {
        todo!("stage 1")
    }
}
