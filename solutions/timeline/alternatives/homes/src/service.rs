//! The service.

use std::num::NonZeroUsize;

use thiserror::Error;

use crate::graph::Graph;
use crate::home::{Home, Lists, Merging};
use crate::post::{Page, Post, PostId, UserId};
use crate::store::PostStore;
use crate::strategy::{Always, AtMost, DeliveryStrategy};

/// The maximum number of characters of a text.
const MAX_LENGTH: usize = 140;

/// A service on which users post, follow each other, and read timelines. It keeps the posts in a store `S`.
///
/// The constructors differ in how home timelines are put together. With `own_posts`, a home timeline has the user's own
/// posts as well (rule 2.3).
#[derive(Debug)]
pub struct Service<S> {
    store: S,
    home: Box<dyn Home>,
    graph: Graph,
    next_user: u64,
    next_post: u64,
}

impl<S: PostStore> Service<S> {
    /// Creates a service that merges home timelines when they are read.
    pub fn merging(store: S, own_posts: bool) -> Self {
        Self::with_home(store, own_posts, Merging)
    }

    /// Creates a service that writes each post to the list of each follower. A list has at most `capacity` posts.
    pub fn fan_out(store: S, own_posts: bool, capacity: usize) -> Self {
        Self::with_home(store, own_posts, Lists::new(capacity, Box::new(Always)))
    }

    /// Creates a service that fans out the posts of authors with at most `threshold` followers, and merges the others.
    pub fn hybrid(store: S, own_posts: bool, capacity: usize, threshold: usize) -> Self {
        Self::with_home(store, own_posts, Lists::new(capacity, Box::new(AtMost(threshold))))
    }

    /// Creates a service that asks `strategy` for each post.
    pub fn with_strategy(
        store: S,
        own_posts: bool,
        capacity: usize,
        strategy: impl DeliveryStrategy + 'static,
    ) -> Self {
        Self::with_home(store, own_posts, Lists::new(capacity, Box::new(strategy)))
    }

    /// Adds a user and returns a new id.
    pub fn add_user(&mut self) -> UserId {
        self.next_user += 1;
        UserId(self.next_user - 1)
    }

    /// Makes `follower` follow `author`.
    ///
    /// # Errors
    ///
    /// [`FollowError`] if this is impossible (rules 1.2 and 1.3).
    pub fn follow(&mut self, follower: UserId, author: UserId) -> Result<(), FollowError> {
        self.check(follower)?;
        self.check(author)?;
        if follower == author {
            return Err(FollowError::Oneself(follower));
        }
        if !self.graph.insert(follower, author) {
            return Err(FollowError::AlreadyFollowing(follower, author));
        }
        self.home.followed(follower, author, self.store.posts_of(author, None));
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    ///
    /// [`FollowError`] if `follower` does not follow `author` (rules 1.2 and 1.3).
    pub fn unfollow(&mut self, follower: UserId, author: UserId) -> Result<(), FollowError> {
        self.check(follower)?;
        self.check(author)?;
        if !self.graph.remove(follower, author) {
            return Err(FollowError::NotFollowing(follower, author));
        }
        self.home.unfollowed(follower, author);
        Ok(())
    }

    /// Posts a text and returns the id of the post, which is higher than all earlier ones.
    ///
    /// # Errors
    ///
    /// [`PostError`] if the author is unknown (rule 1.2) or the text is rejected (rule 1.5).
    pub fn post(&mut self, author: UserId, text: &str) -> Result<PostId, PostError> {
        self.check(author)?;
        match text.chars().count() {
            0 => return Err(PostError::Empty),
            1..=MAX_LENGTH => {}
            length => return Err(PostError::TooLong(length)),
        }
        let id = PostId(self.next_post);
        self.next_post += 1;
        self.store.insert(Post { id, author, text: text.to_owned() });
        self.home.posted(&self.graph, author, id);
        Ok(id)
    }

    /// Returns the post with this id, or `None` if it was deleted or never existed.
    pub fn read(&self, post: PostId) -> Option<&Post> {
        self.store.get(post)
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
        self.check(user)?;
        Ok(Page::of(self.store.posts_of(user, before), limit))
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
        self.check(user)?;
        let before = before.unwrap_or(PostId(u64::MAX));
        Ok(Page::of(self.home.posts(user, &self.graph.authors(user), &self.store, before), limit))
    }

    /// Deletes a post.
    ///
    /// # Errors
    ///
    /// [`DeleteError`] if there is no such post (rule 4.4).
    pub fn delete(&mut self, post: PostId) -> Result<(), DeleteError> {
        let Some(post) = self.store.remove(post) else {
            let was_issued = post.0 < self.next_post;
            return Err(if was_issued { DeleteError::AlreadyDeleted(post) } else { DeleteError::Unknown(post) });
        };
        self.home.deleted(&self.graph, &post);
        Ok(())
    }

    /// Returns the number of list entries that posting has written so far (rule 5.2).
    pub fn deliveries(&self) -> usize {
        self.home.written().deliveries
    }

    /// Returns the number of list entries that following and unfollowing have written so far (rule 5.4).
    pub fn backfilled(&self) -> usize {
        self.home.written().backfilled
    }

    fn with_home(store: S, own_posts: bool, home: impl Home + 'static) -> Self {
        Self { store, home: Box::new(home), graph: Graph::new(own_posts), next_user: 0, next_post: 0 }
    }

    fn check(&self, user: UserId) -> Result<(), UnknownUser> {
        if user.0 < self.next_user { Ok(()) } else { Err(UnknownUser(user)) }
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
