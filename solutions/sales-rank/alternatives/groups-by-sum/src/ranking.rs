//! The ranking of products in a category.

use crate::measure::Measure;
use crate::sale::{CategoryId, Sale, Timestamp};
use crate::totals::Totals;

/// The number of seconds in a week.
pub const WEEK: u64 = 7 * 24 * 3_600;

/// A product in a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked<K> {
    /// The rank, from 1. Products with equal sums have the same rank (rule 2.3).
    pub rank: usize,
    /// The product.
    pub product: K,
    /// The sum of the weights of its sales.
    pub sum: u128,
}

/// Ranks the products of a category by the sales in the week of a time (rules 2.1 to 2.4).
pub fn best_sellers<K: Ord + Clone>(
    sales: &[Sale<K>],
    now: Timestamp,
    category: CategoryId,
    measure: &dyn Measure<K>,
) -> Vec<Ranked<K>> {
    let mut totals = Totals::new();
    for sale in sales.iter().filter(|sale| sale.category == category && is_in_week(sale.at, now)) {
        totals.add(sale.product.clone(), measure.weight(sale).into());
    }
    totals.ranked().collect()
}

/// Returns whether a sale at `at` is in the week of `now`.
pub(crate) fn is_in_week(at: Timestamp, now: Timestamp) -> bool {
    now.0.checked_sub(at.0).is_some_and(|age| age < WEEK)
}
