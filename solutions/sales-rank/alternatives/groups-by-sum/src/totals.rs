//! The sums of the products of a category, grouped by sum.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::ranking::Ranked;

/// The sums of products. Only products with at least one sale have one.
#[derive(Clone, Debug)]
pub(crate) struct Totals<K> {
    /// The sum and the number of sales of each product.
    totals: BTreeMap<K, (u128, usize)>,
    /// The products with each sum, the largest sum first. No group is empty.
    groups: BTreeMap<Reverse<u128>, BTreeSet<K>>,
}

impl<K: Ord + Clone> Totals<K> {
    pub(crate) fn new() -> Self {
        Self { totals: BTreeMap::new(), groups: BTreeMap::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.totals.is_empty()
    }

    /// Adds a sale of a product.
    pub(crate) fn add(&mut self, product: K, weight: u128) {
        let (sum, sales) = self.totals.entry(product.clone()).or_default();
        let before = (*sales > 0).then_some(*sum);
        *sum += weight;
        *sales += 1;
        let after = *sum;
        if let Some(before) = before {
            self.leave_group(before, &product);
        }
        self.groups.entry(Reverse(after)).or_default().insert(product);
    }

    /// Removes a sale that was added.
    pub(crate) fn remove(&mut self, product: K, weight: u128) {
        let Some((sum, sales)) = self.totals.get_mut(&product) else { return };
        let before = *sum;
        *sum -= weight;
        *sales -= 1;
        let after = (*sales > 0).then_some(*sum);
        self.leave_group(before, &product);
        if let Some(after) = after {
            self.groups.entry(Reverse(after)).or_default().insert(product);
        } else {
            self.totals.remove(&product);
        }
    }

    fn leave_group(&mut self, sum: u128, product: &K) {
        if let Some(group) = self.groups.get_mut(&Reverse(sum)) {
            group.remove(product);
            if group.is_empty() {
                self.groups.remove(&Reverse(sum));
            }
        }
    }

    /// Returns the groups with their ranks and sums, from the first.
    fn ranked_groups(&self) -> impl Iterator<Item = (usize, u128, &BTreeSet<K>)> {
        self.groups.iter().scan(1, |next, (Reverse(sum), group)| {
            let rank = *next;
            *next += group.len();
            Some((rank, *sum, group))
        })
    }

    /// Returns the products with their ranks, from the first.
    pub(crate) fn ranked(&self) -> impl Iterator<Item = Ranked<K>> {
        let in_group = |(rank, sum, group): (usize, u128, _)| {
            let group: &BTreeSet<K> = group;
            group.iter().map(move |product| Ranked { rank, product: product.clone(), sum })
        };
        self.ranked_groups().flat_map(in_group)
    }

    /// Returns the rank of a product.
    pub(crate) fn rank(&self, product: &K) -> Option<usize> {
        let (wanted, _) = self.totals.get(product)?;
        self.ranked_groups().find(|(_, sum, _)| sum == wanted).map(|(rank, ..)| rank)
    }
}

impl<K: Ord + Clone> FromIterator<(K, u128)> for Totals<K> {
    /// Creates the totals of different products, each with one sale.
    fn from_iter<I: IntoIterator<Item = (K, u128)>>(sums: I) -> Self {
        let mut totals = Self::new();
        for (product, sum) in sums {
            totals.add(product, sum);
        }
        totals
    }
}
