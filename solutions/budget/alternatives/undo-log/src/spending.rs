//! Sums that are kept up to date.

use std::collections::HashMap;

use thiserror::Error;

use crate::categories::Category;
use crate::values::{Cents, Month, UserId};

/// The user, month and category of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SumKey {
    pub user: UserId,
    pub month: Month,
    pub category: Category,
}

/// The spending by user, month and category. While an operation runs, a sum can be too large for [`Cents`].
#[derive(Debug, Default)]
pub struct Spending(HashMap<SumKey, i128>);

impl Spending {
    pub fn get(&self, key: SumKey) -> i128 {
        self.0.get(&key).copied().unwrap_or_default()
    }

    pub fn set(&mut self, key: SumKey, sum: i128) {
        self.0.insert(key, sum);
    }
}

/// Converts a sum.
pub fn cents(sum: i128) -> Result<Cents, SumTooLarge> {
    i64::try_from(sum).map(Cents).map_err(|_| SumTooLarge)
}

/// A sum that does not fit into [`Cents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a sum does not fit")]
pub struct SumTooLarge;
