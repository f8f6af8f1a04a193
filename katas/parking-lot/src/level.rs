//! A read-only view of a level.

use std::marker::PhantomData;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use crate::spot::{Place, SpotSize};

/// A read-only view of a level.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    /// Replace this placeholder with your fields.
    yours: PhantomData<&'a ()>,
}

impl Level<'_> {
    /// Returns the size of a spot, or `None` if there is no such spot.
    #[must_use]
    pub fn size(&self, place: Place) -> Option<SpotSize> {
        todo!("stage 3")
    }

    /// Returns whether a spot exists and is free.
    #[must_use]
    pub fn is_free(&self, place: Place) -> bool {
        todo!("stage 3")
    }

    /// Returns the first spot of the lowest run of `spots` free spots whose sizes are all in `sizes`.
    ///
    /// A run is consecutive spots of one row.
    #[must_use]
    pub fn first_run(&self, sizes: RangeInclusive<SpotSize>, spots: NonZeroUsize) -> Option<Place> {
        todo!("stage 3")
    }

    /// Returns the number of the level. The lowest is 0.
    #[must_use]
    pub fn number(&self) -> usize {
        todo!("stage 4")
    }

    /// Returns the number of rows, empty ones included.
    #[must_use]
    pub fn rows(&self) -> usize {
        todo!("stage 4")
    }

    /// Returns the number of spots in a row, or 0 if there is no such row.
    #[must_use]
    pub fn row_len(&self, row: usize) -> usize {
        todo!("stage 4")
    }

    /// Returns the number of free spots of a size.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        todo!("stage 4")
    }
}
