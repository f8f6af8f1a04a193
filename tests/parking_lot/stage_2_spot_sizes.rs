//! # Spot sizes
//!
//! The lot gets spots of three sizes, and motorcycles. A motorcycle fits in any spot, a car in a compact or large one.
//!
//! Don't check in the lot which kind of vehicle arrives. Ask the vehicle for its `Requirement`: a minimum spot size and
//! a number of spots. Then `requirement` of `VehicleKind` is the only function that knows motorcycles and cars. Let it
//! cover the bus of stage 3 too.
//!
//! Add the lookups in both directions: `plate_at` from a spot to a plate, and `spots_of` from a plate to its spots.
//!
//! Look up: the order that `derive(PartialOrd)` gives to the variants of an enum.
//!
//! Time box: 15 minutes.

use enum_iterator::all;
use parking_lot::{ParkError, ParkingLot, Run, SpotSize, Vehicle, VehicleKind};
use rstest::rstest;

use super::support::{
    Model, TestLevels, any_levels, apply, assert_same_lookups, assert_same_vehicles, at, count, first_spot,
    is_rejected_ticket, one_level, op_sequence, park, park_or_leave, plate, requirement, requirement_of,
    unchanged_on_error,
};

#[rstest]
#[case::motorcycle(VehicleKind::Motorcycle, SpotSize::Motorcycle)]
#[case::car(VehicleKind::Car, SpotSize::Compact)]
fn a_requirement_has_minimum_size_and_spots(#[case] kind: VehicleKind, #[case] smallest: SpotSize) {
    assert_eq!(kind.requirement(), requirement(smallest, 1), "requirement of a {kind:?}");
}

#[rstest]
#[case::motorcycle(VehicleKind::Motorcycle, &[SpotSize::Motorcycle, SpotSize::Compact, SpotSize::Large])]
#[case::car(VehicleKind::Car, &[SpotSize::Compact, SpotSize::Large])]
fn a_vehicle_fits_only_in_spots_large_enough(#[case] kind: VehicleKind, #[case] fitting: &[SpotSize]) {
    for size in all::<SpotSize>() {
        let mut lot = ParkingLot::new(vec![vec![vec![size]]]).expect("a lot of one spot");
        let fits = lot.park(plate("A"), kind).is_ok();
        assert_eq!(fits, fitting.contains(&size), "whether a {kind:?} can park on a {size:?} spot");
    }
}

#[rstest]
#[case::motorcycle_on_the_first_spot(VehicleKind::Motorcycle, &["LCM"], at(0, 0))]
#[case::car_skips_small_spots(VehicleKind::Car, &["MMLC"], at(0, 2))]
#[case::car_skips_a_row(VehicleKind::Car, &["MM", "", "MC"], at(2, 1))]
fn a_vehicle_takes_the_lowest_suitable_spot(
    #[case] kind: VehicleKind,
    #[case] rows: &[&str],
    #[case] spot: parking_lot::SpotId,
) {
    let mut lot = one_level(rows);
    park(&mut lot, "A", kind);
    assert_eq!(first_spot(&lot, "A"), Some(spot), "spot of a {kind:?} in an empty lot with rows {rows:?}");
}

#[test]
fn a_motorcycle_parks_where_a_car_is_rejected() {
    let mut lot = one_level(&["CM"]);
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("B"), VehicleKind::Car));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Compact, 1) };
    assert_eq!(outcome, Err(error), "result of parking a car when only a motorcycle spot is free");
    park(&mut lot, "M", VehicleKind::Motorcycle);
    assert_eq!(first_spot(&lot, "M"), Some(at(0, 1)), "spot of the motorcycle");
}

#[test]
fn a_motorcycle_takes_a_whole_large_spot() {
    let mut lot = one_level(&["L"]);
    park(&mut lot, "M", VehicleKind::Motorcycle);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Compact, 1) };
    assert_eq!(outcome, Err(error), "result of parking a car when a motorcycle has the only spot");
}

#[test]
fn no_room_has_the_requirement_of_the_vehicle() {
    let mut lot = one_level(&["M"]);
    park(&mut lot, "M", VehicleKind::Motorcycle);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("N"), VehicleKind::Motorcycle));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Motorcycle, 1) };
    assert_eq!(outcome, Err(error), "result of parking a motorcycle in a full lot");
}

#[test]
fn plate_at_returns_the_plate_on_a_spot() {
    let mut lot = one_level(&["MC", "L"]);
    park(&mut lot, "A", VehicleKind::Car);
    let m = park(&mut lot, "M", VehicleKind::Motorcycle);
    assert_eq!(lot.plate_at(at(0, 1)), Some(&plate("A")), "plate on row 0, spot 1");
    assert_eq!(lot.plate_at(at(0, 0)), Some(&plate("M")), "plate on row 0, spot 0");
    assert_eq!(lot.plate_at(at(1, 0)), None, "plate on row 1, spot 0, which is free");
    lot.leave(m).expect("M is in the lot");
    assert_eq!(lot.plate_at(at(0, 0)), None, "plate on row 0, spot 0, after M left");
}

#[rstest]
#[case::no_such_spot(at(0, 2))]
#[case::no_such_row(at(1, 0))]
#[case::no_such_level(parking_lot::SpotId { level: 1, row: 0, spot: 0 })]
#[case::far_away(at(usize::MAX, usize::MAX))]
fn plate_at_is_none_for_a_missing_spot(#[case] spot: parking_lot::SpotId) {
    let mut lot = one_level(&["CC"]);
    park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    assert_eq!(lot.plate_at(spot), None, "plate on {spot}, which does not exist");
}

#[test]
fn spots_of_returns_the_run_of_a_plate() {
    let mut lot = one_level(&["MC", "L"]);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    let run = |row, spot| Some(Run { first: at(row, spot), spots: count(1) });
    assert_eq!(lot.spots_of(&plate(" a ")), run(0, 1), "spots of A");
    assert_eq!(lot.spots_of(&plate("B")), run(1, 0), "spots of B");
    assert_eq!(lot.spots_of(&plate("X")), None, "spots of X, which never parked");
    lot.leave(a).expect("A is in the lot");
    assert_eq!(lot.spots_of(&plate("A")), None, "spots of A after it left");
}

#[test]
fn law_each_vehicle_takes_the_lowest_suitable_spot() {
    let kinds = vec![VehicleKind::Motorcycle, VehicleKind::Car];
    testkit::law((any_levels(1), op_sequence(park_or_leave(kinds))), |(TestLevels(levels), ops)| {
        let mut lot = ParkingLot::new(levels.clone()).expect("there is a spot");
        let mut model = Model::new(levels, requirement_of);
        for op in ops {
            if is_rejected_ticket(&op, &model) {
                continue;
            }
            apply(&mut lot, &mut model, &Default::default(), Model::first_fit, &op);
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
        }
    });
}
