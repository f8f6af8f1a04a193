//! # Spot policies
//!
//! First fit can put a motorcycle on a large spot, and the next bus finds no room. `SmallestFit` puts it on the
//! smallest suitable spot instead. So move the choice out of the lot, behind the trait `SpotPolicy`.
//!
//! A policy sees a `Level`, a read-only view that borrows from the lot. Write its `first_run` first: the lowest run of
//! free spots whose sizes are in a range. With it, `FirstFit` and `SmallestFit` take a line or two each.
//!
//! Anyone can write a policy, so the lot must check the choice before it parks the vehicle. If the spots are unsuitable,
//! `park` returns `BadChoice` and changes nothing. It also changes nothing if the policy panics. Note that a choice can
//! contain any number as a spot, even `usize::MAX`.
//!
//! Look up: the strategy pattern; `enum_iterator::all`; `RangeInclusive::contains`; `Iterator::find_map`.
//!
//! Time box: 22 minutes.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::RangeInclusive;
use std::panic::resume_unwind;
use std::time::Duration;

use enum_iterator::all;
use parking_lot::{
    FirstFit, Free, Level, Misfit, ParkError, ParkingLot, Place, Requirement, Rules, SmallestFit, SpotPolicy, SpotSize,
    Timestamp, VehicleKind,
};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    FnClock, FnPolicy, ManualClock, Model, Op, TestLevels, any_levels, apply, assert_same_lookups,
    assert_same_vehicles, at, count, first_spot, is_rejected_ticket, level, lot_with, nth_plate, op_sequence, park,
    park_or_leave, plate, requirement, requirement_of, ticket, unchanged_on_error, unchanged_on_panic,
};

const MOTORCYCLE: SpotSize = SpotSize::Motorcycle;
const COMPACT: SpotSize = SpotSize::Compact;
const LARGE: SpotSize = SpotSize::Large;

/// Rules: 3.7
#[rstest]
#[case::any_size(MOTORCYCLE..=LARGE, 1, Some((0, 1)))]
#[case::compact_only(COMPACT..=COMPACT, 1, Some((0, 2)))]
#[case::two_compact(COMPACT..=COMPACT, 2, Some((2, 0)))]
#[case::two_compact_or_large(COMPACT..=LARGE, 2, Some((0, 2)))]
#[case::four_up_to_compact(MOTORCYCLE..=COMPACT, 4, None)]
#[case::four_compact_or_large(COMPACT..=LARGE, 4, Some((2, 0)))]
#[case::largest_number(MOTORCYCLE..=LARGE, usize::MAX, None)]
#[case::empty_range(LARGE..=MOTORCYCLE, 1, None)]
fn first_run_returns_the_lowest_run_of_the_given_sizes(
    #[case] sizes: RangeInclusive<SpotSize>,
    #[case] spots: usize,
    #[case] first: Option<(usize, usize)>,
) {
    let run = Cell::new(None);
    let policy = FnPolicy(|level: &Level<'_>, requirement: Requirement| {
        run.set(level.first_run(sizes.clone(), count(spots)).map(|place| (place.row, place.spot)));
        FirstFit.choose(level, requirement)
    });
    let mut lot = lot_with(&[&["CMCL", "", "CCLLM"]], policy);
    park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    let rows = "CMCL (first spot taken), an empty row and CCLLM";
    assert_eq!(run.get(), first, "row and spot of the lowest run of {spots} spots of {sizes:?} in {rows}");
}

/// Rules: 3.8
#[rstest]
#[case::motorcycle(VehicleKind::Motorcycle, "LCCMM", 0, 3)]
#[case::car(VehicleKind::Car, "MLCCM", 1, 2)]
#[case::bus(VehicleKind::Bus, "CLLLLLL", 1, 1)]
#[case::motorcycle_without_motorcycle_spots(VehicleKind::Motorcycle, "LCL", 0, 1)]
#[case::car_without_compact_spots(VehicleKind::Car, "MLL", 1, 1)]
fn smallest_fit_takes_the_lowest_of_the_smallest_spots(
    #[case] kind: VehicleKind,
    #[case] row: &str,
    #[case] first: usize,
    #[case] smallest: usize,
) {
    let mut lot = lot_with(&[&[row]], FirstFit);
    park(&mut lot, "A", kind);
    assert_eq!(first_spot(&lot, "A"), Some(at(0, first)), "first spot of a {kind:?} in {row} with FirstFit");
    let mut lot = lot_with(&[&[row]], SmallestFit);
    park(&mut lot, "A", kind);
    assert_eq!(first_spot(&lot, "A"), Some(at(0, smallest)), "first spot of a {kind:?} in {row} with SmallestFit");
}

/// Rules: 3.8
#[test]
fn smallest_fit_uses_larger_spots_if_small_ones_are_taken() {
    let mut lot = lot_with(&[&["LCM", "LM"]], SmallestFit);
    for (text, spot) in [("A", at(0, 2)), ("B", at(1, 1)), ("C", at(0, 1)), ("D", at(0, 0)), ("E", at(1, 0))] {
        park(&mut lot, text, VehicleKind::Motorcycle);
        assert_eq!(first_spot(&lot, text), Some(spot), "spot of motorcycle {text}");
    }
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("F"), VehicleKind::Motorcycle));
    assert!(
        matches!(outcome, Err(ParkError::NoRoom { .. })),
        "parking in a full lot should return NoRoom, not {outcome:?}"
    );
}

/// Rules: 3.8
#[rstest]
#[case::two_spots_of_any_size(MOTORCYCLE, 2, Some((0, 0)), Some((1, 0)))]
#[case::two_compact_or_large(COMPACT, 2, Some((0, 0)), Some((0, 0)))]
#[case::three_spots_of_any_size(MOTORCYCLE, 3, Some((0, 0)), Some((0, 0)))]
#[case::three_large(LARGE, 3, None, None)]
#[case::largest_number(MOTORCYCLE, usize::MAX, None, None)]
fn a_policy_can_ask_the_given_policies_for_any_requirement(
    #[case] smallest: SpotSize,
    #[case] spots: usize,
    #[case] first_fit: Option<(usize, usize)>,
    #[case] smallest_fit: Option<(usize, usize)>,
) {
    let seen = Cell::new((None, None));
    let asks_others = FnPolicy(|level: &Level<'_>, arrived: Requirement| {
        let asked = requirement(smallest, spots);
        let numbers = |place: Option<Place>| place.map(|place| (place.row, place.spot));
        seen.set((numbers(FirstFit.choose(level, asked)), numbers(SmallestFit.choose(level, asked))));
        FirstFit.choose(level, arrived)
    });
    let mut lot = lot_with(&[&["LLCL", "MC"]], asks_others);
    park(&mut lot, "A", VehicleKind::Car);
    assert_eq!(
        seen.get(),
        (first_fit, smallest_fit),
        "row and spot that FirstFit and SmallestFit choose in LLCL and MC for {spots} spots from {smallest:?}"
    );
}

/// Rules: 3.8
#[test]
fn smallest_fit_keeps_room_for_a_bus() {
    let rows: &[&[&str]] = &[&["LLLLLCM"]];
    let mut first = lot_with(rows, FirstFit);
    let mut smallest = lot_with(rows, SmallestFit);
    for (text, kind) in [("M", VehicleKind::Motorcycle), ("A", VehicleKind::Car)] {
        park(&mut first, text, kind);
        park(&mut smallest, text, kind);
    }
    assert!(
        first.park(plate("BUS"), VehicleKind::Bus).is_err(),
        "parking a bus should fail with FirstFit, which put small vehicles on large spots"
    );
    assert!(
        smallest.park(plate("BUS"), VehicleKind::Bus).is_ok(),
        "parking a bus should succeed with SmallestFit, which kept five large spots free"
    );
}

/// Rules: 3.2
#[test]
fn a_custom_policy_chooses_the_spot() {
    // The policy also asks for places that don't exist.
    let last_spot = FnPolicy(|level: &Level<'_>, requirement: Requirement| {
        let mut places = (0..4).flat_map(|row| (0..5).map(move |spot| Place { row, spot }));
        places.rfind(|&place| level.is_free(place) && level.size(place) >= Some(requirement.smallest))
    });
    let mut lot = lot_with(&[&["CCL", "MC", ""]], last_spot);
    for (text, spot) in [("A", at(1, 1)), ("B", at(0, 2)), ("C", at(0, 1)), ("D", at(0, 0))] {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(
            first_spot(&lot, text),
            Some(spot),
            "spot of {text} with a policy that takes the last suitable spot"
        );
    }
}

/// Rules: 3.6
#[test]
fn a_level_returns_sizes_and_free_spots() {
    let seen = RefCell::new(Vec::new());
    let recording = FnPolicy(|level: &Level<'_>, requirement: Requirement| {
        let places = [(0, 0), (0, 1), (2, 0), (0, 2), (0, 3), (0, 4), (1, 0), (3, 0), (usize::MAX, usize::MAX)];
        let state = places.map(|(row, spot)| (level.size(Place { row, spot }), level.is_free(Place { row, spot })));
        seen.borrow_mut().push(state);
        FirstFit.choose(level, requirement)
    });
    let mut lot = lot_with(&[&["CM", "", "LL"]], recording);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    lot.leave(a).expect("A is in the lot");
    park(&mut lot, "C", VehicleKind::Car);
    let none = (None, false);
    let expected = |first, third| {
        [(Some(COMPACT), first), (Some(MOTORCYCLE), true), (Some(LARGE), third), none, none, none, none, none, none]
    };
    assert_eq!(
        seen.take(),
        [expected(true, true), expected(false, true), expected(true, false)],
        "sizes and free spots that the policy sees when A, B and C arrive; six of the nine places don't exist"
    );
}

/// Rules: 3.3, 3.1
#[test]
fn a_declined_vehicle_is_rejected_after_one_call() {
    let calls = Cell::new(0);
    let declines = FnPolicy(|_: &Level<'_>, requirement: Requirement| {
        calls.set(calls.get() + 1);
        assert_eq!(requirement, requirement_of(VehicleKind::Car), "requirement in the call of choose");
        None
    });
    let mut lot = lot_with(&[&["MMC"]], declines);
    let requirement = requirement_of(VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    assert_eq!(outcome, Err(ParkError::Declined { requirement }), "result of parking a car that the policy declines");
    assert_eq!(calls.get(), 1, "number of calls of choose");
}

/// Rules: 3.1
#[test]
fn choose_is_not_called_if_the_vehicle_fits_nowhere() {
    let called = Cell::new(false);
    let declines = FnPolicy(|_: &Level<'_>, _| {
        called.set(true);
        None
    });
    let mut lot = lot_with(&[&["MM", "LLLL"]], declines);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    let requirement = requirement_of(VehicleKind::Bus);
    assert_eq!(outcome, Err(ParkError::NoRoom { requirement }), "result of parking a bus that fits nowhere");
    assert!(!called.get(), "choose should not be called for a vehicle that fits nowhere");
}

/// Rules: 3.1
#[test]
fn choose_is_not_called_for_a_parked_plate() {
    let calls = Cell::new(0);
    let policy = FnPolicy(|level: &Level<'_>, requirement: Requirement| {
        calls.set(calls.get() + 1);
        FirstFit.choose(level, requirement)
    });
    let mut lot = lot_with(&[&["CCC"]], policy);
    park(&mut lot, "A", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    assert!(outcome.is_err(), "parking A again should fail");
    assert_eq!(calls.get(), 1, "number of calls of choose for A, which parks and then tries to park again");
}

/// Rules: 3.4, 3.5, 0.1
#[rstest]
#[case::taken_spot(VehicleKind::Car, (0, 0), Misfit::Taken { spot: at(0, 0) })]
#[case::small_spot(VehicleKind::Car, (0, 1), Misfit::TooSmall { spot: at(0, 1) })]
#[case::taken_and_small_spot(VehicleKind::Car, (4, 0), Misfit::Taken { spot: at(4, 0) })]
#[case::after_the_end_of_the_row(VehicleKind::Car, (0, 3), Misfit::NoSuchSpot { spot: at(0, 3) })]
#[case::empty_row(VehicleKind::Car, (1, 0), Misfit::NoSuchSpot { spot: at(1, 0) })]
#[case::largest_row_and_spot(
    VehicleKind::Bus,
    (usize::MAX, usize::MAX),
    Misfit::NoSuchSpot { spot: at(usize::MAX, usize::MAX) }
)]
#[case::a_high_bit_beside_the_row(
    VehicleKind::Car,
    (usize::MAX / 2 + 3, 0),
    Misfit::NoSuchSpot { spot: at(usize::MAX / 2 + 3, 0) }
)]
#[case::a_high_bit_beside_the_spot(
    VehicleKind::Car,
    (2, usize::MAX / 2 + 1),
    Misfit::NoSuchSpot { spot: at(2, usize::MAX / 2 + 1) }
)]
#[case::bus_beyond_the_end_of_a_row(VehicleKind::Bus, (2, 2), Misfit::RowEnds { spot: at(2, 6) })]
#[case::bus_over_a_compact_spot_and_the_end(VehicleKind::Bus, (3, 1), Misfit::TooSmall { spot: at(3, 2) })]
#[case::bus_over_a_compact_spot_before_a_taken_one(VehicleKind::Bus, (5, 0), Misfit::TooSmall { spot: at(5, 0) })]
#[case::bus_over_a_taken_spot_before_a_compact_one(VehicleKind::Bus, (5, 1), Misfit::Taken { spot: at(5, 2) })]
#[case::bus_after_the_compact_spot_over_the_end(VehicleKind::Bus, (3, 3), Misfit::RowEnds { spot: at(3, 5) })]
fn an_unsuitable_choice_is_rejected(
    #[case] kind: VehicleKind,
    #[case] (row, spot): (usize, usize),
    #[case] misfit: Misfit,
) {
    let choice = Cell::new(Place { row: 0, spot: 0 });
    let policy = FnPolicy(|_: &Level<'_>, _| Some(choice.get()));
    let mut lot = lot_with(&[&["CML", "", "LLLLLL", "LLCLL", "M", "CLLLC"]], policy);
    let a = park(&mut lot, "A", VehicleKind::Car);
    choice.set(Place { row: 4, spot: 0 });
    park(&mut lot, "M", VehicleKind::Motorcycle);
    choice.set(Place { row: 5, spot: 2 });
    park(&mut lot, "T", VehicleKind::Car);
    choice.set(Place { row, spot });
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("B"), kind));
    let error = ParkError::BadChoice { chosen: at(row, spot), misfit };
    assert_eq!(outcome, Err(error), "result of parking a {kind:?} when the policy chooses row {row}, spot {spot}");
    assert_eq!(lot.plate_at(at(2, 2)), None, "plate on row 2, spot 2 after the rejected choice");
    assert_eq!(lot.spots_of(&plate("B")), None, "spots of B after the rejected choice");
    lot.leave(a).expect("A is in the lot");
    choice.set(Place { row: 0, spot: 0 });
    park(&mut lot, "B", VehicleKind::Car);
    assert_eq!(first_spot(&lot, "B"), Some(at(0, 0)), "spot of B after a good choice");
}

/// Rules: 0.1
#[rstest]
#[case::policy("policy")]
#[case::clock("clock")]
fn a_panic_while_a_vehicle_parks_changes_nothing(#[case] part: &str) {
    let panics = Cell::new("");
    let panic_if = |name: &str| {
        if panics.get() == name {
            resume_unwind(Box::new("a panic on purpose"));
        }
    };
    let policy = FnPolicy(|level: &Level<'_>, requirement: Requirement| {
        panic_if("policy");
        FirstFit.choose(level, requirement)
    });
    let clock = FnClock(|| {
        panic_if("clock");
        Timestamp::at(Duration::ZERO)
    });
    let rules = Rules { policy, tariff: Free, clock };
    let mut lot = ParkingLot::with_rules(vec![level(&["CC", "LLLLL"])], rules).expect("a lot with spots");
    park(&mut lot, "A", VehicleKind::Car);
    for kind in [VehicleKind::Bus, VehicleKind::Car] {
        panics.set(part);
        unchanged_on_panic(&mut lot, part, |lot| lot.park(plate("B"), kind));
        assert_eq!(lot.spots_of(&plate("B")), None, "spots of B after a panic of the {part}");
        for spot in [at(0, 1), at(1, 0)] {
            assert_eq!(lot.plate_at(spot), None, "plate on {spot}, which is free, after a panic of the {part}");
        }
    }
    panics.set("");
    let parked = lot.park(plate("B"), VehicleKind::Car);
    assert_eq!(parked, Ok(ticket(1)), "result of parking B after two panics of the {part}");
    assert_eq!(first_spot(&lot, "B"), Some(at(0, 1)), "spot of B");
}

/// Rules: 3.8, 3.7
#[test]
fn law_smallest_fit_agrees_with_a_naive_search() {
    let kinds = all::<VehicleKind>().collect();
    testkit::law((any_levels(1), op_sequence(park_or_leave(kinds))), |(TestLevels(levels), ops)| {
        let rules = Rules { policy: SmallestFit, tariff: Free, clock: ManualClock::default() };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut model = Model::new(levels, requirement_of);
        for op in ops {
            if is_rejected_ticket(&op, &model) {
                continue;
            }
            apply(&mut lot, &mut model, &Default::default(), Model::smallest_fit, &op);
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
        }
    });
}

/// A vehicle and the choice of the policy for it.
#[derive(Clone)]
struct Arrival(VehicleKind, Option<Place>);

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(kind, Some(Place { row, spot })) => write!(f, "a {kind:?}, choice row {row}, spot {spot}"),
            Self(kind, None) => write!(f, "a {kind:?}, declined"),
        }
    }
}

/// Rules: 3.1, 3.2, 3.3, 3.4, 3.5
#[test]
fn law_the_lot_accepts_only_suitable_choices() {
    let kind = proptest::sample::select(all::<VehicleKind>().collect::<Vec<_>>());
    let place = (0..4usize, 0..9usize).prop_map(|(row, spot)| Place { row, spot });
    let arrival = (kind, proptest::option::weighted(0.9, place)).prop_map(|(kind, answer)| Arrival(kind, answer));
    let arrivals = proptest::collection::vec(arrival, 0..30);
    testkit::law((any_levels(1), arrivals), |(TestLevels(levels), arrivals)| {
        let answer = Cell::new(None);
        let rules =
            Rules { policy: FnPolicy(|_: &Level<'_>, _| answer.get()), tariff: Free, clock: ManualClock::default() };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut model = Model::new(levels, requirement_of);
        for (nth, Arrival(kind, place)) in arrivals.into_iter().enumerate() {
            let requirement = requirement_of(kind);
            let expected = match place.map(|place| place.on(0)) {
                _ if model.fitting(requirement).is_empty() => Err(ParkError::NoRoom { requirement }),
                None => Err(ParkError::Declined { requirement }),
                Some(chosen) => match model.misfit(chosen, requirement) {
                    Some(misfit) => Err(ParkError::BadChoice { chosen, misfit }),
                    None => Ok(model.admit(&nth_plate(nth), kind, chosen)),
                },
            };
            answer.set(place);
            let op = Op::Park(nth, kind);
            let parked = lot.park(nth_plate(nth), kind);
            assert_eq!(parked, expected, "result of {op:?} when the policy returns {place:?}");
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
        }
    });
}
