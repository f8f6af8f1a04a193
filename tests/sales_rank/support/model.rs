//! The naive ranking that the laws compare with.

use std::collections::BTreeMap;

use sales_rank::{CategoryId, ProductId, Ranked, Sale, WEEK};

/// Returns whether a sale is in the week of a time.
pub fn is_in_week(sale: &Sale, now: u64) -> bool {
    sale.at.0 <= now && now - sale.at.0 < WEEK
}

/// Ranks by sorting everything.
pub fn naive_ranking(
    sales: &[Sale],
    now: u64,
    category: CategoryId,
    weight: impl Fn(&Sale) -> u64,
) -> Vec<Ranked<ProductId>> {
    let mut sums: BTreeMap<ProductId, u128> = BTreeMap::new();
    for sale in sales.iter().filter(|sale| sale.category == category && is_in_week(sale, now)) {
        *sums.entry(sale.product).or_default() += u128::from(weight(sale));
    }
    let rank = |sum: u128| 1 + sums.values().filter(|other| **other > sum).count();
    let mut ranking: Vec<_> = sums.iter().map(|(&product, &sum)| Ranked { rank: rank(sum), product, sum }).collect();
    ranking.sort_by_key(|ranked| (ranked.rank, ranked.product));
    ranking
}

/// All sales that a window has counted, and its time.
#[derive(Clone, Debug)]
pub struct Model {
    pub sales: Vec<Sale>,
    pub now: u64,
}

impl Model {
    /// Forgets the sales that have left, which never come back.
    pub fn drop_old_sales(&mut self) {
        let now = self.now;
        self.sales.retain(|sale| is_in_week(sale, now));
    }

    pub fn ranking(&self, category: CategoryId) -> Vec<Ranked<ProductId>> {
        naive_ranking(&self.sales, self.now, category, |sale| sale.quantity.get().into())
    }
}
