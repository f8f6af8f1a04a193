//! The ledger, which knows all transactions and their sums.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::budgets::Budgets;
use crate::categories::{Category, CategoryChain};
use crate::extract::{LineError, Transaction, read_extract};
use crate::notices::{Notices, Observer};
use crate::spending::{Changes, NewSums, Spending, SumKey, SumTooLarge};
use crate::values::{Cents, Month, Seller, UserId};

/// The id of a recorded transaction. Ids rise, and are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TransactionId(pub u64);

/// The transactions of all users, and what they spent.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) chain: CategoryChain,
    pub(crate) entries: BTreeMap<TransactionId, Entry>,
    pub(crate) next_id: u64,
    by_seller: HashMap<Seller, Vec<TransactionId>>,
    copies: HashMap<Transaction, usize>,
    spending: Spending,
    pub(crate) budgets: Option<Budgets>,
    pub(crate) notices: Notices,
}

/// A recorded transaction.
#[derive(Debug)]
pub(crate) struct Entry {
    pub transaction: Transaction,
    pub category: Category,
    /// Whether the user chose the category of this transaction.
    pub is_fixed: bool,
}

impl Ledger {
    /// Creates an empty ledger.
    #[must_use]
    pub fn new(chain: CategoryChain) -> Self {
        Self {
            chain,
            entries: BTreeMap::new(),
            next_id: 0,
            by_seller: HashMap::new(),
            copies: HashMap::new(),
            spending: Spending::default(),
            budgets: None,
            notices: Notices::default(),
        }
    }

    /// Records a transaction.
    ///
    /// # Errors
    ///
    /// [`SumTooLarge`] if the spending would not fit (rule 3.7).
    pub fn record(&mut self, transaction: Transaction) -> Result<TransactionId, SumTooLarge> {
        let id = TransactionId(self.next_id);
        self.record_all(vec![transaction])?;
        Ok(id)
    }

    /// Returns how much a user spent in a month and category.
    ///
    /// # Cost
    ///
    /// Constant: it visits no transaction (rule 3.3).
    #[must_use]
    pub fn spending(&self, user: UserId, month: Month, category: Category) -> Cents {
        self.spending.get(SumKey { user, month, category })
    }

    /// Returns the category of a transaction, or `None` if the id is unknown.
    #[must_use]
    pub fn category(&self, id: TransactionId) -> Option<Category> {
        self.entries.get(&id).map(|entry| entry.category)
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
        let entry = self.entries.get_mut(&id).ok_or(FixError::UnknownTransaction(id))?;
        let mut changes = Changes::default();
        changes.move_between(&entry.transaction, entry.category, category);
        let sums = self.spending.after(changes)?;
        entry.category = category;
        entry.is_fixed = true;
        self.commit(&sums);
        Ok(())
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
        let previous = self.chain.replace_rule(user, seller, Some(category));
        let moves = self.moves_at(seller);
        let mut changes = Changes::default();
        for (id, to) in &moves {
            let entry = &self.entries[id];
            changes.move_between(&entry.transaction, entry.category, *to);
        }
        let sums = self.spending.after(changes).inspect_err(|_| {
            self.chain.replace_rule(user, seller, previous);
        })?;
        for (id, to) in moves {
            if let Some(entry) = self.entries.get_mut(&id) {
                entry.category = to;
            }
        }
        self.commit(&sums);
        Ok(())
    }

    /// Returns this ledger with budgets.
    #[must_use]
    pub fn with_budgets(mut self, budgets: Budgets) -> Self {
        self.budgets = Some(budgets);
        self
    }

    /// Returns the budgets, or `None` for a ledger without budgets.
    pub fn budgets_mut(&mut self) -> Option<&mut Budgets> {
        self.budgets.as_mut()
    }

    /// Adds an observer after the others.
    pub fn subscribe(&mut self, observer: impl Observer + 'static) {
        self.notices.subscribe(Box::new(observer));
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
        let mut seen: HashMap<Transaction, usize> = HashMap::new();
        let mut new = Vec::new();
        for transaction in read_extract(extract)? {
            let stored = self.copies.get(&transaction).copied().unwrap_or_default();
            let seen = seen.entry(transaction.clone()).or_default();
            *seen += 1;
            if *seen > stored {
                new.push(transaction);
            }
        }
        Ok(self.record_all(new)?)
    }

    fn record_all(&mut self, transactions: Vec<Transaction>) -> Result<Vec<TransactionId>, SumTooLarge> {
        let categories: Vec<_> = transactions.iter().map(|transaction| self.chain.category(transaction)).collect();
        let mut changes = Changes::default();
        for (transaction, category) in transactions.iter().zip(&categories) {
            changes.add(transaction, *category);
        }
        let sums = self.spending.after(changes)?;
        let mut ids = Vec::new();
        for (transaction, category) in transactions.into_iter().zip(categories) {
            let id = TransactionId(self.next_id);
            self.next_id += 1;
            self.store(id, Entry { transaction, category, is_fixed: false });
            ids.push(id);
        }
        self.commit(&sums);
        Ok(ids)
    }

    /// Returns the transactions of a seller whose category is another one now, with this category.
    fn moves_at(&self, seller: &Seller) -> Vec<(TransactionId, Category)> {
        let moved = |id: &TransactionId| {
            let entry = &self.entries[id];
            if entry.is_fixed {
                return None;
            }
            let to = self.chain.category(&entry.transaction);
            (to != entry.category).then_some((*id, to))
        };
        self.by_seller.get(seller).into_iter().flatten().filter_map(moved).collect()
    }

    /// Stores a transaction and leaves the sums as they are.
    pub(crate) fn store(&mut self, id: TransactionId, entry: Entry) {
        self.by_seller.entry(entry.transaction.seller.clone()).or_default().push(id);
        *self.copies.entry(entry.transaction.clone()).or_default() += 1;
        self.entries.insert(id, entry);
    }

    /// Computes the sums of all transactions again.
    pub(crate) fn recount(&mut self) -> Result<(), SumTooLarge> {
        let mut changes = Changes::default();
        for entry in self.entries.values() {
            changes.add(&entry.transaction, entry.category);
        }
        self.spending = Spending::default();
        let sums = self.spending.after(changes)?;
        self.spending.replace(&sums);
        Ok(())
    }

    /// Replaces sums and sends the notices that are due.
    fn commit(&mut self, sums: &NewSums) {
        self.spending.replace(sums);
        if let Some(budgets) = &self.budgets {
            self.notices.update(budgets, sums);
        }
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
