//! A level, as policies see it.

use std::marker::PhantomData;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use crate::spot::{Place, SpotSize};

/// A level of a lot, to be looked at.
///
/// # Cost
///
/// Each call takes constant time, except for [`first_run`](Self::first_run), which takes logarithmic time.
#[derive(Clone, Copy, Debug)]
pub struct Level<'a> {
    /// The fields are yours; this one only mentions the parameter.
    yours: PhantomData<&'a ()>,
}

impl Level<'_> {
    /// Which level it is, the lowest being 0.
    #[must_use]
    pub fn number(&self) -> usize {
        todo!()
    }

    /// How many rows there are, empty ones included.
    #[must_use]
    pub fn rows(&self) -> usize {
        todo!()
    }

    /// How many spots a row has; 0 if there is no such row.
    #[must_use]
    pub fn row_len(&self, row: usize) -> usize {
        todo!()
    }

    /// How large a spot is; `None` if there is no such spot.
    #[must_use]
    pub fn size(&self, place: Place) -> Option<SpotSize> {
        todo!()
    }

    /// Whether a spot is there, and free.
    #[must_use]
    pub fn is_free(&self, place: Place) -> bool {
        todo!()
    }

    /// How many spots of a size are free.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        todo!()
    }

    /// The first of the lowest `spots` consecutive free spots in one row that are all of these sizes, if there are any.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of spots of the lot.
    #[must_use]
    pub fn first_run(&self, sizes: RangeInclusive<SpotSize>, spots: NonZeroUsize) -> Option<Place> {
        todo!()
    }
}
