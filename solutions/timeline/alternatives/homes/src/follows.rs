//! The users, and who follows whom.

use std::collections::BTreeSet;

use crate::post::UserId;
use crate::service::{FollowError, UnknownUser};

/// All users, and who follows whom. Ids count from 0.
#[derive(Debug, Default)]
pub(crate) struct Follows {
    users: Vec<User>,
}

#[derive(Debug, Default)]
struct User {
    followees: BTreeSet<UserId>,
    followers: BTreeSet<UserId>,
}

impl Follows {
    pub(crate) fn add_user(&mut self) -> UserId {
        self.users.push(User::default());
        UserId(self.users.len() as u64 - 1)
    }

    /// Returns the index of a user.
    pub(crate) fn index(&self, user: UserId) -> Result<usize, UnknownUser> {
        usize::try_from(user.0).ok().filter(|index| *index < self.users.len()).ok_or(UnknownUser(user))
    }

    /// Makes a user follow another, and returns the index of the follower.
    pub(crate) fn follow(&mut self, follower: UserId, author: UserId) -> Result<usize, FollowError> {
        let (index, author_index) = (self.index(follower)?, self.index(author)?);
        if follower == author {
            return Err(FollowError::Oneself(follower));
        }
        if !self.users[index].followees.insert(author) {
            return Err(FollowError::AlreadyFollowing(follower, author));
        }
        self.users[author_index].followers.insert(follower);
        Ok(index)
    }

    /// Makes a user cease to follow another, and returns the index of the follower.
    pub(crate) fn unfollow(&mut self, follower: UserId, author: UserId) -> Result<usize, FollowError> {
        let (index, author_index) = (self.index(follower)?, self.index(author)?);
        if !self.users[index].followees.remove(&author) {
            return Err(FollowError::NotFollowing(follower, author));
        }
        self.users[author_index].followers.remove(&follower);
        Ok(index)
    }

    /// Returns the users whom the user with this index follows.
    pub(crate) fn followees(&self, index: usize) -> impl Iterator<Item = UserId> {
        self.users[index].followees.iter().copied()
    }

    /// Returns the users who follow the user with this index.
    pub(crate) fn followers(&self, index: usize) -> impl ExactSizeIterator<Item = UserId> {
        self.users[index].followers.iter().copied()
    }
}
