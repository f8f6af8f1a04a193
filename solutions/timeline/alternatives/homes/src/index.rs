//! An index that finds posts by their words.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::num::NonZeroUsize;

use crate::post::{Page, Post, PostId};
use crate::query::{Query, words};

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
    /// The words of each hit.
    entries: HashMap<Hit, Vec<String>>,
    /// Words with their hits.
    words: BTreeSet<(String, Hit)>,
}

impl Default for Index {
    fn default() -> Self {
        Self::ranked(NoRanking)
    }
}

impl Index {
    /// Creates an empty index with a ranking.
    pub fn ranked(ranking: impl Ranking + 'static) -> Self {
        Self { ranking: Box::new(ranking), entries: HashMap::new(), words: BTreeSet::new() }
    }

    /// Adds a post, whose id is new.
    pub fn add(&mut self, post: &Post) {
        let hit = Hit { score: self.ranking.score(post), post: post.id };
        let words = words(&post.text);
        self.words.extend(words.iter().map(|word| (word.clone(), hit)));
        self.entries.insert(hit, words);
    }

    /// Removes a post, if it is in the index.
    pub fn remove(&mut self, post: PostId) {
        self.words.retain(|(_, hit)| hit.post != post);
        self.entries.retain(|hit, _| hit.post != post);
    }

    /// Returns a page of the posts that match a query and come after `after`, the greatest hit first.
    pub fn search(&self, query: &Query, after: Option<Hit>, limit: NonZeroUsize) -> Page<Hit> {
        let found = query.root.hits(self).into_iter();
        let mut hits: Vec<Hit> = found.filter(|hit| after.is_none_or(|after| *hit < after)).collect();
        hits.sort_unstable_by(|a, b| b.cmp(a));
        Page::of(hits.into_iter(), limit)
    }

    /// Returns the hits with a word.
    pub(crate) fn with_word(&self, word: &str) -> impl Iterator<Item = Hit> {
        let first = (word.to_owned(), Hit { score: 0, post: PostId(0) });
        self.words.range(first..).take_while(move |(other, _)| other == word).map(|(_, hit)| *hit)
    }

    /// Returns all hits.
    pub(crate) fn all(&self) -> impl Iterator<Item = Hit> {
        self.entries.keys().copied()
    }
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
