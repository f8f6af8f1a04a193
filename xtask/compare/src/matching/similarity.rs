//! The similarity of two bodies: the weighted Jaccard similarity of their shingles.

use std::collections::{BTreeMap, BTreeSet};

use crate::design::{Design, Item};

/// The weight of each shingle.
pub(super) struct Similarity(BTreeMap<u64, f64>);

impl Similarity {
    pub(super) fn between(left: &Design, right: &Design) -> Self {
        let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
        for shingle in left.items.iter().chain(&right.items).flat_map(|item| &item.normalized.shingles) {
            *counts.entry(*shingle).or_default() += 1;
        }
        // A shingle of two bodies, one on each side, is as distinctive as one that occurs only once.
        Self(counts.into_iter().map(|(shingle, count)| (shingle, 1.0 / f64::from(count.max(2)))).collect())
    }

    pub(super) fn of_items(&self, a: &Item, b: &Item) -> f64 {
        self.of(&a.normalized.shingles, &b.normalized.shingles)
    }

    pub(super) fn of(&self, a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> f64 {
        let weight = |shingles: &mut dyn Iterator<Item = &u64>| shingles.map(|shingle| self.0[shingle]).sum::<f64>();
        let all = weight(&mut a.union(b));
        // An empty sum is -0.
        if all == 0.0 { 0.0 } else { weight(&mut a.intersection(b)).abs() / all }
    }
}
