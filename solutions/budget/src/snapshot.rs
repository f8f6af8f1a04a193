//! Ledgers as plain data.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::budgets::{BudgetError, Budgets, Template};
use crate::categories::{Category, CategoryChain};
use crate::extract::Transaction;
use crate::ledger::{Entry, Ledger, TransactionId};
use crate::notices::Notice;
use crate::spending::SumTooLarge;
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
        let mut rules: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (user, seller, category) in self.chain.rules() {
            rules.entry(user).or_default().insert(seller.clone(), category);
        }
        let saved = |entry: &Entry| SavedTransaction {
            transaction: entry.transaction.clone(),
            fixed: entry.is_fixed.then_some(entry.category),
        };
        let budgets = self.budgets.iter().flat_map(Budgets::users).map(|(user, budget)| {
            let overrides = budget.overrides.clone();
            (user, SavedBudget { income: budget.income, overrides })
        });
        Snapshot {
            next_id: self.next_id,
            transactions: self.entries.iter().map(|(&id, entry)| (id, saved(entry))).collect(),
            rules,
            budgets: budgets.collect(),
            sent: self.notices.sent.clone(),
        }
    }

    /// Creates a ledger with budgets from a snapshot, without observers (rules 7.3 and 7.4).
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] if the snapshot does not describe a valid ledger (rule 7.4).
    pub fn restore(snapshot: Snapshot, mut chain: CategoryChain, template: Template) -> Result<Self, SnapshotError> {
        if let Some((&id, _)) = snapshot.transactions.range(TransactionId(snapshot.next_id)..).next() {
            return Err(SnapshotError::UnissuedId(id));
        }
        let mut budgets = Budgets::new(template);
        for (user, SavedBudget { income, overrides }) in snapshot.budgets {
            budgets.set(user, income, overrides).map_err(|error| SnapshotError::Budget { user, error })?;
        }
        for (user, rules) in snapshot.rules {
            for (seller, category) in rules {
                chain.set_rule(user, &seller, category);
            }
        }
        let mut ledger = Self::new(chain).with_budgets(budgets);
        ledger.next_id = snapshot.next_id;
        ledger.notices.sent = snapshot.sent;
        for (id, SavedTransaction { transaction, fixed }) in snapshot.transactions {
            let category = fixed.unwrap_or_else(|| ledger.chain.category(&transaction));
            ledger.store(id, Entry { transaction, category, is_fixed: fixed.is_some() });
        }
        ledger.recount()?;
        Ok(ledger)
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
