//! The ledger, which knows all transactions and their sums.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::budgets::Budgets;
use crate::categories::{Category, CategoryChain};
use crate::extract::{LineError, Transaction, read_extract};
use crate::notices::{Notices, Observer};
use crate::spending::{Spending, SumKey, SumTooLarge, cents};
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

/// An operation that runs: its steps, and the sums as they were before it.
#[derive(Debug, Default)]
struct Operation {
    steps: Vec<Step>,
    before: BTreeMap<SumKey, i128>,
}

/// A step of an operation, with the data to undo it.
#[derive(Debug)]
enum Step {
    Added(TransactionId),
    Moved { id: TransactionId, from: Category },
    Fixed { id: TransactionId, was_fixed: bool },
    SetRule { user: UserId, seller: Seller, previous: Option<Category> },
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
        let mut operation = Operation::default();
        let id = self.add(transaction, &mut operation);
        self.finish(operation)?;
        Ok(id)
    }

    /// Returns how much a user spent in a month and category.
    ///
    /// # Cost
    ///
    /// Constant: it visits no transaction (rule 3.3).
    #[must_use]
    pub fn spending(&self, user: UserId, month: Month, category: Category) -> Cents {
        cents(self.spending.get(SumKey { user, month, category })).unwrap_or_default()
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
        let mut operation = Operation::default();
        operation.steps.push(Step::Fixed { id, was_fixed: entry.is_fixed });
        entry.is_fixed = true;
        self.move_to(id, category, &mut operation);
        Ok(self.finish(operation)?)
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
        let mut operation = Operation::default();
        operation.steps.push(Step::SetRule { user, seller: seller.clone(), previous });
        for id in self.by_seller.get(seller).cloned().unwrap_or_default() {
            let entry = &self.entries[&id];
            if !entry.is_fixed {
                self.move_to(id, self.chain.category(&entry.transaction), &mut operation);
            }
        }
        self.finish(operation)
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
        let mut operation = Operation::default();
        let ids = new.into_iter().map(|transaction| self.add(transaction, &mut operation)).collect();
        self.finish(operation)?;
        Ok(ids)
    }

    /// Adds a transaction with a new id.
    fn add(&mut self, transaction: Transaction, operation: &mut Operation) -> TransactionId {
        let id = TransactionId(self.next_id);
        self.next_id += 1;
        let category = self.chain.category(&transaction);
        self.change_sum(&transaction, category, transaction.amount.0.into(), operation);
        self.store(id, Entry { transaction, category, is_fixed: false });
        operation.steps.push(Step::Added(id));
        id
    }

    /// Moves a transaction to another category.
    fn move_to(&mut self, id: TransactionId, to: Category, operation: &mut Operation) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let from = std::mem::replace(&mut entry.category, to);
        operation.steps.push(Step::Moved { id, from });
        let transaction = entry.transaction.clone();
        let amount = i128::from(transaction.amount.0);
        self.change_sum(&transaction, from, -amount, operation);
        self.change_sum(&transaction, to, amount, operation);
    }

    fn change_sum(&mut self, transaction: &Transaction, category: Category, amount: i128, operation: &mut Operation) {
        let key = SumKey { user: transaction.user, month: transaction.at.month(), category };
        let sum = self.spending.get(key);
        operation.before.entry(key).or_insert(sum);
        self.spending.set(key, sum + amount);
    }

    /// Ends an operation: sends the notices that are due, or undoes everything if a sum does not fit.
    fn finish(&mut self, operation: Operation) -> Result<(), SumTooLarge> {
        let changed = operation.before.iter().filter(|&(&key, &before)| self.spending.get(key) != before);
        let sums: Result<Vec<_>, _> =
            changed.map(|(&key, _)| cents(self.spending.get(key)).map(|spent| (key, spent))).collect();
        let sums = sums.inspect_err(|_| self.undo(operation))?;
        if let Some(budgets) = &self.budgets {
            self.notices.update(budgets, &sums);
        }
        Ok(())
    }

    fn undo(&mut self, operation: Operation) {
        for (key, sum) in operation.before {
            self.spending.set(key, sum);
        }
        for step in operation.steps.into_iter().rev() {
            self.undo_step(step);
        }
    }

    fn undo_step(&mut self, step: Step) {
        match step {
            Step::Added(id) => {
                self.next_id -= 1;
                let Some(Entry { transaction, .. }) = self.entries.remove(&id) else { return };
                if let Some(ids) = self.by_seller.get_mut(&transaction.seller) {
                    ids.pop();
                }
                if let Some(copies) = self.copies.get_mut(&transaction) {
                    *copies -= 1;
                }
            }
            Step::Moved { id, from } => {
                if let Some(entry) = self.entries.get_mut(&id) {
                    entry.category = from;
                }
            }
            Step::Fixed { id, was_fixed } => {
                if let Some(entry) = self.entries.get_mut(&id) {
                    entry.is_fixed = was_fixed;
                }
            }
            Step::SetRule { user, seller, previous } => {
                self.chain.replace_rule(user, &seller, previous);
            }
        }
    }

    /// Stores a transaction and leaves the sums as they are.
    pub(crate) fn store(&mut self, id: TransactionId, entry: Entry) {
        self.by_seller.entry(entry.transaction.seller.clone()).or_default().push(id);
        *self.copies.entry(entry.transaction.clone()).or_default() += 1;
        self.entries.insert(id, entry);
    }

    /// Computes the sums of all transactions again.
    pub(crate) fn recount(&mut self) -> Result<(), SumTooLarge> {
        let mut sums: BTreeMap<SumKey, i128> = BTreeMap::new();
        for Entry { transaction, category, .. } in self.entries.values() {
            let key = SumKey { user: transaction.user, month: transaction.at.month(), category: *category };
            *sums.entry(key).or_default() += i128::from(transaction.amount.0);
        }
        for (key, sum) in sums {
            cents(sum)?;
            self.spending.set(key, sum);
        }
        Ok(())
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
