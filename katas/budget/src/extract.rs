//! Transactions, and the extracts that list them.

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::values::{Cents, Seller, Timestamp, UserId};

/// A purchase, or a refund if the amount is negative.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Transaction {
    /// The user who paid.
    pub user: UserId,
    /// The time of the payment.
    pub at: Timestamp,
    /// The seller.
    pub seller: Seller,
    /// The amount.
    pub amount: Cents,
}

/// Reads an extract, which has one transaction per line (rules 1.4 to 1.7).
///
/// # Errors
///
/// [`LineError`] for the first bad line (rule 1.6).
pub fn read_extract(extract: &str) -> Result<Vec<Transaction>, LineError> {
    todo!("stage 1")
}

/// A field of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence)]
pub enum Field {
    /// The user.
    User,
    /// The time.
    Time,
    /// The seller.
    Seller,
    /// The amount.
    Amount,
}

/// A reason why a line is not a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadLine {
    /// The line has this many fields instead of four.
    #[error("the line has {0} fields instead of 4")]
    Fields(usize),
    /// This field is wrong.
    #[error("the field {0:?} is wrong")]
    Field(Field),
}

/// A line of an extract that is not a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {error}")]
pub struct LineError {
    /// The number of the line, from 1.
    pub line: usize,
    /// The reason.
    pub error: BadLine,
}
