//! # Snapshots and trucks
//!
//! This stage makes two changes. Both should be easy with a good design.
//!
//! First, a lot has to survive a restart. The operator saves a snapshot to a file in the evening and restores it in the
//! morning. The file can be wrong, so `restore` checks every guarantee of a lot: spots, plates and tickets. Each
//! mistake has its own error. You wrote one of these checks for policies.
//!
//! Then a truck arrives. It needs two compact or large spots, and the test suite defines its type. If the lot relies on
//! requirements only, it needs no change for trucks, nor for a wide load that takes a hundred spots.
//!
//! Look up: `TryFrom`; `#[from]` of `thiserror`.
//!
//! Time box: 25 minutes.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use enum_iterator::all;
use parking_lot::{
    FirstFit, Free, Hourly, LayoutError, LeaveError, Level, Misfit, Money, ParkError, ParkedVehicle, ParkingLot, Place,
    Rate, Requirement, RestoreError, Rules, Run, SmallestFit, Snapshot, SpotId, SpotPolicy, SpotSize, Timestamp,
    Vehicle, VehicleKind,
};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::support::{
    FnPolicy, Levels, ManualClock, Model, TestLevels, any_levels, any_op, apply, assert_same_counts,
    assert_same_lookups, assert_same_vehicles, at, count, first_spot, level, levels, nth_plate, op_sequence, park,
    plate, requirement, requirement_of, ticket, unchanged_on_error,
};

fn at_hour(hour: u64) -> Timestamp {
    Timestamp::at(Duration::from_secs(3_600 * hour))
}

fn parked<V>(number: u64, plate: &str, vehicle: V, first: SpotId) -> ParkedVehicle<V> {
    ParkedVehicle { ticket: ticket(number), plate: plate.to_owned(), vehicle, first, entered: at_hour(1) }
}

/// Returns a snapshot with a car, a motorcycle and a bus. Nine tickets were issued, and six of them are used.
fn snapshot() -> Snapshot {
    Snapshot {
        levels: levels(&[&["CCM", "LLLLLLLL", ""], &["LLLL", "LLLLL"]]),
        next_ticket: ticket(9),
        parked: vec![
            parked(2, "A", VehicleKind::Car, at(0, 1)),
            parked(3, "M", VehicleKind::Motorcycle, at(0, 2)),
            parked(6, "BUS", VehicleKind::Bus, at(1, 2)),
        ],
    }
}

fn restored(snapshot: Snapshot) -> ParkingLot {
    ParkingLot::restore(snapshot, Rules::default()).expect("the snapshot of a lot")
}

/// Rules: 6.7
#[test]
fn a_snapshot_is_written_as_readable_json() {
    let rules = Rules { policy: FirstFit, tariff: Free, clock: ManualClock::default() };
    rules.clock.set(Duration::new(3_600, 5));
    let mut lot = ParkingLot::with_rules(levels(&[&["MC", ""], &["L"]]), rules).expect("a lot with spots");
    let first = park(&mut lot, "x", VehicleKind::Car);
    lot.leave(first).expect("x is in the lot");
    park(&mut lot, "ab 1", VehicleKind::Car);
    let written = serde_json::to_value(lot.snapshot()).expect("a snapshot can be serialized");
    let expected = json!({
        "levels": [[["motorcycle", "compact"], []], [["large"]]],
        "next_ticket": 2,
        "parked": [{
            "ticket": 1,
            "plate": "AB 1",
            "vehicle": "car",
            "first": { "level": 0, "row": 0, "spot": 1 },
            "entered": { "secs": 3_600, "nanos": 5 },
        }],
    });
    assert_eq!(written, expected, "snapshot as JSON");
}

/// Rules: 6.1, 6.3
#[test]
fn a_lot_is_restored_from_json() {
    let written = serde_json::to_string(&snapshot()).expect("a snapshot can be serialized");
    let read: Snapshot = serde_json::from_str(&written).expect("serialized snapshots can be read");
    let lot = restored(read);
    assert_eq!(lot.snapshot(), snapshot(), "snapshot of the restored lot");
    let bus = Run { first: at(1, 2), spots: count(5) };
    assert_eq!(lot.spots_of(&plate("BUS")), Some(bus), "run of the bus");
    assert_eq!(lot.plate_at(at(1, 6)), Some(&plate("BUS")), "plate on the last spot of the bus");
    assert_eq!(lot.plate_at(at(1, 7)), None, "plate on the free spot next to the bus");
    let free = [SpotSize::Motorcycle, SpotSize::Compact, SpotSize::Large].map(|size| lot.free(size));
    assert_eq!(free, [0, 1, 12], "free motorcycle, compact and large spots");
    assert_eq!(
        lot.level(0).map(|level| level.rows()),
        Some(3),
        "number of rows of level 0, the last of which is empty"
    );
}

/// Rules: 6.1, 1.3, 5.4
#[test]
fn a_restored_lot_continues_the_ticket_numbers() {
    let mut lot = restored(snapshot());
    for number in [0, 5, 7, 8] {
        let outcome = unchanged_on_error(&mut lot, |lot| lot.leave(ticket(number)));
        let error = LeaveError::TicketUsed { ticket: ticket(number) };
        assert_eq!(outcome, Err(error), "result of leaving with ticket {number}, which was used before the snapshot");
    }
    let outcome = unchanged_on_error(&mut lot, |lot| lot.leave(ticket(9)));
    assert_eq!(
        outcome,
        Err(LeaveError::UnknownTicket { ticket: ticket(9) }),
        "result of leaving with ticket 9, which was never issued"
    );
    assert_eq!(park(&mut lot, "NEW", VehicleKind::Car), ticket(9), "first ticket issued by the restored lot");
    let left = lot.leave(ticket(6)).map(|receipt| receipt.vehicle);
    assert_eq!(left, Ok(VehicleKind::Bus), "vehicle that leaves with a ticket from before the snapshot");
}

/// Rules: 6.1, 5.2
#[test]
fn a_stay_continues_through_a_snapshot() {
    let rate = Rate { hour: Money::from_cents(100), daily_cap: Money::from_cents(900) };
    let tariff = Hourly::by_vehicle(|_: &VehicleKind| rate);
    let clock = ManualClock::default();
    clock.set(Duration::from_secs(4 * 3_600));
    let mut lot =
        ParkingLot::restore(snapshot(), Rules { policy: FirstFit, tariff, clock: &clock }).expect("a snapshot");
    let receipt = lot.leave(ticket(2)).expect("A is in the lot");
    let expected = (Duration::from_secs(3 * 3_600), Money::from_cents(300));
    assert_eq!(
        (receipt.stay, receipt.fee),
        expected,
        "stay and fee of A, which entered at hour 1 and leaves at hour 4"
    );
}

/// Rules: 6.1
#[test]
fn try_from_restores_with_the_default_rules() {
    let mut lot = ParkingLot::try_from(snapshot()).expect("the snapshot of a lot");
    assert_eq!(lot.snapshot(), snapshot(), "snapshot of the restored lot");
    let receipt = lot.leave_without_ticket(&plate("BUS")).expect("the bus is in the lot");
    assert_eq!(receipt.fee, Money::ZERO, "fee with the default rules");
    let error = ParkingLot::try_from(Snapshot { levels: vec![], ..snapshot() }).map(|_| "a lot");
    assert_eq!(
        error,
        Err(RestoreError::Layout(LayoutError::NoLevels)),
        "result of restoring a snapshot without levels"
    );
}

/// Rules: 6.2
#[test]
fn restore_accepts_any_order_and_untrimmed_plates() {
    let mut shuffled = snapshot();
    shuffled.parked.reverse();
    shuffled.parked[0].plate = " bus ".to_owned();
    let mut lot = restored(shuffled);
    assert_eq!(lot.snapshot(), snapshot(), "snapshot of a lot restored from unsorted vehicles and an untrimmed plate");
    for number in [2, 3, 6] {
        let left = lot.leave(ticket(number)).map(|receipt| receipt.ticket);
        assert_eq!(left, Ok(ticket(number)), "ticket of a vehicle that leaves this lot");
    }
}

/// Rules: 6.1, 6.2
#[test]
fn tickets_are_equal_only_if_all_bits_are() {
    let numbers = [2, 2 + (1 << 8), 2 + (1 << 16), 2 + (1 << 32), 2 + (1 << 63)];
    let cars =
        (0..).zip(numbers).map(|(spot, number)| parked(number, &format!("A{spot}"), VehicleKind::Car, at(0, spot)));
    let whole = Snapshot { levels: levels(&[&["CCCCC"]]), next_ticket: ticket(u64::MAX), parked: cars.collect() };
    let mut lot = restored(whole.clone());
    assert_eq!(lot.snapshot(), whole, "snapshot of a lot with five tickets that differ only in one high bit");
    for (spot, number) in (0..).zip(numbers) {
        let text = format!("A{spot}");
        assert_eq!(lot.plate_at(at(0, spot)), Some(&plate(&text)), "plate on spot {spot}");
        assert_eq!(
            lot.leave(ticket(number)).map(|receipt| receipt.plate),
            Ok(plate(&text)),
            "plate of ticket {number}"
        );
    }
}

/// A change that makes a snapshot invalid.
type Fault = fn(&mut Snapshot);

/// Rules: 6.4, 6.5
#[rstest]
#[case::no_levels(|it: &mut Snapshot| it.levels.clear(), RestoreError::Layout(LayoutError::NoLevels))]
#[case::no_spots(
    |it: &mut Snapshot| it.levels.push(vec![vec![]]),
    RestoreError::Layout(LayoutError::NoSpots { level: 2 })
)]
#[case::ticket_not_issued_yet(
    |it: &mut Snapshot| it.next_ticket = ticket(6),
    RestoreError::TicketNotIssued { ticket: ticket(6), next: ticket(6) }
)]
#[case::largest_ticket(
    |it: &mut Snapshot| it.parked[0].ticket = ticket(u64::MAX),
    RestoreError::TicketNotIssued { ticket: ticket(u64::MAX), next: ticket(9) }
)]
#[case::duplicate_ticket(
    |it: &mut Snapshot| it.parked[2].ticket = ticket(2),
    RestoreError::DuplicateTicket { ticket: ticket(2) }
)]
#[case::blank_plate(
    |it: &mut Snapshot| it.parked[1].plate = " ".to_owned(),
    RestoreError::BlankPlate { ticket: ticket(3) }
)]
#[case::blank_plate_of_any_white_space(
    |it: &mut Snapshot| it.parked[1].plate = "\t\u{a0}\u{3000}".to_owned(),
    RestoreError::BlankPlate { ticket: ticket(3) }
)]
#[case::duplicate_plate_beyond_ascii(
    |it: &mut Snapshot| { it.parked[0].plate = "stra\u{df}e".to_owned(); it.parked[2].plate = "STRASSE\u{a0}".to_owned(); },
    RestoreError::DuplicatePlate { plate: plate("STRASSE") }
)]
#[case::duplicate_plate(
    |it: &mut Snapshot| it.parked[2].plate = "A".to_owned(),
    RestoreError::DuplicatePlate { plate: plate("A") }
)]
#[case::duplicate_plate_written_differently(
    |it: &mut Snapshot| it.parked[2].plate = " a ".to_owned(),
    RestoreError::DuplicatePlate { plate: plate("A") }
)]
#[case::shared_spot(
    |it: &mut Snapshot| it.parked[1].first = at(0, 1),
    RestoreError::Misfit { ticket: ticket(3), misfit: Misfit::Taken { spot: at(0, 1) } }
)]
#[case::shared_spot_in_reverse_ticket_order(
    |it: &mut Snapshot| { it.parked[1].first = at(0, 1); it.parked.reverse(); },
    RestoreError::Misfit { ticket: ticket(2), misfit: Misfit::Taken { spot: at(0, 1) } }
)]
#[case::spot_shared_with_a_bus(
    |it: &mut Snapshot| it.parked[1].first = at(1, 6),
    RestoreError::Misfit { ticket: ticket(6), misfit: Misfit::Taken { spot: at(1, 6) } }
)]
#[case::bus_beyond_the_end_of_a_row(
    |it: &mut Snapshot| it.parked[2].first = at(1, 4),
    RestoreError::Misfit { ticket: ticket(6), misfit: Misfit::RowEnds { spot: at(1, 8) } }
)]
#[case::bus_in_a_short_row(
    |it: &mut Snapshot| it.parked[2].first = SpotId { level: 1, row: 0, spot: 0 },
    RestoreError::Misfit { ticket: ticket(6), misfit: Misfit::RowEnds { spot: SpotId { level: 1, row: 0, spot: 4 } } }
)]
#[case::car_on_a_motorcycle_spot(
    |it: &mut Snapshot| { it.parked.remove(1); it.parked[0].first = at(0, 2); },
    RestoreError::Misfit { ticket: ticket(2), misfit: Misfit::TooSmall { spot: at(0, 2) } }
)]
#[case::missing_level(
    |it: &mut Snapshot| it.parked[0].first = SpotId { level: 2, row: 0, spot: 0 },
    RestoreError::Misfit {
        ticket: ticket(2),
        misfit: Misfit::NoSuchSpot { spot: SpotId { level: 2, row: 0, spot: 0 } },
    }
)]
#[case::a_high_bit_beside_the_level(
    |it: &mut Snapshot| it.parked[0].first = SpotId { level: usize::MAX / 2 + 1, ..at(0, 1) },
    RestoreError::Misfit {
        ticket: ticket(2),
        misfit: Misfit::NoSuchSpot { spot: SpotId { level: usize::MAX / 2 + 1, row: 0, spot: 1 } },
    }
)]
#[case::a_high_bit_beside_the_row(
    |it: &mut Snapshot| it.parked[0].first = at(usize::MAX / 2 + 1, 1),
    RestoreError::Misfit { ticket: ticket(2), misfit: Misfit::NoSuchSpot { spot: at(usize::MAX / 2 + 1, 1) } }
)]
#[case::largest_spot(
    |it: &mut Snapshot| it.parked[2].first = at(1, usize::MAX),
    RestoreError::Misfit { ticket: ticket(6), misfit: Misfit::NoSuchSpot { spot: at(1, usize::MAX) } }
)]
fn an_invalid_snapshot_is_rejected(#[case] fault: Fault, #[case] error: RestoreError) {
    let mut wrong = snapshot();
    fault(&mut wrong);
    let result = ParkingLot::<VehicleKind>::restore(wrong.clone(), Rules::default()).map(|_| "a lot");
    assert_eq!(result, Err(error), "result of restoring {wrong:?}");
}

/// Returns the spot at (row, spot) of level 1.
fn above(row: usize, spot: usize) -> SpotId {
    SpotId { level: 1, row, spot }
}

/// Rules: 3.5, 6.5
#[rstest]
#[case::taken_spot(VehicleKind::Car, above(0, 0), Misfit::Taken { spot: above(0, 0) })]
#[case::small_spot(VehicleKind::Car, above(0, 1), Misfit::TooSmall { spot: above(0, 1) })]
#[case::taken_and_small_spot(VehicleKind::Car, above(4, 0), Misfit::Taken { spot: above(4, 0) })]
#[case::after_the_end_of_the_row(VehicleKind::Car, above(0, 3), Misfit::NoSuchSpot { spot: above(0, 3) })]
#[case::empty_row(VehicleKind::Bus, above(1, 0), Misfit::NoSuchSpot { spot: above(1, 0) })]
#[case::bus_beyond_the_end_of_a_row(VehicleKind::Bus, above(2, 2), Misfit::RowEnds { spot: above(2, 6) })]
#[case::bus_over_a_compact_spot_and_the_end(VehicleKind::Bus, above(3, 1), Misfit::TooSmall { spot: above(3, 2) })]
#[case::bus_over_a_compact_spot_before_a_taken_one(
    VehicleKind::Bus,
    above(5, 0),
    Misfit::TooSmall { spot: above(5, 0) }
)]
#[case::bus_over_a_taken_spot_before_a_compact_one(VehicleKind::Bus, above(5, 1), Misfit::Taken { spot: above(5, 2) })]
fn a_vehicle_of_a_snapshot_is_checked_like_a_choice(
    #[case] kind: VehicleKind,
    #[case] first: SpotId,
    #[case] misfit: Misfit,
) {
    let wrong = Snapshot {
        levels: levels(&[&["LLLLLL"], &["CML", "", "LLLLLL", "LLCLL", "M", "CLLLC"]]),
        next_ticket: ticket(9),
        parked: vec![
            parked(1, "A", VehicleKind::Car, above(0, 0)),
            parked(2, "M", VehicleKind::Motorcycle, above(4, 0)),
            parked(3, "T", VehicleKind::Car, above(5, 2)),
            parked(4, "B", kind, first),
        ],
    };
    let result = ParkingLot::<VehicleKind>::restore(wrong, Rules::default()).map(|_| "a lot");
    let error = RestoreError::Misfit { ticket: ticket(4), misfit };
    assert_eq!(result, Err(error), "result of restoring a {kind:?} at {first}, after three vehicles with other spots");
}

/// Rules: 6.8, 1.3, 1.6
#[test]
fn the_largest_ticket_number_is_never_issued() {
    let mut lot = restored(Snapshot { next_ticket: ticket(u64::MAX - 1), ..snapshot() });
    assert_eq!(park(&mut lot, "X", VehicleKind::Car), ticket(u64::MAX - 1), "last ticket that can be issued");
    for kind in [VehicleKind::Motorcycle, VehicleKind::Bus] {
        let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("Y"), kind));
        assert_eq!(outcome, Err(ParkError::OutOfTickets), "result of parking a {kind:?} when no ticket is left");
    }
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("X"), VehicleKind::Car));
    let error = ParkError::AlreadyParked { plate: plate("X"), ticket: ticket(u64::MAX - 1) };
    assert_eq!(outcome, Err(error), "result of parking X again when no ticket is left");
    let whole = lot.snapshot();
    let mut lot = restored(whole.clone());
    assert_eq!(lot.snapshot(), whole, "snapshot of a lot that was restored when no ticket was left");
    let outcome = lot.park(plate("Y"), VehicleKind::Motorcycle);
    assert_eq!(outcome, Err(ParkError::OutOfTickets), "result of parking in the restored lot");
    let run = lot.spots_of(&plate("X")).expect("X is in the lot");
    assert_eq!(lot.plate_at(run.first), Some(&plate("X")), "plate on the spot of X, which has the last ticket");
    let left = lot.leave(ticket(u64::MAX - 1)).map(|receipt| receipt.plate);
    assert_eq!(left, Ok(plate("X")), "plate that leaves with the last ticket");
    assert_eq!(lot.plate_at(run.first), None, "plate on the spot of X, after it left");
}

/// Rules: 6.8, 1.6
#[test]
fn out_of_tickets_takes_precedence_over_no_room() {
    let mut lot = restored(Snapshot { levels: levels(&[&["C"]]), next_ticket: ticket(u64::MAX), parked: vec![] });
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert_eq!(outcome, Err(ParkError::OutOfTickets), "result of parking a bus that fits nowhere, without tickets");
}

/// Rules: 6.8
#[test]
fn a_lot_without_tickets_does_not_call_its_policy() {
    let calls = Cell::new(0);
    let policy = FnPolicy(|_: &Level<'_>, _| {
        calls.set(calls.get() + 1);
        None
    });
    let rules = Rules { policy, tariff: Free, clock: ManualClock::default() };
    let snapshot = Snapshot { levels: levels(&[&["C"]]), next_ticket: ticket(u64::MAX), parked: vec![] };
    let mut lot = ParkingLot::restore(snapshot, rules).expect("the snapshot of a lot");
    assert_eq!(lot.park(plate("CAR"), VehicleKind::Car), Err(ParkError::OutOfTickets), "result without tickets");
    assert_eq!(calls.get(), 0, "number of calls of the policy without tickets");
}

/// The usual vehicles, and two types that the lot does not know.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Traffic {
    Usual(VehicleKind),
    Truck,
    WideLoad(usize),
}

impl Vehicle for Traffic {
    fn requirement(&self) -> Requirement {
        match self {
            Self::Usual(kind) => kind.requirement(),
            Self::Truck => requirement(SpotSize::Compact, 2),
            Self::WideLoad(spots) => requirement(SpotSize::Large, *spots),
        }
    }
}

fn truck_lot<P: SpotPolicy>(levels: Levels, policy: P) -> ParkingLot<Traffic, P, Free, ManualClock> {
    let rules = Rules { policy, tariff: Free, clock: ManualClock::default() };
    ParkingLot::with_rules(levels, rules).expect("a lot with spots")
}

/// Rules: 6.9
#[rstest]
#[case::two_compact_spots(&["CC"], Some(at(0, 0)), Some(at(0, 0)))]
#[case::compact_and_large_spot(&["MCL"], Some(at(0, 1)), Some(at(0, 1)))]
#[case::two_compact_spots_after_large_ones(&["LLCLCC"], Some(at(0, 0)), Some(at(0, 4)))]
#[case::mixed_pair_before_two_large_spots(&["CLL", "LL"], Some(at(0, 0)), Some(at(0, 0)))]
#[case::separated_by_a_motorcycle_spot(&["CMC", "LM"], None, None)]
#[case::two_rows_of_one_spot(&["C", "C"], None, None)]
fn a_truck_takes_two_suitable_spots(
    #[case] rows: &[&str],
    #[case] first: Option<SpotId>,
    #[case] smallest: Option<SpotId>,
) {
    let requirement = requirement(SpotSize::Compact, 2);
    let mut lot = truck_lot(vec![level(rows)], FirstFit);
    let outcome = lot.park(plate("T"), Traffic::Truck).map(|_| first_spot(&lot, "T"));
    assert_eq!(outcome.ok().flatten(), first, "first spot of a truck in rows {rows:?} with FirstFit");
    let mut lot = truck_lot(vec![level(rows)], SmallestFit);
    let outcome = lot.park(plate("T"), Traffic::Truck).map(|_| first_spot(&lot, "T"));
    let expected = smallest.map(Some).ok_or(ParkError::NoRoom { requirement });
    assert_eq!(outcome, expected, "first spot of a truck in rows {rows:?} with SmallestFit");
}

/// Rules: 6.9
#[test]
fn trucks_share_a_lot_with_other_vehicles() {
    let mut lot = truck_lot(levels(&[&["CCLLLLLL"]]), FirstFit);
    let car = park(&mut lot, "A", Traffic::Usual(VehicleKind::Car));
    let truck = park(&mut lot, "T", Traffic::Truck);
    assert_eq!(lot.spots_of(&plate("T")), Some(Run { first: at(0, 1), spots: count(2) }), "run of the truck");
    park(&mut lot, "BUS", Traffic::Usual(VehicleKind::Bus));
    assert_eq!(first_spot(&lot, "BUS"), Some(at(0, 3)), "first spot of the bus, next to the truck");
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("U"), Traffic::Truck));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Compact, 2) };
    assert_eq!(outcome, Err(error), "result of parking a second truck when one spot is free");
    lot.leave(car).expect("A is in the lot");
    assert_eq!(
        lot.leave(truck).map(|receipt| receipt.vehicle),
        Ok(Traffic::Truck),
        "vehicle that leaves with the ticket of the truck"
    );
    assert_eq!(
        (lot.free(SpotSize::Compact), lot.free(SpotSize::Large)),
        (2, 1),
        "free compact and large spots after car and truck left"
    );
}

/// Rules: 6.9
#[rstest]
#[case::whole_row(150, 0)]
#[case::one_spot_less(149, 0)]
#[case::after_a_bus(145, 5)]
#[case::thousands_of_spots(3_000, 0)]
fn a_wide_load_takes_a_long_run(#[case] spots: usize, #[case] first: usize) {
    let longest = spots.max(150);
    // In a small stack, an operation overflows if it calls itself once per spot.
    let firsts = testkit::in_small_stack(|| {
        let mut lot = truck_lot(vec![vec![vec![SpotSize::Large; 50], vec![SpotSize::Large; longest]]], FirstFit);
        if first > 0 {
            park(&mut lot, "FILLER", Traffic::WideLoad(50));
            park(&mut lot, "BUS", Traffic::Usual(VehicleKind::Bus));
        }
        ["WIDE", "AGAIN"].map(|text| {
            let wide = park(&mut lot, text, Traffic::WideLoad(spots));
            let spot = first_spot(&lot, text);
            lot.leave(wide).expect("the wide load is in the lot");
            spot
        })
    });
    let expected = [Some(at(1, first)); 2];
    assert_eq!(
        firsts, expected,
        "first spots of a wide load of {spots} spots in a row of {longest}, and of a second one after it left"
    );
}

/// Rules: 6.9, 6.5, 0.3
#[rstest]
#[case::one_spot_too_many(3_001)]
#[case::as_many_as_the_lot_has(6_000)]
#[case::half_of_the_largest_number_plus_two(usize::MAX / 2 + 2)]
#[case::largest_number(usize::MAX)]
fn a_run_longer_than_every_row_is_rejected(#[case] spots: usize) {
    let mut lot = truck_lot(vec![vec![vec![SpotSize::Large; 3_000]; 2]], FirstFit);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("WIDE"), Traffic::WideLoad(spots)));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Large, spots) };
    assert_eq!(outcome, Err(error), "result of parking a wide load of {spots} spots in rows of 3,000");
    let mut wrong = lot.snapshot();
    wrong.next_ticket = ticket(1);
    wrong.parked.push(parked(0, "WIDE", Traffic::WideLoad(spots), at(1, 3)));
    let rules = Rules { policy: FirstFit, tariff: Free, clock: ManualClock::default() };
    let result = ParkingLot::restore(wrong, rules).map(|_| "a lot");
    let error = RestoreError::Misfit { ticket: ticket(0), misfit: Misfit::RowEnds { spot: at(1, 3_000) } };
    assert_eq!(result, Err(error), "result of restoring a wide load of {spots} spots at spot 3 of a row of 3,000");
}

/// Rules: 6.9, 5.8
#[test]
fn a_tariff_can_have_a_rate_for_trucks() {
    let tariff = Hourly::by_vehicle(|traffic: &Traffic| Rate {
        hour: Money::from_cents(if *traffic == Traffic::Truck { 700 } else { 100 }),
        daily_cap: Money::from_cents(9_000),
    });
    let rules = Rules { policy: FirstFit, tariff, clock: ManualClock::default() };
    let mut lot = ParkingLot::with_rules(vec![level(&["CCC"])], rules).expect("a lot with spots");
    park(&mut lot, "T", Traffic::Truck);
    let car = park(&mut lot, "A", Traffic::Usual(VehicleKind::Car));
    let fee = lot.leave(ticket(0)).map(|receipt| receipt.fee);
    assert_eq!(fee, Ok(Money::from_cents(700)), "fee of the truck for one started hour");
    assert_eq!(
        lot.leave(car).map(|receipt| receipt.fee),
        Ok(Money::from_cents(100)),
        "fee of the car for one started hour"
    );
}

/// Rules: 6.9, 6.5
#[test]
fn a_lot_with_trucks_can_be_restored() {
    let rules = || Rules { policy: FirstFit, tariff: Free, clock: ManualClock::default() };
    let whole = Snapshot {
        levels: vec![level(&["CCC", "CC"])],
        next_ticket: ticket(9),
        parked: vec![
            parked(4, "T", Traffic::Truck, at(0, 1)),
            parked(5, "A", Traffic::Usual(VehicleKind::Car), at(1, 0)),
        ],
    };
    let lot = ParkingLot::restore(whole.clone(), rules()).expect("a snapshot of trucks");
    assert_eq!(lot.snapshot(), whole, "snapshot of the restored lot");
    let mut wrong = whole;
    wrong.parked[0].first = at(0, 2);
    let result = ParkingLot::restore(wrong, rules()).map(|_| "a lot");
    let error = RestoreError::Misfit { ticket: ticket(4), misfit: Misfit::RowEnds { spot: at(0, 3) } };
    assert_eq!(result, Err(error), "result of restoring a truck at the last spot of a row");
}

/// Rules: 6.1, 6.2, 6.3
#[test]
fn law_a_restored_lot_behaves_like_the_original() {
    let cases = (any_levels(2), op_sequence(any_op()), op_sequence(any_op()));
    testkit::law(cases, |(TestLevels(levels), before, after)| {
        let clock = ManualClock::default();
        let rules = || Rules { policy: SmallestFit, tariff: Free, clock: &clock };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules()).expect("there is a spot");
        let mut model = Model::new(levels, requirement_of);
        for op in before {
            apply(&mut lot, &mut model, &clock, Model::smallest_fit, &op);
        }
        let mut restored = ParkingLot::restore(lot.snapshot(), rules()).expect("the snapshot of a lot");
        assert_eq!(restored.snapshot(), lot.snapshot(), "snapshot of the restored lot, compared with the original lot");
        for op in after {
            apply(&mut restored, &mut model, &clock, Model::smallest_fit, &op);
            assert_same_vehicles(restored.snapshot(), &model, &op);
            assert_same_lookups(&restored, &model, &op);
            assert_same_counts(&restored, &model, &op);
        }
    });
}

/// A vehicle of a snapshot.
#[derive(Clone)]
struct Record {
    number: u64,
    nth: usize,
    kind: VehicleKind,
    first: SpotId,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, nth, kind, first } = self;
        write!(f, "ticket {number}: {kind:?} {:?} at {first}", nth_plate(*nth).as_str())
    }
}

/// Rules: 6.4, 6.5, 6.6
#[test]
fn law_restore_accepts_only_valid_snapshots() {
    let first = (0..2usize, 0..3usize, 0..8usize).prop_map(|(level, row, spot)| SpotId { level, row, spot });
    let kind = proptest::sample::select(all::<VehicleKind>().collect::<Vec<_>>());
    let record = (0..9u64, 0..9usize, kind, first);
    let record = record.prop_map(|(number, nth, kind, first)| Record { number, nth, kind, first });
    let cases = (any_levels(2), 0..12u64, proptest::collection::vec(record, 0..4));
    testkit::law(cases, |(TestLevels(levels), next, records)| {
        let vehicle = |it: &Record| parked(it.number, nth_plate(it.nth).as_str(), it.kind, it.first);
        let snapshot = Snapshot {
            levels: levels.clone(),
            next_ticket: ticket(next),
            parked: records.iter().map(vehicle).collect(),
        };
        let mut model = Model::new(levels, requirement_of);
        let mut valid = true;
        for Record { number, nth, kind, first } in records {
            let known = model.parked.iter().any(|it| it.ticket == number || it.plate == nth_plate(nth));
            valid = valid && number < next && !known && model.misfit(first, requirement_of(kind)).is_none();
            if valid {
                model.next_ticket = number;
                model.admit(&nth_plate(nth), kind, first);
            }
        }
        match ParkingLot::<VehicleKind>::restore(snapshot.clone(), Rules::default()) {
            Ok(lot) => {
                assert!(valid, "restore accepted an invalid snapshot: {snapshot:?}");
                let mut sorted = snapshot;
                sorted.parked.sort_by_key(|parked| parked.ticket);
                assert_eq!(lot.snapshot(), sorted, "snapshot of the restored lot");
                assert_same_counts(&lot, &model, &"restoring the lot");
                assert_same_lookups(&lot, &model, &"restoring the lot");
            }
            Err(error) => assert!(!valid, "restore rejected a valid snapshot with {error:?}: {snapshot:?}"),
        }
    });
}

/// A vehicle with any requirement.
#[derive(Clone, Copy, PartialEq)]
struct AnyVehicle(SpotSize, usize);

impl Vehicle for AnyVehicle {
    fn requirement(&self) -> Requirement {
        requirement(self.0, self.1)
    }
}

impl fmt::Debug for AnyVehicle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {:?}", self.1, self.0)
    }
}

/// An operation with such a vehicle.
#[derive(Clone)]
enum Op {
    Park(AnyVehicle),
    Leave(u64),
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Park(vehicle) => write!(f, "park({vehicle:?})"),
            Self::Leave(number) => write!(f, "leave(ticket {number})"),
        }
    }
}

/// Generates levels of long rows, which consist of blocks of equal spots.
fn long_rows() -> impl Strategy<Value = TestLevels> + 'static {
    let sizes: Vec<_> = all::<SpotSize>().collect();
    let alike = (proptest::sample::select(sizes), 1..70usize).prop_map(|(size, spots)| vec![size; spots]);
    let large = (1..200usize).prop_map(|spots| vec![SpotSize::Large; spots]);
    let part = prop_oneof![alike, large];
    let row = proptest::collection::vec(part, 1..4).prop_map(|parts| parts.concat());
    let level = proptest::collection::vec(row, 1..4);
    proptest::collection::vec(level, 1..4).prop_map(TestLevels)
}

/// The size of a spot, and the ticket that holds it.
type NaiveSpot = (SpotSize, Option<u64>);

/// The spots of a lot, searched one by one.
struct NaiveSpots(Vec<Vec<Vec<NaiveSpot>>>);

impl NaiveSpots {
    fn new(levels: &Levels) -> Self {
        let row = |row: &Vec<SpotSize>| row.iter().map(|&size| (size, None)).collect();
        Self(levels.iter().map(|rows| rows.iter().map(row).collect()).collect())
    }

    /// Returns the lowest run on a level.
    fn first_run(&self, level: usize, sizes: &RangeInclusive<SpotSize>, spots: usize) -> Option<Place> {
        let is_suitable = |(size, holder): &NaiveSpot| holder.is_none() && sizes.contains(size);
        self.0[level].iter().enumerate().find_map(|(row, all)| {
            let spot = all.windows(spots).position(|run| run.iter().all(is_suitable))?;
            Some(Place { row, spot })
        })
    }

    /// Sets the ticket that holds the spots of a run.
    fn set(&mut self, run: Run, holder: Option<u64>) {
        let Run { first, spots } = run;
        for spot in &mut self.0[first.level][first.row][first.spot..first.spot + spots.get()] {
            spot.1 = holder;
        }
    }
}

/// Rules: 6.9, 2.3, 3.7
#[test]
fn a_vehicle_frees_all_spots_of_a_mixed_run() {
    let sizes = || all::<SpotSize>();
    let rows =
        sizes().flat_map(|first| sizes().flat_map(move |second| sizes().map(move |third| [first, second, third])));
    for row in rows {
        for (smallest, spots) in sizes().flat_map(|size| [(size, 1), (size, 2), (size, 3)]) {
            let levels = vec![vec![row.to_vec()]];
            let rules = Rules { policy: FirstFit, tariff: Free, clock: ManualClock::default() };
            let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("a lot with spots");
            let mut naive = NaiveSpots::new(&levels);
            let vehicle = AnyVehicle(smallest, spots);
            let Ok(leaving) = lot.park(plate("A"), vehicle) else { continue };
            let run = lot.spots_of(&plate("A")).expect("A is in the lot");
            for other in 0.. {
                let Ok(number) = lot.park(nth_plate(other), AnyVehicle(SpotSize::Motorcycle, 1)) else { break };
                naive.set(lot.spots_of(&nth_plate(other)).expect("it is in the lot"), Some(number.number()));
            }
            assert!(lot.leave(leaving).is_ok(), "A leaves the row {row:?}");
            naive.set(run, None);
            let level = lot.level(0).expect("the lot has a level");
            for (sizes, spots) in
                sizes().flat_map(|size| [(size..=SpotSize::Large, 1), (size..=size, 1), (size..=size, spots)])
            {
                assert_eq!(
                    level.first_run(sizes.clone(), count(spots)),
                    naive.first_run(0, &sizes, spots),
                    "lowest run of {spots} spots of {sizes:?} in the row {row:?}, which was full until {vehicle:?} left"
                );
            }
        }
    }
}

/// Rules: 6.9, 3.7, 3.8
#[test]
fn law_any_requirement_is_met_if_a_run_fits() {
    let size = || proptest::sample::select(all::<SpotSize>().collect::<Vec<_>>());
    let spots = prop_oneof![1..7usize, 1..70usize, 60..200usize];
    let op = prop_oneof![
        3 => (size(), spots).prop_map(|(size, spots)| Op::Park(AnyVehicle(size, spots))),
        2 => (0..20u64).prop_map(Op::Leave),
    ];
    testkit::law((long_rows(), proptest::collection::vec(op, 0..30)), |(TestLevels(levels), ops)| {
        let rules = Rules { policy: SmallestFit, tariff: Free, clock: ManualClock::default() };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut naive = NaiveSpots::new(&levels);
        let mut runs = BTreeMap::new();
        let mut next = 0;
        for (nth, op) in ops.into_iter().enumerate() {
            match op {
                Op::Park(AnyVehicle(smallest, spots)) => {
                    let mut chosen = None;
                    for (number, largest) in
                        (0..levels.len()).flat_map(|level| all::<SpotSize>().map(move |size| (level, size)))
                    {
                        let sizes = smallest..=largest;
                        let expected = naive.first_run(number, &sizes, spots);
                        let level = lot.level(number).expect("a level below levels()");
                        let first = level.first_run(sizes.clone(), count(spots));
                        assert_eq!(
                            first, expected,
                            "lowest run of {spots} spots of {sizes:?} on level {number}, before {op:?}"
                        );
                        chosen = chosen.or(expected.map(|place| place.on(number)));
                    }
                    let vehicle = AnyVehicle(smallest, spots);
                    let parked = lot.park(nth_plate(nth), vehicle);
                    let error = ParkError::NoRoom { requirement: vehicle.requirement() };
                    assert_eq!(parked, chosen.map(|_| ticket(next)).ok_or(error), "result of {op:?}");
                    let run = chosen.map(|first| Run { first, spots: count(spots) });
                    assert_eq!(lot.spots_of(&nth_plate(nth)), run, "run of the vehicle after {op:?}");
                    if let Some(run) = run {
                        naive.set(run, Some(next));
                        runs.insert(next, run);
                        next += 1;
                    }
                }
                Op::Leave(number) => {
                    let run = runs.remove(&number);
                    assert_eq!(lot.leave(ticket(number)).is_ok(), run.is_some(), "whether {op:?} succeeds");
                    if let Some(run) = run {
                        naive.set(run, None);
                    }
                }
            }
        }
        for size in all::<SpotSize>() {
            let free = |(it, holder): &&NaiveSpot| *it == size && holder.is_none();
            let recount = naive.0.iter().flatten().flatten().filter(free).count();
            assert_eq!(lot.free(size), recount, "free {size:?} spots after all operations");
        }
        let run_at = |spot: SpotId| lot.plate_at(spot).and_then(|plate| lot.spots_of(plate));
        for (level, rows) in naive.0.iter().enumerate() {
            for (row, spots) in rows.iter().enumerate() {
                for (spot, (_, holder)) in spots.iter().enumerate() {
                    let spot = SpotId { level, row, spot };
                    let expected = holder.and_then(|number| runs.get(&number).copied());
                    assert_eq!(run_at(spot), expected, "run of the vehicle on {spot} after all operations");
                }
            }
        }
    });
}
