//! The lot.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::{LayoutError, LeaveError, ParkError, RestoreError};
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
    /// The vehicles in the lot.
    parked: BTreeMap<TicketId, Parked<V>>,
    /// Their tickets, by their plates.
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
        Self::with_rules(levels, Rules::default())
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
        Ok(Self {
            rules,
            spots: Spots::new(levels)?,
            parked: BTreeMap::new(),
            tickets: HashMap::new(),
            next_ticket: TicketId::new(0),
        })
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
        let Snapshot { levels, next_ticket, parked } = snapshot;
        let mut lot = Self { next_ticket, ..Self::with_rules(levels, rules)? };
        for ParkedVehicle { ticket, plate, vehicle, first, entered } in parked {
            if ticket >= next_ticket {
                return Err(RestoreError::TicketToCome { ticket, next: next_ticket });
            }
            if lot.parked.contains_key(&ticket) {
                return Err(RestoreError::TicketTwice { ticket });
            }
            let plate = Plate::new(&plate).map_err(|_| RestoreError::BlankPlate { ticket })?;
            if lot.tickets.contains_key(&plate) {
                return Err(RestoreError::PlateTwice { plate });
            }
            let run = lot.spots.check(first, vehicle.requirement());
            let run = run.map_err(|misfit| RestoreError::Misfit { ticket, misfit })?;
            lot.admit(ticket, Parked { plate, vehicle, run, entered });
        }
        Ok(lot)
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
        let issued = ticket < self.next_ticket;
        let unable = if issued { LeaveError::TicketUsed { ticket } } else { LeaveError::UnknownTicket { ticket } };
        self.settle(ticket, T::fare).ok_or(unable)
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
        let fee = |tariff: &T, vehicle: &V, stay| {
            tariff.daily_cap(vehicle).saturating_mul(started_days(stay)).max(tariff.fare(vehicle, stay))
        };
        let ticket = self.tickets.get(plate).copied();
        let receipt = ticket.and_then(|ticket| self.settle(ticket, fee));
        receipt.ok_or_else(|| LeaveError::NotParked { plate: plate.clone() })
    }

    /// The plate of the vehicle on a spot; `None` if the spot is free, or not there.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of vehicles.
    #[must_use]
    pub fn plate_at(&self, spot: SpotId) -> Option<&Plate> {
        let ticket = self.spots.ticket_at(spot)?;
        self.parked.get(&ticket).map(|parked| &parked.plate)
    }

    /// The spots of the vehicle with this plate; `None` if it is not in the lot.
    ///
    /// # Cost
    ///
    /// Logarithmic in the number of vehicles.
    #[must_use]
    pub fn spots_of(&self, plate: &Plate) -> Option<Run> {
        let ticket = self.tickets.get(plate)?;
        self.parked.get(ticket).map(|parked| parked.run)
    }

    /// How many levels there are.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.spots.layout().len()
    }

    /// A level, to be looked at; `None` if there is no such level. The lowest is 0.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn level(&self, number: usize) -> Option<Level<'_>> {
        (number < self.levels()).then(|| Level::of(&self.spots, number))
    }

    /// How many spots of a size are free, on all levels together.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        self.spots.free(size)
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
        let parked = self.parked.iter().map(|(&ticket, parked)| ParkedVehicle {
            ticket,
            plate: parked.plate.as_str().to_owned(),
            vehicle: parked.vehicle.clone(),
            first: parked.run.first,
            entered: parked.entered,
        });
        let parked = parked.collect();
        Snapshot { levels: self.spots.layout().to_vec(), next_ticket: self.next_ticket, parked }
    }

    /// The spots that the policy gives to a vehicle, checked.
    fn choose(&self, requirement: Requirement) -> Result<Run, ParkError> {
        let mut fitting =
            self.spots.levels_with_room(requirement).map(|level| Level::of(&self.spots, level)).peekable();
        if fitting.peek().is_none() {
            return Err(ParkError::NoRoom { requirement });
        }
        let answer = |level: Level<'_>| Some(self.rules.policy.choose(&level, requirement)?.on(level.number()));
        let chosen = fitting.find_map(answer).ok_or(ParkError::Declined { requirement })?;
        self.spots.check(chosen, requirement).map_err(|misfit| ParkError::BadChoice { chosen, misfit })
    }

    /// Takes out the vehicle of a ticket, if it is in the lot, and charges for it.
    fn settle(&mut self, ticket: TicketId, fee: impl FnOnce(&T, &V, Duration) -> Money) -> Option<Receipt<V>> {
        // Whatever belongs to others is called before anything changes: it may panic.
        let parked = self.parked.get(&ticket)?;
        let stay = self.rules.clock.now().since(parked.entered);
        let fee = fee(&self.rules.tariff, &parked.vehicle, stay);
        let Parked { plate, vehicle, .. } = self.dismiss(ticket)?;
        Some(Receipt { ticket, plate, vehicle, stay, fee })
    }

    /// The only way in.
    fn admit(&mut self, ticket: TicketId, parked: Parked<V>) {
        self.spots.take(parked.run, ticket);
        self.tickets.insert(parked.plate.clone(), ticket);
        self.parked.insert(ticket, parked);
    }

    /// The only way out.
    fn dismiss(&mut self, ticket: TicketId) -> Option<Parked<V>> {
        let parked = self.parked.remove(&ticket)?;
        self.tickets.remove(&parked.plate);
        self.spots.release(parked.run);
        Some(parked)
    }
}

/// By the usual rules: first fit, free, by the clock of the machine.
impl<V: Vehicle> TryFrom<Snapshot<V>> for ParkingLot<V> {
    type Error = RestoreError;

    fn try_from(snapshot: Snapshot<V>) -> Result<Self, RestoreError> {
        Self::restore(snapshot, Rules::default())
    }
}
