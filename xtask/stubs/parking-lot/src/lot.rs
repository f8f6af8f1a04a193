//! The lot.

use std::marker::PhantomData;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::error::{LayoutError, LeaveError, ParkError, RestoreError};
use crate::level::Level;
use crate::money::Money;
use crate::plate::Plate;
use crate::policy::{FirstFit, SpotPolicy};
use crate::snapshot::Snapshot;
use crate::spot::{Run, SpotId, SpotSize};
use crate::tariff::{Free, Tariff};
use crate::ticket::TicketId;
use crate::vehicle::{Vehicle, VehicleKind};

/// What a lot is run by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules<P = FirstFit, T = Free, C = SystemClock> {
    /// Where vehicles go.
    pub policy: P,
    /// What a stay costs.
    pub tariff: T,
    /// What time it is.
    pub clock: C,
}

/// What a driver is given on leaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt<V = VehicleKind> {
    /// The ticket that was issued for the stay, and that is used now.
    pub ticket: TicketId,
    /// The plate of the vehicle.
    pub plate: Plate,
    /// The vehicle.
    pub vehicle: V,
    /// How long it stayed; zero if the clock was set back behind its entry.
    pub stay: Duration,
    /// What the stay costs.
    pub fee: Money,
}

/// A parking lot.
///
/// It takes vehicles `V`, puts them where the policy `P` says, asks the tariff `T` what they owe, and reads the clock
/// `C`.
#[derive(Debug)]
pub struct ParkingLot<V = VehicleKind, P = FirstFit, T = Free, C = SystemClock> {
    /// The fields are yours; this one only mentions the parameters.
    yours: PhantomData<(V, P, T, C)>,
}

impl ParkingLot {
    /// An empty lot for the usual vehicles: first fit, free, by the clock of the machine.
    ///
    /// `levels` are the levels from the lowest on, each of them rows of spots. Rows may have any length, even none.
    ///
    /// # Errors
    ///
    /// If there are no levels, or a level has no spots.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots.
    pub fn new(levels: Vec<Vec<Vec<SpotSize>>>) -> Result<Self, LayoutError> {
        todo!()
    }
}

impl<V: Vehicle, P: SpotPolicy, T: Tariff<V>, C: Clock> ParkingLot<V, P, T, C> {
    /// As [`new`](ParkingLot::new), for other vehicles or by other rules.
    ///
    /// # Errors
    ///
    /// If there are no levels, or a level has no spots.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots.
    pub fn with_rules(levels: Vec<Vec<Vec<SpotSize>>>, rules: Rules<P, T, C>) -> Result<Self, LayoutError> {
        todo!()
    }

    /// The lot that a snapshot was taken of, under rules that a snapshot does not hold.
    ///
    /// # Errors
    ///
    /// If the snapshot is none of a lot. If it is wrong in several ways, any of them may be named.
    ///
    /// # Cost
    ///
    /// As of making a lot and parking the vehicles one after another.
    pub fn restore(snapshot: Snapshot<V>, rules: Rules<P, T, C>) -> Result<Self, RestoreError> {
        todo!()
    }

    /// Parks a vehicle, and returns its ticket.
    ///
    /// # Errors
    ///
    /// If the plate is in the lot already, if the tickets are used up, if there is no room, or if the policy gives none
    /// or gives spots that will not do. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of spots with the policies of this crate; linear in the number of spots that the
    /// vehicle takes.
    pub fn park(&mut self, plate: Plate, vehicle: V) -> Result<TicketId, ParkError> {
        todo!()
    }

    /// Takes out the vehicle of a ticket, which is used then.
    ///
    /// # Errors
    ///
    /// If the ticket was used before, or never issued. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of spots; linear in the number of spots that the vehicle took.
    pub fn leave(&mut self, ticket: TicketId) -> Result<Receipt<V>, LeaveError> {
        todo!()
    }

    /// Takes out the vehicle with this plate, whose driver lost the ticket. The ticket is used then.
    ///
    /// It costs the fare, but at least the daily cap for each 24 hours begun since entry.
    ///
    /// # Errors
    ///
    /// If there is no such vehicle. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// As of [`leave`](Self::leave).
    pub fn leave_without_ticket(&mut self, plate: &Plate) -> Result<Receipt<V>, LeaveError> {
        todo!()
    }

    /// The plate of the vehicle on a spot; `None` if the spot is free, or not there.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of vehicles.
    #[must_use]
    pub fn plate_at(&self, spot: SpotId) -> Option<&Plate> {
        todo!()
    }

    /// The spots of the vehicle with this plate; `None` if it is not in the lot.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of vehicles.
    #[must_use]
    pub fn spots_of(&self, plate: &Plate) -> Option<Run> {
        todo!()
    }

    /// How many levels there are.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn levels(&self) -> usize {
        todo!()
    }

    /// A level, to be looked at; `None` if there is no such level. The lowest is 0.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn level(&self, number: usize) -> Option<Level<'_>> {
        todo!()
    }

    /// How many spots of a size are free, on all levels together.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        todo!()
    }

    /// All there is to know about the lot but its rules.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<V>
    where
        V: Clone,
    {
        todo!()
    }
}

/// By the usual rules: first fit, free, by the clock of the machine.
impl<V: Vehicle> TryFrom<Snapshot<V>> for ParkingLot<V> {
    type Error = RestoreError;

    fn try_from(snapshot: Snapshot<V>) -> Result<Self, RestoreError> {
        todo!()
    }
}
