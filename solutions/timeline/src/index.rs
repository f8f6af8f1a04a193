//! An index that finds posts by their words.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::num::NonZeroUsize;
use std::ops::Bound::{Excluded, Unbounded};

use crate::merge::{dedup, merge};
use crate::post::{Page, Post, PostId};
use crate::query::{Node, Query, words};

/// A post that a query has found. The best is the greatest: it has the highest score or, among equals, is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// The score, which is 0 without a ranking.
    pub score: u64,
    /// The post.
    pub post: PostId,
}

/// An index of posts. The default one is empty and has no ranking.
#[derive(Debug)]
pub struct Index {
    ranking: Box<dyn Ranking>,
    hits: BTreeSet<Hit>,
    by_word: HashMap<String, BTreeSet<Hit>>,
    entries: HashMap<PostId, Entry>,
}

/// The data of a post, so that it can be removed.
#[derive(Debug)]
struct Entry {
    hit: Hit,
    words: Vec<String>,
}

impl Default for Index {
    fn default() -> Self {
        Self::ranked(NoRanking)
    }
}

impl Index {
    /// Creates an empty index with a ranking.
    pub fn ranked(ranking: impl Ranking + 'static) -> Self {
        Self { ranking: Box::new(ranking), hits: BTreeSet::new(), by_word: HashMap::new(), entries: HashMap::new() }
    }

    /// Adds a post, whose id is new.
    pub fn add(&mut self, post: &Post) {
        let hit = Hit { score: self.ranking.score(post), post: post.id };
        let words = words(&post.text);
        for word in &words {
            self.by_word.entry(word.clone()).or_default().insert(hit);
        }
        self.hits.insert(hit);
        self.entries.insert(post.id, Entry { hit, words });
    }

    /// Removes a post, if it is in the index.
    pub fn remove(&mut self, post: PostId) {
        let Some(Entry { hit, words }) = self.entries.remove(&post) else { return };
        self.hits.remove(&hit);
        for word in &words {
            if let Some(hits) = self.by_word.get_mut(word) {
                hits.remove(&hit);
            }
        }
    }

    /// Returns a page of the posts that match a query and come after `after`, the greatest hit first.
    pub fn search(&self, query: &Query, after: Option<Hit>, limit: NonZeroUsize) -> Page<Hit> {
        Page::of(self.hits(&query.root, after), limit)
    }

    /// Returns the hits of a part of a query, the greatest first. It finds them while they are taken.
    fn hits<'a>(&'a self, node: &'a Node, after: Option<Hit>) -> Box<dyn Iterator<Item = Hit> + 'a> {
        match node {
            Node::Word(word) => Box::new(self.by_word.get(word).into_iter().flat_map(move |hits| rest(hits, after))),
            Node::Not(node) => Box::new(rest(&self.hits, after).filter(|hit| !self.matches(node, *hit))),
            Node::And(a, b) => Box::new(self.hits(a, after).filter(|hit| self.matches(b, *hit))),
            Node::Or(a, b) => Box::new(dedup(merge([self.hits(a, after), self.hits(b, after)]))),
        }
    }

    /// Returns whether a post matches a part of a query.
    fn matches(&self, node: &Node, hit: Hit) -> bool {
        match node {
            Node::Word(word) => self.by_word.get(word).is_some_and(|hits| hits.contains(&hit)),
            Node::Not(node) => !self.matches(node, hit),
            Node::And(a, b) => self.matches(a, hit) && self.matches(b, hit),
            Node::Or(a, b) => self.matches(a, hit) || self.matches(b, hit),
        }
    }
}

/// Returns the hits that come after `after`, the greatest first.
fn rest(hits: &BTreeSet<Hit>, after: Option<Hit>) -> impl Iterator<Item = Hit> {
    hits.range((Unbounded, after.map_or(Unbounded, Excluded))).rev().copied()
}

/// A ranking of posts.
pub trait Ranking: fmt::Debug {
    /// Returns the score of a post.
    fn score(&self, post: &Post) -> u64;
}

/// A ranking that leaves posts in their order.
#[derive(Debug)]
struct NoRanking;

impl Ranking for NoRanking {
    fn score(&self, _post: &Post) -> u64 {
        0
    }
}
