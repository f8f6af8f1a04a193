//! The ways to put home timelines together.

use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::iter;

use crate::graph::Graph;
use crate::merge::{dedup, merge};
use crate::post::{Post, PostId, UserId};
use crate::store::PostStore;
use crate::strategy::DeliveryStrategy;

/// Posts, newest first.
pub(crate) type Posts<'a> = Box<dyn Iterator<Item = PostId> + 'a>;

/// The numbers of list entries written so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written {
    pub(crate) deliveries: usize,
    pub(crate) backfilled: usize,
}

/// A way to put home timelines together. The service reports each change after it has happened.
pub(crate) trait Home: Debug {
    fn posted(&mut self, graph: &Graph, author: UserId, post: PostId);
    fn deleted(&mut self, graph: &Graph, post: &Post);
    fn followed(&mut self, follower: UserId, author: UserId, history: Posts<'_>);
    fn unfollowed(&mut self, follower: UserId, author: UserId);
    fn posts<'a>(&'a self, reader: UserId, authors: &[UserId], store: &'a dyn PostStore, before: PostId) -> Posts<'a>;
    fn written(&self) -> Written;
}

/// A way that stores nothing.
#[derive(Debug)]
pub(crate) struct Merging;

impl Home for Merging {
    fn posted(&mut self, _graph: &Graph, _author: UserId, _post: PostId) {}

    fn deleted(&mut self, _graph: &Graph, _post: &Post) {}

    fn followed(&mut self, _follower: UserId, _author: UserId, _history: Posts<'_>) {}

    fn unfollowed(&mut self, _follower: UserId, _author: UserId) {}

    fn posts<'a>(&'a self, _reader: UserId, authors: &[UserId], store: &'a dyn PostStore, before: PostId) -> Posts<'a> {
        Box::new(merge(authors.iter().map(|author| store.posts_of(*author, Some(before))).collect::<Vec<_>>()))
    }

    fn written(&self) -> Written {
        Written::default()
    }
}

/// A way with a list for each reader, to which most posts are fanned out.
#[derive(Debug)]
pub(crate) struct Lists {
    capacity: usize,
    strategy: Box<dyn DeliveryStrategy>,
    feeds: HashMap<UserId, Feed>,
    /// The authors of posts that were not fanned out.
    popular: HashSet<UserId>,
    written: Written,
}

/// The list of a reader: the newest entries, in ascending order.
#[derive(Debug, Default)]
struct Feed {
    entries: Vec<(PostId, UserId)>,
    /// The newest post that did not fit.
    evicted: Option<PostId>,
}

impl Lists {
    pub(crate) fn new(capacity: usize, strategy: Box<dyn DeliveryStrategy>) -> Self {
        let (feeds, popular) = (HashMap::new(), HashSet::new());
        Self { capacity, strategy, feeds, popular, written: Written::default() }
    }
}

impl Home for Lists {
    fn posted(&mut self, graph: &Graph, author: UserId, post: PostId) {
        if !self.strategy.fans_out(author, graph.follower_count(author)) {
            self.popular.insert(author);
            return;
        }
        for reader in graph.readers(author) {
            let feed = self.feeds.entry(reader).or_default();
            feed.entries.push((post, author));
            feed.shrink_to(self.capacity);
            self.written.deliveries += usize::from(self.capacity > 0);
        }
    }

    fn deleted(&mut self, graph: &Graph, post: &Post) {
        for reader in graph.readers(post.author) {
            if let Some(feed) = self.feeds.get_mut(&reader) {
                feed.entries.retain(|(id, _)| *id != post.id);
            }
        }
    }

    fn followed(&mut self, follower: UserId, author: UserId, history: Posts<'_>) {
        let feed = self.feeds.entry(follower).or_default();
        let mut history = history.take_while(|post| Some(*post) > feed.evicted);
        let newest: Vec<PostId> = history.by_ref().take(self.capacity).collect();
        if let Some(older) = history.next() {
            feed.evicted = Some(older);
            feed.entries.retain(|(post, _)| *post > older);
        }
        self.written.backfilled += newest.len();
        feed.entries.extend(newest.into_iter().map(|post| (post, author)));
        feed.entries.sort_unstable();
        feed.shrink_to(self.capacity);
    }

    fn unfollowed(&mut self, follower: UserId, author: UserId) {
        if let Some(feed) = self.feeds.get_mut(&follower) {
            feed.entries.retain(|(_, of)| *of != author);
        }
    }

    fn posts<'a>(&'a self, reader: UserId, authors: &[UserId], store: &'a dyn PostStore, before: PostId) -> Posts<'a> {
        let (entries, evicted) =
            self.feeds.get(&reader).map_or((&[][..], None), |feed| (&feed.entries[..], feed.evicted));
        let newer = &entries[..entries.partition_point(|(post, _)| *post < before)];
        let mut sources: Vec<Posts<'_>> = vec![Box::new(newer.iter().rev().map(|(post, _)| *post))];
        let popular = authors.iter().filter(|author| self.popular.contains(author));
        sources.extend(popular.map(|author| store.posts_of(*author, Some(before))));
        let upper = dedup(merge(sources)).take_while(move |post| Some(*post) > evicted);
        let Some(evicted) = evicted else { return Box::new(upper) };
        let authors = authors.to_vec();
        let end = before.min(PostId(evicted.0 + 1));
        let lower = move || merge(authors.into_iter().map(|author| store.posts_of(author, Some(end))));
        Box::new(upper.chain(iter::once_with(lower).flatten()))
    }

    fn written(&self) -> Written {
        self.written
    }
}

impl Feed {
    /// Removes the oldest entries that exceed the capacity.
    fn shrink_to(&mut self, capacity: usize) {
        let surplus = self.entries.len().saturating_sub(capacity);
        if let Some((post, _)) = self.entries.drain(..surplus).next_back() {
            self.evicted = Some(post);
        }
    }
}
