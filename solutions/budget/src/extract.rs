//! Transactions, and the extracts that list them.

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::values::{Cents, Seller, Timestamp, UserId, is_number};

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
///
/// # Examples
///
/// ```
/// use budget_solution::{Cents, read_extract};
///
/// let extract = "7\t2016-02-29T23:30:00Z\tShell\t-12.34\n";
/// assert_eq!(read_extract(extract)?[0].amount, Cents(-1_234));
/// # Ok::<(), budget_solution::LineError>(())
/// ```
pub fn read_extract(extract: &str) -> Result<Vec<Transaction>, LineError> {
    let read = |(index, line)| read_line(line).map_err(|error| LineError { line: index + 1, error });
    extract.lines().enumerate().map(read).collect()
}

fn read_line(line: &str) -> Result<Transaction, BadLine> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [user, at, seller, amount] = fields[..] else {
        return Err(BadLine::Fields(fields.len()));
    };
    Ok(Transaction {
        user: read_user(user).ok_or(BadLine::Field(Field::User))?,
        at: at.parse().map_err(|_| BadLine::Field(Field::Time))?,
        seller: seller.parse().map_err(|_| BadLine::Field(Field::Seller))?,
        amount: amount.parse().map_err(|_| BadLine::Field(Field::Amount))?,
    })
}

fn read_user(text: &str) -> Option<UserId> {
    // `parse` alone accepts a plus sign.
    if is_number(text) { text.parse().ok().map(UserId) } else { None }
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
