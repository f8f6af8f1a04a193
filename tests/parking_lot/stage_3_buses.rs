//! # Buses
//!
//! A bus takes five large spots beside each other in one row. Spots in different rows are never beside each other, even
//! if one row starts where the other ends.
//!
//! A lot can have dozens of free large spots and no room for a bus. That is called fragmentation. The lot then rejects
//! the bus, though there are enough free spots. When a bus leaves, all five of its spots are free again.
//!
//! Nothing in the lot needs the word "bus". A requirement has a number of spots, and one spot is its simplest case. If
//! you have one search for cars and another one for buses, look for what they have in common.
//!
//! Rows may be long. The simplest search is fast enough here. The benchmark shows how much faster others are.
//!
//! Look up: `slice::windows`, and what it does with a row that is shorter than the window.
//!
//! Time box: 20 minutes.

use enum_iterator::all;
use parking_lot::{ParkError, ParkingLot, Run, SpotId, SpotSize, Vehicle, VehicleKind};
use rstest::rstest;

use super::support::{
    Model, Shown, any_levels, assert_same_lookups, assert_same_vehicles, at, coming_and_going, count,
    is_refused_ticket, needs, one_level, park, plate, refused, requirement, stands, step, steps,
};

fn no_room_for_a_bus() -> ParkError {
    ParkError::NoRoom { requirement: requirement(SpotSize::Large, 5) }
}

#[test]
fn a_bus_asks_for_five_large_spots() {
    assert_eq!(VehicleKind::Bus.requirement(), requirement(SpotSize::Large, 5), "what a bus asks for");
}

#[test]
fn a_bus_takes_all_five_spots() {
    let mut lot = one_level(&["LLLLLLL"]);
    park(&mut lot, "BUS", VehicleKind::Bus);
    let whose: Vec<_> = (0..7).map(|spot| lot.plate_at(at(0, spot)).map(ToString::to_string)).collect();
    let bus = Some("BUS".to_owned());
    let asked = [bus.clone(), bus.clone(), bus.clone(), bus.clone(), bus, None, None];
    assert_eq!(whose, asked, "who stands on each of the seven spots");
    assert_eq!(lot.spots_of(&plate("BUS")), Some(Run { first: at(0, 0), spots: count(5) }), "the spots of the bus");
}

#[rstest]
#[case::a_row_too_short(&["LLLL"])]
#[case::across_the_end_of_a_row(&["LLLL", "LLLL"])]
#[case::across_an_empty_row(&["LLLL", "", "LLLL"])]
#[case::across_the_end_of_a_row_of_ten(&["CCCCCCLLLL", "LCCCCCCCCC"])]
#[case::a_compact_spot_between(&["LLCLLLLCLL"])]
#[case::compact_spots_only(&["CCCCCCCCCC"])]
fn a_bus_needs_five_large_spots_in_one_row(#[case] rows: &[&str]) {
    let mut lot = one_level(rows);
    let outcome = refused(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert_eq!(outcome, Err(no_room_for_a_bus()), "a bus, where no row of {rows:?} has five large spots in a row");
}

#[rstest]
#[case::at_the_start(&["LLLLLL"], at(0, 0))]
#[case::at_the_end(&["CCCLLLLL"], at(0, 3))]
#[case::after_four(&["LLLLCLLLLL"], at(0, 5))]
#[case::in_a_later_row(&["LLLL", "L", "CLLLLL"], at(2, 1))]
#[case::after_a_row_that_is_just_too_short(&["CCCCCLLLL", "LLLLL"], at(1, 0))]
fn a_bus_takes_the_lowest_five_that_will_do(#[case] rows: &[&str], #[case] first: SpotId) {
    let mut lot = one_level(rows);
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(stands(&lot, "BUS"), Some(first), "the first spot of a bus in {rows:?}");
}

#[test]
fn enough_spots_that_are_scattered_are_no_room_for_a_bus() {
    let mut lot = one_level(&["LLLLLLLLLL"]);
    let tickets: Vec<_> = (0..10).map(|nth| park(&mut lot, &format!("A{nth}"), VehicleKind::Car)).collect();
    for nth in [0, 1, 3, 4, 5, 6, 8, 9] {
        lot.leave(tickets[nth]).expect("the car is in the lot");
    }
    let outcome = refused(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert_eq!(
        outcome,
        Err(no_room_for_a_bus()),
        "eight large spots are free, but no more than four beside each other"
    );
    lot.leave(tickets[2]).expect("the car is in the lot");
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(stands(&lot, "BUS"), Some(at(0, 0)), "the bus, after the car on spot 2 has left");
}

#[test]
fn a_bus_finds_room_beside_what_stands_there() {
    let mut lot = one_level(&["LLLLLLLLLL"]);
    park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(stands(&lot, "BUS"), Some(at(0, 1)), "the bus stands beside the car");
    park(&mut lot, "M", VehicleKind::Motorcycle);
    assert_eq!(stands(&lot, "M"), Some(at(0, 6)), "the motorcycle stands behind the bus");
}

#[test]
fn a_bus_that_leaves_frees_all_five() {
    let mut lot = one_level(&["LLLLL"]);
    let bus = park(&mut lot, "BUS", VehicleKind::Bus);
    let outcome = refused(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    assert!(outcome.is_err(), "a bus stands on all five spots, so there is none for a car");
    lot.leave(bus).expect("the bus is in the lot");
    for nth in 0..5 {
        let text = format!("A{nth}");
        park(&mut lot, &text, VehicleKind::Car);
        assert_eq!(stands(&lot, &text), Some(at(0, nth)), "car {nth} after the bus has left");
    }
}

#[test]
fn neighbors_that_leave_one_by_one_make_room_for_a_bus() {
    for last in 0..5 {
        let mut lot = one_level(&["LLLLL"]);
        let tickets: Vec<_> = (0..5).map(|nth| park(&mut lot, &format!("A{nth}"), VehicleKind::Car)).collect();
        for nth in (0..5).filter(|&nth| nth != last) {
            lot.leave(tickets[nth]).expect("the car is in the lot");
        }
        let outcome = refused(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
        assert_eq!(outcome, Err(no_room_for_a_bus()), "a car is left on spot {last}");
        lot.leave(tickets[last]).expect("the car is in the lot");
        park(&mut lot, "BUS", VehicleKind::Bus);
        assert_eq!(stands(&lot, "BUS"), Some(at(0, 0)), "the car on spot {last} has left too");
    }
}

#[rstest]
#[case::all_taken_but_some_in_the_middle(200, 62)]
#[case::at_a_round_number(200, 64)]
#[case::just_after_it(200, 65)]
#[case::far_on(1_000, 509)]
#[case::at_the_very_end(1_000, 995)]
fn a_bus_finds_the_only_five_of_a_long_row(#[case] len: usize, #[case] first: usize) {
    let mut lot = ParkingLot::new(vec![vec![vec![SpotSize::Large; len]]]).expect("a lot of one row");
    let tickets: Vec<_> = (0..len).map(|nth| park(&mut lot, &format!("A{nth}"), VehicleKind::Car)).collect();
    for nth in (first..first + 5).rev() {
        lot.leave(tickets[nth]).expect("the car is in the lot");
    }
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(stands(&lot, "BUS"), Some(at(0, first)), "the bus, where five of {len} spots are free");
}

#[test]
fn law_a_vehicle_is_refused_exactly_if_nothing_fits() {
    testkit::law((any_levels(1), steps(coming_and_going(all::<VehicleKind>().collect()))), |(Shown(levels), ops)| {
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
