//! Sums that are kept up to date.

use std::collections::{BTreeMap, HashMap};

use thiserror::Error;

use crate::categories::Category;
use crate::extract::Transaction;
use crate::values::{Cents, Month, UserId};

/// The user, month and category of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SumKey {
    pub user: UserId,
    pub month: Month,
    pub category: Category,
}

impl SumKey {
    fn new(transaction: &Transaction, category: Category) -> Self {
        Self { user: transaction.user, month: transaction.at.month(), category }
    }
}

/// Differences of sums that one operation causes. They cannot overflow.
#[derive(Debug, Default)]
pub struct Changes(BTreeMap<SumKey, i128>);

impl Changes {
    /// Adds a new transaction.
    pub fn add(&mut self, transaction: &Transaction, category: Category) {
        *self.0.entry(SumKey::new(transaction, category)).or_default() += i128::from(transaction.amount.0);
    }

    /// Moves a transaction from one category to another.
    pub fn move_between(&mut self, transaction: &Transaction, from: Category, to: Category) {
        *self.0.entry(SumKey::new(transaction, from)).or_default() -= i128::from(transaction.amount.0);
        self.add(transaction, to);
    }
}

/// Sums that differ from the present ones, ready to replace them, in the order of their keys.
#[derive(Debug)]
pub struct NewSums(Vec<(SumKey, Cents)>);

impl NewSums {
    pub fn iter(&self) -> impl Iterator<Item = &(SumKey, Cents)> {
        self.0.iter()
    }
}

/// The spending by user, month and category.
#[derive(Debug, Default)]
pub struct Spending(HashMap<SumKey, Cents>);

impl Spending {
    pub fn get(&self, key: SumKey) -> Cents {
        self.0.get(&key).copied().unwrap_or_default()
    }

    /// Computes the sums after some changes, and changes nothing.
    pub fn after(&self, changes: Changes) -> Result<NewSums, SumTooLarge> {
        let changed = changes.0.into_iter().filter(|&(_, difference)| difference != 0);
        let sum = |(key, difference)| {
            let sum = i64::try_from(i128::from(self.get(key).0) + difference).map_err(|_| SumTooLarge)?;
            Ok((key, Cents(sum)))
        };
        changed.map(sum).collect::<Result<_, _>>().map(NewSums)
    }

    /// Replaces sums.
    pub fn replace(&mut self, sums: &NewSums) {
        self.0.extend(sums.iter().copied());
    }
}

/// A sum that does not fit into [`Cents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a sum does not fit")]
pub struct SumTooLarge;
