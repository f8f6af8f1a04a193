//! A window of a week that moves over the sales.

use std::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::measure::{Measure, Units};
use crate::ranking::Ranked;
use crate::sale::{CategoryId, ProductId, Sale, Timestamp};
use crate::snapshot::Snapshot;

/// The id of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShardId(pub u32);

/// The sales in the week of a time, which moves forward.
#[derive(Clone, Debug)]
pub struct SalesWindow<K = ProductId, M = Units> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<(K, M)>,
}

impl<K: Ord + Clone> SalesWindow<K> {
    /// Creates a window without sales and shards.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        todo!("stage 3")
    }

    /// Creates a window without sales for a shard.
    #[must_use]
    pub fn for_shard(shard: ShardId, now: Timestamp) -> Self {
        todo!("stage 5")
    }
}

impl<K: Ord + Clone, M: Measure<K>> SalesWindow<K, M> {
    /// Creates a window without sales and shards that ranks by `measure`.
    #[must_use]
    pub fn with_measure(now: Timestamp, measure: M) -> Self {
        todo!("stage 7")
    }

    /// Returns the window's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        todo!("stage 3")
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
        todo!("stage 3")
    }

    /// Moves the time forward, so that old sales leave the week (rule 3.4).
    ///
    /// # Cost
    ///
    /// Proportional to the number of sales that leave (rules 3.5 and 4.4).
    pub fn advance(&mut self, now: Timestamp) {
        todo!("stage 3")
    }

    /// Returns all products of a category with their ranks.
    #[must_use]
    pub fn ranking(&self, category: CategoryId) -> Vec<Ranked<K>> {
        todo!("stage 3")
    }

    /// Returns the first `k` products of a category.
    ///
    /// # Cost
    ///
    /// Proportional to `k` (rule 4.2).
    #[must_use]
    pub fn top(&self, category: CategoryId, k: usize) -> Vec<Ranked<K>> {
        todo!("stage 4")
    }

    /// Returns the rank of a product, or `None` if it has none in this category (rule 4.3).
    #[must_use]
    pub fn rank(&self, category: CategoryId, product: &K) -> Option<usize> {
        todo!("stage 4")
    }

    /// Adds the sales and shards of another window (rules 5.1 and 5.2).
    ///
    /// # Errors
    ///
    /// [`SameShard`] if both windows have a shard (rule 5.3).
    pub fn merge(&mut self, other: Self) -> Result<(), SameShard> {
        todo!("stage 5")
    }

    /// Returns the window as plain data (rule 5.4).
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<K> {
        todo!("stage 5")
    }

    /// Returns the window as of the last full hour (rule 7.3).
    #[must_use]
    pub fn view(&self) -> Arc<View<K>> {
        todo!("stage 7")
    }
}

/// The window as it was at a full hour. It never changes.
#[derive(Debug)]
pub struct View<K> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<K>,
}

impl<K: Ord + Clone> View<K> {
    /// Returns the first `k` products of a category.
    #[must_use]
    pub fn top(&self, category: CategoryId, k: usize) -> Vec<Ranked<K>> {
        todo!("stage 7")
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
