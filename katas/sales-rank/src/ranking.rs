//! The ranking of products in a category.

use crate::measure::Measure;
use crate::sale::{CategoryId, Sale, Timestamp};

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
    todo!("stage 2")
}
