//! Assertions that compare a lot with its model or with its state before.

use std::fmt::Debug;

use enum_iterator::all;
use parking_lot::{Clock, ParkingLot, Snapshot, SpotPolicy, SpotSize, Tariff, Vehicle, VehicleKind};

use super::operations::PLATES;
use super::{Model, nth_plate, ticket};

/// Makes an attempt, and asserts that it changes nothing if it fails.
#[track_caller]
pub fn refused<V, P, T, C, R, E>(
    lot: &mut ParkingLot<V, P, T, C>,
    attempt: impl FnOnce(&mut ParkingLot<V, P, T, C>) -> Result<R, E>,
) -> Result<R, E>
where
    V: Vehicle + Clone + PartialEq + Debug,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    let before = lot.snapshot();
    let outcome = attempt(lot);
    if outcome.is_err() {
        assert_eq!(lot.snapshot(), before, "the lot after an operation that was refused, and the lot before it");
    }
    outcome
}

/// Asserts that a snapshot has the tickets, plates, vehicles, spots, levels and next ticket of the model.
pub fn assert_same_vehicles<V: Copy + Debug + PartialEq>(snapshot: Snapshot<V>, model: &Model<V>, after: &dyn Debug) {
    let seen = snapshot.parked.into_iter();
    let seen: Vec<_> = seen.map(|parked| (parked.ticket, parked.plate, parked.vehicle, parked.first)).collect();
    let asked = model
        .parked
        .iter()
        .map(|vehicle| (ticket(vehicle.ticket), vehicle.plate.as_str().to_owned(), vehicle.vehicle, vehicle.first));
    let asked: Vec<_> = asked.collect();
    assert_eq!(seen, asked, "the vehicles in the snapshot (ticket, plate, vehicle, first spot), after {after:?}");
    assert_eq!(snapshot.next_ticket, ticket(model.next_ticket), "the ticket to be issued next, after {after:?}");
    assert_eq!(snapshot.levels, model.levels, "the levels, which never change, after {after:?}");
}

/// Asserts that a lot and its model agree about each spot and each plate.
pub fn assert_same_lookups<P, T, C>(
    lot: &ParkingLot<VehicleKind, P, T, C>,
    model: &Model<VehicleKind>,
    after: &dyn Debug,
) where
    P: SpotPolicy,
    T: Tariff<VehicleKind>,
    C: Clock,
{
    for spot in model.spots() {
        let asked = model.vehicle_at(spot).map(|vehicle| &vehicle.plate);
        assert_eq!(lot.plate_at(spot), asked, "the plate at {spot}, after {after:?}");
    }
    for plate in (0..PLATES).map(nth_plate) {
        let asked = model.by_plate(&plate).map(|vehicle| model.run(vehicle));
        assert_eq!(lot.spots_of(&plate), asked, "the spots of {plate}, after {after:?}");
    }
}

/// Asserts that a lot and its model count the same free spots.
pub fn assert_same_counts<V, P, T, C>(lot: &ParkingLot<V, P, T, C>, model: &Model<V>, after: &dyn Debug)
where
    V: Vehicle + Copy + Debug + PartialEq,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    for size in all::<SpotSize>() {
        let recount: Vec<_> = (0..model.levels.len()).map(|level| model.free(level, size)).collect();
        let counts = (0..model.levels.len()).map(|level| lot.level(level).map_or(0, |level| level.free(size)));
        let counts: Vec<_> = counts.collect();
        assert_eq!(counts, recount, "how many {size:?} spots are free, level by level, after {after:?}");
        let sum = recount.iter().sum::<usize>();
        assert_eq!(lot.free(size), sum, "how many {size:?} spots are free in all, after {after:?}");
    }
}
