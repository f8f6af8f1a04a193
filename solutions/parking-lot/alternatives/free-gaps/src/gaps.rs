//! Gaps between vehicles, by place and by length.

use std::collections::{BTreeMap, BTreeSet};

use crate::spot::Place;

/// Stretches of spots in rows of one level, none of them touching another in its row.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    /// The length of each gap, by its first spot.
    lens: BTreeMap<Place, usize>,
    /// The first spots of all gaps, by length.
    places: BTreeMap<usize, BTreeSet<Place>>,
}

impl Gaps {
    /// The start of the lowest gap of at least this length.
    ///
    /// Linear in the number of different lengths, which is small where rows are short.
    pub(crate) fn lowest(&self, len: usize) -> Option<Place> {
        self.places.range(len..).filter_map(|(_, places)| places.first()).min().copied()
    }

    /// Adds a spot that is in no gap, and joins what it touches.
    pub(crate) fn open(&mut self, place: Place) {
        let mut start = place;
        let mut len = 1;
        if let Some((before, before_len)) = self.at_or_below(place)
            && before.spot + before_len == place.spot
        {
            self.remove(before, before_len);
            start = before;
            len += before_len;
        }
        let next = Place { spot: place.spot + 1, ..place };
        if let Some(&after_len) = self.lens.get(&next) {
            self.remove(next, after_len);
            len += after_len;
        }
        self.insert(start, len);
    }

    /// Takes a spot that is in a gap out of it, and keeps what is left at both sides.
    pub(crate) fn close(&mut self, place: Place) {
        let (start, len) = self.at_or_below(place).expect("a free spot is in a gap");
        self.remove(start, len);
        let before = place.spot - start.spot;
        self.insert(start, before);
        self.insert(Place { spot: place.spot + 1, ..place }, len - before - 1);
    }

    /// The gap in the same row that starts at a place, or closest below.
    fn at_or_below(&self, place: Place) -> Option<(Place, usize)> {
        let row = Place { spot: 0, ..place };
        self.lens.range(row..=place).next_back().map(|(&start, &len)| (start, len))
    }

    fn insert(&mut self, start: Place, len: usize) {
        if len > 0 {
            self.lens.insert(start, len);
            self.places.entry(len).or_default().insert(start);
        }
    }

    fn remove(&mut self, start: Place, len: usize) {
        self.lens.remove(&start);
        if let Some(places) = self.places.get_mut(&len) {
            places.remove(&start);
            if places.is_empty() {
                self.places.remove(&len);
            }
        }
    }
}
