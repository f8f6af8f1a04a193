//! A level with its spots.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use enum_iterator::all;

use crate::gaps::Gaps;
use crate::spot::{Place, SpotSize};
use crate::ticket::TicketId;

/// A spot, and who stands there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) size: SpotSize,
    pub(crate) ticket: Option<TicketId>,
}

/// The spots of a level.
#[derive(Debug)]
pub(crate) struct Floor {
    rows: Vec<Vec<Spot>>,
    free: BTreeMap<SpotSize, usize>,
    /// The free spots whose sizes are in a range, for each smallest and largest size.
    gaps: BTreeMap<(SpotSize, SpotSize), Gaps>,
}

impl Floor {
    /// All free.
    pub(crate) fn new(rows: Vec<Vec<SpotSize>>) -> Self {
        let ranges = all::<SpotSize>().flat_map(|smallest| all::<SpotSize>().map(move |largest| (smallest, largest)));
        let gaps = ranges.filter(|(smallest, largest)| smallest <= largest).map(|range| (range, Gaps::default()));
        let mut floor = Self { rows: Vec::new(), free: BTreeMap::new(), gaps: gaps.collect() };
        for (row, sizes) in rows.into_iter().enumerate() {
            for (spot, &size) in sizes.iter().enumerate() {
                floor.count_as_free(Place { row, spot }, size);
            }
            floor.rows.push(sizes.into_iter().map(|size| Spot { size, ticket: None }).collect());
        }
        floor
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn row_len(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    pub(crate) fn spot(&self, place: Place) -> Option<&Spot> {
        self.rows.get(place.row)?.get(place.spot)
    }

    pub(crate) fn sizes(&self) -> Vec<Vec<SpotSize>> {
        self.rows.iter().map(|row| row.iter().map(|spot| spot.size).collect()).collect()
    }

    pub(crate) fn free(&self, size: SpotSize) -> usize {
        self.free.get(&size).copied().unwrap_or(0)
    }

    pub(crate) fn first_run(&self, sizes: &RangeInclusive<SpotSize>, spots: NonZeroUsize) -> Option<Place> {
        self.gaps.get(&(*sizes.start(), *sizes.end()))?.lowest(spots.get())
    }

    /// Gives a free spot to a ticket.
    pub(crate) fn take(&mut self, place: Place, ticket: TicketId) {
        let spot = &mut self.rows[place.row][place.spot];
        spot.ticket = Some(ticket);
        let size = spot.size;
        *self.free.entry(size).or_default() -= 1;
        for gaps in self.gaps_with(size) {
            gaps.close(place);
        }
    }

    /// Frees a spot that is taken.
    pub(crate) fn release(&mut self, place: Place) {
        let spot = &mut self.rows[place.row][place.spot];
        spot.ticket = None;
        let size = spot.size;
        self.count_as_free(place, size);
    }

    fn count_as_free(&mut self, place: Place, size: SpotSize) {
        *self.free.entry(size).or_default() += 1;
        for gaps in self.gaps_with(size) {
            gaps.open(place);
        }
    }

    fn gaps_with(&mut self, size: SpotSize) -> impl Iterator<Item = &mut Gaps> {
        let with = self.gaps.iter_mut().filter(move |((smallest, largest), _)| (*smallest..=*largest).contains(&size));
        with.map(|(_, gaps)| gaps)
    }
}
