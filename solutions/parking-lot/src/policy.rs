//! Policies that choose spots.

use enum_iterator::all;

use crate::level::Level;
use crate::spot::{Place, SpotSize};
use crate::vehicle::Requirement;

/// A policy that chooses the spots of a vehicle, one level at a time.
///
/// The lot calls [`choose`](Self::choose) for the levels where the vehicle fits, lowest first, until the result is not
/// `None`. It checks that result, and rejects the vehicle if the spots are unsuitable.
///
/// # Examples
///
/// A policy that declines a level if its lowest suitable run is in row 0:
///
/// ```
/// use parking_lot_solution::{
///     Free, Level, ParkingLot, Place, Plate, Requirement, Rules, SpotId, SpotPolicy, SpotSize, SystemClock,
///     VehicleKind,
/// };
///
/// struct SkipFirstRow;
///
/// impl SpotPolicy for SkipFirstRow {
///     fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
///         let place = level.first_run(requirement.smallest..=SpotSize::Large, requirement.spots)?;
///         (place.row > 0).then_some(place)
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let levels = vec![vec![vec![SpotSize::Large; 2]], vec![vec![], vec![SpotSize::Large; 2]]];
/// let rules = Rules { policy: SkipFirstRow, tariff: Free, clock: SystemClock };
/// let mut lot = ParkingLot::with_rules(levels, rules)?;
/// lot.park(Plate::new("car")?, VehicleKind::Car)?;
/// assert_eq!(lot.snapshot().parked[0].first, SpotId { level: 1, row: 1, spot: 0 });
/// # Ok(())
/// # }
/// ```
pub trait SpotPolicy {
    /// Returns the lowest spot of the run that the vehicle takes, or `None` to decline the level.
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place>;
}

/// The policy that takes the lowest suitable run.
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

/// The policy that takes the lowest of the smallest suitable runs. It keeps large spots for vehicles that need them.
///
/// The size of a run is that of its largest spot.
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
