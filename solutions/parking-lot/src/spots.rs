//! All spots of a lot: which there are, which are taken and by whom, and where some in a row are free.

use std::iter;
use std::num::NonZeroUsize;
use std::ops::{Range, RangeInclusive};

use enum_iterator::{Sequence, all};

use crate::error::{LayoutError, Misfit};
use crate::runs::Runs;
use crate::spot::{Run, SpotId, SpotSize};
use crate::ticket::TicketId;
use crate::vehicle::Requirement;

/// The spots of a lot.
///
/// They lie on a line, in rising order, with a gap of one position after every row. So no run leaves its row, a level
/// is a stretch of the line, and the lowest run at or above a level is one search.
#[derive(Clone, Debug)]
pub(crate) struct Spots {
    /// The sizes, by level and row.
    layout: Vec<Vec<Vec<SpotSize>>>,
    /// All rows, in the order of the line.
    rows: Vec<Row>,
    /// For each level, where its rows begin in `rows`.
    first_rows: Vec<usize>,
    /// Who is where, by position.
    taken: Vec<Option<TicketId>>,
    /// How many spots are free, by level.
    free: Vec<PerSize>,
    /// How many spots are free in all.
    free_in_all: PerSize,
    /// The free spots of some sizes, for all ranges of sizes.
    runs: Vec<(RangeInclusive<SpotSize>, Runs)>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    /// The position of its first spot.
    start: usize,
    level: usize,
    /// Its number on the level.
    number: usize,
}

/// A number for each size.
type PerSize = [usize; SpotSize::CARDINALITY];

impl Spots {
    /// All free.
    ///
    /// # Errors
    ///
    /// If there are no levels, or a level has no spots.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots.
    pub(crate) fn new(layout: Vec<Vec<Vec<SpotSize>>>) -> Result<Self, LayoutError> {
        if layout.is_empty() {
            return Err(LayoutError::NoLevels);
        }
        if let Some(level) = layout.iter().position(|rows| rows.iter().all(Vec::is_empty)) {
            return Err(LayoutError::NoSpots { level });
        }
        let mut rows = Vec::new();
        let mut first_rows = Vec::new();
        let mut free = Vec::new();
        let mut sizes = Vec::new();
        for (level, level_rows) in layout.iter().enumerate() {
            let mut free_here = PerSize::default();
            first_rows.push(rows.len());
            for (number, row) in level_rows.iter().enumerate() {
                rows.push(Row { start: sizes.len(), level, number });
                for &size in row {
                    sizes.push(Some(size));
                    free_here[size as usize] += 1;
                }
                sizes.push(None);
            }
            free.push(free_here);
        }
        let free_in_all = std::array::from_fn(|size| free.iter().map(|free| free[size]).sum());
        let runs = ranges().map(|range| {
            let fits = |position: &usize| sizes[*position].is_some_and(|size| range.contains(&size));
            let runs = Runs::new(sizes.len(), (0..sizes.len()).filter(fits));
            (range, runs)
        });
        let runs = runs.collect();
        Ok(Self { taken: vec![None; sizes.len()], layout, rows, first_rows, free, free_in_all, runs })
    }

    pub(crate) fn layout(&self) -> &[Vec<Vec<SpotSize>>] {
        &self.layout
    }

    pub(crate) fn size(&self, spot: SpotId) -> Option<SpotSize> {
        self.layout.get(spot.level)?.get(spot.row)?.get(spot.spot).copied()
    }

    pub(crate) fn is_free(&self, spot: SpotId) -> bool {
        self.position(spot).is_some_and(|position| self.taken[position].is_none())
    }

    /// Whose spot it is.
    pub(crate) fn ticket_at(&self, spot: SpotId) -> Option<TicketId> {
        self.taken[self.position(spot)?]
    }

    pub(crate) fn free(&self, size: SpotSize) -> usize {
        self.free_in_all[size as usize]
    }

    /// As [`free`](Self::free), on a level that exists.
    pub(crate) fn free_on(&self, level: usize, size: SpotSize) -> usize {
        self.free[level][size as usize]
    }

    /// The first of the lowest `len` consecutive free spots of these sizes in one row, none below `level`.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub(crate) fn first_run(
        &self,
        sizes: &RangeInclusive<SpotSize>,
        len: NonZeroUsize,
        level: usize,
    ) -> Option<SpotId> {
        let (_, runs) = self.runs.iter().find(|(range, _)| range == sizes)?;
        let from = self.rows[*self.first_rows.get(level)?].start;
        runs.first(len, from).map(|position| self.spot_at(position))
    }

    /// The levels where a vehicle fits, from the lowest on. Each takes one search, however many there are between.
    pub(crate) fn levels_with_room(&self, requirement: Requirement) -> impl Iterator<Item = usize> {
        let from = move |level| self.first_run(&requirement.sizes(), requirement.spots, level).map(|spot| spot.level);
        iter::successors(from(0), move |level| from(level + 1))
    }

    /// The run that starts at `first`, if it will do for the requirement.
    ///
    /// # Errors
    ///
    /// What is wrong with the first spot that will not do.
    pub(crate) fn check(&self, first: SpotId, requirement: Requirement) -> Result<Run, Misfit> {
        if self.size(first).is_none() {
            return Err(Misfit::NoSuchSpot { spot: first });
        }
        let run = Run { first, spots: requirement.spots };
        for spot in run.ids() {
            match self.size(spot) {
                None => return Err(Misfit::RowEnds { spot }),
                Some(_) if !self.is_free(spot) => return Err(Misfit::Taken { spot }),
                Some(size) if size < requirement.smallest => return Err(Misfit::TooSmall { spot }),
                Some(_) => {}
            }
        }
        Ok(run)
    }

    /// Gives the spots of a run, all of them free, to a ticket.
    pub(crate) fn take(&mut self, run: Run, ticket: TicketId) {
        let positions = self.positions(run);
        for spot in run.ids() {
            let size = self.layout[spot.level][spot.row][spot.spot] as usize;
            self.free[spot.level][size] -= 1;
            self.free_in_all[size] -= 1;
        }
        self.taken[positions.clone()].fill(Some(ticket));
        for (_, runs) in &mut self.runs {
            runs.toggle(&positions);
        }
    }

    /// Frees the spots of a run, all of them taken.
    pub(crate) fn release(&mut self, run: Run) {
        let positions = self.positions(run);
        for spot in run.ids() {
            let size = self.layout[spot.level][spot.row][spot.spot] as usize;
            self.free[spot.level][size] += 1;
            self.free_in_all[size] += 1;
        }
        self.taken[positions.clone()].fill(None);
        for (_, runs) in &mut self.runs {
            runs.toggle(&positions);
        }
    }

    fn position(&self, spot: SpotId) -> Option<usize> {
        self.size(spot)?;
        Some(self.rows[self.first_rows[spot.level] + spot.row].start + spot.spot)
    }

    /// The positions of a run that exists.
    fn positions(&self, run: Run) -> Range<usize> {
        let row = self.rows[self.first_rows[run.first.level] + run.first.row];
        let start = row.start + run.first.spot;
        start..start + run.spots.get()
    }

    /// The spot at a position that is no gap.
    fn spot_at(&self, position: usize) -> SpotId {
        let row = self.rows[self.rows.partition_point(|row| row.start <= position) - 1];
        SpotId { level: row.level, row: row.number, spot: position - row.start }
    }
}

/// All ranges of sizes that are not empty.
fn ranges() -> impl Iterator<Item = RangeInclusive<SpotSize>> {
    all::<SpotSize>().flat_map(|smallest| {
        all::<SpotSize>().filter(move |&largest| smallest <= largest).map(move |largest| smallest..=largest)
    })
}
