//! # Snapshots and trucks
//!
//! Two changes at once, and both should be easy.
//!
//! The lot has to survive the night: somebody writes a snapshot to a file and reads it the next morning. `restore`
//! creates a lot from the snapshot and from rules, and `TryFrom` does so with the usual rules. But a file can be wrong.
//! `restore` has to check all that a lot guarantees: no spot holds two vehicles, a bus stands in one row, no plate and
//! no ticket occurs twice, and no ticket is one that has not been issued yet. Each mistake has its own error. You have
//! already written some of these checks, for policies that are not trusted.
//!
//! Then a truck comes. It takes two spots, compact or large, and your code does not know it: it is a type of the suite.
//! If a vehicle is a requirement, your lot needs no change for it, nor for a wide load that takes a hundred spots.
//!
//! Look up: `TryFrom`; `thiserror`'s `#[from]`.
//!
//! Time box: 25 minutes.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use enum_iterator::all;
use parking_lot::{
    FirstFit, Free, Hourly, LayoutError, LeaveError, Misfit, Money, ParkError, ParkedVehicle, ParkingLot, Place, Rate,
    Requirement, RestoreError, Rules, Run, SmallestFit, Snapshot, SpotId, SpotPolicy, SpotSize, Timestamp, Vehicle,
    VehicleKind,
};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::support::{
    Levels, ManualClock, Model, Shown, all_that_happens, any_levels, assert_same_counts, assert_same_lookups,
    assert_same_vehicles, at, count, level, levels, needs, nth_plate, park, plate, refused, requirement, stands, step,
    steps, ticket,
};

fn at_hour(hour: u64) -> Timestamp {
    Timestamp::at(Duration::from_secs(3_600 * hour))
}

fn parked<V>(number: u64, plate: &str, vehicle: V, first: SpotId) -> ParkedVehicle<V> {
    ParkedVehicle { ticket: ticket(number), plate: plate.to_owned(), vehicle, first, entered: at_hour(1) }
}

/// A snapshot with a car, a motorcycle and a bus, when nine tickets were issued, the last two of which are used.
fn snapshot() -> Snapshot {
    Snapshot {
        levels: levels(&[&["CCM", "LLLLLLLL"], &["LLLL", "LLLLL"]]),
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

#[test]
fn a_snapshot_is_written_so_that_people_can_read_it() {
    let rules = Rules { policy: FirstFit, tariff: Free, clock: ManualClock::default() };
    rules.clock.set(Duration::new(3_600, 5));
    let mut lot = ParkingLot::with_rules(levels(&[&["MC", ""], &["L"]]), rules).expect("a lot with spots");
    let first = park(&mut lot, "x", VehicleKind::Car);
    lot.leave(first).expect("x is in the lot");
    park(&mut lot, "ab 1", VehicleKind::Car);
    let written = serde_json::to_value(lot.snapshot()).expect("a snapshot can be written");
    let asked = json!({
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
    assert_eq!(written, asked, "the snapshot as JSON");
}

#[test]
fn a_lot_comes_back_from_what_was_written() {
    let written = serde_json::to_string(&snapshot()).expect("a snapshot can be written");
    let read: Snapshot = serde_json::from_str(&written).expect("what was written can be read");
    let lot = restored(read);
    assert_eq!(lot.snapshot(), snapshot(), "the snapshot of the restored lot, and the one that it was made of");
    let bus = Run { first: at(1, 2), spots: count(5) };
    assert_eq!(lot.spots_of(&plate("BUS")), Some(bus), "the spots of the bus");
    assert_eq!(lot.plate_at(at(1, 6)), Some(&plate("BUS")), "who stands on the last spot of the bus");
    assert_eq!(lot.plate_at(at(1, 7)), None, "nobody stands beside the bus");
    let free = [SpotSize::Motorcycle, SpotSize::Compact, SpotSize::Large].map(|size| lot.free(size));
    assert_eq!(free, [0, 1, 12], "free spots: motorcycle, compact, large");
}

#[test]
fn tickets_go_on_rising_in_a_restored_lot() {
    let mut lot = restored(snapshot());
    for number in [0, 5, 7, 8] {
        let outcome = refused(&mut lot, |lot| lot.leave(ticket(number)));
        let error = LeaveError::TicketUsed { ticket: ticket(number) };
        assert_eq!(outcome, Err(error), "ticket {number} was issued before the snapshot, and used");
    }
    let outcome = refused(&mut lot, |lot| lot.leave(ticket(9)));
    assert_eq!(outcome, Err(LeaveError::UnknownTicket { ticket: ticket(9) }), "ticket 9 is the next to be issued");
    assert_eq!(park(&mut lot, "NEW", VehicleKind::Car), ticket(9), "the first ticket after the snapshot");
    let left = lot.leave(ticket(6)).map(|receipt| receipt.vehicle);
    assert_eq!(left, Ok(VehicleKind::Bus), "who leaves with a ticket that was issued before the snapshot");
}

#[test]
fn a_stay_continues_through_a_snapshot() {
    let rate = Rate { hour: Money::from_cents(100), daily_cap: Money::from_cents(900) };
    let tariff = Hourly::by_vehicle(|_: &VehicleKind| rate);
    let clock = ManualClock::default();
    clock.set(Duration::from_secs(4 * 3_600));
    let mut lot =
        ParkingLot::restore(snapshot(), Rules { policy: FirstFit, tariff, clock: &clock }).expect("a snapshot");
    let receipt = lot.leave(ticket(2)).expect("A is in the lot");
    let asked = (Duration::from_secs(3 * 3_600), Money::from_cents(300));
    assert_eq!((receipt.stay, receipt.fee), asked, "stay and fee of A, which came at one and leaves at four");
}

#[test]
fn a_snapshot_becomes_a_lot_by_the_usual_rules() {
    let mut lot = ParkingLot::try_from(snapshot()).expect("the snapshot of a lot");
    assert_eq!(lot.snapshot(), snapshot(), "the snapshot of the restored lot, and the one that it was made of");
    let receipt = lot.leave_without_ticket(&plate("BUS")).expect("the bus is in the lot");
    assert_eq!(receipt.fee, Money::ZERO, "parking is free by the usual rules");
    let error = ParkingLot::try_from(Snapshot { levels: vec![], ..snapshot() }).map(|_| "a lot");
    assert_eq!(error, Err(RestoreError::Layout(LayoutError::NoLevels)), "a snapshot without levels");
}

#[test]
fn restore_accepts_any_order_and_untrimmed_plates() {
    let mut shuffled = snapshot();
    shuffled.parked.reverse();
    shuffled.parked[0].plate = " bus ".to_owned();
    assert_eq!(restored(shuffled).snapshot(), snapshot(), "a lot gives its vehicles by ticket, with trimmed plates");
}

/// Something that is wrong with a snapshot.
type Fault = fn(&mut Snapshot);

#[rstest]
#[case::no_levels(|it: &mut Snapshot| it.levels.clear(), RestoreError::Layout(LayoutError::NoLevels))]
#[case::no_spots(
    |it: &mut Snapshot| it.levels.push(vec![vec![]]),
    RestoreError::Layout(LayoutError::NoSpots { level: 2 })
)]
#[case::a_ticket_to_come(
    |it: &mut Snapshot| it.next_ticket = ticket(6),
    RestoreError::TicketToCome { ticket: ticket(6), next: ticket(6) }
)]
#[case::a_ticket_far_away(
    |it: &mut Snapshot| it.parked[0].ticket = ticket(u64::MAX),
    RestoreError::TicketToCome { ticket: ticket(u64::MAX), next: ticket(9) }
)]
#[case::a_ticket_twice(
    |it: &mut Snapshot| it.parked[2].ticket = ticket(2),
    RestoreError::TicketTwice { ticket: ticket(2) }
)]
#[case::a_blank_plate(
    |it: &mut Snapshot| it.parked[1].plate = " ".to_owned(),
    RestoreError::BlankPlate { ticket: ticket(3) }
)]
#[case::a_plate_twice(
    |it: &mut Snapshot| it.parked[2].plate = "A".to_owned(),
    RestoreError::PlateTwice { plate: plate("A") }
)]
#[case::a_plate_twice_written_otherwise(
    |it: &mut Snapshot| it.parked[2].plate = " a ".to_owned(),
    RestoreError::PlateTwice { plate: plate("A") }
)]
#[case::a_spot_taken_twice(
    |it: &mut Snapshot| it.parked[1].first = at(0, 1),
    RestoreError::Misfit { ticket: ticket(3), misfit: Misfit::Taken { spot: at(0, 1) } }
)]
#[case::a_spot_taken_twice_by_part_of_a_bus(
    |it: &mut Snapshot| it.parked[1].first = at(1, 6),
    RestoreError::Misfit { ticket: ticket(6), misfit: Misfit::Taken { spot: at(1, 6) } }
)]
#[case::a_bus_over_two_rows(
    |it: &mut Snapshot| it.parked[2].first = at(1, 4),
    RestoreError::Misfit { ticket: ticket(6), misfit: Misfit::RowEnds { spot: at(1, 8) } }
)]
#[case::a_bus_in_a_row_that_is_too_short(
    |it: &mut Snapshot| it.parked[2].first = SpotId { level: 1, row: 0, spot: 0 },
    RestoreError::Misfit { ticket: ticket(6), misfit: Misfit::RowEnds { spot: SpotId { level: 1, row: 0, spot: 4 } } }
)]
#[case::a_car_on_a_small_spot(
    |it: &mut Snapshot| { it.parked.remove(1); it.parked[0].first = at(0, 2); },
    RestoreError::Misfit { ticket: ticket(2), misfit: Misfit::TooSmall { spot: at(0, 2) } }
)]
#[case::a_spot_that_is_not_there(
    |it: &mut Snapshot| it.parked[0].first = SpotId { level: 2, row: 0, spot: 0 },
    RestoreError::Misfit {
        ticket: ticket(2),
        misfit: Misfit::NoSuchSpot { spot: SpotId { level: 2, row: 0, spot: 0 } },
    }
)]
#[case::a_spot_far_away(
    |it: &mut Snapshot| it.parked[2].first = at(1, usize::MAX),
    RestoreError::Misfit { ticket: ticket(6), misfit: Misfit::NoSuchSpot { spot: at(1, usize::MAX) } }
)]
fn an_invalid_snapshot_is_refused(#[case] fault: Fault, #[case] error: RestoreError) {
    let mut wrong = snapshot();
    fault(&mut wrong);
    let refusal = ParkingLot::<VehicleKind>::restore(wrong.clone(), Rules::default()).map(|_| "a lot");
    assert_eq!(refusal, Err(error), "{wrong:?}");
}

#[test]
fn the_last_ticket_of_all_is_never_issued() {
    let mut lot = restored(Snapshot { next_ticket: ticket(u64::MAX - 1), ..snapshot() });
    assert_eq!(park(&mut lot, "X", VehicleKind::Car), ticket(u64::MAX - 1), "the last ticket but one");
    for kind in [VehicleKind::Motorcycle, VehicleKind::Bus] {
        let outcome = refused(&mut lot, |lot| lot.park(plate("Y"), kind));
        assert_eq!(outcome, Err(ParkError::OutOfTickets), "a {kind:?}, when no ticket is left, whether it fits or not");
    }
    let outcome = refused(&mut lot, |lot| lot.park(plate("X"), VehicleKind::Car));
    let error = ParkError::AlreadyParked { plate: plate("X"), ticket: ticket(u64::MAX - 1) };
    assert_eq!(outcome, Err(error), "X comes again: the first reason in the order of ParkError");
}

/// What comes to a lot of the suite's own: vehicles that this kata has never heard of, and those that it has.
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

fn trucks<P: SpotPolicy>(levels: Levels, policy: P) -> ParkingLot<Traffic, P, Free, ManualClock> {
    let rules = Rules { policy, tariff: Free, clock: ManualClock::default() };
    ParkingLot::with_rules(levels, rules).expect("a lot with spots")
}

#[rstest]
#[case::two_compact_spots(&["CC"], Some(at(0, 0)), Some(at(0, 0)))]
#[case::a_compact_and_a_large_one(&["MCL"], Some(at(0, 1)), Some(at(0, 1)))]
#[case::the_smallest_are_two_compact_ones(&["LLCLCC"], Some(at(0, 0)), Some(at(0, 4)))]
#[case::a_mixed_pair_is_as_large_as_two_large_ones(&["CLL", "LL"], Some(at(0, 0)), Some(at(0, 0)))]
#[case::beside_a_small_one(&["CMC", "LM"], None, None)]
#[case::across_the_end_of_a_row(&["C", "C"], None, None)]
fn a_truck_takes_two_spots(#[case] rows: &[&str], #[case] first: Option<SpotId>, #[case] smallest: Option<SpotId>) {
    let requirement = requirement(SpotSize::Compact, 2);
    let mut lot = trucks(vec![level(rows)], FirstFit);
    let outcome = lot.park(plate("T"), Traffic::Truck).map(|_| stands(&lot, "T"));
    assert_eq!(outcome.ok().flatten(), first, "the first spot of a truck in {rows:?}, by first fit");
    let mut lot = trucks(vec![level(rows)], SmallestFit);
    let outcome = lot.park(plate("T"), Traffic::Truck).map(|_| stands(&lot, "T"));
    let asked = smallest.map(Some).ok_or(ParkError::NoRoom { requirement });
    assert_eq!(outcome, asked, "the first spot of a truck in {rows:?}, by smallest fit");
}

#[test]
fn trucks_and_others_share_a_lot() {
    let mut lot = trucks(levels(&[&["CCLLLLLL"]]), FirstFit);
    let car = park(&mut lot, "A", Traffic::Usual(VehicleKind::Car));
    let truck = park(&mut lot, "T", Traffic::Truck);
    assert_eq!(lot.spots_of(&plate("T")), Some(Run { first: at(0, 1), spots: count(2) }), "the spots of the truck");
    park(&mut lot, "BUS", Traffic::Usual(VehicleKind::Bus));
    assert_eq!(stands(&lot, "BUS"), Some(at(0, 3)), "the bus stands behind the truck");
    let outcome = refused(&mut lot, |lot| lot.park(plate("U"), Traffic::Truck));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Compact, 2) };
    assert_eq!(outcome, Err(error), "a second truck comes to a full lot");
    lot.leave(car).expect("A is in the lot");
    assert_eq!(
        lot.leave(truck).map(|receipt| receipt.vehicle),
        Ok(Traffic::Truck),
        "who leaves with the truck's ticket"
    );
    assert_eq!((lot.free(SpotSize::Compact), lot.free(SpotSize::Large)), (2, 1), "free compact and large spots");
}

#[rstest]
#[case::as_long_as_the_row(150, 0)]
#[case::a_little_shorter(149, 0)]
#[case::behind_a_bus(145, 5)]
fn a_wide_load_takes_as_many_as_it_needs(#[case] spots: usize, #[case] first: usize) {
    let mut lot = trucks(vec![vec![vec![SpotSize::Large; 50], vec![SpotSize::Large; 150]]], FirstFit);
    if first > 0 {
        park(&mut lot, "FILLER", Traffic::WideLoad(50));
        park(&mut lot, "BUS", Traffic::Usual(VehicleKind::Bus));
    }
    let wide = park(&mut lot, "WIDE", Traffic::WideLoad(spots));
    assert_eq!(stands(&lot, "WIDE"), Some(at(1, first)), "the first of {spots} spots in a row of 150");
    lot.leave(wide).expect("the wide load is in the lot");
    park(&mut lot, "AGAIN", Traffic::WideLoad(spots));
    assert_eq!(stands(&lot, "AGAIN"), Some(at(1, first)), "the same for another one, after it has left");
}

#[rstest]
#[case::one_too_many(151)]
#[case::more_than_the_lot_has(300)]
#[case::more_than_anything_has(usize::MAX)]
fn a_run_longer_than_every_row_is_refused(#[case] spots: usize) {
    let mut lot = trucks(vec![vec![vec![SpotSize::Large; 150]; 2]], FirstFit);
    let outcome = refused(&mut lot, |lot| lot.park(plate("WIDE"), Traffic::WideLoad(spots)));
    let error = ParkError::NoRoom { requirement: requirement(SpotSize::Large, spots) };
    assert_eq!(outcome, Err(error), "{spots} spots in rows of 150");
}

#[test]
fn a_tariff_may_know_trucks() {
    let tariff = Hourly::by_vehicle(|traffic: &Traffic| Rate {
        hour: Money::from_cents(if *traffic == Traffic::Truck { 700 } else { 100 }),
        daily_cap: Money::from_cents(9_000),
    });
    let rules = Rules { policy: FirstFit, tariff, clock: ManualClock::default() };
    let mut lot = ParkingLot::with_rules(vec![level(&["CCC"])], rules).expect("a lot with spots");
    park(&mut lot, "T", Traffic::Truck);
    let car = park(&mut lot, "A", Traffic::Usual(VehicleKind::Car));
    let fee = lot.leave(ticket(0)).map(|receipt| receipt.fee);
    assert_eq!(fee, Ok(Money::from_cents(700)), "what the truck pays for an hour begun");
    assert_eq!(lot.leave(car).map(|receipt| receipt.fee), Ok(Money::from_cents(100)), "what the car pays for it");
}

#[test]
fn a_lot_of_trucks_is_restored_too() {
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
    assert_eq!(lot.snapshot(), whole, "the snapshot of the restored lot, and the one that it was made of");
    let mut wrong = whole;
    wrong.parked[0].first = at(0, 2);
    let refusal = ParkingLot::restore(wrong, rules()).map(|_| "a lot");
    let error = RestoreError::Misfit { ticket: ticket(4), misfit: Misfit::RowEnds { spot: at(0, 3) } };
    assert_eq!(refusal, Err(error), "a truck that stands on the last spot of a row and the first of the next");
}

#[test]
fn law_a_restored_lot_goes_on_as_the_one_that_it_was() {
    let cases = (any_levels(2), steps(all_that_happens()), steps(all_that_happens()));
    testkit::law(cases, |(Shown(levels), before, after)| {
        let clock = ManualClock::default();
        let rules = || Rules { policy: SmallestFit, tariff: Free, clock: &clock };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules()).expect("there is a spot");
        let mut model = Model::new(levels, needs);
        for op in before {
            step(&mut lot, &mut model, &clock, Model::smallest_fit, &op);
        }
        let mut restored = ParkingLot::restore(lot.snapshot(), rules()).expect("the snapshot of a lot");
        assert_eq!(restored.snapshot(), lot.snapshot(), "the snapshots of the restored lot and of the first one");
        for op in after {
            step(&mut restored, &mut model, &clock, Model::smallest_fit, &op);
            assert_same_vehicles(restored.snapshot(), &model, &op);
            assert_same_lookups(&restored, &model, &op);
            assert_same_counts(&restored, &model, &op);
        }
    });
}

/// A vehicle of a snapshot in a law; its plate is one of a few.
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
        write!(f, "ticket {number}: the {kind:?} {:?} at {first}", nth_plate(*nth).as_str())
    }
}

#[test]
fn law_restore_accepts_exactly_the_valid_snapshots() {
    let first = (0..2usize, 0..3usize, 0..8usize).prop_map(|(level, row, spot)| SpotId { level, row, spot });
    let kind = proptest::sample::select(all::<VehicleKind>().collect::<Vec<_>>());
    let record = (0..9u64, 0..9usize, kind, first);
    let record = record.prop_map(|(number, nth, kind, first)| Record { number, nth, kind, first });
    let cases = (any_levels(2), 0..12u64, proptest::collection::vec(record, 0..4));
    testkit::law(cases, |(Shown(levels), next, records)| {
        let vehicle = |it: &Record| parked(it.number, nth_plate(it.nth).as_str(), it.kind, it.first);
        let snapshot = Snapshot {
            levels: levels.clone(),
            next_ticket: ticket(next),
            parked: records.iter().map(vehicle).collect(),
        };
        let mut model = Model::new(levels, needs);
        let mut sound = true;
        for Record { number, nth, kind, first } in records {
            let known = model.parked.iter().any(|it| it.ticket == number || it.plate == nth_plate(nth));
            sound = sound && number < next && !known && model.misfit(first, needs(kind)).is_none();
            if sound {
                model.next_ticket = number;
                model.admit(&nth_plate(nth), kind, first);
            }
        }
        match ParkingLot::<VehicleKind>::restore(snapshot.clone(), Rules::default()) {
            Ok(lot) => {
                assert!(sound, "this is no snapshot of a lot, and was taken for one: {snapshot:?}");
                let mut sorted = snapshot;
                sorted.parked.sort_by_key(|parked| parked.ticket);
                assert_eq!(lot.snapshot(), sorted, "the snapshot of the restored lot, and the one that it was made of");
                assert_same_counts(&lot, &model, &"restoring");
                assert_same_lookups(&lot, &model, &"restoring");
            }
            Err(error) => assert!(!sound, "this is a snapshot of a lot, and was refused as {error:?}: {snapshot:?}"),
        }
    });
}

/// A vehicle that asks for anything.
#[derive(Clone, Copy, PartialEq)]
struct Odd(SpotSize, usize);

impl Vehicle for Odd {
    fn requirement(&self) -> Requirement {
        requirement(self.0, self.1)
    }
}

impl fmt::Debug for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {:?}", self.1, self.0)
    }
}

/// A step of a law where such vehicles come and go.
#[derive(Clone)]
enum Visit {
    Park(Odd),
    Leave(u64),
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Park(odd) => write!(f, "park({odd:?})"),
            Self::Leave(number) => write!(f, "leave(ticket {number})"),
        }
    }
}

/// Levels of long rows, in which spots of one size lie side by side.
fn long_rows() -> impl Strategy<Value = Shown> + 'static {
    let sizes: Vec<_> = all::<SpotSize>().collect();
    let alike = (proptest::sample::select(sizes), 1..70usize).prop_map(|(size, spots)| vec![size; spots]);
    let large = (1..200usize).prop_map(|spots| vec![SpotSize::Large; spots]);
    let part = prop_oneof![alike, large];
    let row = proptest::collection::vec(part, 1..4).prop_map(|parts| parts.concat());
    let level = proptest::collection::vec(row, 1..4);
    proptest::collection::vec(level, 1..4).prop_map(Shown)
}

/// How large a spot is, and whose.
type PlannedSpot = (SpotSize, Option<u64>);

/// The spots of such levels.
struct Plan(Vec<Vec<Vec<PlannedSpot>>>);

impl Plan {
    fn new(levels: &Levels) -> Self {
        let row = |row: &Vec<SpotSize>| row.iter().map(|&size| (size, None)).collect();
        Self(levels.iter().map(|rows| rows.iter().map(row).collect()).collect())
    }

    /// The lowest run on a level, by a look at one place after another.
    fn first_run(&self, level: usize, sizes: &RangeInclusive<SpotSize>, spots: usize) -> Option<Place> {
        let will_do = |(size, whose): &PlannedSpot| whose.is_none() && sizes.contains(size);
        self.0[level].iter().enumerate().find_map(|(row, all)| {
            let spot = all.windows(spots).position(|run| run.iter().all(will_do))?;
            Some(Place { row, spot })
        })
    }

    /// Gives the spots of a run to a ticket, or to nobody.
    fn set(&mut self, run: Run, whose: Option<u64>) {
        let Run { first, spots } = run;
        for spot in &mut self.0[first.level][first.row][first.spot..first.spot + spots.get()] {
            spot.1 = whose;
        }
    }
}

#[test]
fn law_any_requirement_is_met_exactly_if_it_fits() {
    let size = || proptest::sample::select(all::<SpotSize>().collect::<Vec<_>>());
    let spots = prop_oneof![1..7usize, 1..70usize, 60..200usize];
    let visit = prop_oneof![
        3 => (size(), spots).prop_map(|(size, spots)| Visit::Park(Odd(size, spots))),
        2 => (0..20u64).prop_map(Visit::Leave),
    ];
    testkit::law((long_rows(), proptest::collection::vec(visit, 0..30)), |(Shown(levels), visits)| {
        let rules = Rules { policy: SmallestFit, tariff: Free, clock: ManualClock::default() };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut plan = Plan::new(&levels);
        let mut runs = BTreeMap::new();
        let mut next = 0;
        for (nth, visit) in visits.into_iter().enumerate() {
            match visit {
                Visit::Park(Odd(smallest, spots)) => {
                    let mut chosen = None;
                    for (number, largest) in
                        (0..levels.len()).flat_map(|level| all::<SpotSize>().map(move |size| (level, size)))
                    {
                        let sizes = smallest..=largest;
                        let asked = plan.first_run(number, &sizes, spots);
                        let level = lot.level(number).expect("a level below levels()");
                        let first = level.first_run(sizes.clone(), count(spots));
                        assert_eq!(first, asked, "the lowest {spots} of {sizes:?} on level {number}, before {visit:?}");
                        chosen = chosen.or(asked.map(|place| place.on(number)));
                    }
                    let odd = Odd(smallest, spots);
                    let parked = lot.park(nth_plate(nth), odd);
                    let refusal = ParkError::NoRoom { requirement: odd.requirement() };
                    assert_eq!(parked, chosen.map(|_| ticket(next)).ok_or(refusal), "what {visit:?} says");
                    let run = chosen.map(|first| Run { first, spots: count(spots) });
                    assert_eq!(lot.spots_of(&nth_plate(nth)), run, "the spots, after {visit:?}");
                    if let Some(run) = run {
                        plan.set(run, Some(next));
                        runs.insert(next, run);
                        next += 1;
                    }
                }
                Visit::Leave(number) => {
                    let run = runs.remove(&number);
                    assert_eq!(lot.leave(ticket(number)).is_ok(), run.is_some(), "whether {visit:?} takes one out");
                    if let Some(run) = run {
                        plan.set(run, None);
                    }
                }
            }
        }
        for size in all::<SpotSize>() {
            let free = |(it, whose): &&PlannedSpot| *it == size && whose.is_none();
            let recount = plan.0.iter().flatten().flatten().filter(free).count();
            assert_eq!(lot.free(size), recount, "how many {size:?} spots are free, in the end");
        }
        let there = |spot: SpotId| lot.plate_at(spot).and_then(|plate| lot.spots_of(plate));
        for (level, rows) in plan.0.iter().enumerate() {
            for (row, spots) in rows.iter().enumerate() {
                for (spot, (_, whose)) in spots.iter().enumerate() {
                    let spot = SpotId { level, row, spot };
                    let asked = whose.and_then(|number| runs.get(&number).copied());
                    assert_eq!(there(spot), asked, "the run of the vehicle on {spot}, in the end");
                }
            }
        }
    });
}
