//! # Policies
//!
//! First fit gives a motorcycle the first free spot, large or not, and the next bus finds no room. `SmallestFit` gives
//! it the smallest suitable spot, and of these the lowest. Levels still fill from the lowest: a policy chooses on one
//! level at a time.
//!
//! So the choice moves out of the lot, behind the trait `SpotPolicy`. The lot asks the policy about the lowest level
//! where the vehicle fits. If the answer is `None`, it asks about the next one. A policy sees a `Level`, and its best
//! tool there is `first_run`: the lowest run of free spots whose sizes lie in a range. With it, both policies of this
//! kata take a line or two.
//!
//! Anyone can write a policy, so the lot does not trust it. An unsuitable answer is an error, `BadChoice`, and changes
//! nothing. Note the order in which `Misfit` names what is wrong.
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
    ManualClock, Model, Op, Shown, all_that_happens, any_levels, assert_same_counts, assert_same_lookups,
    assert_same_vehicles, at, count, levels, needs, nth_plate, park, plate, refused, stands, step, steps,
};

type Lot<P> = ParkingLot<VehicleKind, P, Free, ManualClock>;

fn lot_with<P: SpotPolicy>(rows: &[&[&str]], policy: P) -> Lot<P> {
    let rules = Rules { policy, tariff: Free, clock: ManualClock::default() };
    ParkingLot::with_rules(levels(rows), rules).expect("a lot with spots")
}

/// A policy of the suite's own that does what a function says.
struct By<F>(F);

impl<F: Fn(&Level<'_>, Requirement) -> Option<Place>> SpotPolicy for By<F> {
    fn choose(&self, level: &Level<'_>, requirement: Requirement) -> Option<Place> {
        (self.0)(level, requirement)
    }
}

/// A policy that gives the same answer whatever it is asked.
fn always(row: usize, spot: usize) -> impl SpotPolicy {
    By(move |_: &Level<'_>, _| Some(Place { row, spot }))
}

#[rstest]
#[case::a_motorcycle_by_first_fit(VehicleKind::Motorcycle, "LCCMM", 0, 3)]
#[case::a_car_by_first_fit(VehicleKind::Car, "MLCCM", 1, 2)]
#[case::a_bus_takes_what_it_needs(VehicleKind::Bus, "CLLLLLL", 1, 1)]
#[case::a_motorcycle_where_compact_is_the_smallest(VehicleKind::Motorcycle, "LCL", 0, 1)]
#[case::a_car_where_large_is_the_smallest(VehicleKind::Car, "MLL", 1, 1)]
fn smallest_fit_leaves_large_spots_to_those_who_need_them(
    #[case] kind: VehicleKind,
    #[case] row: &str,
    #[case] first: usize,
    #[case] smallest: usize,
) {
    let mut lot = lot_with(&[&[row]], FirstFit);
    park(&mut lot, "A", kind);
    assert_eq!(stands(&lot, "A"), Some(at(0, first)), "a {kind:?} in {row} by first fit");
    let mut lot = lot_with(&[&[row]], SmallestFit);
    park(&mut lot, "A", kind);
    assert_eq!(stands(&lot, "A"), Some(at(0, smallest)), "a {kind:?} in {row} by smallest fit");
}

#[test]
fn smallest_fit_takes_larger_spots_if_small_ones_are_taken() {
    let mut lot = lot_with(&[&["LCM", "LM"]], SmallestFit);
    for (text, spot) in [("A", at(0, 2)), ("B", at(1, 1)), ("C", at(0, 1)), ("D", at(0, 0)), ("E", at(1, 0))] {
        park(&mut lot, text, VehicleKind::Motorcycle);
        assert_eq!(stands(&lot, text), Some(spot), "where the motorcycle {text} stands");
    }
    let outcome = refused(&mut lot, |lot| lot.park(plate("F"), VehicleKind::Motorcycle));
    assert!(matches!(outcome, Err(ParkError::NoRoom { .. })), "the lot is full, and says {outcome:?}");
}

#[test]
fn a_large_spot_below_comes_before_a_small_one_above() {
    let mut lot = lot_with(&[&["L"], &["M"]], SmallestFit);
    park(&mut lot, "A", VehicleKind::Motorcycle);
    assert_eq!(stands(&lot, "A"), Some(at(0, 0)), "levels fill from the lowest, whatever the policy");
}

#[test]
fn smallest_fit_keeps_room_for_a_bus_where_first_fit_does_not() {
    let rows: &[&[&str]] = &[&["LLLLLCM"]];
    let mut first = lot_with(rows, FirstFit);
    let mut smallest = lot_with(rows, SmallestFit);
    for (text, kind) in [("M", VehicleKind::Motorcycle), ("A", VehicleKind::Car)] {
        park(&mut first, text, kind);
        park(&mut smallest, text, kind);
    }
    assert!(
        first.park(plate("BUS"), VehicleKind::Bus).is_err(),
        "first fit gave large spots to the motorcycle and the car"
    );
    assert!(smallest.park(plate("BUS"), VehicleKind::Bus).is_ok(), "smallest fit kept the five large spots free");
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
#[case::more_than_a_row_has(MOTORCYCLE..=LARGE, 6, None)]
#[case::more_than_anything_has(MOTORCYCLE..=LARGE, usize::MAX, None)]
#[case::no_size(LARGE..=MOTORCYCLE, 1, None)]
fn the_first_run_is_the_lowest_of_these_sizes(
    #[case] sizes: RangeInclusive<SpotSize>,
    #[case] spots: usize,
    #[case] first: Option<(usize, usize)>,
) {
    let mut lot = lot_with(&[&["CMCL", "", "CCLLM"], &["LLLLLLLLL"]], FirstFit);
    park(&mut lot, "A", VehicleKind::Car);
    let level = lot.level(0).expect("there is a level 0");
    let run = level.first_run(sizes.clone(), count(spots)).map(|place| (place.row, place.spot));
    let asked = "row 0 is CMCL, its first spot taken, row 2 CCLLM";
    assert_eq!(run, first, "row and spot of the lowest {spots} of {sizes:?}, where {asked}");
}

#[test]
fn a_run_is_looked_for_on_one_level_only() {
    let lot = lot_with(&[&["CC"], &["LL"], &["CC"]], FirstFit);
    let first = |number: usize, size: SpotSize| {
        let level = lot.level(number).expect("there are three levels");
        level.first_run(size..=size, count(2)).map(|place| (place.row, place.spot))
    };
    let asked = [Some((0, 0)), None, Some((0, 0))];
    assert_eq!([0, 1, 2].map(|number| first(number, COMPACT)), asked, "two compact spots on levels 0 to 2");
    let asked = [None, Some((0, 0)), None];
    assert_eq!([0, 1, 2].map(|number| first(number, LARGE)), asked, "two large spots on levels 0 to 2");
}

#[test]
fn a_policy_of_your_own_decides() {
    let last_of_all = By(|level: &Level<'_>, requirement: Requirement| {
        let mut places = (0..level.rows()).flat_map(|row| (0..level.row_len(row)).map(move |spot| Place { row, spot }));
        let fits = |place: &Place| level.is_free(*place) && level.size(*place) >= Some(requirement.smallest);
        places.rfind(fits)
    });
    let mut lot = lot_with(&[&["CCL", "MC", ""], &["C"]], last_of_all);
    for (text, spot) in [("A", at(1, 1)), ("B", at(0, 2)), ("C", at(0, 1)), ("D", at(0, 0))] {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(
            stands(&lot, text),
            Some(spot),
            "where {text} stands by a policy that takes the last spot of a level"
        );
    }
    park(&mut lot, "E", VehicleKind::Car);
    assert_eq!(
        stands(&lot, "E"),
        Some(SpotId { level: 1, row: 0, spot: 0 }),
        "where E stands, with level 0 full for cars"
    );
}

#[test]
fn a_declined_level_leads_to_the_next_one() {
    let only_level_2 = By(|level: &Level<'_>, _| (level.number() == 2).then_some(Place { row: 0, spot: 1 }));
    let mut lot = lot_with(&[&["CC"], &["CC"], &["CC"], &["CC"]], only_level_2);
    park(&mut lot, "A", VehicleKind::Car);
    assert_eq!(stands(&lot, "A"), Some(SpotId { level: 2, row: 0, spot: 1 }), "where a policy for level 2 puts a car");
}

#[test]
fn the_lot_asks_only_about_levels_where_the_vehicle_fits() {
    let asked = RefCell::new(Vec::new());
    let declines = By(|level: &Level<'_>, requirement: Requirement| {
        asked.borrow_mut().push((level.number(), requirement));
        assert!(asked.borrow().len() <= 5, "there are five levels, and the policy was asked {:?}", asked.borrow());
        None
    });
    let mut lot = lot_with(&[&["MM"], &["LLLLL"], &["CCCCC"], &["LLLL", "L"], &["LLLLLL"]], declines);
    for (kind, fitting) in [
        (VehicleKind::Motorcycle, vec![0, 1, 2, 3, 4]),
        (VehicleKind::Car, vec![1, 2, 3, 4]),
        (VehicleKind::Bus, vec![1, 4]),
    ] {
        let outcome = refused(&mut lot, |lot| lot.park(plate("A"), kind));
        let requirement = needs(kind);
        assert_eq!(outcome, Err(ParkError::Declined { requirement }), "a {kind:?}, which no level was given to");
        let fitting: Vec<_> = fitting.into_iter().map(|number| (number, requirement)).collect();
        assert_eq!(
            asked.take(),
            fitting,
            "the levels that the policy was asked about for a {kind:?}, and the requirement"
        );
    }
}

#[test]
fn a_policy_is_not_asked_when_nothing_fits() {
    let asked = Cell::new(false);
    let declines = By(|_: &Level<'_>, _| {
        asked.set(true);
        None
    });
    let mut lot = lot_with(&[&["MM"], &["LLLL"]], declines);
    let outcome = refused(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert_eq!(outcome, Err(ParkError::NoRoom { requirement: needs(VehicleKind::Bus) }), "a bus fits nowhere");
    assert!(!asked.get(), "nobody has to be asked where a vehicle goes that fits nowhere");
}

#[test]
fn the_first_answer_is_final() {
    let asked = RefCell::new(Vec::new());
    let wrong = By(|level: &Level<'_>, _| {
        asked.borrow_mut().push(level.number());
        Some(Place { row: 0, spot: 5 })
    });
    let mut lot = lot_with(&[&["C"], &["CCCCCC"]], wrong);
    let outcome = refused(&mut lot, |lot| lot.park(plate("A"), VehicleKind::Car));
    let chosen = at(0, 5);
    let error = ParkError::BadChoice { chosen, misfit: Misfit::NoSuchSpot { spot: chosen } };
    let tells = "the policy chose level 0, row 0, spot 5, but there is no level 0, row 0, spot 5";
    assert_eq!(outcome.as_ref().map_err(ToString::to_string), Err(tells.to_owned()), "what people are told");
    assert_eq!(outcome, Err(error), "spot 5 of level 0 is not there, though level 1 has one");
    assert_eq!(asked.take(), [0], "the levels that the policy was asked about");
}

#[test]
fn a_policy_sees_the_level_as_it_is() {
    let seen = RefCell::new(Vec::new());
    let watching = By(|level: &Level<'_>, requirement: Requirement| {
        seen.borrow_mut().push((level.free(COMPACT), level.is_free(Place { row: 0, spot: 0 })));
        level.first_run(requirement.smallest..=LARGE, requirement.spots)
    });
    let mut lot = lot_with(&[&["CCC"]], watching);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    lot.leave(a).expect("A is in the lot");
    park(&mut lot, "C", VehicleKind::Car);
    assert_eq!(seen.take(), [(3, true), (2, false), (2, true)], "free compact spots, and whether the first is free");
}

#[rstest]
#[case::taken(VehicleKind::Car, (0, 0), Misfit::Taken { spot: at(0, 0) })]
#[case::too_small(VehicleKind::Car, (0, 1), Misfit::TooSmall { spot: at(0, 1) })]
#[case::beyond_the_row(VehicleKind::Car, (0, 3), Misfit::NoSuchSpot { spot: at(0, 3) })]
#[case::in_an_empty_row(VehicleKind::Car, (1, 0), Misfit::NoSuchSpot { spot: at(1, 0) })]
#[case::beyond_the_rows(VehicleKind::Car, (4, 0), Misfit::NoSuchSpot { spot: at(4, 0) })]
#[case::beyond_all_bounds(
    VehicleKind::Bus,
    (usize::MAX, usize::MAX),
    Misfit::NoSuchSpot { spot: at(usize::MAX, usize::MAX) }
)]
#[case::far_along_the_row(VehicleKind::Bus, (2, usize::MAX), Misfit::NoSuchSpot { spot: at(2, usize::MAX) })]
#[case::a_bus_at_the_end_of_a_row(VehicleKind::Bus, (2, 2), Misfit::RowEnds { spot: at(2, 6) })]
#[case::a_bus_on_a_taken_spot(VehicleKind::Bus, (0, 0), Misfit::Taken { spot: at(0, 0) })]
#[case::a_bus_over_a_compact_spot(VehicleKind::Bus, (3, 0), Misfit::TooSmall { spot: at(3, 2) })]
#[case::a_bus_over_a_compact_spot_and_the_end(VehicleKind::Bus, (3, 1), Misfit::TooSmall { spot: at(3, 2) })]
#[case::a_bus_over_the_end_alone(VehicleKind::Bus, (3, 3), Misfit::RowEnds { spot: at(3, 5) })]
fn an_unsuitable_answer_is_an_error_and_changes_nothing(
    #[case] kind: VehicleKind,
    #[case] (row, spot): (usize, usize),
    #[case] misfit: Misfit,
) {
    let answer = Cell::new(Place { row: 0, spot: 0 });
    let policy = By(|_: &Level<'_>, _| Some(answer.get()));
    let mut lot = lot_with(&[&["CML", "", "LLLLLL", "LLCLL"], &["LLLLL"]], policy);
    park(&mut lot, "A", VehicleKind::Car);
    let free = all::<SpotSize>().map(|size| lot.free(size)).collect::<Vec<_>>();
    answer.set(Place { row, spot });
    let outcome = refused(&mut lot, |lot| lot.park(plate("B"), kind));
    let error = ParkError::BadChoice { chosen: at(row, spot), misfit };
    assert_eq!(outcome, Err(error), "a {kind:?} that is sent to spot {spot} of row {row}");
    let after = all::<SpotSize>().map(|size| lot.free(size)).collect::<Vec<_>>();
    assert_eq!(after, free, "the free spots after the error, and before");
    assert_eq!(lot.plate_at(at(2, 2)), None, "no part of the vehicle is on spot 2 of row 2");
    assert_eq!(lot.spots_of(&plate("B")), None, "B is not in the lot");
}

#[test]
fn a_lot_goes_on_after_a_bad_choice() {
    let mut lot = lot_with(&[&["CC"]], always(0, 1));
    let a = park(&mut lot, "A", VehicleKind::Car);
    let outcome = refused(&mut lot, |lot| lot.park(plate("B"), VehicleKind::Car));
    let error = ParkError::BadChoice { chosen: at(0, 1), misfit: Misfit::Taken { spot: at(0, 1) } };
    assert_eq!(outcome, Err(error), "B is sent to the spot of A");
    lot.leave(a).expect("A is in the lot");
    park(&mut lot, "B", VehicleKind::Car);
    assert_eq!(stands(&lot, "B"), Some(at(0, 1)), "the same answer is right after A has left");
}

#[test]
fn law_smallest_fit_takes_the_lowest_of_the_smallest_runs() {
    testkit::law((any_levels(3), steps(all_that_happens())), |(Shown(levels), ops)| {
        let clock = ManualClock::default();
        let rules = Rules { policy: SmallestFit, tariff: Free, clock: &clock };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut model = Model::new(levels, needs);
        for op in ops {
            step(&mut lot, &mut model, &clock, Model::smallest_fit, &op);
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
            assert_same_counts(&lot, &model, &op);
        }
    });
}

/// A vehicle that comes in a law, and what the policy answers.
#[derive(Clone)]
struct Arrival(VehicleKind, Option<Place>);

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(kind, Some(Place { row, spot })) => write!(f, "a {kind:?}, sent to row {row}, spot {spot}"),
            Self(kind, None) => write!(f, "a {kind:?}, declined"),
        }
    }
}

#[test]
fn law_the_lot_accepts_exactly_the_suitable_answers() {
    let kind = proptest::sample::select(all::<VehicleKind>().collect::<Vec<_>>());
    let place = (0..4usize, 0..9usize).prop_map(|(row, spot)| Place { row, spot });
    let arrival = (kind, proptest::option::weighted(0.9, place)).prop_map(|(kind, answer)| Arrival(kind, answer));
    let arrivals = proptest::collection::vec(arrival, 0..30);
    testkit::law((any_levels(1), arrivals), |(Shown(levels), arrivals)| {
        let answer = Cell::new(None);
        let rules = Rules { policy: By(|_: &Level<'_>, _| answer.get()), tariff: Free, clock: ManualClock::default() };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut model = Model::new(levels, needs);
        for (nth, Arrival(kind, place)) in arrivals.into_iter().enumerate() {
            let requirement = needs(kind);
            let asked = match place.map(|place| place.on(0)) {
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
            assert_eq!(parked, asked, "what {op:?} says, when the policy answers {place:?}");
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
            assert_same_counts(&lot, &model, &op);
        }
    });
}
