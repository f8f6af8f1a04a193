//! Monthly spending by category, budgets, and notices about them.
//!
//! A [`Ledger`] records [`Transaction`]s and keeps their sums. Its [`CategoryChain`] finds the category of a transaction.
//! [`Budgets`] split an income, and an [`Observer`] receives a [`Notice`] when a budget is nearly or completely spent.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line with the last `todo!()`.
#![allow(unused_variables, clippy::needless_pass_by_value)]

mod budgets;
mod categories;
mod extract;
mod ledger;
mod notices;
mod snapshot;
mod values;

pub use budgets::{BudgetError, Budgets, Template, TemplateError, Tier};
pub use categories::{Category, CategoryChain, CategorySource, SeedMap};
pub use extract::{BadLine, Field, LineError, Transaction, read_extract};
pub use ledger::{FixError, ImportError, Ledger, SumTooLarge, TransactionId};
pub use notices::{Notice, NoticeKind, Observer};
pub use snapshot::{SavedBudget, SavedTransaction, Snapshot, SnapshotError};
pub use values::{BlankSeller, Cents, Month, NotATime, NotAnAmount, Seller, Timestamp, UserId};
