//! The sums of the products of a category, in the order of their ranks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::ranking::Ranked;

/// The sums of products. Only products with at least one sale have one.
#[derive(Clone, Debug)]
pub(crate) struct Totals<K> {
    totals: BTreeMap<K, Total>,
    /// All products with their sums, the largest first.
    order: BTreeSet<(Reverse<u128>, K)>,
}

/// The sales of a product.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    sum: u128,
    sales: usize,
}

impl<K: Ord + Clone> Totals<K> {
    pub(crate) fn new() -> Self {
        Self { totals: BTreeMap::new(), order: BTreeSet::new() }
    }

    #[cfg_attr(false, mutants::skip)] // Keeping the totals of a category without sales only costs memory.
    pub(crate) fn is_empty(&self) -> bool {
        self.totals.is_empty()
    }

    /// Adds a sale of a product.
    pub(crate) fn add(&mut self, product: K, weight: u128) {
        let total = self.totals.entry(product.clone()).or_default();
        let mut place = (Reverse(total.sum), product);
        self.order.remove(&place);
        total.sum += weight;
        total.sales += 1;
        place.0 = Reverse(total.sum);
        self.order.insert(place);
    }

    /// Removes a sale that was added.
    pub(crate) fn remove(&mut self, product: K, weight: u128) {
        let Some(total) = self.totals.get_mut(&product) else { return };
        let mut place = (Reverse(total.sum), product);
        self.order.remove(&place);
        total.sum -= weight;
        total.sales -= 1;
        if total.sales == 0 {
            self.totals.remove(&place.1);
        } else {
            place.0 = Reverse(total.sum);
            self.order.insert(place);
        }
    }

    /// Returns the products with their ranks, from the first.
    pub(crate) fn ranked(&self) -> impl Iterator<Item = Ranked<K>> {
        let mut last = (0, 0);
        self.order.iter().enumerate().map(move |(index, (Reverse(sum), product))| {
            if index == 0 || *sum != last.1 {
                last = (index + 1, *sum);
            }
            Ranked { rank: last.0, product: product.clone(), sum: *sum }
        })
    }

    /// Returns the rank of a product.
    pub(crate) fn rank(&self, product: &K) -> Option<usize> {
        let sum = self.totals.get(product)?.sum;
        Some(1 + self.order.iter().take_while(|(Reverse(other), _)| *other > sum).count())
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
