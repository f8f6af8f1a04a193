//! The state of a lot as plain data.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::spot::{SpotId, SpotSize};
use crate::ticket::TicketId;
use crate::vehicle::VehicleKind;

/// The state of a lot as plain data. Lots with equal snapshots and equal [`Rules`](crate::Rules) behave the same.
///
/// [`ParkingLot::snapshot`](crate::ParkingLot::snapshot) creates it, and
/// [`ParkingLot::restore`](crate::ParkingLot::restore) creates a lot from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot<V = VehicleKind> {
    /// The sizes of the spots, by level and row.
    pub levels: Vec<Vec<Vec<SpotSize>>>,
    /// The next ticket to issue.
    pub next_ticket: TicketId,
    /// The vehicles in the lot. A lot lists them in ticket order, and accepts them in any order.
    pub parked: Vec<ParkedVehicle<V>>,
}

/// A vehicle in a [`Snapshot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedVehicle<V = VehicleKind> {
    /// The ticket of the vehicle.
    pub ticket: TicketId,
    /// The text of the plate.
    pub plate: String,
    /// The vehicle.
    pub vehicle: V,
    /// The lowest of its spots. The vehicle's requirement gives their number.
    pub first: SpotId,
    /// The time of entry.
    pub entered: Timestamp,
}
