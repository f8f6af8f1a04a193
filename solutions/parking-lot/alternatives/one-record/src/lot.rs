//! The parking lot.

use std::collections::BTreeMap;
use std::iter;
use std::num::NonZeroUsize;
use std::time::Duration;

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::{LayoutError, LeaveError, Misfit, ParkError, RestoreError};
use crate::level::{Level, ParkedRuns, covers};
use crate::money::Money;
use crate::plate::Plate;
use crate::policy::{FirstFit, SpotPolicy};
use crate::snapshot::{ParkedVehicle, Snapshot};
use crate::spot::{Place, Run, SpotId, SpotSize};
use crate::tariff::{Free, Tariff, lost_ticket_fee};
use crate::ticket::TicketId;
use crate::vehicle::{Requirement, Vehicle, VehicleKind};

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
    rules: Rules<P, T, C>,
    levels: Vec<Vec<Vec<SpotSize>>>,
    /// The vehicles in the lot, by the lowest of their spots.
    stays: BTreeMap<SpotId, Stay<V>>,
    next_ticket: TicketId,
}

#[derive(Debug)]
struct Stay<V> {
    ticket: TicketId,
    plate: Plate,
    vehicle: V,
    spots: NonZeroUsize,
    entered: Timestamp,
}

impl<V> ParkedRuns for BTreeMap<SpotId, Stay<V>> {
    fn at_or_below(&self, spot: SpotId) -> Option<Run> {
        self.range(..=spot).next_back().map(|(&first, stay)| Run { first, spots: stay.spots })
    }
}

impl ParkingLot {
    /// Creates an empty lot for the usual vehicles, with first fit, free parking and the system clock.
    ///
    /// `levels` has the sizes of the spots by level and row, lowest level first. A row can be empty.
    ///
    /// # Errors
    ///
    /// Returns an error if the list of levels is empty, or if a level has no spots.
    ///
    /// # Cost
    ///
    /// Linear in the number of rows.
    pub fn new(levels: Vec<Vec<Vec<SpotSize>>>) -> Result<Self, LayoutError> {
        Self::with_rules(levels, Rules::default())
    }
}

impl<V: Vehicle, P: SpotPolicy, T: Tariff<V>, C: Clock> ParkingLot<V, P, T, C> {
    /// Creates an empty lot for vehicles `V` with these rules. `levels` is the same as for [`new`](ParkingLot::new).
    ///
    /// # Errors
    ///
    /// Returns an error if the list of levels is empty, or if a level has no spots.
    ///
    /// # Cost
    ///
    /// Same as [`new`](ParkingLot::new).
    pub fn with_rules(levels: Vec<Vec<Vec<SpotSize>>>, rules: Rules<P, T, C>) -> Result<Self, LayoutError> {
        if levels.is_empty() {
            return Err(LayoutError::NoLevels);
        }
        if let Some(level) = levels.iter().position(|rows| rows.iter().all(Vec::is_empty)) {
            return Err(LayoutError::NoSpots { level });
        }
        Ok(Self { rules, levels, stays: BTreeMap::new(), next_ticket: TicketId::new(0) })
    }

    /// Creates a lot from a snapshot and rules. A snapshot does not contain rules.
    ///
    /// # Errors
    ///
    /// Returns an error if the snapshot does not describe a valid lot. If several errors apply, it can be any of them.
    ///
    /// # Cost
    ///
    /// Quadratic in the number of vehicles.
    pub fn restore(snapshot: Snapshot<V>, rules: Rules<P, T, C>) -> Result<Self, RestoreError> {
        let Snapshot { levels, next_ticket, parked } = snapshot;
        let mut lot = Self { next_ticket, ..Self::with_rules(levels, rules)? };
        for ParkedVehicle { ticket, plate, vehicle, first, entered } in parked {
            let plate = Plate::new(&plate).map_err(|_| RestoreError::BlankPlate { ticket })?;
            if ticket >= next_ticket {
                return Err(RestoreError::TicketNotIssued { ticket, next: next_ticket });
            }
            if lot.with_ticket(ticket).is_some() {
                return Err(RestoreError::DuplicateTicket { ticket });
            }
            if lot.with_plate(&plate).is_some() {
                return Err(RestoreError::DuplicatePlate { plate });
            }
            let run = lot.check(first, vehicle.requirement());
            let Run { first, spots } = run.map_err(|misfit| RestoreError::Misfit { ticket, misfit })?;
            lot.stays.insert(first, Stay { ticket, plate, vehicle, spots, entered });
        }
        Ok(lot)
    }

    /// Parks a vehicle and returns its ticket.
    ///
    /// # Errors
    ///
    /// Returns an error and changes nothing if the plate is in the lot already, if no ticket is left, if the vehicle
    /// fits nowhere, or if the policy declines all levels or chooses unsuitable spots.
    ///
    /// # Cost
    ///
    /// With the policies of this crate, linear in the number of vehicles, plus linear in the number of spots times the
    /// logarithm of the number of vehicles.
    pub fn park(&mut self, plate: Plate, vehicle: V) -> Result<TicketId, ParkError> {
        if let Some((_, stay)) = self.with_plate(&plate) {
            return Err(ParkError::AlreadyParked { plate, ticket: stay.ticket });
        }
        let ticket = self.next_ticket;
        let next_ticket = ticket.number().checked_add(1).ok_or(ParkError::OutOfTickets)?;
        let Run { first, spots } = self.choose(vehicle.requirement())?;
        let entered = self.rules.clock.now();
        self.stays.insert(first, Stay { ticket, plate, vehicle, spots, entered });
        self.next_ticket = TicketId::new(next_ticket);
        Ok(ticket)
    }

    /// Checks out the vehicle of a ticket and invalidates the ticket.
    ///
    /// # Errors
    ///
    /// Returns an error and changes nothing if the ticket was used before or never issued.
    ///
    /// # Cost
    ///
    /// Linear in the number of vehicles.
    pub fn leave(&mut self, ticket: TicketId) -> Result<Receipt<V>, LeaveError> {
        if ticket >= self.next_ticket {
            return Err(LeaveError::UnknownTicket { ticket });
        }
        let (first, _) = self.with_ticket(ticket).ok_or(LeaveError::TicketUsed { ticket })?;
        Ok(self.check_out(first, T::fare))
    }

    /// Checks out the vehicle with this plate and invalidates its ticket, which the driver lost.
    ///
    /// The fee is the fare, but at least the daily cap for each started day. Days are periods of 24 hours from entry.
    ///
    /// # Errors
    ///
    /// Returns an error and changes nothing if the plate is not in the lot.
    ///
    /// # Cost
    ///
    /// Same as [`leave`](Self::leave).
    pub fn leave_without_ticket(&mut self, plate: &Plate) -> Result<Receipt<V>, LeaveError> {
        let (first, _) = self.with_plate(plate).ok_or_else(|| LeaveError::NotParked { plate: plate.clone() })?;
        Ok(self.check_out(first, lost_ticket_fee))
    }

    /// Returns the plate of the vehicle on a spot, or `None` if the spot is free or does not exist.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of vehicles.
    #[must_use]
    pub fn plate_at(&self, spot: SpotId) -> Option<&Plate> {
        let run = self.stays.at_or_below(spot).filter(|&run| covers(run, spot))?;
        self.stays.get(&run.first).map(|stay| &stay.plate)
    }

    /// Returns the spots of the vehicle with this plate, or `None` if it is not in the lot.
    ///
    /// # Cost
    ///
    /// Linear in the number of vehicles.
    #[must_use]
    pub fn spots_of(&self, plate: &Plate) -> Option<Run> {
        self.with_plate(plate).map(|(first, stay)| Run { first, spots: stay.spots })
    }

    /// Returns the number of levels.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// Returns a view of a level, or `None` if there is no such level. The lowest is 0.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn level(&self, number: usize) -> Option<Level<'_>> {
        self.levels.get(number).map(|rows| Level { number, rows, runs: &self.stays })
    }

    /// Returns the number of free spots of a size on all levels.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots, times the logarithm of the number of vehicles.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        self.each_level().map(|level| level.free(size)).sum()
    }

    /// Returns the state of the lot as plain data, without its rules.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots, plus sorting the vehicles.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<V>
    where
        V: Clone,
    {
        let mut parked: Vec<_> = self
            .stays
            .iter()
            .map(|(&first, stay)| ParkedVehicle {
                ticket: stay.ticket,
                plate: stay.plate.to_string(),
                vehicle: stay.vehicle.clone(),
                first,
                entered: stay.entered,
            })
            .collect();
        parked.sort_unstable_by_key(|parked| parked.ticket);
        Snapshot { levels: self.levels.clone(), next_ticket: self.next_ticket, parked }
    }

    fn each_level(&self) -> impl Iterator<Item = Level<'_>> {
        self.levels.iter().enumerate().map(|(number, rows)| Level { number, rows, runs: &self.stays })
    }

    /// Returns the lowest spot and the stay of the vehicle with a ticket.
    fn with_ticket(&self, ticket: TicketId) -> Option<(SpotId, &Stay<V>)> {
        self.stays.iter().map(|(&first, stay)| (first, stay)).find(|(_, stay)| stay.ticket == ticket)
    }

    /// Returns the lowest spot and the stay of the vehicle with a plate.
    fn with_plate(&self, plate: &Plate) -> Option<(SpotId, &Stay<V>)> {
        self.stays.iter().map(|(&first, stay)| (first, stay)).find(|(_, stay)| stay.plate == *plate)
    }

    /// Returns the run that starts at `first`, if it satisfies the requirement.
    fn check(&self, first: SpotId, requirement: Requirement) -> Result<Run, Misfit> {
        let numbers = iter::successors(Some(first.spot), |spot| spot.checked_add(1)).take(requirement.spots.get());
        for spot in numbers.map(|spot| SpotId { spot, ..first }) {
            let place = Place { row: spot.row, spot: spot.spot };
            let level = self.level(spot.level);
            let Some((level, size)) = level.and_then(|level| Some((level, level.size(place)?))) else {
                return Err(if spot == first { Misfit::NoSuchSpot { spot } } else { Misfit::RowEnds { spot } });
            };
            if !level.is_free(place) {
                return Err(Misfit::Taken { spot });
            }
            if size < requirement.smallest {
                return Err(Misfit::TooSmall { spot });
            }
        }
        Ok(Run { first, spots: requirement.spots })
    }

    /// Returns the run that the policy chooses, after checking it.
    fn choose(&self, requirement: Requirement) -> Result<Run, ParkError> {
        let sizes = requirement.smallest..=SpotSize::Large;
        let fits = |level: &Level<'_>| level.first_run(sizes.clone(), requirement.spots).is_some();
        let mut fitting = self.each_level().filter(fits).peekable();
        if fitting.peek().is_none() {
            return Err(ParkError::NoRoom { requirement });
        }
        let chosen = fitting
            .find_map(|level| self.rules.policy.choose(&level, requirement).map(|place| place.on(level.number)))
            .ok_or(ParkError::Declined { requirement })?;
        self.check(chosen, requirement).map_err(|misfit| ParkError::BadChoice { chosen, misfit })
    }

    /// Checks out the vehicle whose lowest spot is `first`.
    fn check_out(&mut self, first: SpotId, fee: impl FnOnce(&T, &V, Duration) -> Money) -> Receipt<V> {
        let stay = &self.stays[&first];
        // The clock and the tariff can panic, so call them before changing anything.
        let time = self.rules.clock.now().since(stay.entered);
        let fee = fee(&self.rules.tariff, &stay.vehicle, time);
        let Stay { ticket, plate, vehicle, .. } =
            self.stays.remove(&first).expect("the caller found a vehicle at this spot");
        Receipt { ticket, plate, vehicle, stay: time, fee }
    }
}

/// Restores a lot with the usual rules: first fit, free parking and the system clock.
impl<V: Vehicle> TryFrom<Snapshot<V>> for ParkingLot<V> {
    type Error = RestoreError;

    fn try_from(snapshot: Snapshot<V>) -> Result<Self, RestoreError> {
        Self::restore(snapshot, Rules::default())
    }
}
