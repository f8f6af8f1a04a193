//! Spots: how large they are, and where.

use std::fmt;
use std::iter::FusedIterator;
use std::num::NonZeroUsize;

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

/// How large a spot is, from the smallest to the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Sequence, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpotSize {
    /// For a motorcycle, and for nothing larger.
    Motorcycle,
    /// For a car too.
    Compact,
    /// For anything; a bus takes five.
    Large,
}

/// Where a spot is in a lot. Levels, rows and spots count from 0.
///
/// The lower of two spots is the one on the lower level; there, the one in the lower row; there, the one with the lower
/// number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SpotId {
    /// The level.
    pub level: usize,
    /// The row on the level.
    pub row: usize,
    /// The spot in the row.
    pub spot: usize,
}

/// For the messages of errors.
impl fmt::Display for SpotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "level {}, row {}, spot {}", self.level, self.row, self.spot)
    }
}

/// Where a spot is on a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The row on the level.
    pub row: usize,
    /// The spot in the row.
    pub spot: usize,
}

impl Place {
    /// This place on a level of a lot.
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
    /// How many there are.
    pub spots: NonZeroUsize,
}

impl Run {
    /// The spots, from the lowest on. None has the number `usize::MAX` or one beyond: no row is that long.
    pub fn ids(self) -> impl DoubleEndedIterator<Item = SpotId> + ExactSizeIterator + FusedIterator {
        let Self { first, spots } = self;
        (first.spot..first.spot.saturating_add(spots.get())).map(move |spot| SpotId { spot, ..first })
    }
}
