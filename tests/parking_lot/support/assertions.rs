//! Assertions that compare a lot with its model or its earlier state.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use enum_iterator::all;
use parking_lot::{Clock, ParkingLot, Snapshot, SpotPolicy, SpotSize, Tariff, Vehicle, VehicleKind};

use super::operations::PLATES;
use super::{Model, nth_plate, ticket};

/// Calls `attempt`, and asserts that it changes nothing if it returns an error.
#[track_caller]
pub fn unchanged_on_error<V, P, T, C, R, E>(
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
        assert_eq!(lot.snapshot(), before, "snapshot after a failed operation, compared with the one before");
    }
    outcome
}

/// Calls `attempt`, in which a part of the lot's rules panics, and asserts that this changes nothing.
#[track_caller]
pub fn unchanged_on_panic<V, P, T, C, R>(
    lot: &mut ParkingLot<V, P, T, C>,
    part: &str,
    attempt: impl FnOnce(&mut ParkingLot<V, P, T, C>) -> R,
) where
    V: Vehicle + Clone + PartialEq + Debug,
    P: SpotPolicy,
    T: Tariff<V>,
    C: Clock,
{
    let before = lot.snapshot();
    let _ = catch_unwind(AssertUnwindSafe(|| attempt(lot)));
    assert_eq!(lot.snapshot(), before, "snapshot after a panic of the {part}, compared with the one before");
}

/// Asserts that a snapshot has the tickets, plates, vehicles, spots, levels and next ticket of the model.
pub fn assert_same_vehicles<V: Copy + Debug + PartialEq>(snapshot: Snapshot<V>, model: &Model<V>, after: &dyn Debug) {
    let seen = snapshot.parked.into_iter();
    let seen: Vec<_> = seen.map(|parked| (parked.ticket, parked.plate, parked.vehicle, parked.first)).collect();
    let expected = model
        .parked
        .iter()
        .map(|vehicle| (ticket(vehicle.ticket), vehicle.plate.as_str().to_owned(), vehicle.vehicle, vehicle.first));
    let expected: Vec<_> = expected.collect();
    assert_eq!(seen, expected, "parked vehicles (ticket, plate, vehicle, lowest spot) after {after:?}");
    assert_eq!(snapshot.next_ticket, ticket(model.next_ticket), "next ticket after {after:?}");
    assert_eq!(snapshot.levels, model.levels, "levels of the snapshot after {after:?}");
}

/// Asserts that a lot and its model agree on every spot and plate.
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
        let expected = model.vehicle_at(spot).map(|vehicle| &vehicle.plate);
        assert_eq!(lot.plate_at(spot), expected, "plate at {spot} after {after:?}");
    }
    for plate in (0..PLATES).map(nth_plate) {
        let expected = model.by_plate(&plate).map(|vehicle| model.run(vehicle));
        assert_eq!(lot.spots_of(&plate), expected, "spots of {plate} after {after:?}");
    }
}

/// Asserts that a lot and its model have the same counts of free spots.
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
        assert_eq!(counts, recount, "free {size:?} spots by level after {after:?}");
        let sum = recount.iter().sum::<usize>();
        assert_eq!(lot.free(size), sum, "free {size:?} spots of the lot after {after:?}");
    }
}
