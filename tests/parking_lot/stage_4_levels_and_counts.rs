//! # Levels and counts
//!
//! The lot gets more levels. It offers a vehicle to its policy level by level, from the lowest, and only where the
//! vehicle fits. If a bus does not fit on level 0, it goes to level 1. The next car can still park on level 0.
//!
//! A sign at the entrance shows the number of free spots by size and level. Write `levels`, `level` and `free` of
//! `ParkingLot`, and the other methods of `Level`. Drivers read the sign more often than vehicles arrive, so `free`
//! should not count all spots on each call. Stored counts can become wrong: update them in one place, which a rejected
//! vehicle never reaches.
//!
//! `new` and `with_rules` now reject a lot without spots.
//!
//! Look up: arrays indexed by an enum; `Sequence::CARDINALITY`.
//!
//! Time box: 25 minutes.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::resume_unwind;

use enum_iterator::all;
use parking_lot::{
    FirstFit, Free, LayoutError, Level, Misfit, ParkError, ParkingLot, Place, Requirement, Rules, SmallestFit, SpotId,
    SpotSize, VehicleKind,
};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{
    FnPolicy, ManualClock, Model, Op, TestLevels, any_levels, apply, assert_same_counts, assert_same_lookups,
    assert_same_vehicles, at, count, first_spot, is_rejected_ticket, level, levels, lot, lot_with, nth_plate,
    one_level, op_sequence, park, park_or_leave, plate, requirement_of, ticket, unchanged_on_error, unchanged_on_panic,
};

/// Returns the numbers of free motorcycle, compact and large spots of each level.
fn free_by_level(lot: &ParkingLot) -> Vec<Vec<usize>> {
    let level = |number| {
        let level = lot.level(number).expect("a level below levels()");
        all::<SpotSize>().map(|size| level.free(size)).collect()
    };
    (0..lot.levels()).map(level).collect()
}

/// Returns the numbers of free motorcycle, compact and large spots of the lot.
fn free(lot: &ParkingLot) -> Vec<usize> {
    all::<SpotSize>().map(|size| lot.free(size)).collect()
}

/// Rules: 4.1
#[rstest]
#[case::no_levels(vec![], LayoutError::NoLevels)]
#[case::no_rows(vec![vec![]], LayoutError::NoSpots { level: 0 })]
#[case::only_empty_rows(vec![level(&["", ""])], LayoutError::NoSpots { level: 0 })]
#[case::two_of_three_levels(levels(&[&["C"], &[""], &[]]), LayoutError::NoSpots { level: 1 })]
fn a_level_without_spots_is_rejected(#[case] levels: Vec<Vec<Vec<SpotSize>>>, #[case] error: LayoutError) {
    let result = ParkingLot::new(levels.clone()).map(|_| "a lot");
    assert_eq!(result, Err(error), "result of creating a lot with levels {levels:?}");
}

/// Rules: 4.2, 0.2
#[test]
fn vehicles_fill_the_lowest_level_first() {
    let mut lot = lot(&[&["C", "C"], &["CC"]]);
    let spots = [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 0, 1)].map(|(level, row, spot)| SpotId { level, row, spot });
    for (text, spot) in ["A", "B", "C", "D"].into_iter().zip(spots) {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(first_spot(&lot, text), Some(spot), "spot of {text}");
    }
}

/// Rules: 0.2, 4.2
#[test]
fn the_lot_numbers_hundreds_of_levels() {
    let mut lot = ParkingLot::new(vec![level(&["C"]); 300]).expect("a lot with spots");
    for nth in 0..300 {
        park(&mut lot, &format!("A{nth}"), VehicleKind::Car);
    }
    let levels: Vec<usize> = lot.snapshot().parked.into_iter().map(|parked| parked.first.level).collect();
    assert_eq!(levels, (0..300).collect::<Vec<_>>(), "levels of 300 cars on levels of one spot");
    assert_eq!(lot.level(299).map(|level| level.free(SpotSize::Compact)), Some(0), "free compact spots of level 299");
}

/// Rules: 0.3, 2.5, 4.2
#[test]
fn a_car_takes_a_spot_after_3_000_levels() {
    const LEVELS: usize = 3_000;
    // In a small stack, a search overflows if it calls itself once per level.
    let (first, plates, free) = testkit::in_small_stack(|| {
        let mut levels = vec![level(&["M"]); LEVELS];
        levels.push(level(&["C"]));
        let mut lot = ParkingLot::new(levels).expect("a lot of many levels");
        park(&mut lot, "A", VehicleKind::Car);
        let plates = [LEVELS, 0].map(|level| lot.plate_at(SpotId { level, row: 0, spot: 0 }).cloned());
        let free = [LEVELS, 0].map(|number| lot.level(number).map(|level| level.is_free(Place { row: 0, spot: 0 })));
        (first_spot(&lot, "A"), plates, free)
    });
    let expected = SpotId { level: LEVELS, row: 0, spot: 0 };
    assert_eq!(first, Some(expected), "spot of a car after {LEVELS} levels of one motorcycle spot");
    assert_eq!(plates, [Some(plate("A")), None], "plates on the spots of levels {LEVELS} and 0");
    assert_eq!(free, [Some(false), Some(true)], "whether the spots of levels {LEVELS} and 0 are free");
}

/// Rules: 4.2
#[test]
fn a_vehicle_skips_levels_where_it_does_not_fit() {
    let mut lot = lot(&[&["LLLL", "M"], &["CC", "LLLLL"], &["LLLLL"]]);
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(first_spot(&lot, "BUS"), Some(SpotId { level: 1, row: 1, spot: 0 }), "first spot of the bus");
    park(&mut lot, "A", VehicleKind::Car);
    assert_eq!(
        first_spot(&lot, "A"),
        Some(SpotId { level: 0, row: 0, spot: 0 }),
        "spot of the car, which still fits on level 0"
    );
}

/// Rules: 2.1, 4.2
#[test]
fn a_run_does_not_continue_on_the_next_level() {
    let mut lot = lot(&[&["LLL"], &["LLL"]]);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    let requirement = requirement_of(VehicleKind::Bus);
    assert_eq!(
        outcome,
        Err(ParkError::NoRoom { requirement }),
        "result of parking a bus when no level has five consecutive large spots"
    );
}

/// Rules: 2.5
#[test]
fn plate_at_does_not_continue_on_the_next_level() {
    let mut lot = lot(&[&["C"], &["C"]]);
    park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    for (level, row, spot) in [(0, 0, 1), (0, 0, 2), (0, 1, 0), (0, 2, 0), (1, 1, 0), (2, 0, 0)] {
        let spot = SpotId { level, row, spot };
        assert_eq!(lot.plate_at(spot), None, "plate on {spot}, which does not exist in a lot of two spots");
    }
}

/// Rules: 4.2
#[test]
fn freed_spots_on_lower_levels_are_reused_first() {
    let mut lot = lot(&[&["C"], &["CC"]]);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    lot.leave(a).expect("A is in the lot");
    park(&mut lot, "C", VehicleKind::Car);
    assert_eq!(first_spot(&lot, "C"), Some(SpotId { level: 0, row: 0, spot: 0 }), "spot of C after A left level 0");
}

/// Rules: 4.3, 3.8
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

/// Rules: 3.7
#[test]
fn first_run_searches_only_its_level() {
    let lot = lot_with(&[&["CC"], &["LL"], &["CC"]], FirstFit);
    let first = |number: usize, size: SpotSize| {
        let level = lot.level(number).expect("there are three levels");
        level.first_run(size..=size, count(2)).map(|place| (place.row, place.spot))
    };
    let expected = [Some((0, 0)), None, Some((0, 0))];
    assert_eq!(
        [0, 1, 2].map(|number| first(number, SpotSize::Compact)),
        expected,
        "runs of two compact spots on levels 0 to 2"
    );
    let expected = [None, Some((0, 0)), None];
    assert_eq!(
        [0, 1, 2].map(|number| first(number, SpotSize::Large)),
        expected,
        "runs of two large spots on levels 0 to 2"
    );
}

/// Rules: 4.3
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

/// Rules: 4.2, 4.4
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

/// Rules: 0.3, 4.3, 4.4
#[test]
fn a_policy_can_decline_thousands_of_levels() {
    // In a small stack, a lot overflows if it calls itself once per level.
    let (declined, first) = testkit::in_small_stack(|| {
        let accepted = Cell::new(usize::MAX);
        let policy =
            FnPolicy(|level: &Level<'_>, _| (level.number() == accepted.get()).then_some(Place { row: 0, spot: 0 }));
        let mut lot = lot_with(&[&["C"] as &[&str]; 3_000], policy);
        let declined = lot.park(plate("A"), VehicleKind::Car);
        accepted.set(2_999);
        park(&mut lot, "A", VehicleKind::Car);
        (declined, first_spot(&lot, "A").map(|spot| spot.level))
    });
    let requirement = requirement_of(VehicleKind::Car);
    assert_eq!(declined, Err(ParkError::Declined { requirement }), "result of parking if 3,000 levels are declined");
    assert_eq!(first, Some(2_999), "level of a car with a policy that declines all of 3,000 levels but the last");
}

/// Rules: 0.1, 4.6
#[test]
fn a_panic_on_a_later_level_changes_nothing() {
    let panics = Cell::new(true);
    let policy = FnPolicy(|level: &Level<'_>, _| {
        if level.number() == 1 && panics.get() {
            resume_unwind(Box::new("a panic on purpose"));
        }
        (level.number() == 1).then_some(Place { row: 0, spot: 0 })
    });
    let mut lot = lot_with(&[&["C"], &["CC"]], policy);
    unchanged_on_panic(&mut lot, "policy", |lot| lot.park(plate("A"), VehicleKind::Car));
    let free = [0, 1].map(|number| lot.level(number).map(|level| level.free(SpotSize::Compact)));
    assert_eq!(free, [Some(1), Some(2)], "free compact spots by level after a panic of the policy on level 1");
    assert_eq!(lot.free(SpotSize::Compact), 3, "free compact spots of the lot after this panic");
    panics.set(false);
    assert_eq!(lot.park(plate("A"), VehicleKind::Car), Ok(ticket(0)), "result of parking A after this panic");
}

/// Rules: 4.3, 3.4
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
        outcome.as_ref(),
        Err(&error),
        "result of parking when the chosen spot does not exist on level 0, but does on level 1"
    );
    assert_eq!(error.to_string(), message, "error message for a bad choice");
    assert_eq!(calls.take(), [0], "levels of the calls of choose");
    assert_eq!(lot.free(SpotSize::Compact), 7, "free compact spots after the rejected choice");
}

/// Rules: 4.5, 4.6
#[test]
fn all_spots_of_a_new_lot_are_free() {
    let lot = lot(&[&["MMC", "LLLLL"], &["C"], &["L", "", "ML"]]);
    assert_eq!(lot.levels(), 3, "number of levels");
    let expected = [vec![2, 1, 5], vec![0, 1, 0], vec![1, 0, 2]];
    assert_eq!(free_by_level(&lot), expected, "free motorcycle, compact and large spots by level");
    assert_eq!(free(&lot), [3, 2, 7], "free motorcycle, compact and large spots of the lot");
}

/// Rules: 4.7, 4.6
#[rstest]
#[case::motorcycle_on_a_motorcycle_spot(VehicleKind::Motorcycle, &["MCL"], [0, 1, 1])]
#[case::motorcycle_on_a_compact_spot(VehicleKind::Motorcycle, &["CML"], [1, 0, 1])]
#[case::motorcycle_on_a_large_spot(VehicleKind::Motorcycle, &["LMC"], [1, 1, 0])]
#[case::car_on_a_compact_spot(VehicleKind::Car, &["MCL"], [1, 0, 1])]
#[case::car_on_a_large_spot(VehicleKind::Car, &["MLC"], [1, 1, 0])]
#[case::bus(VehicleKind::Bus, &["MCLLLLLLL"], [1, 1, 2])]
fn free_counts_by_size_of_the_spot(#[case] kind: VehicleKind, #[case] rows: &[&str], #[case] left: [usize; 3]) {
    let mut lot = one_level(rows);
    let before = free(&lot);
    let ticket = park(&mut lot, "A", kind);
    assert_eq!(free(&lot), left, "free motorcycle, compact and large spots of {rows:?} after a {kind:?} parked");
    assert_eq!(free_by_level(&lot), [left], "free spots of level 0 after a {kind:?} parked");
    lot.leave(ticket).expect("the vehicle is in the lot");
    assert_eq!(free(&lot), before, "free motorcycle, compact and large spots of {rows:?} after the {kind:?} left");
    assert_eq!(free_by_level(&lot), [before], "free spots of level 0 after the {kind:?} left");
}

/// Rules: 4.6, 4.8
#[test]
fn a_row_can_have_more_than_65_536_spots() {
    let mut lot = ParkingLot::new(vec![vec![vec![SpotSize::Compact; 70_000]]]).expect("a lot of one row");
    park(&mut lot, "A", VehicleKind::Car);
    assert_eq!(free(&lot), [0, 69_999, 0], "free spots of a lot of 70,000 compact spots after a car parked");
    assert_eq!(free_by_level(&lot), [[0, 69_999, 0]], "free spots of level 0 of that lot");
    assert_eq!(lot.level(0).map(|level| level.row_len(0)), Some(70_000), "length of the row of 70,000 spots");
}

/// Rules: 0.1, 4.6
#[test]
fn a_rejected_vehicle_does_not_change_the_counts() {
    let mut lot = lot(&[&["LLL", "LL"], &["LLLL"]]);
    park(&mut lot, "A", VehicleKind::Car);
    for (text, kind) in [("BUS", VehicleKind::Bus), ("A", VehicleKind::Car), ("A", VehicleKind::Bus)] {
        assert!(lot.park(plate(text), kind).is_err(), "parking a {kind:?} with plate {text} should fail");
        assert_eq!(free(&lot), [0, 0, 8], "free spots of the lot after rejecting a {kind:?} with plate {text}");
        assert_eq!(free_by_level(&lot), [[0, 0, 4], [0, 0, 4]], "free spots by level after rejecting a {kind:?}");
    }
}

/// Rules: 4.5, 0.3
#[test]
fn level_is_none_for_a_missing_level() {
    let lot = lot(&[&["C"], &["C"]]);
    let numbers = [0, 1, 2, 3, usize::MAX].map(|number| lot.level(number).map(|level| level.number()));
    let expected = [Some(0), Some(1), None, None, None];
    assert_eq!(numbers, expected, "numbers of levels 0 to 3 and usize::MAX in a lot of two levels");
    for number in (1..usize::BITS).map(|bit| 1_usize << bit) {
        assert!(lot.level(number).is_none(), "a lot of two levels has no level {number}");
    }
}

/// Rules: 3.6, 4.8, 0.3
#[test]
fn a_level_returns_its_rows_and_their_lengths() {
    let lot = lot(&[&["C", ""], &["MC", "", "LLLLL", "", ""], &["", "CC"]]);
    let rows = [0, 1, 2].map(|number| lot.level(number).map(|level| level.rows()));
    assert_eq!(rows, [2, 5, 2].map(Some), "numbers of rows by level, including empty ones at their start and end");
    let level = lot.level(1).expect("there is a level 1");
    let lens = [0, 1, 2, 3, 4, 5, usize::MAX].map(|row| level.row_len(row));
    assert_eq!(lens, [2, 0, 5, 0, 0, 0, 0], "lengths of rows 0 to 5 and usize::MAX, where the last two do not exist");
    for high in (3..usize::BITS).map(|bit| 1_usize << bit) {
        assert_eq!(level.row_len(high), 0, "length of row {high}, which does not exist");
        for place in [Place { row: high, spot: 0 }, Place { row: 0, spot: high }] {
            let seen = (level.size(place), level.is_free(place));
            assert_eq!(
                seen,
                (None, false),
                "size of the spot at {place:?}, which does not exist, and whether it is free"
            );
        }
    }
}

/// Rules: 3.6
#[rstest]
#[case::taken_spot(0, 0, Some(SpotSize::Compact), false)]
#[case::free_spot(0, 1, Some(SpotSize::Motorcycle), true)]
#[case::free_spot_in_another_row(2, 0, Some(SpotSize::Large), true)]
#[case::after_the_end_of_the_row(0, 2, None, false)]
#[case::far_after_the_end_of_the_row(0, 4, None, false)]
#[case::empty_row(1, 0, None, false)]
#[case::missing_row(3, 0, None, false)]
#[case::largest_spot_of_a_later_row(2, usize::MAX, None, false)]
#[case::largest_numbers(usize::MAX, usize::MAX, None, false)]
fn a_level_returns_size_and_state_of_a_spot(
    #[case] row: usize,
    #[case] spot: usize,
    #[case] size: Option<SpotSize>,
    #[case] is_free: bool,
) {
    let mut lot = lot(&[&["CM", "", "L"], &["LL"]]);
    park(&mut lot, "A", VehicleKind::Car);
    let level = lot.level(0).expect("there is a level 0");
    let place = Place { row, spot };
    assert_eq!(level.size(place), size, "size of the spot at {place:?}");
    assert_eq!(level.is_free(place), is_free, "whether the spot at {place:?} exists and is free");
}

/// Rules: 4.2, 4.6, 2.3
#[test]
fn a_lot_agrees_with_a_naive_lot_for_thousands_of_stays() {
    let levels = levels(&[&["MCLLLLL", "LLLLLL"], &["CM", "LLLLL"]]);
    let mut lot = ParkingLot::new(levels.clone()).expect("a lot with spots");
    let mut model = Model::new(levels, requirement_of);
    let kinds: Vec<VehicleKind> = all::<VehicleKind>().collect();
    let mut random = 1_u32;
    let mut below = |limit: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 16) as usize % limit
    };
    for _ in 0..3_000 {
        let op = match model.parked.len() {
            parked if parked > 0 && below(2) == 0 => Op::Leave(model.parked[below(parked)].ticket),
            _ => Op::Park(below(12), kinds[below(3)]),
        };
        apply(&mut lot, &mut model, &ManualClock::default(), Model::first_fit, &op);
    }
    assert_same_vehicles(lot.snapshot(), &model, &"3,000 operations");
    assert_same_lookups(&lot, &model, &"3,000 operations");
    assert_same_counts(&lot, &model, &"3,000 operations");
}

/// A vehicle and the policy's choice on each of three levels.
#[derive(Clone)]
struct Arrival(VehicleKind, [Option<Place>; 3]);

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let choices = self.1.map(|choice| choice.map(|place| (place.row, place.spot)));
        write!(f, "a {:?}, choices of row and spot by level {choices:?}", self.0)
    }
}

/// Rules: 4.2, 4.3, 4.4, 3.4, 3.5
#[test]
fn law_the_policy_decides_level_by_level() {
    let kind = proptest::sample::select(all::<VehicleKind>().collect::<Vec<_>>());
    let place = || proptest::option::weighted(0.6, (0..3usize, 0..7usize).prop_map(|(row, spot)| Place { row, spot }));
    let arrival = (kind, [place(), place(), place()]).prop_map(|(kind, choices)| Arrival(kind, choices));
    testkit::law((any_levels(3), proptest::collection::vec(arrival, 0..30)), |(TestLevels(levels), arrivals)| {
        let choices = Cell::new([None; 3]);
        let asked = RefCell::new(Vec::new());
        let policy = FnPolicy(|level: &Level<'_>, _| {
            asked.borrow_mut().push(level.number());
            choices.get()[level.number()]
        });
        let rules = Rules { policy, tariff: Free, clock: ManualClock::default() };
        let mut lot = ParkingLot::with_rules(levels.clone(), rules).expect("there is a spot");
        let mut model = Model::new(levels, requirement_of);
        for (nth, arrival) in arrivals.into_iter().enumerate() {
            let Arrival(kind, by_level) = arrival;
            let requirement = requirement_of(kind);
            let mut fitting: Vec<usize> = model.fitting(requirement).iter().map(|spot| spot.level).collect();
            fitting.dedup();
            let decides = fitting.iter().position(|&level| by_level[level].is_some());
            let chosen = decides.and_then(|nth| Some(by_level[fitting[nth]]?.on(fitting[nth])));
            let expected = match chosen {
                _ if fitting.is_empty() => Err(ParkError::NoRoom { requirement }),
                None => Err(ParkError::Declined { requirement }),
                Some(chosen) => match model.misfit(chosen, requirement) {
                    Some(misfit) => Err(ParkError::BadChoice { chosen, misfit }),
                    None => Ok(model.admit(&nth_plate(nth), kind, chosen)),
                },
            };
            choices.set(by_level);
            assert_eq!(lot.park(nth_plate(nth), kind), expected, "result of parking {arrival:?}");
            fitting.truncate(decides.map_or(fitting.len(), |nth| nth + 1));
            assert_eq!(asked.take(), fitting, "levels of the calls of choose for {arrival:?}");
            assert_same_vehicles(lot.snapshot(), &model, &arrival);
            assert_same_counts(&lot, &model, &arrival);
        }
    });
}

/// Rules: 4.2, 4.6, 4.7
#[test]
fn law_counts_agree_with_a_recount() {
    testkit::law(
        (any_levels(3), op_sequence(park_or_leave(all::<VehicleKind>().collect()))),
        |(TestLevels(levels), ops)| {
            let mut lot = ParkingLot::new(levels.clone()).expect("there is a spot");
            let mut model = Model::new(levels, requirement_of);
            assert_same_counts(&lot, &model, &"creating the lot");
            for op in ops {
                if is_rejected_ticket(&op, &model) {
                    continue;
                }
                apply(&mut lot, &mut model, &Default::default(), Model::first_fit, &op);
                assert_same_vehicles(lot.snapshot(), &model, &op);
                assert_same_lookups(&lot, &model, &op);
                assert_same_counts(&lot, &model, &op);
            }
        },
    );
}

/// Rules: 4.2, 4.3, 3.8
#[test]
fn law_smallest_fit_agrees_with_a_naive_search_on_levels() {
    let kinds = all::<VehicleKind>().collect();
    testkit::law((any_levels(3), op_sequence(park_or_leave(kinds))), |(TestLevels(levels), ops)| {
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
            assert_same_counts(&lot, &model, &op);
        }
    });
}
