//! A read-only view of a level.

use std::fmt;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use crate::spot::{Place, Run, SpotId, SpotSize};

/// The runs of parked vehicles. It hides the vehicle type from `Level`, which has no parameter for it.
pub(crate) trait ParkedRuns {
    /// Returns the last run that starts at or below a spot.
    fn at_or_below(&self, spot: SpotId) -> Option<Run>;
}

/// A read-only view of a level.
///
/// # Cost
///
/// Each call takes constant time unless its documentation says otherwise.
#[derive(Clone, Copy)]
pub struct Level<'a> {
    pub(crate) number: usize,
    pub(crate) rows: &'a [Vec<SpotSize>],
    pub(crate) runs: &'a dyn ParkedRuns,
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
        self.rows.len()
    }

    /// Returns the number of spots in a row, or 0 if there is no such row.
    #[must_use]
    pub fn row_len(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// Returns the size of a spot, or `None` if there is no such spot.
    #[must_use]
    pub fn size(&self, place: Place) -> Option<SpotSize> {
        self.rows.get(place.row)?.get(place.spot).copied()
    }

    /// Returns whether a spot exists and is free.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of vehicles.
    #[must_use]
    pub fn is_free(&self, place: Place) -> bool {
        let spot = place.on(self.number);
        self.size(place).is_some() && !self.runs.at_or_below(spot).is_some_and(|run| covers(run, spot))
    }

    /// Returns the number of free spots of a size.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots of the level, times the logarithm of the number of vehicles.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        let of_row = |row| self.free_sizes(row).filter(|free| *free == Some(size)).count();
        (0..self.rows()).map(of_row).sum()
    }

    /// Returns the first spot of the lowest run of `spots` free spots whose sizes are all in `sizes`.
    ///
    /// A run is consecutive spots of one row.
    ///
    /// # Cost
    ///
    /// Same as [`free`](Self::free).
    #[must_use]
    pub fn first_run(&self, sizes: RangeInclusive<SpotSize>, spots: NonZeroUsize) -> Option<Place> {
        let is_suitable = |free: Option<SpotSize>| free.is_some_and(|size| sizes.contains(&size));
        (0..self.rows()).find_map(|row| {
            let mut run_len = 0;
            let last = self.free_sizes(row).position(|free| {
                run_len = if is_suitable(free) { run_len + 1 } else { 0 };
                run_len == spots.get()
            })?;
            Some(Place { row, spot: last + 1 - spots.get() })
        })
    }

    /// Yields the size of each spot of a row, or `None` if the spot is taken.
    fn free_sizes(&self, row: usize) -> impl Iterator<Item = Option<SpotSize>> {
        (0..self.row_len(row)).map(move |spot| {
            let place = Place { row, spot };
            self.size(place).filter(|_| self.is_free(place))
        })
    }
}

/// Returns whether a run includes a spot.
pub(crate) fn covers(run: Run, spot: SpotId) -> bool {
    let Run { first, spots } = run;
    (first.level, first.row) == (spot.level, spot.row) && (first.spot..first.spot + spots.get()).contains(&spot.spot)
}

impl fmt::Debug for Level<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Level").field("number", &self.number).field("rows", &self.rows).finish_non_exhaustive()
    }
}
