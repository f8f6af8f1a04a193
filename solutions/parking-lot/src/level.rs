//! A read-only view of a level.

use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use crate::spot::{Place, SpotSize};
use crate::spots::Spots;

/// A read-only view of a level.
///
/// # Cost
///
/// Each call takes constant time, except for [`first_run`](Self::first_run), which takes logarithmic time.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    spots: &'a Spots,
    /// The number of a level that exists.
    number: usize,
}

impl<'a> Level<'a> {
    /// Creates a view of a level that exists.
    pub(crate) fn new(spots: &'a Spots, number: usize) -> Self {
        Self { spots, number }
    }
}

impl Level<'_> {
    /// Returns the number of the level. The lowest is 0.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// Returns the number of rows, empty ones included.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.spots.layout().rows(self.number)
    }

    /// Returns the number of spots in a row, or 0 if there is no such row.
    #[must_use]
    pub fn row_len(&self, row: usize) -> usize {
        self.spots.layout().row_len(self.number, row)
    }

    /// Returns the size of a spot, or `None` if there is no such spot.
    #[must_use]
    pub fn size(&self, place: Place) -> Option<SpotSize> {
        self.spots.layout().size(place.on(self.number))
    }

    /// Returns whether a spot exists and is free.
    #[must_use]
    pub fn is_free(&self, place: Place) -> bool {
        self.spots.is_free(place.on(self.number))
    }

    /// Returns the number of free spots of a size.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        self.spots.free_on(self.number, size)
    }

    /// Returns the first spot of the lowest run of `spots` free spots whose sizes are all in `sizes`.
    ///
    /// A run is consecutive spots of one row.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of spots of the lot.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    ///
    /// use parking_lot_solution::{ParkingLot, Place, SpotSize};
    ///
    /// let row = vec![SpotSize::Motorcycle, SpotSize::Compact, SpotSize::Large];
    /// let lot = ParkingLot::new(vec![vec![row]]).unwrap();
    /// let level = lot.level(0).unwrap();
    /// let two = NonZeroUsize::new(2).unwrap();
    /// assert_eq!(level.first_run(SpotSize::Compact..=SpotSize::Large, two), Some(Place { row: 0, spot: 1 }));
    /// assert_eq!(level.first_run(SpotSize::Compact..=SpotSize::Compact, two), None);
    /// ```
    #[must_use]
    pub fn first_run(&self, sizes: RangeInclusive<SpotSize>, spots: NonZeroUsize) -> Option<Place> {
        let first = self.spots.first_run(&sizes, spots, self.number)?;
        (first.level == self.number).then_some(Place { row: first.row, spot: first.spot })
    }
}
