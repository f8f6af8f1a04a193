//! An index that finds posts by their words.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::num::NonZeroUsize;

use crate::post::{Page, Post, PostId};
use crate::query::{Query, Step, words};

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
    scores: BTreeMap<PostId, u64>,
    words: HashMap<String, BTreeSet<PostId>>,
}

impl Default for Index {
    fn default() -> Self {
        Self::ranked(NoRanking)
    }
}

impl Index {
    /// Creates an empty index with a ranking.
    pub fn ranked(ranking: impl Ranking + 'static) -> Self {
        Self { ranking: Box::new(ranking), scores: BTreeMap::new(), words: HashMap::new() }
    }

    /// Adds a post, whose id is new.
    pub fn add(&mut self, post: &Post) {
        self.scores.insert(post.id, self.ranking.score(post));
        for word in words(&post.text) {
            self.words.entry(word).or_default().insert(post.id);
        }
    }

    /// Removes a post, if it is in the index.
    pub fn remove(&mut self, post: PostId) {
        self.scores.remove(&post);
        for posts in self.words.values_mut() {
            posts.remove(&post);
        }
    }

    /// Returns a page of the posts that match a query and come after `after`, the greatest hit first.
    pub fn search(&self, query: &Query, after: Option<Hit>, limit: NonZeroUsize) -> Page<Hit> {
        let mut stack: Vec<BTreeSet<PostId>> = Vec::new();
        for step in &query.steps {
            let top = match step {
                Step::Word(word) => self.words.get(word).cloned().unwrap_or_default(),
                Step::Not => {
                    let without = stack.pop().unwrap_or_default();
                    self.scores.keys().copied().filter(|post| !without.contains(post)).collect()
                }
                Step::And => &stack.pop().unwrap_or_default() & &stack.pop().unwrap_or_default(),
                Step::Or => &stack.pop().unwrap_or_default() | &stack.pop().unwrap_or_default(),
            };
            stack.push(top);
        }
        let found = stack.pop().unwrap_or_default();
        let hits = found.into_iter().map(|post| Hit { score: self.scores[&post], post });
        let mut hits: Vec<Hit> = hits.filter(|hit| after.is_none_or(|after| *hit < after)).collect();
        hits.sort_unstable_by(|a, b| b.cmp(a));
        Page::of(hits.into_iter(), limit)
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
