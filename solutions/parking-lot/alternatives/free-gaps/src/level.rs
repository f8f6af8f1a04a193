//! A level, as policies see it.

use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use crate::floor::Floor;
use crate::spot::{Place, SpotSize};

/// A level of a lot, to be looked at.
///
/// # Cost
///
/// Each call takes constant time, except for [`first_run`](Self::first_run).
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    pub(crate) number: usize,
    pub(crate) floor: &'a Floor,
}

impl Level<'_> {
    /// Which level it is, the lowest being 0.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// How many rows there are, empty ones included.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.floor.rows()
    }

    /// How many spots a row has; 0 if there is no such row.
    #[must_use]
    pub fn row_len(&self, row: usize) -> usize {
        self.floor.row_len(row)
    }

    /// How large a spot is; `None` if there is no such spot.
    #[must_use]
    pub fn size(&self, place: Place) -> Option<SpotSize> {
        self.floor.spot(place).map(|spot| spot.size)
    }

    /// Whether a spot is there, and free.
    #[must_use]
    pub fn is_free(&self, place: Place) -> bool {
        self.floor.spot(place).is_some_and(|spot| spot.ticket.is_none())
    }

    /// How many spots of a size are free.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        self.floor.free(size)
    }

    /// The first of the lowest `spots` consecutive free spots in one row that are all of these sizes, if there are any.
    ///
    /// # Cost
    ///
    /// Linear in the number of different lengths of gaps on the level, which is small where rows are short.
    #[must_use]
    pub fn first_run(&self, sizes: RangeInclusive<SpotSize>, spots: NonZeroUsize) -> Option<Place> {
        self.floor.first_run(&sizes, spots)
    }
}
