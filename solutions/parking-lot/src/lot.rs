//! The parking lot.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::{LayoutError, LeaveError, ParkError, RestoreError};
use crate::layout::Layout;
use crate::level::Level;
use crate::money::Money;
use crate::plate::Plate;
use crate::policy::{FirstFit, SpotPolicy};
use crate::snapshot::{ParkedVehicle, Snapshot};
use crate::spot::{Run, SpotId, SpotSize};
use crate::spots::Spots;
use crate::tariff::{Free, Tariff, started_days};
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
///
/// # Examples
///
/// ```
/// use parking_lot_solution::{ParkingLot, Plate, SpotSize, VehicleKind};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let level = vec![vec![SpotSize::Compact; 10], vec![SpotSize::Large; 10]];
/// let mut lot = ParkingLot::new(vec![level])?;
/// let ticket = lot.park(Plate::new("school")?, VehicleKind::Bus)?;
/// assert_eq!(lot.free(SpotSize::Large), 5);
/// lot.leave(ticket)?;
/// assert_eq!(lot.free(SpotSize::Large), 10);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ParkingLot<V = VehicleKind, P = FirstFit, T = Free, C = SystemClock> {
    rules: Rules<P, T, C>,
    spots: Spots,
    /// The vehicles in the lot, by ticket.
    parked: BTreeMap<TicketId, Parked<V>>,
    /// The tickets of the vehicles in the lot, by plate.
    tickets: HashMap<Plate, TicketId>,
    next_ticket: TicketId,
}

#[derive(Debug)]
struct Parked<V> {
    plate: Plate,
    vehicle: V,
    run: Run,
    entered: Timestamp,
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
    /// Linear in the number of spots.
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
    /// Linear in the number of spots.
    pub fn with_rules(levels: Vec<Vec<Vec<SpotSize>>>, rules: Rules<P, T, C>) -> Result<Self, LayoutError> {
        Ok(Self {
            rules,
            spots: Spots::new(Layout::new(levels)?),
            parked: BTreeMap::new(),
            tickets: HashMap::new(),
            next_ticket: TicketId::new(0),
        })
    }

    /// Creates a lot from a snapshot and rules. A snapshot does not contain rules.
    ///
    /// # Errors
    ///
    /// Returns an error if the snapshot does not describe a valid lot. If several errors apply, it can be any of them.
    ///
    /// # Cost
    ///
    /// Same as building a lot and parking each vehicle in turn.
    pub fn restore(snapshot: Snapshot<V>, rules: Rules<P, T, C>) -> Result<Self, RestoreError> {
        let Snapshot { levels, next_ticket, parked } = snapshot;
        let mut lot = Self { next_ticket, ..Self::with_rules(levels, rules)? };
        for ParkedVehicle { ticket, plate, vehicle, first, entered } in parked {
            if ticket >= next_ticket {
                return Err(RestoreError::TicketNotIssued { ticket, next: next_ticket });
            }
            if lot.parked.contains_key(&ticket) {
                return Err(RestoreError::DuplicateTicket { ticket });
            }
            let plate = Plate::new(&plate).map_err(|_| RestoreError::BlankPlate { ticket })?;
            if lot.tickets.contains_key(&plate) {
                return Err(RestoreError::DuplicatePlate { plate });
            }
            let run = lot.spots.check(first, vehicle.requirement());
            let run = run.map_err(|misfit| RestoreError::Misfit { ticket, misfit })?;
            lot.admit(ticket, Parked { plate, vehicle, run, entered });
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
    /// With the policies of this crate, logarithmic in the number of spots of the lot, and linear in the number of
    /// spots that the vehicle takes.
    pub fn park(&mut self, plate: Plate, vehicle: V) -> Result<TicketId, ParkError> {
        if let Some(&ticket) = self.tickets.get(&plate) {
            return Err(ParkError::AlreadyParked { plate, ticket });
        }
        let ticket = self.next_ticket;
        let next_ticket = ticket.number().checked_add(1).ok_or(ParkError::OutOfTickets)?;
        let run = self.choose(vehicle.requirement())?;
        let entered = self.rules.clock.now();
        self.admit(ticket, Parked { plate, vehicle, run, entered });
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
    /// Logarithmic in the number of spots, and linear in the number of spots that the vehicle took.
    pub fn leave(&mut self, ticket: TicketId) -> Result<Receipt<V>, LeaveError> {
        if ticket >= self.next_ticket {
            return Err(LeaveError::UnknownTicket { ticket });
        }
        self.check_out(ticket, T::fare).ok_or(LeaveError::TicketUsed { ticket })
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
        let ticket = self.tickets.get(plate).copied();
        let receipt = ticket.and_then(|ticket| self.check_out(ticket, lost_ticket_fee));
        receipt.ok_or_else(|| LeaveError::NotParked { plate: plate.clone() })
    }

    /// Returns the plate of the vehicle on a spot, or `None` if the spot is free or does not exist.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of vehicles.
    #[must_use]
    pub fn plate_at(&self, spot: SpotId) -> Option<&Plate> {
        let ticket = self.spots.ticket_at(spot)?;
        self.parked.get(&ticket).map(|parked| &parked.plate)
    }

    /// Returns the spots of the vehicle with this plate, or `None` if it is not in the lot.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of vehicles.
    #[must_use]
    pub fn spots_of(&self, plate: &Plate) -> Option<Run> {
        let ticket = self.tickets.get(plate)?;
        self.parked.get(ticket).map(|parked| parked.run)
    }

    /// Returns the number of levels.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.spots.layout().levels()
    }

    /// Returns a view of a level, or `None` if there is no such level. The lowest is 0.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn level(&self, number: usize) -> Option<Level<'_>> {
        (number < self.levels()).then(|| Level::new(&self.spots, number))
    }

    /// Returns the number of free spots of a size on all levels.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        self.spots.free(size)
    }

    /// Returns the state of the lot as plain data, without its rules.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<V>
    where
        V: Clone,
    {
        let parked = self.parked.iter().map(|(&ticket, parked)| ParkedVehicle {
            ticket,
            plate: parked.plate.as_str().to_owned(),
            vehicle: parked.vehicle.clone(),
            first: parked.run.first,
            entered: parked.entered,
        });
        let parked = parked.collect();
        Snapshot { levels: self.spots.layout().to_sizes(), next_ticket: self.next_ticket, parked }
    }

    /// Returns the run that the policy chooses, after checking it.
    fn choose(&self, requirement: Requirement) -> Result<Run, ParkError> {
        let levels = self.spots.levels_with_room(requirement);
        let mut levels = levels.map(|number| Level::new(&self.spots, number)).peekable();
        if levels.peek().is_none() {
            return Err(ParkError::NoRoom { requirement });
        }
        let answer = |level: Level<'_>| Some(self.rules.policy.choose(&level, requirement)?.on(level.number()));
        let chosen = levels.find_map(answer).ok_or(ParkError::Declined { requirement })?;
        self.spots.check(chosen, requirement).map_err(|misfit| ParkError::BadChoice { chosen, misfit })
    }

    /// Records an admitted vehicle. The only place where spots become taken.
    fn admit(&mut self, ticket: TicketId, parked: Parked<V>) {
        self.spots.take(parked.run, ticket);
        self.tickets.insert(parked.plate.clone(), ticket);
        self.parked.insert(ticket, parked);
    }

    /// Checks out the vehicle of a ticket, or returns `None` if it has left. The only place where spots become free.
    fn check_out(&mut self, ticket: TicketId, fee: impl FnOnce(&T, &V, Duration) -> Money) -> Option<Receipt<V>> {
        let Entry::Occupied(entry) = self.parked.entry(ticket) else { return None };
        // The clock and the tariff can panic, so call them before changing anything.
        let stay = self.rules.clock.now().since(entry.get().entered);
        let fee = fee(&self.rules.tariff, &entry.get().vehicle, stay);
        let Parked { plate, vehicle, run, .. } = entry.remove();
        self.tickets.remove(&plate);
        self.spots.release(run);
        Some(Receipt { ticket, plate, vehicle, stay, fee })
    }
}

/// Returns the fee for a lost ticket: the fare, but at least the daily cap for each started day.
fn lost_ticket_fee<V, T: Tariff<V>>(tariff: &T, vehicle: &V, stay: Duration) -> Money {
    let caps = tariff.daily_cap(vehicle).saturating_mul(started_days(stay));
    tariff.fare(vehicle, stay).max(caps)
}

/// Restores a lot with the usual rules: first fit, free parking and the system clock.
impl<V: Vehicle> TryFrom<Snapshot<V>> for ParkingLot<V> {
    type Error = RestoreError;

    fn try_from(snapshot: Snapshot<V>) -> Result<Self, RestoreError> {
        Self::restore(snapshot, Rules::default())
    }
}
