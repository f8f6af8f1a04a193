//! Policies that choose spots.

use enum_iterator::all;

use crate::level::Level;
use crate::spot::{Place, SpotSize};
use crate::vehicle::Requirement;

/// A policy that chooses the spots of a vehicle, one level at a time.
///
/// The lot asks about the lowest level first, and only about levels where the vehicle fits. If the answer is `None`, it
/// asks about the next such level. Any other answer is final: the lot checks it, and rejects the vehicle if the spots
/// are unsuitable.
pub trait SpotPolicy {
    /// Returns the lowest of the spots that the vehicle takes on this level, or `None` to decline the level.
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place>;
}

/// The policy that takes the lowest suitable spots.
///
/// # Cost
///
/// Logarithmic in the number of spots.
#[derive(Clone, Copy, Debug, Default)]
pub struct FirstFit;

impl SpotPolicy for FirstFit {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        level.first_run(requirement.sizes(), requirement.spots)
    }
}

/// The policy that takes the smallest suitable spots, and the lowest of these. It keeps large spots for those who need
/// them.
///
/// A run is as large as its largest spot.
///
/// # Cost
///
/// Logarithmic in the number of spots, for each size.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmallestFit;

impl SpotPolicy for SmallestFit {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        all::<SpotSize>().find_map(|largest| level.first_run(requirement.smallest..=largest, requirement.spots))
    }
}
