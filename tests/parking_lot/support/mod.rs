//! Helpers that the stages share: builders, test doubles, and the models, operations and assertions of laws.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use parking_lot::{
    Clock, Free, Level, ParkingLot, Place, Plate, Requirement, Rules, SpotId, SpotPolicy, SpotSize, Tariff, TicketId,
    Timestamp, Vehicle, VehicleKind,
};

pub use assertions::{
    assert_same_counts, assert_same_lookups, assert_same_vehicles, unchanged_on_error, unchanged_on_panic,
};
pub use model::Model;
pub use operations::{
    Op, TestLevels, any_levels, any_op, apply, is_rejected_ticket, nth_plate, op_sequence, park_or_leave,
};

/// The sizes of all spots, by level and row.
pub type Levels = Vec<Vec<Vec<SpotSize>>>;

/// Builds a row from a letter per spot: M, C or L.
pub fn row(letters: &str) -> Vec<SpotSize> {
    let size = |letter| match letter {
        'M' => SpotSize::Motorcycle,
        'C' => SpotSize::Compact,
        'L' => SpotSize::Large,
        other => panic!("unknown spot size {other}; use M, C or L"),
    };
    letters.chars().map(size).collect()
}

/// Builds a level from a string per row.
pub fn level(rows: &[&str]) -> Vec<Vec<SpotSize>> {
    rows.iter().map(|letters| row(letters)).collect()
}

/// Builds levels from a string per row.
pub fn levels(levels: &[&[&str]]) -> Levels {
    levels.iter().map(|rows| level(rows)).collect()
}

/// Creates an empty lot of one level.
pub fn one_level(rows: &[&str]) -> ParkingLot {
    ParkingLot::new(vec![level(rows)]).expect("a lot of one level with spots")
}

/// Creates an empty lot.
pub fn lot(rows: &[&[&str]]) -> ParkingLot {
    ParkingLot::new(levels(rows)).expect("a lot of levels with spots")
}

pub fn plate(text: &str) -> Plate {
    Plate::new(text).expect("the plate is not blank")
}

pub fn ticket(number: u64) -> TicketId {
    TicketId::new(number)
}

/// Returns the spot at (row, spot) of level 0.
pub fn at(row: usize, spot: usize) -> SpotId {
    SpotId { level: 0, row, spot }
}

pub fn count(spots: usize) -> NonZeroUsize {
    NonZeroUsize::new(spots).expect("a vehicle takes at least one spot")
}

pub fn requirement(smallest: SpotSize, spots: usize) -> Requirement {
    Requirement { smallest, spots: count(spots) }
}

/// Returns the requirement that the brief states for a vehicle.
pub fn requirement_of(kind: VehicleKind) -> Requirement {
    match kind {
        VehicleKind::Motorcycle => requirement(SpotSize::Motorcycle, 1),
        VehicleKind::Car => requirement(SpotSize::Compact, 1),
        VehicleKind::Bus => requirement(SpotSize::Large, 5),
    }
}

/// Parks a vehicle, and panics if the lot rejects it.
#[track_caller]
pub fn park<V, P, T, C>(lot: &mut ParkingLot<V, P, T, C>, text: &str, vehicle: V) -> TicketId
where
    V: Vehicle,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    match lot.park(plate(text), vehicle) {
        Ok(ticket) => ticket,
        Err(error) => panic!("parking {text} should succeed, but failed: {error}"),
    }
}

/// Returns the lowest spot of the vehicle with a plate, from the snapshot.
pub fn first_spot<V, P, T, C>(lot: &ParkingLot<V, P, T, C>, text: &str) -> Option<SpotId>
where
    V: Vehicle + Clone,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    lot.snapshot().parked.into_iter().find(|parked| parked.plate == text).map(|parked| parked.first)
}

/// A lot for the usual vehicles with a policy.
pub type LotWith<P> = ParkingLot<VehicleKind, P, Free, ManualClock>;

/// Creates an empty lot with a policy, free parking and a clock that stands still.
pub fn lot_with<P: SpotPolicy>(rows: &[&[&str]], policy: P) -> LotWith<P> {
    let rules = Rules { policy, tariff: Free, clock: ManualClock::default() };
    ParkingLot::with_rules(levels(rows), rules).expect("a lot with spots")
}

/// A policy that calls a function.
pub struct FnPolicy<F>(pub F);

impl<F: Fn(&Level<'_>, Requirement) -> Option<Place>> SpotPolicy for FnPolicy<F> {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        (self.0)(level, requirement)
    }
}

/// A clock that calls a function.
pub struct FnClock<F>(pub F);

impl<F: Fn() -> Timestamp> Clock for FnClock<F> {
    fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// A clock that returns the time it was set to, initially zero.
#[derive(Debug, Default)]
pub struct ManualClock(Cell<Duration>);

impl ManualClock {
    pub fn set(&self, since_origin: Duration) {
        self.0.set(since_origin);
    }

    pub fn set_minutes(&self, minutes: u64) {
        self.set(Duration::from_secs(60 * minutes));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::at(self.0.get())
    }
}
