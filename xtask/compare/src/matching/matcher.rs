//! The state while matching: the two designs, and the pairs found so far.

use std::collections::{BTreeMap, BTreeSet};

use super::similarity::Similarity;
use crate::design::{Design, Item};

/// The minimum lead in similarity over the next best candidate.
const MARGIN: f64 = 0.05;

/// The corresponding items of two designs.
#[derive(Clone, Debug, Default)]
pub struct Matching {
    /// The right item for each left item, with the similarity of the bodies.
    pub pairs: BTreeMap<usize, (usize, f64)>,
    taken: BTreeSet<usize>,
}

impl Matching {
    /// Returns the right item that corresponds to a left one.
    pub fn right_of(&self, left: usize) -> Option<usize> {
        self.pairs.get(&left).map(|(right, _)| *right)
    }

    /// Returns whether a right item is matched.
    pub fn has_right(&self, right: usize) -> bool {
        self.taken.contains(&right)
    }

    /// Returns whether both items are unmatched.
    pub(super) fn are_free(&self, left: usize, right: usize) -> bool {
        !self.pairs.contains_key(&left) && !self.has_right(right)
    }

    pub(super) fn add(&mut self, left: usize, right: usize, similarity: f64) {
        self.pairs.insert(left, (right, similarity));
        self.taken.insert(right);
    }
}

/// Two items that may correspond.
pub(super) struct Candidate {
    pub(super) similarity: f64,
    pub(super) left: usize,
    pub(super) right: usize,
}

pub(super) struct Matcher<'a> {
    pub(super) left: &'a Design,
    pub(super) right: &'a Design,
    pub(super) similarity: Similarity,
    pub(super) found: Matching,
}

impl<'a> Matcher<'a> {
    pub(super) fn items(&self, left: usize, right: usize) -> (&'a Item, &'a Item) {
        (&self.left.items[left], &self.right.items[right])
    }

    /// Returns the pairs found so far.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.found.pairs.iter().map(|(left, (right, _))| (*left, *right))
    }

    /// Adds a pair that was decided by something other than similarity.
    pub(super) fn add(&mut self, left: usize, right: usize) {
        let (a, b) = self.items(left, right);
        self.found.add(left, right, self.similarity.of_items(a, b));
    }

    /// Returns whether the owners of two items correspond.
    pub(super) fn have_same_owner(&self, a: &Item, b: &Item) -> bool {
        let owner = a.parent.and_then(|parent| self.found.right_of(parent));
        owner.is_some() && owner == b.parent
    }

    /// Returns the unmatched members of two owners for which `similarity` returns a value.
    pub(super) fn candidates(
        &self,
        (left_owner, right_owner): (Option<usize>, Option<usize>),
        similarity: impl Fn(&Self, usize, usize) -> Option<f64>,
    ) -> Vec<Candidate> {
        let (lefts, rights) = (self.left.members(left_owner), self.right.members(right_owner).collect::<Vec<_>>());
        let pairs = lefts.flat_map(|left| rights.iter().map(move |right| (left, *right)));
        let free = pairs.filter(|(left, right)| self.found.are_free(*left, *right));
        free.filter_map(|(left, right)| Some(Candidate { similarity: similarity(self, left, right)?, left, right }))
            .collect()
    }

    /// Adds the best candidates, but skips ambiguous ones.
    pub(super) fn add_best(&mut self, mut candidates: Vec<Candidate>) {
        candidates
            .sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then((a.left, a.right).cmp(&(b.left, b.right))));
        let (mut lefts, mut rights) = (BTreeSet::new(), BTreeSet::new());
        for &Candidate { similarity, left, right } in &candidates {
            if lefts.contains(&left) || rights.contains(&right) {
                continue;
            }
            let has_rival = candidates.iter().any(|other| {
                let for_left = other.left == left && !rights.contains(&other.right);
                let for_right = other.right == right && !lefts.contains(&other.left);
                for_left != for_right && other.similarity > similarity - MARGIN
            });
            let (a, b) = self.items(left, right);
            // Among rivals, an equal name decides.
            if !has_rival || a.name == b.name {
                self.found.add(left, right, similarity);
            }
            lefts.insert(left);
            rights.insert(right);
        }
    }
}
