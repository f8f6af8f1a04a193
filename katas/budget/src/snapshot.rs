//! Ledgers as plain data.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::budgets::{BudgetError, Template};
use crate::categories::{Category, CategoryChain};
use crate::extract::Transaction;
use crate::ledger::{Ledger, SumTooLarge, TransactionId};
use crate::notices::Notice;
use crate::values::{Cents, Seller, UserId};

/// A ledger as plain data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The id of the next transaction.
    pub next_id: u64,
    /// The transactions.
    pub transactions: BTreeMap<TransactionId, SavedTransaction>,
    /// The rules of each user.
    pub rules: BTreeMap<UserId, BTreeMap<Seller, Category>>,
    /// The budgets.
    pub budgets: BTreeMap<UserId, SavedBudget>,
    /// The notices that were sent and are not due again.
    pub sent: BTreeSet<Notice>,
}

/// A transaction as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedTransaction {
    /// The transaction.
    pub transaction: Transaction,
    /// The category that the user fixed, if any.
    pub fixed: Option<Category>,
}

/// A budget as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedBudget {
    /// The income.
    pub income: Cents,
    /// The overrides.
    pub overrides: BTreeMap<Category, Cents>,
}

impl Ledger {
    /// Returns the ledger as plain data (rule 7.2).
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        todo!("stage 7")
    }

    /// Creates a ledger with budgets from a snapshot, without observers (rules 7.3 and 7.4).
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] if the snapshot does not describe a valid ledger (rule 7.4).
    pub fn restore(snapshot: Snapshot, chain: CategoryChain, template: Template) -> Result<Self, SnapshotError> {
        todo!("stage 7")
    }
}

/// A reason why a snapshot is not a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SnapshotError {
    /// The id of a transaction is not below the next id.
    #[error("the id {} is not below the next id", .0.0)]
    UnissuedId(TransactionId),
    /// The income of a user cannot be split.
    #[error("user {}: {error}", .user.0)]
    Budget {
        /// The user.
        user: UserId,
        /// The reason.
        error: BudgetError,
    },
    /// A sum does not fit.
    #[error(transparent)]
    SumTooLarge(#[from] SumTooLarge),
}
