//! The decision how a post reaches home timelines.

use std::fmt;

use crate::post::UserId;

/// A strategy that decides for each post whether to fan it out or to merge it.
pub trait DeliveryStrategy: fmt::Debug {
    /// Returns whether to fan out a post whose author has this number of followers. Otherwise, the post is merged at read
    /// time (rule 8.1).
    fn fans_out(&self, author: UserId, followers: usize) -> bool;
}
