//! Where vehicles go.

use enum_iterator::all;

use crate::level::Level;
use crate::spot::{Place, SpotSize};
use crate::vehicle::Requirement;

/// Chooses the spots for a vehicle, a level at a time.
///
/// The lot asks about the lowest level first, and only about levels where the vehicle fits somewhere. If the answer is
/// `None`, it asks about the next such level. Any other answer is final: the lot checks it, and refuses the vehicle if
/// the spots will not do.
pub trait SpotPolicy {
    /// The lowest of the spots on this level that the vehicle is to take; `None` if it is to take none here.
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place>;
}

/// The lowest spots that will do.
///
/// # Cost
///
/// As of [`Level::first_run`].
#[derive(Clone, Copy, Debug, Default)]
pub struct FirstFit;

impl SpotPolicy for FirstFit {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        level.first_run(requirement.smallest..=SpotSize::Large, requirement.spots)
    }
}

/// The smallest spots that will do, and the lowest of these. Keeps large spots for those who need them.
///
/// Some spots in a row are as large as the largest of them.
///
/// # Cost
///
/// As of [`Level::first_run`], for each size.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmallestFit;

impl SpotPolicy for SmallestFit {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        let sizes = all::<SpotSize>().filter(|&largest| largest >= requirement.smallest);
        sizes.map(|largest| requirement.smallest..=largest).find_map(|sizes| level.first_run(sizes, requirement.spots))
    }
}
