//! The lot.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::iter;
use std::time::Duration;

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::{LayoutError, LeaveError, Misfit, ParkError, RestoreError};
use crate::floor::{Floor, Spot};
use crate::level::Level;
use crate::money::Money;
use crate::plate::Plate;
use crate::policy::{FirstFit, SpotPolicy};
use crate::snapshot::{ParkedVehicle, Snapshot};
use crate::spot::{Place, Run, SpotId, SpotSize};
use crate::tariff::{Free, Tariff, without_ticket};
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
#[derive(Debug)]
pub struct ParkingLot<V = VehicleKind, P = FirstFit, T = Free, C = SystemClock> {
    rules: Rules<P, T, C>,
    floors: Vec<Floor>,
    /// What is known of each vehicle in the lot.
    stays: HashMap<TicketId, Stay<V>>,
    /// Which ticket belongs to a plate.
    tickets: HashMap<Plate, TicketId>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Stay<V> {
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
    /// Linear in the number of spots, times the logarithm of the number of gaps.
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
    /// As of [`new`](ParkingLot::new).
    pub fn with_rules(levels: Vec<Vec<Vec<SpotSize>>>, rules: Rules<P, T, C>) -> Result<Self, LayoutError> {
        if levels.is_empty() {
            return Err(LayoutError::NoLevels);
        }
        if let Some(level) = levels.iter().position(|rows| rows.iter().all(Vec::is_empty)) {
            return Err(LayoutError::NoSpots { level });
        }
        let floors = levels.into_iter().map(Floor::new).collect();
        Ok(Self { rules, floors, stays: HashMap::new(), tickets: HashMap::new(), next_ticket: 0 })
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
        let mut lot = Self::with_rules(snapshot.levels, rules)?;
        lot.next_ticket = snapshot.next_ticket.number();
        for ParkedVehicle { ticket, plate, vehicle, first, entered } in snapshot.parked {
            let run = lot.check(first, vehicle.requirement());
            let run = run.map_err(|misfit| RestoreError::Misfit { ticket, misfit })?;
            let plate = Plate::new(&plate).map_err(|_| RestoreError::BlankPlate { ticket })?;
            if ticket >= snapshot.next_ticket {
                return Err(RestoreError::TicketToCome { ticket, next: snapshot.next_ticket });
            }
            if lot.stays.contains_key(&ticket) {
                return Err(RestoreError::TicketTwice { ticket });
            }
            if lot.tickets.contains_key(&plate) {
                return Err(RestoreError::PlateTwice { plate });
            }
            lot.begin(ticket, Stay { plate, vehicle, run, entered });
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
    /// With the policies of this crate, a look at one level after another, on each of them at one gap of each length;
    /// then, for each spot that the vehicle takes, logarithmic in the number of gaps.
    pub fn park(&mut self, plate: Plate, vehicle: V) -> Result<TicketId, ParkError> {
        if let Some(&ticket) = self.tickets.get(&plate) {
            return Err(ParkError::AlreadyParked { plate, ticket });
        }
        if self.next_ticket == u64::MAX {
            return Err(ParkError::OutOfTickets);
        }
        let run = self.choose(vehicle.requirement())?;
        let entered = self.rules.clock.now();
        let ticket = TicketId::new(self.next_ticket);
        self.next_ticket += 1;
        self.begin(ticket, Stay { plate, vehicle, run, entered });
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
    /// For each spot that the vehicle took, logarithmic in the number of gaps.
    pub fn leave(&mut self, ticket: TicketId) -> Result<Receipt<V>, LeaveError> {
        if ticket.number() >= self.next_ticket {
            return Err(LeaveError::UnknownTicket { ticket });
        }
        self.end(ticket, T::fare).ok_or(LeaveError::TicketUsed { ticket })
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
        let not_parked = || LeaveError::NotParked { plate: plate.clone() };
        let ticket = *self.tickets.get(plate).ok_or_else(not_parked)?;
        self.end(ticket, without_ticket).ok_or_else(not_parked)
    }

    /// The plate of the vehicle on a spot; `None` if the spot is free, or not there.
    ///
    /// # Cost
    ///
    /// Constant on average.
    #[must_use]
    pub fn plate_at(&self, spot: SpotId) -> Option<&Plate> {
        let ticket = self.spot(spot)?.ticket?;
        self.stays.get(&ticket).map(|stay| &stay.plate)
    }

    /// The spots of the vehicle with this plate; `None` if it is not in the lot.
    ///
    /// # Cost
    ///
    /// Constant on average.
    #[must_use]
    pub fn spots_of(&self, plate: &Plate) -> Option<Run> {
        let ticket = self.tickets.get(plate)?;
        self.stays.get(ticket).map(|stay| stay.run)
    }

    /// How many levels there are.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.floors.len()
    }

    /// A level, to be looked at; `None` if there is no such level. The lowest is 0.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn level(&self, number: usize) -> Option<Level<'_>> {
        self.floors.get(number).map(|floor| Level { number, floor })
    }

    /// How many spots of a size are free, on all levels together.
    ///
    /// # Cost
    ///
    /// Linear in the number of levels.
    #[must_use]
    pub fn free(&self, size: SpotSize) -> usize {
        self.floors.iter().map(|floor| floor.free(size)).sum()
    }

    /// All there is to know about the lot but its rules.
    ///
    /// # Cost
    ///
    /// Linear in the number of spots; the vehicles are sorted.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<V>
    where
        V: Clone,
    {
        let mut parked: Vec<_> = self
            .stays
            .iter()
            .map(|(&ticket, stay)| ParkedVehicle {
                ticket,
                plate: stay.plate.to_string(),
                vehicle: stay.vehicle.clone(),
                first: stay.run.first,
                entered: stay.entered,
            })
            .collect();
        parked.sort_unstable_by_key(|parked| parked.ticket);
        let levels = self.floors.iter().map(Floor::sizes).collect();
        Snapshot { levels, next_ticket: TicketId::new(self.next_ticket), parked }
    }

    /// A spot, if there is such a one.
    fn spot(&self, spot: SpotId) -> Option<&Spot> {
        self.floors.get(spot.level)?.spot(place(spot))
    }

    /// The run from a spot on, if it will do.
    fn check(&self, first: SpotId, requirement: Requirement) -> Result<Run, Misfit> {
        let numbers = iter::successors(Some(first.spot), |spot| spot.checked_add(1)).take(requirement.spots.get());
        for spot in numbers.map(|spot| SpotId { spot, ..first }) {
            let Some(found) = self.spot(spot) else {
                return Err(if spot == first { Misfit::NoSuchSpot { spot } } else { Misfit::RowEnds { spot } });
            };
            if found.ticket.is_some() {
                return Err(Misfit::Taken { spot });
            }
            if found.size < requirement.smallest {
                return Err(Misfit::TooSmall { spot });
            }
        }
        Ok(Run { first, spots: requirement.spots })
    }

    /// What the policy says, checked.
    fn choose(&self, requirement: Requirement) -> Result<Run, ParkError> {
        let sizes = requirement.smallest..=SpotSize::Large;
        let levels = self.floors.iter().enumerate().map(|(number, floor)| Level { number, floor });
        let mut fitting = levels.filter(|level| level.first_run(sizes.clone(), requirement.spots).is_some()).peekable();
        if fitting.peek().is_none() {
            return Err(ParkError::NoRoom { requirement });
        }
        let chosen = fitting
            .find_map(|level| self.rules.policy.choose(&level, requirement).map(|place| place.on(level.number)))
            .ok_or(ParkError::Declined { requirement })?;
        self.check(chosen, requirement).map_err(|misfit| ParkError::BadChoice { chosen, misfit })
    }

    /// Lets a vehicle in, where there is room for it.
    fn begin(&mut self, ticket: TicketId, stay: Stay<V>) {
        for spot in stay.run.ids() {
            self.floors[spot.level].take(place(spot), ticket);
        }
        self.tickets.insert(stay.plate.clone(), ticket);
        self.stays.insert(ticket, stay);
    }

    /// Takes out the vehicle of a ticket, if it is in the lot.
    fn end(&mut self, ticket: TicketId, fee: impl FnOnce(&T, &V, Duration) -> Money) -> Option<Receipt<V>> {
        let Entry::Occupied(stay) = self.stays.entry(ticket) else { return None };
        // Clock and tariff belong to others, and may panic: nothing has changed yet.
        let time = self.rules.clock.now().since(stay.get().entered);
        let fee = fee(&self.rules.tariff, &stay.get().vehicle, time);
        let Stay { plate, vehicle, run, .. } = stay.remove();
        self.tickets.remove(&plate);
        for spot in run.ids() {
            self.floors[spot.level].release(place(spot));
        }
        Some(Receipt { ticket, plate, vehicle, stay: time, fee })
    }
}

/// Where a spot is on its level.
fn place(spot: SpotId) -> Place {
    Place { row: spot.row, spot: spot.spot }
}

/// By the usual rules: first fit, free, by the clock of the machine.
impl<V: Vehicle> TryFrom<Snapshot<V>> for ParkingLot<V> {
    type Error = RestoreError;

    fn try_from(snapshot: Snapshot<V>) -> Result<Self, RestoreError> {
        Self::restore(snapshot, Rules::default())
    }
}
