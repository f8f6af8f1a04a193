//! The service.

use std::marker::PhantomData;
use std::num::NonZeroUsize;

use thiserror::Error;

use crate::post::{Page, Post, PostId, UserId};
use crate::store::PostStore;
use crate::strategy::DeliveryStrategy;

/// A service on which users post, follow each other, and read timelines. It keeps the posts in a store `S`.
///
/// The constructors differ in how home timelines are put together. With `own_posts`, a home timeline has the user's own
/// posts as well (rule 2.3).
#[derive(Debug)]
pub struct Service<S> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<S>,
}

impl<S: PostStore> Service<S> {
    /// Creates a service that merges home timelines when they are read.
    pub fn merging(store: S, own_posts: bool) -> Self {
        todo!("stage 1")
    }

    /// Creates a service that writes each post to the list of each follower. A list has at most `capacity` posts.
    pub fn fan_out(store: S, own_posts: bool, capacity: usize) -> Self {
        todo!("stage 3")
    }

    /// Creates a service that fans out the posts of authors with at most `threshold` followers, and merges the others.
    pub fn hybrid(store: S, own_posts: bool, capacity: usize, threshold: usize) -> Self {
        todo!("stage 5")
    }

    /// Creates a service that asks `strategy` for each post.
    pub fn with_strategy(
        store: S,
        own_posts: bool,
        capacity: usize,
        strategy: impl DeliveryStrategy + 'static,
    ) -> Self {
        todo!("stage 8")
    }

    /// Adds a user and returns a new id.
    pub fn add_user(&mut self) -> UserId {
        todo!("stage 1")
    }

    /// Makes `follower` follow `author`.
    ///
    /// # Errors
    ///
    /// [`FollowError`] if this is impossible (rules 1.2 and 1.3).
    pub fn follow(&mut self, follower: UserId, author: UserId) -> Result<(), FollowError> {
        todo!("stage 1")
    }

    /// Ends it.
    ///
    /// # Errors
    ///
    /// [`FollowError`] if `follower` does not follow `author` (rules 1.2 and 1.3).
    pub fn unfollow(&mut self, follower: UserId, author: UserId) -> Result<(), FollowError> {
        todo!("stage 1")
    }

    /// Posts a text and returns the id of the post, which is higher than all earlier ones.
    ///
    /// # Errors
    ///
    /// [`PostError`] if the author is unknown (rule 1.2) or the text is rejected (rule 1.5).
    pub fn post(&mut self, author: UserId, text: &str) -> Result<PostId, PostError> {
        todo!("stage 1")
    }

    /// Returns the post with this id, or `None` if it was deleted or never existed.
    pub fn read(&self, post: PostId) -> Option<&Post> {
        todo!("stage 1")
    }

    /// Returns a page of a user's own posts that are older than `before`, newest first.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`] if nobody has this id (rule 1.2).
    pub fn user_timeline(
        &self,
        user: UserId,
        before: Option<PostId>,
        limit: NonZeroUsize,
    ) -> Result<Page<PostId>, UnknownUser> {
        todo!("stage 1")
    }

    /// Returns a page of the posts that are older than `before`, of everyone whom a user follows, newest first.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`] if nobody has this id (rule 1.2).
    ///
    /// # Cost
    ///
    /// Reads few posts of the store (rules 2.6 and 3.4).
    pub fn home_timeline(
        &self,
        user: UserId,
        before: Option<PostId>,
        limit: NonZeroUsize,
    ) -> Result<Page<PostId>, UnknownUser> {
        todo!("stage 2")
    }

    /// Deletes a post.
    ///
    /// # Errors
    ///
    /// [`DeleteError`] if there is no such post (rule 4.4).
    pub fn delete(&mut self, post: PostId) -> Result<(), DeleteError> {
        todo!("stage 4")
    }

    /// Returns the number of list entries that posting has written so far (rule 5.2).
    pub fn deliveries(&self) -> usize {
        todo!("stage 5")
    }

    /// Returns the number of list entries that following and unfollowing have written so far (rule 5.4).
    pub fn backfilled(&self) -> usize {
        todo!("stage 5")
    }
}

/// A user id that nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("nobody has the id {}", .0.0)]
pub struct UnknownUser(pub UserId);

/// A reason why a user cannot begin or cease to follow another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FollowError {
    /// Nobody has one of the ids.
    #[error(transparent)]
    Unknown(#[from] UnknownUser),
    /// Both ids belong to the same user.
    #[error("{0:?} cannot follow oneself")]
    Oneself(UserId),
    /// The first user follows the second already.
    #[error("{0:?} follows {1:?} already")]
    AlreadyFollowing(UserId, UserId),
    /// The first user does not follow the second.
    #[error("{0:?} does not follow {1:?}")]
    NotFollowing(UserId, UserId),
}

/// A reason why a text cannot be posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PostError {
    /// Nobody has the author's id.
    #[error(transparent)]
    Unknown(#[from] UnknownUser),
    /// The text is empty.
    #[error("the text is empty")]
    Empty,
    /// The text is too long.
    #[error("the text has {0} characters, and at most 140 are allowed")]
    TooLong(usize),
}

/// A reason why a post cannot be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DeleteError {
    /// No post has ever had the id.
    #[error("there has never been a post with the id {}", .0.0)]
    Unknown(PostId),
    /// The post was deleted before.
    #[error("the post with the id {} was deleted before", .0.0)]
    AlreadyDeleted(PostId),
}
