//! The naive model of a service: all posts, and who follows whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use timeline::{Page, PostId};

use super::operations::USERS;

/// All posts, and who follows whom. Users are numbered.
#[derive(Debug, Default)]
pub struct Model {
    pub own_posts: bool,
    pub follows: BTreeSet<(usize, usize)>,
    /// The author of each post that was not deleted.
    pub posts: BTreeMap<PostId, usize>,
}

impl Model {
    pub fn follow(&mut self, follower: usize, author: usize) -> bool {
        follower.max(author) < USERS && follower != author && self.follows.insert((follower, author))
    }

    pub fn unfollow(&mut self, follower: usize, author: usize) -> bool {
        self.follows.remove(&(follower, author))
    }

    /// Returns the whole home timeline of a user.
    pub fn home(&self, user: usize) -> Vec<PostId> {
        let shows = |author: usize| self.follows.contains(&(user, author)) || (self.own_posts && author == user);
        self.posts.iter().rev().filter(|(_, author)| shows(**author)).map(|(post, _)| *post).collect()
    }

    /// Returns the whole user timeline of a user.
    pub fn own(&self, user: usize) -> Vec<PostId> {
        self.posts.iter().rev().filter(|(_, author)| **author == user).map(|(post, _)| *post).collect()
    }
}

/// Returns the page of a whole list, the greatest first, that comes after a cursor.
pub fn page_of<T: Copy + Ord + Debug>(whole: &[T], before: Option<T>, size: usize) -> Page<T> {
    let rest: Vec<T> = whole.iter().copied().filter(|item| before.is_none_or(|before| *item < before)).collect();
    let items: Vec<T> = rest.iter().copied().take(size).collect();
    let next = if rest.len() > items.len() { items.last().copied() } else { None };
    Page { items, next }
}
