//! The naive model of a service: all posts, and who follows whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use timeline::{Page, PostId};

use super::operations::{Op, USERS};

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

/// The lists of all users. It leaves out users who have ever followed an author with more than `threshold` followers, now
/// or before.
#[derive(Debug)]
pub struct NaiveLists {
    capacity: usize,
    threshold: usize,
    lists: [NaiveList; USERS],
    popular: [bool; USERS],
    left_out: [bool; USERS],
}

impl NaiveLists {
    pub fn new(capacity: usize, threshold: usize) -> Self {
        let (lists, [popular, left_out]) = (Default::default(), [[false; USERS]; 2]);
        Self { capacity, threshold, lists, popular, left_out }
    }

    /// Applies an operation that was applied to the model just before.
    pub fn apply(&mut self, model: &Model, op: Op) {
        match op {
            Op::Follow(follower, author) if model.follows.contains(&(follower, author)) => {
                let history = model.posts.iter().filter(|(_, of)| **of == author);
                history.for_each(|(post, _)| self.lists[follower].insert(*post, author, self.capacity));
            }
            Op::Unfollow(follower, author) if follower < USERS && !model.shows(follower, author) => {
                self.lists[follower].posts.retain(|_, of| *of != author);
            }
            Op::Follow(..) | Op::Unfollow(..) => {}
            Op::Post(author) => {
                let (post, _) = model.posts.last_key_value().expect("a post");
                let readers = (0..USERS).filter(|user| model.shows(*user, author));
                readers.for_each(|user| self.lists[user].insert(*post, author, self.capacity));
            }
            Op::Delete(_) => {
                self.lists.iter_mut().for_each(|list| list.posts.retain(|post, _| model.posts.contains_key(post)));
            }
        }
        for user in 0..USERS {
            self.popular[user] |= model.followers(user) > self.threshold;
            self.left_out[user] |= (0..USERS).any(|author| self.popular[author] && model.shows(user, author));
        }
    }

    /// Returns the list of a user who is not left out.
    pub fn of(&self, user: usize) -> Option<&NaiveList> {
        (!self.left_out[user]).then(|| &self.lists[user])
    }
}

/// Returns the page of a whole list, the greatest first, that comes after a cursor.
pub fn page_of<T: Copy + Ord + Debug>(whole: &[T], before: Option<T>, size: usize) -> Page<T> {
    let rest: Vec<T> = whole.iter().copied().filter(|item| before.is_none_or(|before| *item < before)).collect();
    let items: Vec<T> = rest.iter().copied().take(size).collect();
    let next = if rest.len() > items.len() { items.last().copied() } else { None };
    Page { items, next }
}
