//! # Spot sizes and buses
//!
//! The lot gets spots of three sizes, motorcycles and buses. A motorcycle fits on any spot, a car on a compact or large
//! one. A bus takes a run of five large spots. The lot can have dozens of free large spots and no such run. That is
//! fragmentation, and the lot rejects the bus.
//!
//! Don't check in the lot which kind of vehicle arrives. Every vehicle states a `Requirement`: a minimum spot size and a
//! number of spots. One spot is the simplest case of a run. If you have one search for cars and another for buses, merge
//! them. A simple search is fast enough for the tests.
//!
//! Add the lookups in both directions: `plate_at` from a spot to a plate, and `spots_of` from a plate to its spots.
//!
//! Look up: the order that `derive(PartialOrd)` gives to the variants of an enum; `slice::windows`.
//!
//! Time box: 20 minutes.

use enum_iterator::all;
use parking_lot::{ParkError, ParkingLot, Run, SpotId, SpotSize, VehicleKind};
use rstest::rstest;

use super::support::{
    Model, TestLevels, any_levels, apply, assert_same_lookups, assert_same_vehicles, at, count, first_spot,
    is_rejected_ticket, one_level, op_sequence, park, park_or_leave, plate, requirement, requirement_of,
    unchanged_on_error,
};

fn no_room_for_a_bus() -> ParkError {
    ParkError::NoRoom { requirement: requirement(SpotSize::Large, 5) }
}

/// Rules: 2.1
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

/// Rules: 2.2
#[rstest]
#[case::motorcycle_on_the_first_spot(VehicleKind::Motorcycle, &["LCM"], at(0, 0))]
#[case::car_skips_small_spots(VehicleKind::Car, &["MMLC"], at(0, 2))]
#[case::car_skips_a_row(VehicleKind::Car, &["MM", "", "MC"], at(2, 1))]
#[case::bus_at_the_start_of_a_row(VehicleKind::Bus, &["LLLLLL"], at(0, 0))]
#[case::bus_at_the_end_of_a_row(VehicleKind::Bus, &["CCCLLLLL"], at(0, 3))]
#[case::bus_after_a_run_of_four(VehicleKind::Bus, &["LLLLCLLLLL"], at(0, 5))]
#[case::bus_in_the_third_row(VehicleKind::Bus, &["LLLL", "L", "CLLLLL"], at(2, 1))]
fn a_vehicle_takes_the_lowest_suitable_run(#[case] kind: VehicleKind, #[case] rows: &[&str], #[case] first: SpotId) {
    let mut lot = one_level(rows);
    park(&mut lot, "A", kind);
    assert_eq!(first_spot(&lot, "A"), Some(first), "first spot of a {kind:?} in an empty lot with rows {rows:?}");
}

/// Rules: 2.1, 1.5
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

/// Rules: 2.3
#[test]
fn a_motorcycle_takes_a_whole_large_spot() {
    let mut lot = one_level(&["L"]);
    park(&mut lot, "M", VehicleKind::Motorcycle);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Compact, 1) };
    assert_eq!(outcome, Err(error), "result of parking a car when a motorcycle has the only spot");
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("N"), VehicleKind::Motorcycle));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Motorcycle, 1) };
    assert_eq!(outcome, Err(error), "result of parking a second motorcycle");
}

/// Rules: 0.1, 1.4
#[test]
fn a_rejected_vehicle_does_not_replace_the_parked_one() {
    let mut lot = one_level(&["LLLLLL"]);
    let a = park(&mut lot, "A", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Bus));
    let error = ParkError::AlreadyParked { plate: plate("A"), ticket: a };
    assert_eq!(outcome, Err(error), "result of parking a bus with the plate of a parked car");
    let vehicle = lot.leave(a).map(|receipt| receipt.vehicle);
    assert_eq!(vehicle, Ok(VehicleKind::Car), "vehicle that leaves after the bus was rejected");
}

/// Rules: 2.5
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

/// Rules: 2.5, 0.3
#[test]
fn plate_at_is_none_for_a_missing_spot() {
    let mut lot = one_level(&["CC", "", "CCC"]);
    for text in ["A", "B", "C", "D", "E"] {
        park(&mut lot, text, VehicleKind::Car);
    }
    let behind_rows =
        [(0, 2), (1, 0), (2, 3), (3, 0)].into_iter().flat_map(|(row, end)| (end..9).map(move |spot| at(row, spot)));
    let others =
        [SpotId { level: 1, row: 0, spot: 0 }, at(0, usize::MAX), at(2, usize::MAX), at(usize::MAX, usize::MAX)];
    for spot in behind_rows.chain(others) {
        assert_eq!(lot.plate_at(spot), None, "plate on {spot}, which does not exist");
    }
    // These numbers differ from those of a taken spot only in one high bit.
    for high in (3..usize::BITS).map(|bit| 1_usize << bit) {
        for spot in [SpotId { level: high, row: 0, spot: 0 }, at(high, 0), at(2, high)] {
            assert_eq!(lot.plate_at(spot), None, "plate on {spot}, which does not exist");
        }
    }
}

/// Rules: 2.6
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

/// Rules: 2.3, 2.6
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

/// Rules: 2.1
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

/// Rules: 2.1, 2.3
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

/// Rules: 2.2
#[test]
fn vehicles_park_next_to_each_other() {
    let mut lot = one_level(&["LLLLLLLLLL"]);
    park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(first_spot(&lot, "BUS"), Some(at(0, 1)), "first spot of the bus, next to the car");
    park(&mut lot, "M", VehicleKind::Motorcycle);
    assert_eq!(first_spot(&lot, "M"), Some(at(0, 6)), "spot of the motorcycle, next to the bus");
}

/// Rules: 2.3
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

/// Rules: 2.1, 2.3
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

/// Rules: 2.4
#[test]
fn a_bus_finds_the_only_run_of_a_long_row() {
    for (len, first) in [(200, 62), (200, 64), (200, 65), (1_000, 509), (1_000, 995)] {
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
}

/// Rules: 2.4
#[test]
fn a_car_takes_the_last_spot_of_a_long_row() {
    for spots in [100, 256, 1_000, 65_536] {
        let mut row = vec![SpotSize::Motorcycle; spots];
        row.push(SpotSize::Compact);
        let mut lot = ParkingLot::new(vec![vec![row, vec![SpotSize::Compact]]]).expect("a lot of two rows");
        park(&mut lot, "A", VehicleKind::Car);
        assert_eq!(first_spot(&lot, "A"), Some(at(0, spots)), "spot of a car after {spots} motorcycle spots");
        assert_eq!(lot.plate_at(at(0, spots)), Some(&plate("A")), "plate on spot {spots}");
        for free in [at(0, 0), at(1, 0)] {
            assert_eq!(lot.plate_at(free), None, "plate on {free}, which is free");
        }
    }
}

/// Rules: 0.3, 2.2, 2.5
#[test]
fn a_car_takes_a_spot_after_3_000_rows() {
    const ROWS: usize = 3_000;
    // In a small stack, a search overflows if it calls itself once per row.
    let (first, plates) = testkit::in_small_stack(|| {
        let mut rows = vec![vec![SpotSize::Motorcycle]; ROWS];
        rows.push(vec![SpotSize::Compact]);
        let mut lot = ParkingLot::new(vec![rows]).expect("a lot of many rows");
        park(&mut lot, "A", VehicleKind::Car);
        let plates = [at(ROWS, 0), at(0, 0)].map(|spot| lot.plate_at(spot).cloned());
        (first_spot(&lot, "A"), plates)
    });
    assert_eq!(first, Some(at(ROWS, 0)), "spot of a car after {ROWS} rows of one motorcycle spot");
    assert_eq!(plates, [Some(plate("A")), None], "plates on row {ROWS}, spot 0, and on row 0, spot 0");
}

/// Rules: 2.1, 2.2, 2.3, 2.5, 2.6
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
