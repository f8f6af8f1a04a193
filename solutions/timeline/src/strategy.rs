//! The decision how a post reaches home timelines.

use std::fmt;

use crate::post::UserId;

/// A strategy that decides for each post whether to fan it out or to merge it.
pub trait DeliveryStrategy: fmt::Debug {
    /// Returns whether to fan out a post whose author has this number of followers. Otherwise, the post is merged at read
    /// time (rule 8.1).
    fn fans_out(&self, author: UserId, followers: usize) -> bool;
}

/// A strategy that merges each post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Never;

impl DeliveryStrategy for Never {
    fn fans_out(&self, _author: UserId, _followers: usize) -> bool {
        false
    }
}

/// A strategy that fans out the posts of authors with at most this number of followers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtMost(pub(crate) usize);

impl DeliveryStrategy for AtMost {
    fn fans_out(&self, _author: UserId, followers: usize) -> bool {
        followers <= self.0
    }
}
