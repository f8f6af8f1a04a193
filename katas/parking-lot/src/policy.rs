//! Where vehicles go.

use crate::level::Level;
use crate::spot::Place;
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
/// Logarithmic in the number of spots.
#[derive(Clone, Copy, Debug, Default)]
pub struct FirstFit;

impl SpotPolicy for FirstFit {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        todo!()
    }
}

/// The smallest spots that will do, and the lowest of these. Keeps large spots for those who need them.
///
/// Some spots in a row are as large as the largest of them.
///
/// # Cost
///
/// Logarithmic in the number of spots, for each size.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmallestFit;

impl SpotPolicy for SmallestFit {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        todo!()
    }
}
