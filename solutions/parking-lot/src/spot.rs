//! The sizes and places of spots.

use std::fmt;
use std::iter::FusedIterator;
use std::num::NonZeroUsize;

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

/// The size of a spot, from the smallest to the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpotSize {
    /// Fits a motorcycle, and nothing larger.
    Motorcycle,
    /// Fits a car too.
    Compact,
    /// Fits any vehicle; a bus takes five.
    Large,
}

/// The place of a spot in a lot. Levels, rows and spots count from 0.
///
/// Spots are ordered by level, then by row, then by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SpotId {
    /// The level.
    pub level: usize,
    /// The row on the level.
    pub row: usize,
    /// The spot in the row.
    pub spot: usize,
}

/// Writes level, row and spot, as in error messages.
impl fmt::Display for SpotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "level {}, row {}, spot {}", self.level, self.row, self.spot)
    }
}

/// The place of a spot on a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The row on the level.
    pub row: usize,
    /// The spot in the row.
    pub spot: usize,
}

impl Place {
    /// Returns the spot at this place on a level.
    #[must_use]
    pub const fn on(self, level: usize) -> SpotId {
        SpotId { level, row: self.row, spot: self.spot }
    }
}

/// Consecutive spots of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// The lowest of the spots.
    pub first: SpotId,
    /// The number of spots.
    pub spots: NonZeroUsize,
}

impl Run {
    /// Iterates over the spots, lowest first. Stops before number `usize::MAX`, since no row is that long.
    pub fn ids(self) -> impl DoubleEndedIterator<Item = SpotId> + ExactSizeIterator + FusedIterator {
        let Self { first, spots } = self;
        (first.spot..first.spot.saturating_add(spots.get())).map(move |spot| SpotId { spot, ..first })
    }
}
