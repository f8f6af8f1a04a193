//! Hit counts from an access log.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Datelike};
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

impl Month {
    /// Returns the month in UTC of a time in the format of RFC 3339.
    fn of_time(time: &str) -> Option<Self> {
        let time = DateTime::parse_from_rfc3339(time).ok()?.to_utc();
        let month = Self { year: time.year().try_into().ok()?, month: time.month().try_into().ok()? };
        month.is_valid().then_some(month)
    }

    fn is_valid(self) -> bool {
        (1970..=9999).contains(&self.year) && (1..=12).contains(&self.month)
    }
}

/// The number of hits by link and month, and the number of malformed lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HitCounts {
    hits: BTreeMap<(Month, Link), u64>,
    malformed: u64,
}

impl HitCounts {
    /// Counts the hits in a log, and lists the malformed lines.
    #[must_use]
    pub fn count(log: &str) -> (Self, Vec<Malformed>) {
        let mut counts = Self::default();
        let mut malformed = Vec::new();
        for (line, number) in log.lines().zip(1..) {
            match parse(line) {
                Ok((month, link)) => counts.add(month, link, 1),
                Err(field) => malformed.push(Malformed { line: number, field }),
            }
        }
        counts.malformed = malformed.len() as u64;
        (counts, malformed)
    }

    fn add(&mut self, month: Month, link: Link, hits: u64) {
        let count = self.hits.entry((month, link)).or_default();
        *count = count.saturating_add(hits);
    }

    /// Returns the number of hits on a link in a month.
    #[must_use]
    pub fn hits(&self, month: Month, link: Link) -> u64 {
        self.hits.get(&(month, link)).copied().unwrap_or_default()
    }

    /// Returns the number of malformed lines.
    #[must_use]
    pub fn malformed(&self) -> u64 {
        self.malformed
    }

    /// Adds the counts of another log.
    pub fn merge(&mut self, other: Self) {
        for ((month, link), hits) in other.hits {
            self.add(month, link, hits);
        }
        self.malformed = self.malformed.saturating_add(other.malformed);
    }

    /// Returns the counts as plain data, in the order of month and link (rule 5.8).
    #[must_use]
    pub fn snapshot(&self) -> HitSnapshot {
        let entry = |(&(month, link), &hits): (&(Month, Link), &u64)| HitEntry { month, link: link.to_string(), hits };
        HitSnapshot { hits: self.hits.iter().map(entry).collect(), malformed: self.malformed }
    }
}

impl TryFrom<HitSnapshot> for HitCounts {
    type Error = SnapshotError;

    fn try_from(snapshot: HitSnapshot) -> Result<Self, SnapshotError> {
        let mut counts = Self { hits: BTreeMap::new(), malformed: snapshot.malformed };
        for HitEntry { month, link: text, hits } in snapshot.hits {
            if !month.is_valid() {
                return Err(SnapshotError::Month(month));
            }
            let link = text.parse().map_err(|source| SnapshotError::Link { text, source })?;
            if hits == 0 {
                return Err(SnapshotError::NoHits { month, link });
            }
            match counts.hits.entry((month, link)) {
                Entry::Vacant(entry) => entry.insert(hits),
                Entry::Occupied(_) => return Err(SnapshotError::Duplicate { month, link }),
            };
        }
        Ok(counts)
    }
}

/// Reads a line of a log, and returns the first wrong field if it is malformed.
fn parse(line: &str) -> Result<(Month, Link), Field> {
    // Without a tab, the link is empty and therefore wrong.
    let (time, link) = line.split_once('\t').unwrap_or((line, ""));
    let month = Month::of_time(time).ok_or(Field::Time)?;
    let link = link.parse().map_err(|_| Field::Link)?;
    Ok((month, link))
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
