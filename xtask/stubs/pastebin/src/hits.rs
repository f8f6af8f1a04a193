//! Hit counts from an access log.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::link::{Link, ParseLinkError};

/// A month in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// The year.
    pub year: u16,
    /// The month, from 1 to 12.
    pub month: u8,
}

/// The number of hits by link and month, and the number of malformed lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HitCounts {
    // A placeholder: the fields are yours.
    _yours: (),
}

impl HitCounts {
    /// Counts the hits in a log, and lists the malformed lines.
    #[must_use]
    pub fn count(log: &str) -> (Self, Vec<Malformed>) {
        todo!("stage 5")
    }

    /// Returns the number of hits on a link in a month.
    #[must_use]
    pub fn hits(&self, month: Month, link: Link) -> u64 {
        todo!("stage 5")
    }

    /// Returns the number of malformed lines.
    #[must_use]
    pub fn malformed(&self) -> u64 {
        todo!("stage 5")
    }

    /// Adds the counts of another log.
    pub fn merge(&mut self, other: Self) {
        todo!("stage 5")
    }

    /// Returns the counts as plain data, in the order of month and link (rule 5.8).
    #[must_use]
    pub fn snapshot(&self) -> HitSnapshot {
        todo!("stage 5")
    }
}

impl TryFrom<HitSnapshot> for HitCounts {
    type Error = SnapshotError;

    fn try_from(snapshot: HitSnapshot) -> Result<Self, SnapshotError> {
        todo!("stage 5")
    }
}

/// A malformed line of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The number of the line, from 1.
    pub line: usize,
    /// The first wrong field.
    pub field: Field,
}

/// A field of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The time, before the tab.
    Time,
    /// The link, after the tab.
    Link,
}

/// Hit counts as plain data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitSnapshot {
    /// The counts that are not zero. [`HitCounts::snapshot`] lists them by month, then by link.
    pub hits: Vec<HitEntry>,
    /// The number of malformed lines.
    pub malformed: u64,
}

/// A count in a [`HitSnapshot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitEntry {
    /// The month.
    pub month: Month,
    /// The seven characters of the link.
    pub link: String,
    /// The number of hits, at least one.
    pub hits: u64,
}

/// A reason why a snapshot does not describe valid counts.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SnapshotError {
    /// A month does not exist, or is not in 1970 to 9999.
    #[error("there is no month {} in the year {}", .0.month, .0.year)]
    Month(Month),
    /// A text is not a link.
    #[error("{text:?} is not a link")]
    Link {
        /// The text.
        text: String,
        /// The reason.
        source: ParseLinkError,
    },
    /// An entry has no hits.
    #[error("{link} has an entry without hits in month {} of {}", month.month, month.year)]
    NoHits {
        /// The month of the entry.
        month: Month,
        /// The link of the entry.
        link: Link,
    },
    /// Two entries have the same month and link.
    #[error("{link} has two entries in month {} of {}", month.month, month.year)]
    Duplicate {
        /// The month of both entries.
        month: Month,
        /// The link of both entries.
        link: Link,
    },
}
