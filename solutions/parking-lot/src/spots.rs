//! The state of all spots of a lot.

use std::iter;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use enum_iterator::{Sequence, all};

use crate::error::Misfit;
use crate::gaps::Gaps;
use crate::layout::Layout;
use crate::spot::{Run, SpotId, SpotSize};
use crate::ticket::TicketId;
use crate::vehicle::Requirement;

/// The state of all spots: the ticket on each, the counts of free spots, and an index of free runs.
#[derive(Debug)]
pub(crate) struct Spots {
    layout: Layout,
    /// The ticket of the vehicle at each position.
    tickets: Vec<Option<TicketId>>,
    /// The number of free spots, by level.
    free_by_level: Vec<PerSize>,
    /// The number of free spots on all levels together.
    free_total: PerSize,
    /// The gaps of free spots for each range of sizes.
    gaps: Vec<(RangeInclusive<SpotSize>, Gaps)>,
}

/// A number for each size.
type PerSize = [usize; SpotSize::CARDINALITY];

impl Spots {
    /// Creates the spots of a layout, all of them free.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots.
    pub(crate) fn new(layout: Layout) -> Self {
        let mut free_by_level = vec![PerSize::default(); layout.levels()];
        let mut free_total = PerSize::default();
        for (spot, size) in layout.spots() {
            free_by_level[spot.level][size as usize] += 1;
            free_total[size as usize] += 1;
        }
        let gaps = ranges().map(|range| {
            let in_range = layout.spots().filter(|(_, size)| range.contains(size));
            let positions = in_range.filter_map(|(spot, _)| layout.position(spot));
            let gaps = Gaps::new(layout.line_len(), positions);
            (range, gaps)
        });
        let gaps = gaps.collect();
        Self { tickets: vec![None; layout.line_len()], layout, free_by_level, free_total, gaps }
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns whether a spot exists and is free.
    pub(crate) fn is_free(&self, spot: SpotId) -> bool {
        self.layout.position(spot).is_some_and(|position| self.tickets[position].is_none())
    }

    /// Returns the ticket of the vehicle on a spot.
    pub(crate) fn ticket_at(&self, spot: SpotId) -> Option<TicketId> {
        self.tickets[self.layout.position(spot)?]
    }

    /// Returns the number of free spots of a size on all levels.
    pub(crate) fn free(&self, size: SpotSize) -> usize {
        self.free_total[size as usize]
    }

    /// Returns the number of free spots of a size on a level that exists.
    pub(crate) fn free_on(&self, level: usize, size: SpotSize) -> usize {
        self.free_by_level[level][size as usize]
    }

    /// Returns the first spot of the lowest run of free spots in the range of sizes, at or above `level`.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of spots.
    pub(crate) fn first_run(
        &self,
        sizes: &RangeInclusive<SpotSize>,
        spots: NonZeroUsize,
        level: usize,
    ) -> Option<SpotId> {
        let (_, gaps) = self.gaps.iter().find(|(range, _)| range == sizes)?;
        let position = gaps.first(spots, self.layout.level_start(level)?)?;
        Some(self.layout.spot_at(position))
    }

    /// Iterates over the levels where a vehicle fits, lowest first. Each step is one search, even if it skips levels.
    pub(crate) fn levels_with_room(&self, requirement: Requirement) -> impl Iterator<Item = usize> {
        let from = move |level| self.first_run(&requirement.sizes(), requirement.spots, level).map(|spot| spot.level);
        iter::successors(from(0), move |level| from(level + 1))
    }

    /// Returns the run that starts at `first`, if it satisfies the requirement.
    ///
    /// # Errors
    ///
    /// Returns a [`Misfit`] for the first unsuitable spot.
    pub(crate) fn check(&self, first: SpotId, requirement: Requirement) -> Result<Run, Misfit> {
        let run = Run { first, spots: requirement.spots };
        if self.layout.size(first).is_none() {
            return Err(Misfit::NoSuchSpot { spot: first });
        }
        for spot in run.ids() {
            let size = self.layout.size(spot).ok_or(Misfit::RowEnds { spot })?;
            if !self.is_free(spot) {
                return Err(Misfit::Taken { spot });
            }
            if size < requirement.smallest {
                return Err(Misfit::TooSmall { spot });
            }
        }
        Ok(run)
    }

    /// Assigns the spots of a free run to a ticket.
    pub(crate) fn take(&mut self, run: Run, ticket: TicketId) {
        self.set(run, Some(ticket));
    }

    /// Frees the spots of a taken run.
    pub(crate) fn release(&mut self, run: Run) {
        self.set(run, None);
    }

    /// Updates tickets, counts and index for the spots of a run. The only place where they change.
    fn set(&mut self, run: Run, ticket: Option<TicketId>) {
        for (size, positions) in self.layout.split_by_size(run) {
            let on_level = &mut self.free_by_level[run.first.level][size as usize];
            let total = &mut self.free_total[size as usize];
            let gaps = self.gaps.iter_mut().filter(|(range, _)| range.contains(&size)).map(|(_, gaps)| gaps);
            if ticket.is_some() {
                *on_level -= positions.len();
                *total -= positions.len();
                gaps.for_each(|gaps| gaps.take(&positions));
            } else {
                *on_level += positions.len();
                *total += positions.len();
                gaps.for_each(|gaps| gaps.release(&positions));
            }
            self.tickets[positions].fill(ticket);
        }
    }
}

/// Yields all non-empty ranges of sizes.
fn ranges() -> impl Iterator<Item = RangeInclusive<SpotSize>> {
    all::<SpotSize>().flat_map(|smallest| {
        all::<SpotSize>().filter(move |&largest| smallest <= largest).map(move |largest| smallest..=largest)
    })
}
