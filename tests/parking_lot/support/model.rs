//! A naive lot, the model of the laws.

use std::fmt::Debug;
use std::time::Duration;

use parking_lot::{LeaveError, Misfit, ParkError, Plate, Requirement, Run, SpotId, SpotSize, TicketId};

use super::{Levels, ticket};

/// A lot that stores only a list of its vehicles, and scans it for every answer.
#[derive(Clone, Debug)]
pub struct Model<V> {
    pub levels: Levels,
    pub parked: Vec<ModelVehicle<V>>,
    pub next_ticket: u64,
    pub minutes: u64,
    requirement_of: fn(V) -> Requirement,
}

/// A vehicle in the model.
#[derive(Clone, Debug)]
pub struct ModelVehicle<V> {
    pub ticket: u64,
    pub plate: Plate,
    pub vehicle: V,
    pub first: SpotId,
    pub entered: u64,
}

impl<V: Copy + Debug + PartialEq> Model<V> {
    pub fn new(levels: Levels, requirement_of: fn(V) -> Requirement) -> Self {
        Self { levels, parked: Vec::new(), next_ticket: 0, minutes: 0, requirement_of }
    }

    /// Returns all spots, lowest first.
    pub fn spots(&self) -> Vec<SpotId> {
        let mut spots = Vec::new();
        for (level, rows) in self.levels.iter().enumerate() {
            for (row, sizes) in rows.iter().enumerate() {
                spots.extend((0..sizes.len()).map(|spot| SpotId { level, row, spot }));
            }
        }
        spots
    }

    pub fn size(&self, spot: SpotId) -> Option<SpotSize> {
        self.levels.get(spot.level)?.get(spot.row)?.get(spot.spot).copied()
    }

    pub fn run(&self, vehicle: &ModelVehicle<V>) -> Run {
        Run { first: vehicle.first, spots: (self.requirement_of)(vehicle.vehicle).spots }
    }

    /// Returns the vehicle on a spot.
    pub fn vehicle_at(&self, spot: SpotId) -> Option<&ModelVehicle<V>> {
        self.parked.iter().find(|vehicle| {
            let Run { first, spots } = self.run(vehicle);
            (first.level, first.row) == (spot.level, spot.row)
                && (first.spot..first.spot + spots.get()).contains(&spot.spot)
        })
    }

    pub fn by_plate(&self, plate: &Plate) -> Option<&ModelVehicle<V>> {
        self.parked.iter().find(|vehicle| vehicle.plate == *plate)
    }

    /// Returns the number of free spots of a size on a level.
    pub fn free(&self, level: usize, size: SpotSize) -> usize {
        let free =
            |spot: &SpotId| spot.level == level && self.size(*spot) == Some(size) && self.vehicle_at(*spot).is_none();
        self.spots().into_iter().filter(free).count()
    }

    /// Returns the reason why a vehicle cannot take the run that starts at `first`, or `None` if it can.
    pub fn misfit(&self, first: SpotId, requirement: Requirement) -> Option<Misfit> {
        for nth in 0..requirement.spots.get() {
            let Some(spot) = first.spot.checked_add(nth).map(|spot| SpotId { spot, ..first }) else {
                return Some(Misfit::RowEnds { spot: first });
            };
            match self.size(spot) {
                None if nth == 0 => return Some(Misfit::NoSuchSpot { spot }),
                None => return Some(Misfit::RowEnds { spot }),
                Some(_) if self.vehicle_at(spot).is_some() => return Some(Misfit::Taken { spot }),
                Some(size) if size < requirement.smallest => return Some(Misfit::TooSmall { spot }),
                Some(_) => {}
            }
        }
        None
    }

    /// Returns the first spots of all runs where a vehicle fits, lowest first.
    pub fn fitting(&self, requirement: Requirement) -> Vec<SpotId> {
        self.spots().into_iter().filter(|&first| self.misfit(first, requirement).is_none()).collect()
    }

    pub fn first_fit(&self, requirement: Requirement) -> Option<SpotId> {
        self.fitting(requirement).first().copied()
    }

    /// Returns the run whose largest spot is smallest, on the lowest level where the vehicle fits.
    pub fn smallest_fit(&self, requirement: Requirement) -> Option<SpotId> {
        let largest = |first: &SpotId| {
            let run = Run { first: *first, spots: requirement.spots };
            run.ids().map(|spot| self.size(spot)).max()
        };
        self.fitting(requirement).into_iter().min_by_key(|first| (first.level, largest(first), *first))
    }

    pub fn park(
        &mut self,
        plate: &Plate,
        vehicle: V,
        choice: fn(&Self, Requirement) -> Option<SpotId>,
    ) -> Result<TicketId, ParkError> {
        if let Some(vehicle) = self.by_plate(plate) {
            return Err(ParkError::AlreadyParked { plate: plate.clone(), ticket: ticket(vehicle.ticket) });
        }
        let requirement = (self.requirement_of)(vehicle);
        let first = choice(self, requirement).ok_or(ParkError::NoRoom { requirement })?;
        Ok(self.admit(plate, vehicle, first))
    }

    /// Parks a vehicle on suitable spots.
    pub fn admit(&mut self, plate: &Plate, vehicle: V, first: SpotId) -> TicketId {
        let number = self.next_ticket;
        let vehicle = ModelVehicle { ticket: number, plate: plate.clone(), vehicle, first, entered: self.minutes };
        self.parked.push(vehicle);
        self.next_ticket += 1;
        ticket(number)
    }

    /// Removes and returns the vehicle of a ticket.
    pub fn leave(&mut self, number: u64) -> Result<ModelVehicle<V>, LeaveError> {
        match self.parked.iter().position(|vehicle| vehicle.ticket == number) {
            Some(at) => Ok(self.parked.remove(at)),
            None if number < self.next_ticket => Err(LeaveError::TicketUsed { ticket: ticket(number) }),
            None => Err(LeaveError::UnknownTicket { ticket: ticket(number) }),
        }
    }

    /// Returns how long a vehicle that leaves now has stayed.
    pub fn stay(&self, left: &Result<ModelVehicle<V>, LeaveError>) -> Option<Duration> {
        let entered = left.as_ref().ok()?.entered;
        Some(Duration::from_secs(60 * self.minutes.saturating_sub(entered)))
    }

    pub fn leave_without_ticket(&mut self, plate: &Plate) -> Result<ModelVehicle<V>, LeaveError> {
        match self.parked.iter().position(|vehicle| vehicle.plate == *plate) {
            Some(at) => Ok(self.parked.remove(at)),
            None => Err(LeaveError::NotParked { plate: plate.clone() }),
        }
    }
}
