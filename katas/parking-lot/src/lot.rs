//! The parking lot.

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

/// The rules a lot operates under: spot policy, tariff and clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules<P = FirstFit, T = Free, C = SystemClock> {
    /// The policy that chooses spots.
    pub policy: P,
    /// The tariff that sets the price of a stay.
    pub tariff: T,
    /// The clock that measures stays.
    pub clock: C,
}

/// A receipt, issued when a vehicle leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt<V = VehicleKind> {
    /// The ticket of the stay, which is now used.
    pub ticket: TicketId,
    /// The plate of the vehicle.
    pub plate: Plate,
    /// The vehicle.
    pub vehicle: V,
    /// The length of the stay; zero if the clock was set back to before the entry.
    pub stay: Duration,
    /// The amount to pay.
    pub fee: Money,
}

/// A parking lot for vehicles `V`, with a spot policy `P`, a tariff `T` and a clock `C`.
#[derive(Debug)]
pub struct ParkingLot<V = VehicleKind, P = FirstFit, T = Free, C = SystemClock> {
    /// Replace this placeholder with your fields.
    yours: PhantomData<V>,
    /// The clock is used from stage 1, the policy from stage 3, and the tariff from stage 5.
    rules: Rules<P, T, C>,
}

impl ParkingLot {
    /// Creates an empty lot for the usual vehicles, with first fit, free parking and the system clock.
    ///
    /// `levels` has the sizes of the spots by level and row, lowest level first. A row can be empty.
    ///
    /// # Errors
    ///
    /// Returns an error if the list of levels is empty, or if a level has no spots (rule 4.1).
    pub fn new(levels: Vec<Vec<Vec<SpotSize>>>) -> Result<Self, LayoutError> {
        Self::with_rules(levels, Rules::default())
    }
}

impl<V: Vehicle, P: SpotPolicy, T: Tariff<V>, C: Clock> ParkingLot<V, P, T, C> {
    /// Creates an empty lot for vehicles `V` with these rules. `levels` is the same as for [`new`](ParkingLot::new).
    ///
    /// # Errors
    ///
    /// Returns an error if the list of levels is empty, or if a level has no spots (rule 4.1).
    pub fn with_rules(levels: Vec<Vec<Vec<SpotSize>>>, rules: Rules<P, T, C>) -> Result<Self, LayoutError> {
        todo!("stage 1")
    }

    /// Parks a vehicle and returns its ticket.
    ///
    /// # Errors
    ///
    /// Returns an error and changes nothing if the plate is in the lot already (rule 1.4), if no ticket is left (rule
    /// 6.8), if the vehicle fits nowhere (rule 1.5), or if the policy declines all levels (rule 4.4) or chooses
    /// unsuitable spots (rule 3.4).
    pub fn park(&mut self, plate: Plate, vehicle: V) -> Result<TicketId, ParkError> {
        todo!("stage 1")
    }

    /// Checks out the vehicle of a ticket and invalidates the ticket.
    ///
    /// # Errors
    ///
    /// Returns an error and changes nothing if the ticket was used before (rule 5.4) or never issued (rule 5.5).
    pub fn leave(&mut self, ticket: TicketId) -> Result<Receipt<V>, LeaveError> {
        todo!("stage 1")
    }

    /// Returns the state of the lot as plain data, without its rules.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<V>
    where
        V: Clone,
    {
        todo!("stage 1")
    }

    /// Returns the plate of the vehicle on a spot, or `None` if the spot is free or does not exist.
    #[must_use]
    pub fn plate_at(&self, spot: SpotId) -> Option<&Plate> {
        todo!("stage 2")
    }

    /// Returns the spots of the vehicle with this plate, or `None` if it is not in the lot.
    #[must_use]
    pub fn spots_of(&self, plate: &Plate) -> Option<Run> {
        todo!("stage 2")
    }

    /// Returns the number of levels.
    #[must_use]
    pub fn levels(&self) -> usize {
        todo!("stage 4")
    }

    /// Returns a view of a level, or `None` if there is no such level. The lowest is 0.
    #[must_use]
    pub fn level(&self, number: usize) -> Option<Level<'_>> {
        todo!("stage 4")
    }

    /// Returns the number of free spots of a size on all levels.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        todo!("stage 4")
    }

    /// Checks out the vehicle with this plate and invalidates its ticket, which the driver lost.
    ///
    /// The fee is the fare, but at least the daily cap for each started day. Days are periods of 24 hours from entry.
    ///
    /// # Errors
    ///
    /// Returns an error and changes nothing if the plate is not in the lot (rule 5.9).
    pub fn leave_without_ticket(&mut self, plate: &Plate) -> Result<Receipt<V>, LeaveError> {
        todo!("stage 5")
    }

    /// Creates a lot from a snapshot and rules. A snapshot does not contain rules.
    ///
    /// # Errors
    ///
    /// Returns an error if the snapshot does not describe a valid lot (rules 6.4 and 6.5). If several errors apply, it
    /// can be any of them (rule 6.6).
    pub fn restore(snapshot: Snapshot<V>, rules: Rules<P, T, C>) -> Result<Self, RestoreError> {
        todo!("stage 6")
    }
}

/// Restores a lot with the usual rules: first fit, free parking and the system clock.
impl<V: Vehicle> TryFrom<Snapshot<V>> for ParkingLot<V> {
    type Error = RestoreError;

    fn try_from(snapshot: Snapshot<V>) -> Result<Self, RestoreError> {
        todo!("stage 6")
    }
}
