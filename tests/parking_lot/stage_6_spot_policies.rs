//! # Spot policies
//!
//! First fit can put a motorcycle on a large spot, and the next bus finds no room. `SmallestFit` puts it on the
//! smallest suitable spot instead. So move the choice out of the lot, behind the trait `SpotPolicy`.
//!
//! A policy sees one `Level` at a time. Write `first_run` of `Level` first: the lowest run of free spots whose sizes
//! lie in a range. With it, `FirstFit` and `SmallestFit` take a line or two each.
//!
//! Anyone can write a policy, so the lot must check the answer before it parks the vehicle. If the answer is
//! unsuitable, `park` returns `BadChoice` and changes nothing.
//!
//! Look up: the strategy pattern; `RangeInclusive::contains`; `Iterator::find_map`.
//!
//! Time box: 25 minutes.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::RangeInclusive;

use enum_iterator::all;
use parking_lot::{
    FirstFit, Free, Level, Misfit, ParkError, ParkingLot, Place, Requirement, Rules, SmallestFit, SpotId, SpotPolicy,
    SpotSize, VehicleKind,
};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    ManualClock, Model, Op, TestLevels, any_levels, any_op, apply, assert_same_counts, assert_same_lookups,
    assert_same_vehicles, at, count, first_spot, levels, nth_plate, op_sequence, park, plate, requirement_of,
    unchanged_on_error,
};

type Lot<P> = ParkingLot<VehicleKind, P, Free, ManualClock>;

fn lot_with<P: SpotPolicy>(rows: &[&[&str]], policy: P) -> Lot<P> {
    let rules = Rules { policy, tariff: Free, clock: ManualClock::default() };
    ParkingLot::with_rules(levels(rows), rules).expect("a lot with spots")
}

/// A policy that calls a function.
struct FnPolicy<F>(F);

impl<F: Fn(&Level<'_>, Requirement) -> Option<Place>> SpotPolicy for FnPolicy<F> {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        (self.0)(level, requirement)
    }
}

/// Creates a policy that always chooses the same spot.
fn always(row: usize, spot: usize) -> impl SpotPolicy {
    FnPolicy(move |_: &Level<'_>, _| Some(Place { row, spot }))
}

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

#[test]
fn smallest_fit_prefers_a_lower_level_to_a_smaller_spot() {
    let mut lot = lot_with(&[&["L"], &["M"]], SmallestFit);
    park(&mut lot, "A", VehicleKind::Motorcycle);
    assert_eq!(
        first_spot(&lot, "A"),
        Some(at(0, 0)),
        "spot of a motorcycle, with a large spot on level 0 and a motorcycle spot on level 1"
    );
}

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

const MOTORCYCLE: SpotSize = SpotSize::Motorcycle;
const COMPACT: SpotSize = SpotSize::Compact;
const LARGE: SpotSize = SpotSize::Large;

#[rstest]
#[case::any_size(MOTORCYCLE..=LARGE, 1, Some((0, 1)))]
#[case::compact_only(COMPACT..=COMPACT, 1, Some((0, 2)))]
#[case::large_only(LARGE..=LARGE, 1, Some((0, 3)))]
#[case::two_of_any_size(MOTORCYCLE..=LARGE, 2, Some((0, 1)))]
#[case::two_compact(COMPACT..=COMPACT, 2, Some((2, 0)))]
#[case::two_compact_or_large(COMPACT..=LARGE, 2, Some((0, 2)))]
#[case::three_compact_or_large(COMPACT..=LARGE, 3, Some((2, 0)))]
#[case::four_up_to_compact(MOTORCYCLE..=COMPACT, 4, None)]
#[case::four_compact_or_large(COMPACT..=LARGE, 4, Some((2, 0)))]
#[case::longer_than_any_row(MOTORCYCLE..=LARGE, 6, None)]
#[case::largest_number(MOTORCYCLE..=LARGE, usize::MAX, None)]
#[case::empty_range(LARGE..=MOTORCYCLE, 1, None)]
fn first_run_returns_the_lowest_run_of_the_given_sizes(
    #[case] sizes: RangeInclusive<SpotSize>,
    #[case] spots: usize,
    #[case] first: Option<(usize, usize)>,
) {
    let mut lot = lot_with(&[&["CMCL", "", "CCLLM"], &["LLLLLLLLL"]], FirstFit);
    park(&mut lot, "A", VehicleKind::Car);
    let level = lot.level(0).expect("there is a level 0");
    let run = level.first_run(sizes.clone(), count(spots)).map(|place| (place.row, place.spot));
    let rows = "CMCL (first spot taken), an empty row and CCLLM";
    assert_eq!(run, first, "row and spot of the lowest run of {spots} spots of {sizes:?} in {rows}");
}

#[test]
fn first_run_searches_only_its_level() {
    let lot = lot_with(&[&["CC"], &["LL"], &["CC"]], FirstFit);
    let first = |number: usize, size: SpotSize| {
        let level = lot.level(number).expect("there are three levels");
        level.first_run(size..=size, count(2)).map(|place| (place.row, place.spot))
    };
    let expected = [Some((0, 0)), None, Some((0, 0))];
    assert_eq!([0, 1, 2].map(|number| first(number, COMPACT)), expected, "runs of two compact spots on levels 0 to 2");
    let expected = [None, Some((0, 0)), None];
    assert_eq!([0, 1, 2].map(|number| first(number, LARGE)), expected, "runs of two large spots on levels 0 to 2");
}

#[test]
fn a_custom_policy_chooses_the_spot() {
    let last_spot = FnPolicy(|level: &Level<'_>, requirement: Requirement| {
        let mut places = (0..level.rows()).flat_map(|row| (0..level.row_len(row)).map(move |spot| Place { row, spot }));
        let fits = |place: &Place| level.is_free(*place) && level.size(*place) >= Some(requirement.smallest);
        places.rfind(fits)
    });
    let mut lot = lot_with(&[&["CCL", "MC", ""], &["C"]], last_spot);
    for (text, spot) in [("A", at(1, 1)), ("B", at(0, 2)), ("C", at(0, 1)), ("D", at(0, 0))] {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(
            first_spot(&lot, text),
            Some(spot),
            "spot of {text} with a policy that takes the last suitable spot of a level"
        );
    }
    park(&mut lot, "E", VehicleKind::Car);
    assert_eq!(
        first_spot(&lot, "E"),
        Some(SpotId { level: 1, row: 0, spot: 0 }),
        "spot of E when no car fits on level 0"
    );
}

#[test]
fn the_lot_skips_a_declined_level() {
    let only_level_2 = FnPolicy(|level: &Level<'_>, _| (level.number() == 2).then_some(Place { row: 0, spot: 1 }));
    let mut lot = lot_with(&[&["CC"], &["CC"], &["CC"], &["CC"]], only_level_2);
    park(&mut lot, "A", VehicleKind::Car);
    assert_eq!(
        first_spot(&lot, "A"),
        Some(SpotId { level: 2, row: 0, spot: 1 }),
        "spot of a car with a policy that declines all levels but 2"
    );
}

#[test]
fn choose_is_called_only_for_levels_with_room() {
    let calls = RefCell::new(Vec::new());
    let declines = FnPolicy(|level: &Level<'_>, requirement: Requirement| {
        calls.borrow_mut().push((level.number(), requirement));
        assert!(
            calls.borrow().len() <= 5,
            "choose should be called once per level, but was called with {:?}",
            calls.borrow()
        );
        None
    });
    let mut lot = lot_with(&[&["MM"], &["LLLLL"], &["CCCCC"], &["LLLL", "L"], &["LLLLLL"]], declines);
    for (kind, fitting) in [
        (VehicleKind::Motorcycle, vec![0, 1, 2, 3, 4]),
        (VehicleKind::Car, vec![1, 2, 3, 4]),
        (VehicleKind::Bus, vec![1, 4]),
    ] {
        let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), kind));
        let requirement = requirement_of(kind);
        assert_eq!(
            outcome,
            Err(ParkError::Declined { requirement }),
            "result of parking a {kind:?} when the policy declines all levels"
        );
        let fitting: Vec<_> = fitting.into_iter().map(|number| (number, requirement)).collect();
        assert_eq!(calls.take(), fitting, "levels and requirements of the calls of choose for a {kind:?}");
    }
}

#[test]
fn choose_is_not_called_if_no_level_has_room() {
    let called = Cell::new(false);
    let declines = FnPolicy(|_: &Level<'_>, _| {
        called.set(true);
        None
    });
    let mut lot = lot_with(&[&["MM"], &["LLLL"]], declines);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert_eq!(
        outcome,
        Err(ParkError::NoRoom { requirement: requirement_of(VehicleKind::Bus) }),
        "result of parking a bus that fits on no level"
    );
    assert!(!called.get(), "choose should not be called for a vehicle that fits on no level");
}

#[test]
fn the_first_choice_of_a_policy_is_final() {
    let calls = RefCell::new(Vec::new());
    let wrong = FnPolicy(|level: &Level<'_>, _| {
        calls.borrow_mut().push(level.number());
        Some(Place { row: 0, spot: 5 })
    });
    let mut lot = lot_with(&[&["C"], &["CCCCCC"]], wrong);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    let chosen = at(0, 5);
    let error = ParkError::BadChoice { chosen, misfit: Misfit::NoSuchSpot { spot: chosen } };
    let message = "the policy chose level 0, row 0, spot 5, but level 0, row 0, spot 5 does not exist";
    assert_eq!(
        outcome.as_ref().map_err(ToString::to_string),
        Err(message.to_owned()),
        "error message for a bad choice"
    );
    assert_eq!(
        outcome,
        Err(error),
        "result of parking when the chosen spot does not exist on level 0, but does on level 1"
    );
    assert_eq!(calls.take(), [0], "levels of the calls of choose");
}

#[test]
fn a_policy_sees_the_current_state_of_a_level() {
    let seen = RefCell::new(Vec::new());
    let recording = FnPolicy(|level: &Level<'_>, requirement: Requirement| {
        seen.borrow_mut().push((level.free(COMPACT), level.is_free(Place { row: 0, spot: 0 })));
        level.first_run(requirement.smallest..=LARGE, requirement.spots)
    });
    let mut lot = lot_with(&[&["CCC"]], recording);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    lot.leave(a).expect("A is in the lot");
    park(&mut lot, "C", VehicleKind::Car);
    assert_eq!(
        seen.take(),
        [(3, true), (2, false), (2, true)],
        "free compact spots and whether spot 0 is free, at each call of the policy"
    );
}

#[rstest]
#[case::taken_spot(VehicleKind::Car, (0, 0), Misfit::Taken { spot: at(0, 0) })]
#[case::small_spot(VehicleKind::Car, (0, 1), Misfit::TooSmall { spot: at(0, 1) })]
#[case::after_the_end_of_the_row(VehicleKind::Car, (0, 3), Misfit::NoSuchSpot { spot: at(0, 3) })]
#[case::empty_row(VehicleKind::Car, (1, 0), Misfit::NoSuchSpot { spot: at(1, 0) })]
#[case::missing_row(VehicleKind::Car, (4, 0), Misfit::NoSuchSpot { spot: at(4, 0) })]
#[case::largest_row_and_spot(
    VehicleKind::Bus,
    (usize::MAX, usize::MAX),
    Misfit::NoSuchSpot { spot: at(usize::MAX, usize::MAX) }
)]
#[case::largest_spot(VehicleKind::Bus, (2, usize::MAX), Misfit::NoSuchSpot { spot: at(2, usize::MAX) })]
#[case::bus_beyond_the_end_of_a_row(VehicleKind::Bus, (2, 2), Misfit::RowEnds { spot: at(2, 6) })]
#[case::bus_on_a_taken_spot(VehicleKind::Bus, (0, 0), Misfit::Taken { spot: at(0, 0) })]
#[case::bus_over_a_compact_spot(VehicleKind::Bus, (3, 0), Misfit::TooSmall { spot: at(3, 2) })]
#[case::bus_over_a_compact_spot_and_the_end(VehicleKind::Bus, (3, 1), Misfit::TooSmall { spot: at(3, 2) })]
#[case::bus_after_the_compact_spot_over_the_end(VehicleKind::Bus, (3, 3), Misfit::RowEnds { spot: at(3, 5) })]
fn an_unsuitable_choice_is_rejected(
    #[case] kind: VehicleKind,
    #[case] (row, spot): (usize, usize),
    #[case] misfit: Misfit,
) {
    let answer = Cell::new(Place { row: 0, spot: 0 });
    let policy = FnPolicy(|_: &Level<'_>, _| Some(answer.get()));
    let mut lot = lot_with(&[&["CML", "", "LLLLLL", "LLCLL"], &["LLLLL"]], policy);
    park(&mut lot, "A", VehicleKind::Car);
    let free = all::<SpotSize>().map(|size| lot.free(size)).collect::<Vec<_>>();
    answer.set(Place { row, spot });
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("B"), kind));
    let error = ParkError::BadChoice { chosen: at(row, spot), misfit };
    assert_eq!(outcome, Err(error), "result of parking a {kind:?} when the policy chooses row {row}, spot {spot}");
    let after = all::<SpotSize>().map(|size| lot.free(size)).collect::<Vec<_>>();
    assert_eq!(after, free, "free motorcycle, compact and large spots after the rejected choice");
    assert_eq!(lot.plate_at(at(2, 2)), None, "plate on row 2, spot 2 after the rejected choice");
    assert_eq!(lot.spots_of(&plate("B")), None, "spots of B after the rejected choice");
}

#[test]
fn a_lot_keeps_working_after_a_bad_choice() {
    let mut lot = lot_with(&[&["CC"]], always(0, 1));
    let a = park(&mut lot, "A", VehicleKind::Car);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("B"), VehicleKind::Car));
    let error = ParkError::BadChoice { chosen: at(0, 1), misfit: Misfit::Taken { spot: at(0, 1) } };
    assert_eq!(outcome, Err(error), "result of parking B when the policy chooses the spot of A");
    lot.leave(a).expect("A is in the lot");
    park(&mut lot, "B", VehicleKind::Car);
    assert_eq!(first_spot(&lot, "B"), Some(at(0, 1)), "spot of B after A left");
}

#[test]
fn law_smallest_fit_agrees_with_a_naive_search() {
    testkit::law((any_levels(3), op_sequence(any_op())), |(TestLevels(levels), ops)| {
        let clock = ManualClock::default();
        let rules = Rules { policy: SmallestFit, tariff: Free, clock: &clock };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut model = Model::new(levels, requirement_of);
        for op in ops {
            apply(&mut lot, &mut model, &clock, Model::smallest_fit, &op);
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
            assert_same_counts(&lot, &model, &op);
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
            assert_same_counts(&lot, &model, &op);
        }
    });
}
