//! The service.

use std::collections::BTreeSet;
use std::iter;
use std::num::NonZeroUsize;

use thiserror::Error;

use crate::follows::Follows;
use crate::home_list::HomeList;
use crate::merge::{dedup, merge};
use crate::post::{Page, Post, PostId, UserId};
use crate::store::PostStore;
use crate::strategy::{AtMost, DeliveryStrategy, Never};

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
    follows: Follows,
    /// The list of each user, in the order of the ids.
    lists: Vec<HomeList>,
    /// The authors of posts that were not fanned out. Readers merge everything that they have posted.
    merged: BTreeSet<UserId>,
    /// The number of post ids issued.
    issued: u64,
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
            follows: Follows::default(),
            lists: Vec::new(),
            merged: BTreeSet::new(),
            issued: 0,
            deliveries: 0,
            backfilled: 0,
        }
    }

    /// Adds a user and returns a new id.
    pub fn add_user(&mut self) -> UserId {
        self.lists.push(HomeList::new(self.capacity));
        self.follows.add_user()
    }

    /// Makes `follower` follow `author`.
    ///
    /// # Errors
    ///
    /// [`FollowError`] if this is impossible (rules 1.2 and 1.3).
    pub fn follow(&mut self, follower: UserId, author: UserId) -> Result<(), FollowError> {
        let index = self.follows.follow(follower, author)?;
        if !self.merged.contains(&author) {
            let list = &mut self.lists[index];
            let posts = self.store.posts_of(author, None);
            self.backfilled += posts.take_while(|post| list.insert(*post, author)).count();
        }
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    ///
    /// [`FollowError`] if `follower` does not follow `author` (rules 1.2 and 1.3).
    pub fn unfollow(&mut self, follower: UserId, author: UserId) -> Result<(), FollowError> {
        let index = self.follows.unfollow(follower, author)?;
        self.lists[index].remove_posts_of(author);
        Ok(())
    }

    /// Posts a text and returns the id of the post, which is higher than all earlier ones.
    ///
    /// # Errors
    ///
    /// [`PostError`] if the author is unknown (rule 1.2) or the text is rejected (rule 1.5).
    pub fn post(&mut self, author: UserId, text: &str) -> Result<PostId, PostError> {
        let index = self.follows.index(author)?;
        match text.chars().count() {
            0 => return Err(PostError::Empty),
            1..=MAX_LENGTH => {}
            length => return Err(PostError::TooLong(length)),
        }
        let id = PostId(self.issued);
        self.issued += 1;
        if self.strategy.fans_out(author, self.follows.followers(index).len()) {
            for reader in self.readers(index, author) {
                self.deliveries += usize::from(self.lists[reader].insert(id, author));
            }
        } else {
            self.merged.insert(author);
        }
        self.store.insert(Post { id, author, text: text.to_owned() });
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
        self.follows.index(user)?;
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
        let index = self.follows.index(user)?;
        let list = &self.lists[index];
        let start = list.start();
        let authors = || self.follows.followees(index).chain(self.own_posts.then_some(user));

        // Down to its start, the list lacks only posts of merged authors.
        let merged = authors().filter(|author| self.merged.contains(author));
        let mut sources: Vec<_> = merged.map(|author| self.store.posts_of(author, before)).collect();
        sources.push(Box::new(list.posts(before)));
        let upper = dedup(merge(sources)).take_while(|post| *post >= start);

        // Only a page that ends further down opens the histories of all authors.
        let end = before.map_or(start, |before| before.min(start));
        let lower = || merge(authors().map(|author| self.store.posts_of(author, Some(end))));
        Ok(Page::of(upper.chain(iter::once_with(lower).flatten()), limit))
    }

    /// Deletes a post.
    ///
    /// # Errors
    ///
    /// [`DeleteError`] if there is no such post (rule 4.4).
    pub fn delete(&mut self, post: PostId) -> Result<(), DeleteError> {
        let Some(Post { author, .. }) = self.store.remove(post) else {
            let was_issued = post.0 < self.issued;
            return Err(if was_issued { DeleteError::AlreadyDeleted(post) } else { DeleteError::Unknown(post) });
        };
        if let Ok(index) = self.follows.index(author) {
            for reader in self.readers(index, author) {
                self.lists[reader].remove(post);
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

    /// Returns the indexes of the lists that have the posts of an author.
    fn readers(&self, index: usize, author: UserId) -> Vec<usize> {
        let own = self.own_posts.then_some(author);
        self.follows.followers(index).chain(own).flat_map(|reader| self.follows.index(reader)).collect()
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
