//! Spots: how large they are, and where.

use std::fmt;
use std::iter::FusedIterator;
use std::num::NonZeroUsize;

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

/// How large a spot is, from the smallest to the largest.
///
/// # Examples
///
/// ```
/// use parking_lot_solution::SpotSize;
///
/// assert!(SpotSize::Motorcycle < SpotSize::Compact && SpotSize::Compact < SpotSize::Large);
/// ```
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
///
/// # Examples
///
/// ```
/// use parking_lot_solution::SpotId;
///
/// let last_of_row_0 = SpotId { level: 0, row: 0, spot: 9 };
/// let first_of_row_1 = SpotId { level: 0, row: 1, spot: 0 };
/// assert!(last_of_row_0 < first_of_row_1);
/// ```
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
///
/// # Examples
///
/// ```
/// use parking_lot_solution::Place;
///
/// assert!(Place { row: 0, spot: 9 } < Place { row: 1, spot: 0 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The row on the level.
    pub row: usize,
    /// The spot in the row.
    pub spot: usize,
}

impl Place {
    /// This place on a level of a lot.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::{Place, SpotId};
    ///
    /// assert_eq!(Place { row: 1, spot: 4 }.on(3), SpotId { level: 3, row: 1, spot: 4 });
    /// ```
    #[must_use]
    pub const fn on(self, level: usize) -> SpotId {
        SpotId { level, row: self.row, spot: self.spot }
    }
}

/// Consecutive spots of one row.
///
/// # Examples
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use parking_lot_solution::{Run, SpotId};
///
/// let first = SpotId { level: 0, row: 1, spot: 7 };
/// let run = Run { first, spots: NonZeroUsize::new(2).unwrap() };
/// assert_eq!(run.ids().collect::<Vec<_>>(), [first, SpotId { spot: 8, ..first }]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// The lowest of the spots.
    pub first: SpotId,
    /// How many there are.
    pub spots: NonZeroUsize,
}

impl Run {
    /// The spots, from the lowest on. None has the number `usize::MAX` or one beyond: no row is that long.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    ///
    /// use parking_lot_solution::{Run, SpotId};
    ///
    /// let first = SpotId { level: 0, row: 0, spot: 5 };
    /// let bus = Run { first, spots: NonZeroUsize::new(5).unwrap() };
    /// assert_eq!(bus.ids().next_back(), Some(SpotId { spot: 9, ..first }));
    /// ```
    pub fn ids(self) -> impl DoubleEndedIterator<Item = SpotId> + ExactSizeIterator + FusedIterator {
        let Self { first, spots } = self;
        (first.spot..first.spot.saturating_add(spots.get())).map(move |spot| SpotId { spot, ..first })
    }
}
