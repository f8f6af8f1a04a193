//! # Sizes
//!
//! Spots now have three sizes, and motorcycles come beside cars. A motorcycle fits in any spot. A car fits in a compact
//! or a large one. Each vehicle takes the lowest suitable spot.
//!
//! The lot must not ask which kind of vehicle it has. It asks for a `Requirement`: the minimum size and the number of
//! spots. So `Vehicle::requirement` for `VehicleKind` is the only place that knows what a motorcycle is. (It also knows
//! the bus, which comes in stage 3.)
//!
//! Then write the lookups in both directions: `plate_at` returns the plate on a spot, and `spots_of` the spots of a
//! plate. Both return `None` if there is nothing to return.
//!
//! Look up: `PartialOrd` derived for an enum, and what follows from the order of its variants.
//!
//! Time box: 15 minutes.

use enum_iterator::all;
use parking_lot::{ParkError, ParkingLot, Run, SpotSize, Vehicle, VehicleKind};
use rstest::rstest;

use super::support::{
    Model, Shown, any_levels, assert_same_lookups, assert_same_vehicles, at, coming_and_going, count,
    is_refused_ticket, needs, one_level, park, plate, refused, requirement, stands, step, steps,
};

#[rstest]
#[case::a_motorcycle(VehicleKind::Motorcycle, SpotSize::Motorcycle)]
#[case::a_car(VehicleKind::Car, SpotSize::Compact)]
fn a_vehicle_states_its_requirement(#[case] kind: VehicleKind, #[case] smallest: SpotSize) {
    assert_eq!(kind.requirement(), requirement(smallest, 1), "what a {kind:?} asks for");
}

#[rstest]
#[case::a_motorcycle(VehicleKind::Motorcycle, &[SpotSize::Motorcycle, SpotSize::Compact, SpotSize::Large])]
#[case::a_car(VehicleKind::Car, &[SpotSize::Compact, SpotSize::Large])]
fn a_vehicle_fits_in_some_sizes_and_no_others(#[case] kind: VehicleKind, #[case] fitting: &[SpotSize]) {
    for size in all::<SpotSize>() {
        let mut lot = ParkingLot::new(vec![vec![vec![size]]]).expect("a lot of one spot");
        let fits = lot.park(plate("A"), kind).is_ok();
        assert_eq!(fits, fitting.contains(&size), "whether a {kind:?} fits in a {size:?} spot");
    }
}

#[rstest]
#[case::a_motorcycle_takes_the_first(VehicleKind::Motorcycle, &["LCM"], at(0, 0))]
#[case::a_car_passes_small_ones(VehicleKind::Car, &["MMLC"], at(0, 2))]
#[case::a_car_passes_a_row(VehicleKind::Car, &["MM", "", "MC"], at(2, 1))]
fn a_vehicle_takes_the_lowest_spot_that_will_do(
    #[case] kind: VehicleKind,
    #[case] rows: &[&str],
    #[case] spot: parking_lot::SpotId,
) {
    let mut lot = one_level(rows);
    park(&mut lot, "A", kind);
    assert_eq!(stands(&lot, "A"), Some(spot), "where a {kind:?} stands in {rows:?}");
}

#[test]
fn a_motorcycle_finds_a_spot_where_a_car_does_not() {
    let mut lot = one_level(&["CM"]);
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = refused(&mut lot, |lot| lot.park(plate("B"), VehicleKind::Car));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Compact, 1) };
    assert_eq!(outcome, Err(error), "a second car, with a spot for a motorcycle left");
    park(&mut lot, "M", VehicleKind::Motorcycle);
    assert_eq!(stands(&lot, "M"), Some(at(0, 1)), "where the motorcycle stands");
}

#[test]
fn a_motorcycle_takes_a_spot_away_from_cars() {
    let mut lot = one_level(&["L"]);
    park(&mut lot, "M", VehicleKind::Motorcycle);
    let outcome = refused(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Compact, 1) };
    assert_eq!(outcome, Err(error), "a car, with a motorcycle on the only spot");
}

#[test]
fn no_room_names_the_requirement_of_a_motorcycle() {
    let mut lot = one_level(&["M"]);
    park(&mut lot, "M", VehicleKind::Motorcycle);
    let outcome = refused(&mut lot, |lot| lot.park(plate("N"), VehicleKind::Motorcycle));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Motorcycle, 1) };
    assert_eq!(outcome, Err(error), "a second motorcycle: the error says what that asks for");
}

#[test]
fn plate_at_returns_the_plate_on_a_spot() {
    let mut lot = one_level(&["MC", "L"]);
    park(&mut lot, "A", VehicleKind::Car);
    let m = park(&mut lot, "M", VehicleKind::Motorcycle);
    assert_eq!(lot.plate_at(at(0, 1)), Some(&plate("A")), "who stands on spot 1 of row 0");
    assert_eq!(lot.plate_at(at(0, 0)), Some(&plate("M")), "who stands on spot 0 of row 0");
    assert_eq!(lot.plate_at(at(1, 0)), None, "nobody stands on spot 0 of row 1");
    lot.leave(m).expect("M is in the lot");
    assert_eq!(lot.plate_at(at(0, 0)), None, "M has left its spot");
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
    assert_eq!(lot.plate_at(spot), None, "the lot has no {spot}");
}

#[test]
fn a_vehicle_is_found_by_its_plate() {
    let mut lot = one_level(&["MC", "L"]);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    let run = |row, spot| Some(Run { first: at(row, spot), spots: count(1) });
    assert_eq!(lot.spots_of(&plate(" a ")), run(0, 1), "the spots of A");
    assert_eq!(lot.spots_of(&plate("B")), run(1, 0), "the spots of B");
    assert_eq!(lot.spots_of(&plate("X")), None, "X was never here");
    lot.leave(a).expect("A is in the lot");
    assert_eq!(lot.spots_of(&plate("A")), None, "A has left");
}

#[test]
fn law_motorcycles_and_cars_take_the_lowest_suitable_spot() {
    let kinds = vec![VehicleKind::Motorcycle, VehicleKind::Car];
    testkit::law((any_levels(1), steps(coming_and_going(kinds))), |(Shown(levels), ops)| {
        let mut lot = ParkingLot::new(levels.clone()).expect("there is a spot");
        let mut model = Model::new(levels, needs);
        for op in ops {
            if is_refused_ticket(&op, &model) {
                continue;
            }
            step(&mut lot, &mut model, &Default::default(), Model::first_fit, &op);
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
        }
    });
}
