//! # Park and leave
//!
//! Build the smallest useful lot: one level, only compact spots, and only cars, so every free spot is suitable.
//!
//! A vehicle enters at the time `self.rules.clock.now()`. Until stage 5, use zero for the stay and the fee on a receipt,
//! and return any error for a ticket that is not in the lot.
//!
//! Look up: `BTreeMap`, which iterates in key order.
//!
//! Time box: 18 minutes.

use parking_lot::{ParkError, ParkingLot, SpotSize, VehicleKind};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    Model, TestLevels, apply, assert_same_vehicles, at, first_spot, is_rejected_ticket, one_level, op_sequence, park,
    park_or_leave, plate, requirement_of, ticket, unchanged_on_error,
};

/// Rules: 1.1, 1.9
#[test]
fn a_new_lot_is_empty_and_has_the_given_levels() {
    let rows = [vec![SpotSize::Compact; 3], vec![], vec![SpotSize::Compact; 1], vec![]];
    let snapshot = ParkingLot::new(vec![rows.to_vec()]).expect("a row can be empty").snapshot();
    assert_eq!(snapshot.levels, [rows.to_vec()], "levels of a new lot");
    assert_eq!(snapshot.parked, [], "vehicles in a new lot");
    assert_eq!(snapshot.next_ticket, ticket(0), "next ticket of a new lot");
}

/// Rules: 0.2, 1.2
#[test]
fn cars_take_the_lowest_free_spot() {
    let mut lot = one_level(&["CC", "", "C"]);
    for (text, spot) in [("A", at(0, 0)), ("B", at(0, 1)), ("C", at(2, 0))] {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(first_spot(&lot, text), Some(spot), "spot of {text}");
    }
}

/// Rules: 0.2, 1.3
#[test]
fn the_lot_numbers_hundreds_of_rows_and_tickets() {
    let mut lot = one_level(&["C"; 300]);
    for nth in 0..300 {
        let text = format!("A{nth}");
        let number = u64::try_from(nth).expect("a small number");
        assert_eq!(park(&mut lot, &text, VehicleKind::Car), ticket(number), "ticket of car {nth}");
        assert_eq!(lot.leave(ticket(number)).map(|receipt| receipt.plate), Ok(plate(&text)), "plate that leaves");
    }
    for nth in 0..300 {
        park(&mut lot, &format!("B{nth}"), VehicleKind::Car);
    }
    let rows: Vec<usize> = lot.snapshot().parked.into_iter().map(|parked| parked.first.row).collect();
    assert_eq!(rows, (0..300).collect::<Vec<_>>(), "rows of 300 cars in rows of one spot");
}

/// Rules: 1.3
#[test]
fn a_rejected_vehicle_uses_no_ticket_number() {
    let mut lot = one_level(&["CC"]);
    assert_eq!(park(&mut lot, "A", VehicleKind::Car), ticket(0), "first ticket");
    assert!(lot.park(plate("A"), VehicleKind::Car).is_err(), "parking A again should fail");
    assert_eq!(park(&mut lot, "B", VehicleKind::Car), ticket(1), "second ticket, after a rejected vehicle");
    assert!(lot.park(plate("C"), VehicleKind::Car).is_err(), "parking in a full lot should fail");
    assert_eq!(lot.snapshot().next_ticket, ticket(2), "next ticket after two issued tickets and two rejected vehicles");
}

/// Rules: 1.9
#[test]
fn the_snapshot_lists_vehicles_in_ticket_order() {
    let mut lot = one_level(&["CCC"]);
    for text in ["B", " c ", "A"] {
        park(&mut lot, text, VehicleKind::Car);
    }
    let parked = lot.snapshot().parked.into_iter();
    let parked: Vec<_> = parked.map(|parked| (parked.ticket, parked.plate, parked.vehicle, parked.first)).collect();
    let car = |number, plate: &str, spot| (ticket(number), plate.to_owned(), VehicleKind::Car, at(0, spot));
    assert_eq!(
        parked,
        [car(0, "B", 0), car(1, "C", 1), car(2, "A", 2)],
        "ticket, plate, vehicle and lowest spot of each parked vehicle"
    );
}

/// Rules: 0.1, 1.5
#[test]
fn a_full_lot_rejects_a_car() {
    let mut lot = one_level(&["C", "C"]);
    park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("C"), VehicleKind::Car));
    let requirement = requirement_of(VehicleKind::Car);
    assert_eq!(outcome, Err(ParkError::NoRoom { requirement }), "result of parking a car in a full lot");
}

/// Rules: 0.1, 1.4
#[rstest]
#[case::the_same_plate("AB 1")]
#[case::written_differently(" ab 1 ")]
fn a_parked_plate_is_rejected(#[case] again: &str) {
    let mut lot = one_level(&["CCC"]);
    park(&mut lot, "X", VehicleKind::Car);
    park(&mut lot, "AB 1", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate(again), VehicleKind::Car));
    let error = ParkError::AlreadyParked { plate: plate("AB 1"), ticket: ticket(1) };
    assert_eq!(outcome.as_ref(), Err(&error), "result of parking {again:?} while AB 1 is parked");
    assert_eq!(error.to_string(), "AB 1 is already parked with ticket 1", "error message for a parked plate");
}

/// Rules: 1.6
#[test]
fn already_parked_takes_precedence_over_no_room() {
    let mut lot = one_level(&["C"]);
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    let error = ParkError::AlreadyParked { plate: plate("A"), ticket: ticket(0) };
    assert_eq!(outcome, Err(error), "result of parking A again in a full lot");
}

/// Rules: 1.7
#[test]
fn leave_checks_out_the_vehicle_of_the_ticket() {
    let mut lot = one_level(&["CCC"]);
    park(&mut lot, "A", VehicleKind::Car);
    let b = park(&mut lot, "B", VehicleKind::Car);
    park(&mut lot, "C", VehicleKind::Car);
    let receipt = lot.leave(b).expect("B is in the lot");
    let left = (receipt.ticket, receipt.plate.as_str(), receipt.vehicle);
    assert_eq!(left, (b, "B", VehicleKind::Car), "ticket, plate and vehicle on the receipt");
    let rest: Vec<_> = lot.snapshot().parked.into_iter().map(|parked| (parked.plate, parked.first)).collect();
    assert_eq!(
        rest,
        [("A".to_owned(), at(0, 0)), ("C".to_owned(), at(0, 2))],
        "plates and spots of the remaining vehicles"
    );
}

/// Rules: 1.2, 1.7
#[test]
fn freed_spots_are_reused() {
    let mut lot = one_level(&["CC", "CC"]);
    let tickets = ["A", "B", "C", "D"].map(|text| park(&mut lot, text, VehicleKind::Car));
    for ticket in [tickets[2], tickets[1]] {
        lot.leave(ticket).expect("the vehicle is in the lot");
    }
    for (text, spot) in [("E", at(0, 1)), ("F", at(1, 0))] {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(first_spot(&lot, text), Some(spot), "spot of {text}, which should be the lowest freed spot");
    }
}

/// Rules: 1.8, 1.3
#[test]
fn a_vehicle_can_return_with_a_new_ticket() {
    let mut lot = one_level(&["C"]);
    let first = park(&mut lot, "A", VehicleKind::Car);
    lot.leave(first).expect("A is in the lot");
    assert_eq!(lot.snapshot().parked, [], "vehicles in the lot after the only one left");
    assert_eq!(park(&mut lot, "A", VehicleKind::Car), ticket(1), "ticket of the second stay");
}

/// Rules: 0.1, 1.2, 1.3, 1.4, 1.5, 1.7, 1.9
#[test]
fn law_parking_agrees_with_a_naive_lot() {
    let rows = proptest::collection::vec((0..4usize).prop_map(|spots| vec![SpotSize::Compact; spots]), 0..3);
    let levels = rows.prop_map(|mut rows| {
        rows.push(vec![SpotSize::Compact]);
        TestLevels(vec![rows])
    });
    testkit::law((levels, op_sequence(park_or_leave(vec![VehicleKind::Car]))), |(TestLevels(levels), ops)| {
        let mut lot = ParkingLot::new(levels.clone()).expect("there is a spot");
        let mut model = Model::new(levels, requirement_of);
        for op in ops {
            if is_rejected_ticket(&op, &model) {
                continue;
            }
            apply(&mut lot, &mut model, &Default::default(), Model::first_fit, &op);
            assert_same_vehicles(lot.snapshot(), &model, &op);
        }
    });
}
