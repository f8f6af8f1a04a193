//! # Levels and counts
//!
//! The lot gets more levels. A vehicle goes to the lowest level where it fits. If a bus does not fit on level 0, it
//! goes to level 1. The next car can still park on level 0.
//!
//! A sign at the entrance shows the number of free spots by size and level. Write `levels`, `level` and `free` of
//! `ParkingLot`, and all methods of `Level` except `first_run` (stage 6). A `Level` is a view that borrows from the
//! lot.
//!
//! Drivers read the sign more often than vehicles arrive, so `free` should not count all spots on each call. Stored
//! counts can become wrong: update them in one place, which a rejected vehicle never reaches.
//!
//! Look up: arrays indexed by an enum; `Sequence::CARDINALITY`.
//!
//! Time box: 20 minutes.

use enum_iterator::all;
use parking_lot::{ParkingLot, Place, SpotId, SpotSize, VehicleKind};
use rstest::rstest;

use super::support::{
    Model, TestLevels, any_levels, apply, assert_same_counts, assert_same_lookups, assert_same_vehicles, first_spot,
    is_rejected_ticket, lot, one_level, op_sequence, park, park_or_leave, plate, requirement_of, unchanged_on_error,
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

#[test]
fn vehicles_fill_the_lowest_level_first() {
    let mut lot = lot(&[&["C", "C"], &["CC"]]);
    let spots = [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 0, 1)].map(|(level, row, spot)| SpotId { level, row, spot });
    for (text, spot) in ["A", "B", "C", "D"].into_iter().zip(spots) {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(first_spot(&lot, text), Some(spot), "spot of {text}");
    }
}

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

#[test]
fn a_run_does_not_continue_on_the_next_level() {
    let mut lot = lot(&[&["LLL"], &["LLL"]]);
    let outcome = unchanged_on_error(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert!(outcome.is_err(), "parking a bus should fail when no level has five consecutive large spots");
}

#[test]
fn freed_spots_on_lower_levels_are_reused_first() {
    let mut lot = lot(&[&["C"], &["CC"]]);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    lot.leave(a).expect("A is in the lot");
    park(&mut lot, "C", VehicleKind::Car);
    assert_eq!(first_spot(&lot, "C"), Some(SpotId { level: 0, row: 0, spot: 0 }), "spot of C after A left level 0");
}

#[test]
fn all_spots_of_a_new_lot_are_free() {
    let lot = lot(&[&["MMC", "LLLLL"], &["C"], &["L", "", "ML"]]);
    assert_eq!(lot.levels(), 3, "number of levels");
    let expected = [vec![2, 1, 5], vec![0, 1, 0], vec![1, 0, 2]];
    assert_eq!(free_by_level(&lot), expected, "free motorcycle, compact and large spots by level");
    assert_eq!(free(&lot), [3, 2, 7], "free motorcycle, compact and large spots of the lot");
}

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

#[test]
fn level_is_none_for_a_missing_level() {
    let lot = lot(&[&["C"], &["C"]]);
    let numbers: Vec<_> = (0..4).map(|number| lot.level(number).map(|level| level.number())).collect();
    assert_eq!(numbers, [Some(0), Some(1), None, None], "numbers of levels 0 to 3 in a lot of two levels");
}

#[test]
fn a_level_returns_its_rows_and_their_lengths() {
    let lot = lot(&[&["C"], &["MC", "", "LLLLL"]]);
    let level = lot.level(1).expect("there is a level 1");
    assert_eq!(level.rows(), 3, "number of rows, including the empty one");
    let lens: Vec<_> = (0..4).map(|row| level.row_len(row)).collect();
    assert_eq!(lens, [2, 0, 5, 0], "lengths of rows 0 to 3, where row 3 does not exist");
}

#[rstest]
#[case::taken_spot(0, 0, Some(SpotSize::Compact), false)]
#[case::free_spot(0, 1, Some(SpotSize::Motorcycle), true)]
#[case::free_spot_in_another_row(2, 0, Some(SpotSize::Large), true)]
#[case::after_the_end_of_the_row(0, 2, None, false)]
#[case::empty_row(1, 0, None, false)]
#[case::missing_row(3, 0, None, false)]
#[case::largest_numbers(usize::MAX, usize::MAX, None, false)]
fn a_level_returns_size_and_state_of_a_spot(
    #[case] row: usize,
    #[case] spot: usize,
    #[case] size: Option<SpotSize>,
    #[case] is_free: bool,
) {
    let mut lot = one_level(&["CM", "", "L"]);
    park(&mut lot, "A", VehicleKind::Car);
    let level = lot.level(0).expect("there is a level 0");
    let place = Place { row, spot };
    assert_eq!(level.size(place), size, "size of the spot at {place:?}");
    assert_eq!(level.is_free(place), is_free, "whether the spot at {place:?} exists and is free");
}

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
