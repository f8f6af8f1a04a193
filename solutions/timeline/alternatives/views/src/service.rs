//! The service.

use std::collections::{BTreeSet, HashMap};
use std::iter;
use std::num::NonZeroUsize;

use thiserror::Error;

use crate::merge::{dedup, merge};
use crate::post::{Page, Post, PostId, UserId};
use crate::store::PostStore;
use crate::strategy::{AtMost, DeliveryStrategy, Never};
use crate::view::View;

/// The maximum number of characters of a text.
const MAX_LENGTH: usize = 140;

/// A service on which users post, follow each other, and read timelines. It keeps the posts in a store `S`.
///
/// The constructors differ in how home timelines are put together. With `own_posts`, a home timeline has the user's own
/// posts as well (rule 2.3).
#[derive(Debug)]
pub struct Service<S> {
    store: S,
    own_posts: bool,
    capacity: usize,
    strategy: Box<dyn DeliveryStrategy>,
    views: HashMap<UserId, View>,
    /// Pairs of a follower and an author.
    authors: BTreeSet<(UserId, UserId)>,
    /// Pairs of an author and a follower.
    followers: BTreeSet<(UserId, UserId)>,
    /// The number of followers of each author who has had one.
    follower_counts: HashMap<UserId, usize>,
    /// The posts that were not fanned out, with their authors.
    outbox: BTreeSet<(UserId, PostId)>,
    next_post: PostId,
    deliveries: usize,
    backfilled: usize,
}

impl<S: PostStore> Service<S> {
    /// Creates a service that merges home timelines when they are read.
    pub fn merging(store: S, own_posts: bool) -> Self {
        Self::with_strategy(store, own_posts, 0, Never)
    }

    /// Creates a service that writes each post to the list of each follower. A list has at most `capacity` posts.
    pub fn fan_out(store: S, own_posts: bool, capacity: usize) -> Self {
        Self::with_strategy(store, own_posts, capacity, AtMost(usize::MAX))
    }

    /// Creates a service that fans out the posts of authors with at most `threshold` followers, and merges the others.
    pub fn hybrid(store: S, own_posts: bool, capacity: usize, threshold: usize) -> Self {
        Self::with_strategy(store, own_posts, capacity, AtMost(threshold))
    }

    /// Creates a service that asks `strategy` for each post.
    pub fn with_strategy(
        store: S,
        own_posts: bool,
        capacity: usize,
        strategy: impl DeliveryStrategy + 'static,
    ) -> Self {
        Self {
            store,
            own_posts,
            capacity,
            strategy: Box::new(strategy),
            views: HashMap::new(),
            authors: BTreeSet::new(),
            followers: BTreeSet::new(),
            follower_counts: HashMap::new(),
            outbox: BTreeSet::new(),
            next_post: PostId(1),
            deliveries: 0,
            backfilled: 0,
        }
    }

    /// Adds a user and returns a new id.
    pub fn add_user(&mut self) -> UserId {
        let user = UserId(self.views.len() as u64);
        self.views.insert(user, View::default());
        user
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
        if !self.authors.insert((follower, author)) {
            return Err(FollowError::AlreadyFollowing(follower, author));
        }
        self.followers.insert((author, follower));
        *self.follower_counts.entry(author).or_default() += 1;
        self.rebuild(follower);
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
        if !self.authors.remove(&(follower, author)) {
            return Err(FollowError::NotFollowing(follower, author));
        }
        self.followers.remove(&(author, follower));
        *self.follower_counts.entry(author).or_default() -= 1;
        self.rebuild(follower);
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
        let id = self.next_post;
        self.next_post = PostId(id.0 + 1);
        self.store.insert(Post { id, author, text: text.to_owned() });
        if self.strategy.fans_out(author, self.follower_counts.get(&author).copied().unwrap_or(0)) {
            for reader in self.readers(author) {
                if let Some(view) = self.views.get_mut(&reader) {
                    self.deliveries += usize::from(view.push(id, self.capacity));
                }
            }
        } else {
            self.outbox.insert((author, id));
        }
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
        let view = self.views.get(&user).ok_or(UnknownUser(user))?;
        let view_end = view.end();
        let end = before.map_or(view_end, |before| before.min(view_end));
        let mut sources: Vec<Box<dyn Iterator<Item = PostId> + '_>> = vec![Box::new(view.posts(before))];
        for author in self.authors_of(user) {
            let posts = (author, PostId(0))..(author, before.unwrap_or(PostId(u64::MAX)));
            sources.push(Box::new(self.outbox.range(posts).rev().map(|(_, post)| *post)));
        }
        let upper = dedup(merge(sources)).take_while(move |post| *post >= view_end);
        let lower = || merge(self.authors_of(user).into_iter().map(|author| self.store.posts_of(author, Some(end))));
        Ok(Page::of(upper.chain(iter::once_with(lower).flatten()), limit))
    }

    /// Deletes a post.
    ///
    /// # Errors
    ///
    /// [`DeleteError`] if there is no such post (rule 4.4).
    pub fn delete(&mut self, post: PostId) -> Result<(), DeleteError> {
        let Some(Post { author, .. }) = self.store.remove(post) else {
            let is_old = (PostId(1)..self.next_post).contains(&post);
            return Err(if is_old { DeleteError::AlreadyDeleted(post) } else { DeleteError::Unknown(post) });
        };
        self.outbox.remove(&(author, post));
        for reader in self.readers(author) {
            if let Some(view) = self.views.get_mut(&reader) {
                view.remove(post);
            }
        }
        Ok(())
    }

    /// Returns the number of list entries that posting has written so far (rule 5.2).
    pub fn deliveries(&self) -> usize {
        self.deliveries
    }

    /// Returns the number of list entries that following and unfollowing have written so far (rule 5.4).
    pub fn backfilled(&self) -> usize {
        self.backfilled
    }

    fn check(&self, user: UserId) -> Result<(), UnknownUser> {
        if self.views.contains_key(&user) { Ok(()) } else { Err(UnknownUser(user)) }
    }

    /// Merges the first posts of a home timeline into the view anew.
    fn rebuild(&mut self, user: UserId) {
        let posts = merge(self.authors_of(user).into_iter().map(|author| self.store.posts_of(author, None)));
        let view = View::of(posts, self.capacity);
        self.backfilled += view.len();
        self.views.insert(user, view);
    }

    /// Returns the authors of a home timeline.
    fn authors_of(&self, user: UserId) -> Vec<UserId> {
        let followed = self.authors.range((user, UserId(0))..=(user, UserId(u64::MAX))).map(|(_, author)| *author);
        followed.chain(self.own_posts.then_some(user)).collect()
    }

    /// Returns the users on whose home timelines an author is.
    fn readers(&self, author: UserId) -> Vec<UserId> {
        let range = (author, UserId(0))..=(author, UserId(u64::MAX));
        let followers = self.followers.range(range).map(|(_, follower)| *follower);
        followers.chain(self.own_posts.then_some(author)).collect()
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
