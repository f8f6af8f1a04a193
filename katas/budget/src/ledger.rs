//! The ledger, which knows all transactions and their sums.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::budgets::Budgets;
use crate::categories::{Category, CategoryChain};
use crate::extract::{LineError, Transaction};
use crate::notices::Observer;
use crate::values::{Cents, Month, Seller, UserId};

/// The id of a recorded transaction. Ids rise, and are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TransactionId(pub u64);

/// The transactions of all users, and what they spent.
#[derive(Debug)]
pub struct Ledger {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl Ledger {
    /// Creates an empty ledger.
    #[must_use]
    pub fn new(chain: CategoryChain) -> Self {
        todo!("stage 3")
    }

    /// Records a transaction.
    ///
    /// # Errors
    ///
    /// [`SumTooLarge`] if the spending would not fit (rule 3.7).
    pub fn record(&mut self, transaction: Transaction) -> Result<TransactionId, SumTooLarge> {
        todo!("stage 3")
    }

    /// Returns how much a user spent in a month and category.
    ///
    /// # Cost
    ///
    /// Constant: it visits no transaction (rule 3.3).
    #[must_use]
    pub fn spending(&self, user: UserId, month: Month, category: Category) -> Cents {
        todo!("stage 3")
    }

    /// Returns the category of a transaction, or `None` if the id is unknown.
    #[must_use]
    pub fn category(&self, id: TransactionId) -> Option<Category> {
        todo!("stage 3")
    }

    /// Fixes the category of a transaction (rule 3.5).
    ///
    /// # Errors
    ///
    /// [`FixError`] if the id is unknown, or the spending would not fit (rules 3.7 and 3.8).
    ///
    /// # Cost
    ///
    /// Independent of the number of transactions (rule 3.6).
    pub fn fix_category(&mut self, id: TransactionId, category: Category) -> Result<(), FixError> {
        todo!("stage 3")
    }

    /// Sets a user's rule for a seller, and moves the amounts of this seller whose category changes (rule 3.4).
    ///
    /// # Errors
    ///
    /// [`SumTooLarge`] if the spending would not fit (rule 3.7).
    ///
    /// # Cost
    ///
    /// Proportional to the number of transactions at this seller (rule 3.6).
    pub fn set_rule(&mut self, user: UserId, seller: &Seller, category: Category) -> Result<(), SumTooLarge> {
        todo!("stage 3")
    }

    /// Returns this ledger with budgets.
    #[must_use]
    pub fn with_budgets(self, budgets: Budgets) -> Self {
        todo!("stage 5")
    }

    /// Returns the budgets, or `None` for a ledger without budgets.
    pub fn budgets_mut(&mut self) -> Option<&mut Budgets> {
        todo!("stage 5")
    }

    /// Adds an observer after the others.
    pub fn subscribe(&mut self, observer: impl Observer + 'static) {
        todo!("stage 5")
    }

    /// Imports the transactions of an extract that are not stored yet (rules 6.1 to 6.3).
    ///
    /// # Errors
    ///
    /// [`ImportError`] if a line is bad, or the spending would not fit. Then nothing is imported (rule 6.5).
    ///
    /// # Cost
    ///
    /// Proportional to the number of lines (rule 6.7).
    pub fn import(&mut self, extract: &str) -> Result<Vec<TransactionId>, ImportError> {
        todo!("stage 6")
    }
}

/// A reason why the category of a transaction cannot be fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FixError {
    /// No transaction has this id.
    #[error("no transaction has the id {}", .0.0)]
    UnknownTransaction(TransactionId),
    /// The spending would not fit.
    #[error(transparent)]
    SumTooLarge(#[from] SumTooLarge),
}

/// A reason why an extract cannot be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// A line is not a transaction.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The spending would not fit.
    #[error(transparent)]
    SumTooLarge(#[from] SumTooLarge),
}

/// A sum that does not fit into [`Cents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a sum does not fit")]
pub struct SumTooLarge;
