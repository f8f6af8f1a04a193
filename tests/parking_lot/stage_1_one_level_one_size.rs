//! # One level, one size
//!
//! The smallest useful lot: one level, all spots compact, and only cars. A car takes the lowest free spot, gets a
//! ticket, and leaves with it.
//!
//! Write `Plate::new` and `as_str`, and these methods of `ParkingLot`: `new`, `park`, `leave` and `snapshot`. `new` is
//! for lots with the usual rules, which are part of the type already. Either ignore the parameters `P`, `T` and `C` for
//! now, or keep a `Rules` in a field and let `new` call `with_rules`. The fee of a receipt is zero until stage 5, and
//! the stay may be zero too.
//!
//! `snapshot` returns the whole state as plain data. The suite compares two snapshots to check that a rejected
//! operation changed nothing, so it needs them from the start. A snapshot includes the time of entry, which the clock
//! knows.
//!
//! In this stage every vehicle takes one spot and fits in any spot.
//!
//! Look up: `str::trim`, `str::to_uppercase`; `BTreeMap`, whose order may help.
//!
//! Time box: 10 minutes.

use parking_lot::{BlankPlate, LayoutError, ParkError, ParkingLot, Plate, SpotSize, VehicleKind};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    Model, Op, Shown, assert_same_vehicles, at, coming_and_going, is_refused_ticket, level, levels, needs, nth_plate,
    one_level, park, plate, refused, stands, step, steps, ticket,
};

#[rstest]
#[case::as_it_is("AB 123", "AB 123")]
#[case::lower_case("ab-c 1", "AB-C 1")]
#[case::white_space_at_the_ends(" \tab 1\n", "AB 1")]
#[case::white_space_between_is_kept("a  b", "A  B")]
#[case::beyond_ascii("\u{3000}öl ß 1", "ÖL SS 1")]
fn a_plate_is_trimmed_and_in_upper_case(#[case] text: &str, #[case] reads: &str) {
    let plate = Plate::new(text).expect("a plate with something on it");
    assert_eq!(plate.as_str(), reads, "what the plate {text:?} reads");
    assert_eq!(Plate::new(reads), Ok(plate), "{reads:?} and {text:?} are one plate");
}

#[rstest]
#[case::empty("")]
#[case::spaces("   ")]
#[case::other_white_space("\t\n\u{a0}")]
fn a_blank_plate_is_refused(#[case] text: &str) {
    assert_eq!(Plate::new(text), Err(BlankPlate), "the plate {text:?} has nothing on it");
}

#[rstest]
#[case::no_levels(vec![], LayoutError::NoLevels)]
#[case::no_rows(vec![vec![]], LayoutError::NoSpots { level: 0 })]
#[case::only_empty_rows(vec![level(&["", ""])], LayoutError::NoSpots { level: 0 })]
#[case::one_level_of_three(levels(&[&["C"], &[""], &[]]), LayoutError::NoSpots { level: 1 })]
fn a_lot_without_spots_is_refused(#[case] levels: Vec<Vec<Vec<SpotSize>>>, #[case] error: LayoutError) {
    let refusal = ParkingLot::new(levels.clone()).map(|_| "a lot").expect_err("a lot without spots");
    assert_eq!(refusal, error, "a lot with the levels {levels:?}");
}

#[test]
fn a_new_lot_is_empty_and_has_the_levels_that_were_asked_for() {
    let rows = [vec![SpotSize::Compact; 3], vec![], vec![SpotSize::Compact; 1]];
    let snapshot = ParkingLot::new(vec![rows.to_vec()]).expect("a row may be empty").snapshot();
    assert_eq!(snapshot.levels, [rows.to_vec()], "the levels of the lot");
    assert_eq!(snapshot.parked, [], "the vehicles in a new lot");
    assert_eq!(snapshot.next_ticket, ticket(0), "the first ticket to be issued");
}

#[test]
fn cars_take_the_lowest_spot_of_the_lowest_row() {
    let mut lot = one_level(&["CC", "", "C"]);
    for (text, spot) in [("A", at(0, 0)), ("B", at(0, 1)), ("C", at(2, 0))] {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(stands(&lot, text), Some(spot), "where {text} stands");
    }
}

#[test]
fn tickets_are_numbered_from_zero_and_a_refusal_uses_none_up() {
    let mut lot = one_level(&["CC"]);
    assert_eq!(park(&mut lot, "A", VehicleKind::Car), ticket(0), "the first ticket");
    assert!(lot.park(plate("A"), VehicleKind::Car).is_err(), "A is parked already");
    assert_eq!(park(&mut lot, "B", VehicleKind::Car), ticket(1), "the second ticket");
    assert!(lot.park(plate("C"), VehicleKind::Car).is_err(), "the lot is full");
    assert_eq!(lot.snapshot().next_ticket, ticket(2), "the next ticket after two were issued");
}

#[test]
fn the_snapshot_shows_each_vehicle_by_ticket() {
    let mut lot = one_level(&["CCC"]);
    for text in ["B", " c ", "A"] {
        park(&mut lot, text, VehicleKind::Car);
    }
    let parked = lot.snapshot().parked.into_iter();
    let parked: Vec<_> = parked.map(|parked| (parked.ticket, parked.plate, parked.vehicle, parked.first)).collect();
    let car = |number, plate: &str, spot| (ticket(number), plate.to_owned(), VehicleKind::Car, at(0, spot));
    assert_eq!(parked, [car(0, "B", 0), car(1, "C", 1), car(2, "A", 2)], "ticket, plate, vehicle, first spot");
}

#[test]
fn a_full_lot_refuses_and_nothing_changes() {
    let mut lot = one_level(&["C", "C"]);
    park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    let outcome = refused(&mut lot, |lot| lot.park(plate("C"), VehicleKind::Car));
    assert!(matches!(outcome, Err(ParkError::NoRoom { .. })), "a car comes to a full lot, which says {outcome:?}");
}

#[rstest]
#[case::the_same_plate("AB 1")]
#[case::written_otherwise(" ab 1 ")]
fn a_plate_is_parked_at_most_once(#[case] again: &str) {
    let mut lot = one_level(&["CCC"]);
    park(&mut lot, "X", VehicleKind::Car);
    park(&mut lot, "AB 1", VehicleKind::Car);
    let outcome = refused(&mut lot, |lot| lot.park(plate(again), VehicleKind::Car));
    let error = ParkError::AlreadyParked { plate: plate("AB 1"), ticket: ticket(1) };
    let tells = "AB 1 is parked already, with ticket 1";
    assert_eq!(outcome.as_ref().map_err(ToString::to_string), Err(tells.to_owned()), "what the driver is told");
    assert_eq!(outcome, Err(error), "AB 1 comes again as {again:?}");
}

#[test]
fn already_parked_comes_before_no_room() {
    let mut lot = one_level(&["C"]);
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = refused(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    let error = ParkError::AlreadyParked { plate: plate("A"), ticket: ticket(0) };
    assert_eq!(outcome, Err(error), "A comes again to a full lot: the first reason in the order of ParkError");
}

#[test]
fn a_ticket_takes_its_own_vehicle_out() {
    let mut lot = one_level(&["CCC"]);
    park(&mut lot, "A", VehicleKind::Car);
    let b = park(&mut lot, "B", VehicleKind::Car);
    park(&mut lot, "C", VehicleKind::Car);
    let receipt = lot.leave(b).expect("B is in the lot");
    let left = (receipt.ticket, receipt.plate.as_str(), receipt.vehicle);
    assert_eq!(left, (b, "B", VehicleKind::Car), "ticket, plate and vehicle on the receipt of B");
    let rest: Vec<_> = lot.snapshot().parked.into_iter().map(|parked| (parked.plate, parked.first)).collect();
    assert_eq!(rest, [("A".to_owned(), at(0, 0)), ("C".to_owned(), at(0, 2))], "who is left, and where");
}

#[test]
fn freed_spots_are_used_again() {
    let mut lot = one_level(&["CC", "CC"]);
    let tickets = ["A", "B", "C", "D"].map(|text| park(&mut lot, text, VehicleKind::Car));
    for ticket in [tickets[2], tickets[1]] {
        lot.leave(ticket).expect("the vehicle is in the lot");
    }
    for (text, spot) in [("E", at(0, 1)), ("F", at(1, 0))] {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(stands(&lot, text), Some(spot), "{text} takes the lowest of the spots that were freed");
    }
}

#[test]
fn a_vehicle_that_left_may_come_back_with_another_ticket() {
    let mut lot = one_level(&["C"]);
    let first = park(&mut lot, "A", VehicleKind::Car);
    lot.leave(first).expect("A is in the lot");
    assert_eq!(lot.snapshot().parked, [], "the vehicles in the lot after the only one has left");
    assert_eq!(park(&mut lot, "A", VehicleKind::Car), ticket(1), "the ticket of the second stay: none is issued twice");
}

#[test]
fn law_cars_park_and_leave_as_in_a_list() {
    let rows = proptest::collection::vec((0..4usize).prop_map(|spots| vec![SpotSize::Compact; spots]), 0..3);
    let levels = rows.prop_map(|mut rows| {
        rows.push(vec![SpotSize::Compact]);
        Shown(vec![rows])
    });
    testkit::law((levels, steps(coming_and_going(vec![VehicleKind::Car]))), |(Shown(levels), ops)| {
        let mut lot = ParkingLot::new(levels.clone()).expect("there is a spot");
        let mut model = Model::new(levels, needs);
        for op in ops {
            match op {
                Op::Park(nth, kind) => {
                    let plate = nth_plate(nth);
                    // What a car asks for, which the error tells, is the business of stage 2.
                    let why = |error: ParkError| match error {
                        ParkError::NoRoom { .. } => "no room".to_owned(),
                        other => other.to_string(),
                    };
                    let parked = lot.park(plate.clone(), kind).map_err(why);
                    let asked = model.park(&plate, kind, Model::first_fit).map_err(why);
                    assert_eq!(parked, asked, "what park({plate}, {kind:?}) says");
                }
                Op::Leave(_) if is_refused_ticket(&op, &model) => {}
                _ => step(&mut lot, &mut model, &Default::default(), Model::first_fit, &op),
            }
            assert_same_vehicles(lot.snapshot(), &model, &op);
        }
    });
}
