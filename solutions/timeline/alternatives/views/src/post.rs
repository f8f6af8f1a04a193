//! Posts and pages.

use std::num::NonZeroUsize;

/// The id of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub u64);

/// The id of a post. A newer post has a higher id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostId(pub u64);

/// A text that a user has posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The id.
    pub id: PostId,
    /// The user who posted it.
    pub author: UserId,
    /// The text, from 1 to 140 characters.
    pub text: String,
}

/// A part of a longer list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, at most as many as requested.
    pub items: Vec<T>,
    /// The cursor of the next page, which is the last item, or `None` if there is no next page.
    pub next: Option<T>,
}

impl<T: Copy> Page<T> {
    /// Takes the first `limit` items, and looks at one more.
    pub(crate) fn of(mut items: impl Iterator<Item = T>, limit: NonZeroUsize) -> Self {
        let page: Vec<T> = items.by_ref().take(limit.get()).collect();
        let next = items.next().and(page.last().copied());
        Self { items: page, next }
    }
}
