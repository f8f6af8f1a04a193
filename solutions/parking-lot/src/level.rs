//! A level, as policies see it.

use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use crate::spot::{Place, SpotSize};
use crate::spots::Spots;

/// A level of a lot, to be looked at.
///
/// # Cost
///
/// Each call takes constant time, except for [`first_run`](Self::first_run), which takes logarithmic time.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    spots: &'a Spots,
    /// A level that exists.
    number: usize,
}

impl<'a> Level<'a> {
    /// A level that exists.
    pub(crate) fn of(spots: &'a Spots, number: usize) -> Self {
        Self { spots, number }
    }
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
        self.layout().len()
    }

    /// How many spots a row has; 0 if there is no such row.
    #[must_use]
    pub fn row_len(&self, row: usize) -> usize {
        self.layout().get(row).map_or(0, Vec::len)
    }

    /// How large a spot is; `None` if there is no such spot.
    #[must_use]
    pub fn size(&self, place: Place) -> Option<SpotSize> {
        self.spots.size(place.on(self.number))
    }

    /// Whether a spot is there, and free.
    #[must_use]
    pub fn is_free(&self, place: Place) -> bool {
        self.spots.is_free(place.on(self.number))
    }

    /// How many spots of a size are free.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        self.spots.free_on(self.number, size)
    }

    /// The first of the lowest `spots` consecutive free spots in one row that are all of these sizes, if there are any.
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

    fn layout(&self) -> &[Vec<SpotSize>] {
        &self.spots.layout()[self.number]
    }
}
