//! A window of a week that moves over the sales.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::measure::{Measure, Units};
use crate::ranking::{Ranked, is_in_week};
use crate::sale::{CategoryId, ProductId, Sale, Timestamp};
use crate::snapshot::Snapshot;
use crate::totals::Totals;

/// The id of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShardId(pub u32);

/// The number of seconds in an hour.
const HOUR: u64 = 3_600;

/// The sales in the week of a time, which moves forward.
#[derive(Clone, Debug)]
pub struct SalesWindow<K = ProductId, M = Units> {
    now: Timestamp,
    measure: M,
    shards: BTreeSet<ShardId>,
    /// The sales in the week with their weights, by time.
    sales: BTreeMap<Timestamp, Vec<(Sale<K>, u64)>>,
    categories: Categories<K>,
    view: Arc<View<K>>,
}

impl<K: Ord + Clone> SalesWindow<K> {
    /// Creates a window without sales and shards.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self::with_measure(now, Units)
    }

    /// Creates a window without sales for a shard.
    #[must_use]
    pub fn for_shard(shard: ShardId, now: Timestamp) -> Self {
        Self { shards: BTreeSet::from([shard]), ..Self::new(now) }
    }
}

impl<K: Ord + Clone, M: Measure<K>> SalesWindow<K, M> {
    /// Creates a window without sales and shards that ranks by `measure`.
    #[must_use]
    pub fn with_measure(now: Timestamp, measure: M) -> Self {
        let view = Arc::new(View { categories: Categories::new() });
        Self { now, measure, shards: BTreeSet::new(), sales: BTreeMap::new(), categories: Categories::new(), view }
    }

    /// Returns the window's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Counts a sale if it is in the week.
    ///
    /// # Errors
    ///
    /// [`FutureSale`] if the sale is after the window's time (rule 3.3).
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of products (rule 4.4).
    pub fn record(&mut self, sale: Sale<K>) -> Result<Recorded, FutureSale> {
        if sale.at > self.now {
            return Err(FutureSale { at: sale.at, now: self.now });
        }
        if !is_in_week(sale.at, self.now) {
            return Ok(Recorded::Late);
        }
        let weight = self.measure.weight(&sale);
        self.count(sale, weight);
        Ok(Recorded::Counted)
    }

    /// Moves the time forward, so that old sales leave the week (rule 3.4).
    ///
    /// # Cost
    ///
    /// Proportional to the number of sales that leave (rules 3.5 and 4.4).
    pub fn advance(&mut self, now: Timestamp) {
        if now <= self.now {
            return;
        }
        let hour = Timestamp(now.0 - now.0 % HOUR);
        if hour > self.now {
            self.move_to(hour);
            self.view = Arc::new(View { categories: self.categories.clone() });
        }
        self.move_to(now);
    }

    /// Returns all products of a category with their ranks.
    #[must_use]
    pub fn ranking(&self, category: CategoryId) -> Vec<Ranked<K>> {
        self.top(category, usize::MAX)
    }

    /// Returns the first `k` products of a category.
    ///
    /// # Cost
    ///
    /// Proportional to `k` (rule 4.2).
    #[must_use]
    pub fn top(&self, category: CategoryId, k: usize) -> Vec<Ranked<K>> {
        top(&self.categories, category, k)
    }

    /// Returns the rank of a product, or `None` if it has none in this category (rule 4.3).
    #[must_use]
    pub fn rank(&self, category: CategoryId, product: &K) -> Option<usize> {
        self.categories.get(&category)?.rank(product)
    }

    /// Adds the sales and shards of another window (rules 5.1 and 5.2).
    ///
    /// # Errors
    ///
    /// [`SameShard`] if both windows have a shard (rule 5.3).
    pub fn merge(&mut self, other: Self) -> Result<(), SameShard> {
        if let Some(&same) = self.shards.intersection(&other.shards).next() {
            return Err(SameShard(same));
        }
        self.shards.extend(other.shards);
        self.move_to(self.now.max(other.now));
        for (sale, weight) in other.sales.into_values().flatten() {
            if is_in_week(sale.at, self.now) {
                self.count(sale, weight);
            }
        }
        Ok(())
    }

    /// Returns the window as plain data (rule 5.4).
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<K> {
        Snapshot {
            now: self.now,
            shards: self.shards.iter().copied().collect(),
            sales: self.sales.values().flatten().map(|(sale, _)| sale.clone()).collect(),
        }
    }

    /// Returns the window as of the last full hour (rule 7.3).
    #[must_use]
    pub fn view(&self) -> Arc<View<K>> {
        Arc::clone(&self.view)
    }

    /// Adds a shard that the window does not have yet.
    pub(crate) fn add_shard(&mut self, shard: ShardId) -> Result<(), SameShard> {
        if self.shards.insert(shard) { Ok(()) } else { Err(SameShard(shard)) }
    }

    /// Counts a sale in the week.
    fn count(&mut self, sale: Sale<K>, weight: u64) {
        let totals = self.categories.entry(sale.category).or_insert_with(Totals::new);
        totals.add(sale.product.clone(), weight.into());
        self.sales.entry(sale.at).or_default().push((sale, weight));
    }

    /// Sets the time, and drops the sales that are no longer in the week.
    fn move_to(&mut self, now: Timestamp) {
        self.now = now;
        while let Some(oldest) = self.sales.first_entry().filter(|oldest| !is_in_week(*oldest.key(), now)) {
            for (sale, weight) in oldest.remove() {
                if let Entry::Occupied(mut totals) = self.categories.entry(sale.category) {
                    totals.get_mut().remove(sale.product, weight.into());
                    if totals.get().is_empty() {
                        totals.remove();
                    }
                }
            }
        }
    }
}

/// The totals of all categories with sales.
type Categories<K> = BTreeMap<CategoryId, Totals<K>>;

fn top<K: Ord + Clone>(categories: &Categories<K>, category: CategoryId, k: usize) -> Vec<Ranked<K>> {
    categories.get(&category).map(|totals| totals.ranked().take(k).collect()).unwrap_or_default()
}

/// The window as it was at a full hour. It never changes.
#[derive(Debug)]
pub struct View<K> {
    categories: Categories<K>,
}

impl<K: Ord + Clone> View<K> {
    /// Returns the first `k` products of a category.
    #[must_use]
    pub fn top(&self, category: CategoryId, k: usize) -> Vec<Ranked<K>> {
        top(&self.categories, category, k)
    }
}

/// The result of recording a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Recorded {
    /// The sale counts.
    Counted,
    /// The sale is too old to count.
    Late,
}

/// A sale after the window's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the sale at {} is after the window's time {}", .at.0, .now.0)]
pub struct FutureSale {
    /// The time of the sale.
    pub at: Timestamp,
    /// The window's time.
    pub now: Timestamp,
}

/// A shard that two windows have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("both windows have the sales of shard {}", .0.0)]
pub struct SameShard(pub ShardId);
