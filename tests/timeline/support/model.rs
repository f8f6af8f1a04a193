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
        self.posts.iter().rev().filter(|(_, author)| self.shows(user, **author)).map(|(post, _)| *post).collect()
    }

    /// Returns the number of a user's followers.
    pub fn followers(&self, author: usize) -> usize {
        self.follows.iter().filter(|(_, followed)| *followed == author).count()
    }

    /// Returns whether a user's home timeline shows the posts of an author.
    pub fn shows(&self, user: usize, author: usize) -> bool {
        self.follows.contains(&(user, author)) || (self.own_posts && author == user)
    }

    /// Returns the whole user timeline of a user.
    pub fn own(&self, user: usize) -> Vec<PostId> {
        self.posts.iter().rev().filter(|(_, author)| **author == user).map(|(post, _)| *post).collect()
    }
}

/// The posts that the list of a user has at least, with their authors.
#[derive(Clone, Debug, Default)]
pub struct NaiveList {
    pub posts: BTreeMap<PostId, usize>,
    /// The newest post that did not fit. Older ones are not added any more.
    evicted: Option<PostId>,
}

impl NaiveList {
    pub fn insert(&mut self, post: PostId, author: usize, capacity: usize) {
        if Some(post) > self.evicted {
            self.posts.insert(post, author);
            if self.posts.len() > capacity {
                self.evicted = self.posts.pop_first().map(|(post, _)| post);
            }
        }
    }
}

/// Returns the page of a whole list, the greatest first, that comes after a cursor.
pub fn page_of<T: Copy + Ord + Debug>(whole: &[T], before: Option<T>, size: usize) -> Page<T> {
    let rest: Vec<T> = whole.iter().copied().filter(|item| before.is_none_or(|before| *item < before)).collect();
    let items: Vec<T> = rest.iter().copied().take(size).collect();
    let next = if rest.len() > items.len() { items.last().copied() } else { None };
    Page { items, next }
}
