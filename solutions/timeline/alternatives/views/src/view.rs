//! The stored beginning of a home timeline.

use std::collections::VecDeque;

use crate::post::PostId;

/// The first posts of a home timeline, newest first.
#[derive(Debug)]
pub(crate) struct View {
    newest: VecDeque<PostId>,
    /// Whether there are no older posts.
    is_complete: bool,
}

impl Default for View {
    fn default() -> Self {
        Self { newest: VecDeque::new(), is_complete: true }
    }
}

impl View {
    /// Takes the first posts of a home timeline.
    pub(crate) fn of(mut posts: impl Iterator<Item = PostId>, capacity: usize) -> Self {
        let newest = posts.by_ref().take(capacity).collect();
        Self { newest, is_complete: posts.next().is_none() }
    }

    /// Adds a new post, and returns whether there is room for any.
    pub(crate) fn push(&mut self, post: PostId, capacity: usize) -> bool {
        self.newest.push_front(post);
        if self.newest.len() > capacity {
            self.newest.pop_back();
            self.is_complete = false;
        }
        capacity > 0
    }

    pub(crate) fn remove(&mut self, post: PostId) {
        self.newest.retain(|other| *other != post);
    }

    pub(crate) fn len(&self) -> usize {
        self.newest.len()
    }

    /// Returns the oldest post down to which the view has each post that was fanned out.
    pub(crate) fn end(&self) -> PostId {
        if self.is_complete { PostId(0) } else { self.newest.back().copied().unwrap_or(PostId(u64::MAX)) }
    }

    /// Returns the posts older than `before`, newest first.
    pub(crate) fn posts(&self, before: Option<PostId>) -> impl Iterator<Item = PostId> {
        self.newest.iter().copied().filter(move |post| before.is_none_or(|before| *post < before))
    }
}
