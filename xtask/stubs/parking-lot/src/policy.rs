//! Policies that choose spots.

use crate::level::Level;
use crate::spot::Place;
use crate::vehicle::Requirement;

/// A policy that chooses the spots of a vehicle, one level at a time.
///
/// The lot calls [`choose`](Self::choose) for the levels where the vehicle fits, lowest first, until the result is not
/// `None`. It checks that result, and rejects the vehicle if the spots are unsuitable.
pub trait SpotPolicy {
    /// Returns the lowest spot of the run that the vehicle takes, or `None` to decline the level.
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place>;
}

/// The policy that takes the lowest suitable run.
#[derive(Clone, Copy, Debug, Default)]
pub struct FirstFit;

impl SpotPolicy for FirstFit {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        todo!("stage 3")
    }
}

/// The policy that takes the lowest of the smallest suitable runs. It keeps large spots for vehicles that need them.
///
/// The size of a run is that of its largest spot.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmallestFit;

impl SpotPolicy for SmallestFit {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        todo!("stage 3")
    }
}
