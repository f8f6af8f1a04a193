//! # Buses
//!
//! A bus takes a run of five large spots: consecutive spots in one row. The lot can have dozens of free large spots and
//! no such run. That is fragmentation, and the lot rejects the bus.
//!
//! Don't write code for buses. A requirement has a number of spots, and one spot is the simplest case. If you have one
//! search for cars and another for buses, merge them.
//!
//! A simple search is fast enough for the tests. The benchmark shows how much faster an index is.
//!
//! Look up: `slice::windows`, and what it returns for a row that is shorter than the window.
//!
//! Time box: 20 minutes.

use enum_iterator::all;
use parking_lot::{ParkError, ParkingLot, Run, SpotId, SpotSize, Vehicle, VehicleKind};
use rstest::rstest;

use super::support::{
    Model, TestLevels, any_levels, apply, assert_same_lookups, assert_same_vehicles, at, count, first_spot,
    is_rejected_ticket, one_level, op_sequence, park, park_or_leave, plate, requirement, requirement_of,
    unchanged_on_error,
};

fn no_room_for_a_bus() -> ParkError {
    ParkError::NoRoom { requirement: requirement(SpotSize::Large, 5) }
}

#[test]
fn a_bus_requires_five_large_spots() {
    assert_eq!(VehicleKind::Bus.requirement(), requirement(SpotSize::Large, 5), "requirement of a bus");
}

#[test]
fn a_bus_takes_all_five_spots() {
    let mut lot = one_level(&["LLLLLLL"]);
    park(&mut lot, "BUS", VehicleKind::Bus);
    let plates: Vec<_> = (0..7).map(|spot| lot.plate_at(at(0, spot)).map(ToString::to_string)).collect();
    let bus = Some("BUS".to_owned());
    let expected = [bus.clone(), bus.clone(), bus.clone(), bus.clone(), bus, None, None];
    assert_eq!(plates, expected, "plates on the seven spots");
    assert_eq!(lot.spots_of(&plate("BUS")), Some(Run { first: at(0, 0), spots: count(5) }), "run of the bus");
}

#[rstest]
#[case::short_row(&["LLLL"])]
#[case::two_short_rows(&["LLLL", "LLLL"])]
#[case::empty_row_between(&["LLLL", "", "LLLL"])]
#[case::end_of_one_row_and_start_of_the_next(&["CCCCCCLLLL", "LCCCCCCCCC"])]
#[case::compact_spots_between(&["LLCLLLLCLL"])]
#[case::only_compact_spots(&["CCCCCCCCCC"])]
fn a_bus_needs_five_large_spots_in_one_row(#[case] rows: &[&str]) {
    let mut lot = one_level(rows);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert_eq!(
        outcome,
        Err(no_room_for_a_bus()),
        "result of parking a bus in rows {rows:?}, without five consecutive large spots"
    );
}

#[rstest]
#[case::start_of_the_row(&["LLLLLL"], at(0, 0))]
#[case::end_of_the_row(&["CCCLLLLL"], at(0, 3))]
#[case::after_a_run_of_four(&["LLLLCLLLLL"], at(0, 5))]
#[case::third_row(&["LLLL", "L", "CLLLLL"], at(2, 1))]
#[case::after_a_row_with_a_run_of_four(&["CCCCCLLLL", "LLLLL"], at(1, 0))]
fn a_bus_takes_the_lowest_suitable_run(#[case] rows: &[&str], #[case] first: SpotId) {
    let mut lot = one_level(rows);
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(first_spot(&lot, "BUS"), Some(first), "first spot of a bus in rows {rows:?}");
}

#[test]
fn a_fragmented_row_has_no_room_for_a_bus() {
    let mut lot = one_level(&["LLLLLLLLLL"]);
    let tickets: Vec<_> = (0..10).map(|nth| park(&mut lot, &format!("A{nth}"), VehicleKind::Car)).collect();
    for nth in [0, 1, 3, 4, 5, 6, 8, 9] {
        lot.leave(tickets[nth]).expect("the car is in the lot");
    }
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert_eq!(
        outcome,
        Err(no_room_for_a_bus()),
        "result of parking a bus when eight large spots are free, at most four of them consecutive"
    );
    lot.leave(tickets[2]).expect("the car is in the lot");
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(first_spot(&lot, "BUS"), Some(at(0, 0)), "first spot of the bus after the car on spot 2 left");
}

#[test]
fn vehicles_park_next_to_each_other() {
    let mut lot = one_level(&["LLLLLLLLLL"]);
    park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(first_spot(&lot, "BUS"), Some(at(0, 1)), "first spot of the bus, next to the car");
    park(&mut lot, "M", VehicleKind::Motorcycle);
    assert_eq!(first_spot(&lot, "M"), Some(at(0, 6)), "spot of the motorcycle, next to the bus");
}

#[test]
fn a_bus_frees_all_five_spots() {
    let mut lot = one_level(&["LLLLL"]);
    let bus = park(&mut lot, "BUS", VehicleKind::Bus);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    assert!(outcome.is_err(), "parking a car should fail while a bus has all five spots");
    lot.leave(bus).expect("the bus is in the lot");
    for nth in 0..5 {
        let text = format!("A{nth}");
        park(&mut lot, &text, VehicleKind::Car);
        assert_eq!(first_spot(&lot, &text), Some(at(0, nth)), "spot of car {nth}, after the bus left");
    }
}

#[test]
fn spots_freed_one_by_one_form_a_run() {
    for last in 0..5 {
        let mut lot = one_level(&["LLLLL"]);
        let tickets: Vec<_> = (0..5).map(|nth| park(&mut lot, &format!("A{nth}"), VehicleKind::Car)).collect();
        for nth in (0..5).filter(|&nth| nth != last) {
            lot.leave(tickets[nth]).expect("the car is in the lot");
        }
        let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
        assert_eq!(outcome, Err(no_room_for_a_bus()), "result of parking a bus while a car is on spot {last}");
        lot.leave(tickets[last]).expect("the car is in the lot");
        park(&mut lot, "BUS", VehicleKind::Bus);
        assert_eq!(first_spot(&lot, "BUS"), Some(at(0, 0)), "first spot of the bus, after spot {last} was freed last");
    }
}

#[rstest]
#[case::across_spot_64(200, 62)]
#[case::at_spot_64(200, 64)]
#[case::after_spot_64(200, 65)]
#[case::middle_of_a_long_row(1_000, 509)]
#[case::end_of_a_long_row(1_000, 995)]
fn a_bus_finds_the_only_run_of_a_long_row(#[case] len: usize, #[case] first: usize) {
    let mut lot = ParkingLot::new(vec![vec![vec![SpotSize::Large; len]]]).expect("a lot of one row");
    let tickets: Vec<_> = (0..len).map(|nth| park(&mut lot, &format!("A{nth}"), VehicleKind::Car)).collect();
    for nth in (first..first + 5).rev() {
        lot.leave(tickets[nth]).expect("the car is in the lot");
    }
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(
        first_spot(&lot, "BUS"),
        Some(at(0, first)),
        "first spot of the bus in a row of {len} spots with five free"
    );
}

#[test]
fn law_a_vehicle_is_rejected_only_if_no_run_fits() {
    testkit::law(
        (any_levels(1), op_sequence(park_or_leave(all::<VehicleKind>().collect()))),
        |(TestLevels(levels), ops)| {
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
        },
    );
}
