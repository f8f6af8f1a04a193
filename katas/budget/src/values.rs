//! The values of a transaction.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An exact amount of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cents(pub i64);

impl FromStr for Cents {
    type Err = NotAnAmount;

    /// Reads an amount such as `-12.34` or `12` (rules 1.1 and 1.2).
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        todo!("stage 1")
    }
}

/// A text that is not an amount, or an amount that is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an amount of money")]
pub struct NotAnAmount;

/// A seller. Two names of the same seller are equal, also if they differ in case or in white space around them (rule 1.3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seller {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl Seller {
    /// Returns the matching form of the name.
    pub fn as_str(&self) -> &str {
        todo!("stage 1")
    }
}

impl FromStr for Seller {
    type Err = BlankSeller;

    fn from_str(name: &str) -> Result<Self, BlankSeller> {
        todo!("stage 1")
    }
}

impl TryFrom<String> for Seller {
    type Error = BlankSeller;

    fn try_from(name: String) -> Result<Self, BlankSeller> {
        name.parse()
    }
}

impl From<Seller> for String {
    fn from(seller: Seller) -> Self {
        seller.as_str().to_owned()
    }
}

/// A blank name of a seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the name of the seller is blank")]
pub struct BlankSeller;

/// The id of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UserId(pub u64);

/// A time in whole seconds, in the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// Returns the month in UTC.
    pub fn month(self) -> Month {
        Month { year: self.0.year(), month: self.0.month() }
    }
}

impl FromStr for Timestamp {
    type Err = NotATime;

    /// Reads a time in the format of RFC 3339, such as `2016-02-29T23:30:00-01:00`.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| NotATime)?.to_utc();
        let has_whole_seconds = time.timestamp_subsec_nanos() == 0;
        if has_whole_seconds && (0..=9999).contains(&time.year()) { Ok(Self(time)) } else { Err(NotATime) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // This is RFC 3339, as in `2016-03-01T00:30:00Z`.
        fmt::Debug::fmt(&self.0, f)
    }
}

impl TryFrom<String> for Timestamp {
    type Error = NotATime;

    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

/// A text that is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a time in the format of RFC 3339")]
pub struct NotATime;

/// A month in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u32,
}
