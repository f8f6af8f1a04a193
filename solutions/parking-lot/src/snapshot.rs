//! What is worth saving of a lot.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::spot::{SpotId, SpotSize};
use crate::ticket::TicketId;
use crate::vehicle::VehicleKind;

/// The whole state of a lot, as plain data: two lots with equal snapshots behave alike under equal
/// [`Rules`](crate::Rules).
///
/// [`ParkingLot::snapshot`](crate::ParkingLot::snapshot) makes it, and
/// [`ParkingLot::restore`](crate::ParkingLot::restore) makes a lot of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot<V = VehicleKind> {
    /// The sizes of the spots, by level and row.
    pub levels: Vec<Vec<Vec<SpotSize>>>,
    /// The ticket that is issued next.
    pub next_ticket: TicketId,
    /// The vehicles in the lot. A lot gives them by ticket, the lowest first; it takes them in any order.
    pub parked: Vec<ParkedVehicle<V>>,
}

/// A vehicle in a [`Snapshot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedVehicle<V = VehicleKind> {
    /// The ticket that was issued for it.
    pub ticket: TicketId,
    /// What its plate reads.
    pub plate: String,
    /// The vehicle.
    pub vehicle: V,
    /// The lowest of its spots. How many there are is for the vehicle to say.
    pub first: SpotId,
    /// When it came.
    pub entered: Timestamp,
}
