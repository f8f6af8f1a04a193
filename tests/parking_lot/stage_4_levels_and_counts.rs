//! # Levels and counts
//!
//! The lot gets more levels. Vehicles fill the lowest level first, and go up only if they fit on no level below. So a
//! bus may pass a level with free spots, and the next car still gets one there.
//!
//! A sign at the entrance shows the number of free spots of each size, level by level. Write `levels`, `level` and
//! `free` of `ParkingLot`, and all methods of `Level` except `first_run`, which comes in stage 6. A `Level` is a view:
//! it borrows the lot and owns nothing.
//!
//! People read the sign far more often than vehicles come, so `free` should not count all spots each time. But then two
//! records hold one fact, and can drift apart. Think about where a count changes, in how many places that is, and about
//! a vehicle that is rejected halfway.
//!
//! Look up: arrays indexed by an enum; `Sequence::CARDINALITY`.
//!
//! Time box: 20 minutes.

use enum_iterator::all;
use parking_lot::{ParkingLot, Place, SpotId, SpotSize, VehicleKind};
use rstest::rstest;

use super::support::{
    Model, Shown, any_levels, assert_same_counts, assert_same_lookups, assert_same_vehicles, coming_and_going,
    is_refused_ticket, lot, needs, one_level, park, plate, refused, stands, step, steps,
};

/// How many motorcycle, compact and large spots are free, level by level.
fn free_by_level(lot: &ParkingLot) -> Vec<Vec<usize>> {
    let level = |number| {
        let level = lot.level(number).expect("a level below levels()");
        all::<SpotSize>().map(|size| level.free(size)).collect()
    };
    (0..lot.levels()).map(level).collect()
}

/// How many motorcycle, compact and large spots are free.
fn free(lot: &ParkingLot) -> Vec<usize> {
    all::<SpotSize>().map(|size| lot.free(size)).collect()
}

#[test]
fn a_level_is_full_before_the_next_one_is_used() {
    let mut lot = lot(&[&["C", "C"], &["CC"]]);
    let spots = [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 0, 1)].map(|(level, row, spot)| SpotId { level, row, spot });
    for (text, spot) in ["A", "B", "C", "D"].into_iter().zip(spots) {
        park(&mut lot, text, VehicleKind::Car);
        assert_eq!(stands(&lot, text), Some(spot), "where {text} stands");
    }
}

#[test]
fn a_vehicle_goes_up_if_nothing_below_will_do() {
    let mut lot = lot(&[&["LLLL", "M"], &["CC", "LLLLL"], &["LLLLL"]]);
    park(&mut lot, "BUS", VehicleKind::Bus);
    assert_eq!(stands(&lot, "BUS"), Some(SpotId { level: 1, row: 1, spot: 0 }), "the lowest level with five in a row");
    park(&mut lot, "A", VehicleKind::Car);
    assert_eq!(stands(&lot, "A"), Some(SpotId { level: 0, row: 0, spot: 0 }), "a car still fits on level 0");
}

#[test]
fn five_large_spots_on_two_levels_are_no_room_for_a_bus() {
    let mut lot = lot(&[&["LLL"], &["LLL"]]);
    let outcome = refused(&mut lot, |lot| lot.park(plate("BUS"), VehicleKind::Bus));
    assert!(outcome.is_err(), "the end of a level is the end of a row");
}

#[test]
fn freed_spots_below_are_used_before_those_above() {
    let mut lot = lot(&[&["C"], &["CC"]]);
    let a = park(&mut lot, "A", VehicleKind::Car);
    park(&mut lot, "B", VehicleKind::Car);
    lot.leave(a).expect("A is in the lot");
    park(&mut lot, "C", VehicleKind::Car);
    assert_eq!(stands(&lot, "C"), Some(SpotId { level: 0, row: 0, spot: 0 }), "where C stands after A has left");
}

#[test]
fn a_new_lot_counts_all_its_spots_as_free() {
    let lot = lot(&[&["MMC", "LLLLL"], &["C"], &["L", "", "ML"]]);
    assert_eq!(lot.levels(), 3, "the number of levels");
    let asked = [vec![2, 1, 5], vec![0, 1, 0], vec![1, 0, 2]];
    assert_eq!(free_by_level(&lot), asked, "free spots by level: motorcycle, compact, large");
    assert_eq!(free(&lot), [3, 2, 7], "free spots in all: motorcycle, compact, large");
}

#[rstest]
#[case::a_motorcycle_on_its_own_size(VehicleKind::Motorcycle, &["MCL"], [0, 1, 1])]
#[case::a_motorcycle_on_a_compact_spot(VehicleKind::Motorcycle, &["CML"], [1, 0, 1])]
#[case::a_motorcycle_on_a_large_spot(VehicleKind::Motorcycle, &["LMC"], [1, 1, 0])]
#[case::a_car_on_its_own_size(VehicleKind::Car, &["MCL"], [1, 0, 1])]
#[case::a_car_on_a_large_spot(VehicleKind::Car, &["MLC"], [1, 1, 0])]
#[case::a_bus(VehicleKind::Bus, &["MCLLLLLLL"], [1, 1, 2])]
fn free_counts_the_spot_and_not_the_vehicle(
    #[case] kind: VehicleKind,
    #[case] rows: &[&str],
    #[case] left: [usize; 3],
) {
    let mut lot = one_level(rows);
    let before = free(&lot);
    let ticket = park(&mut lot, "A", kind);
    assert_eq!(free(&lot), left, "free spots (motorcycle, compact, large) of {rows:?} after a {kind:?} has come");
    assert_eq!(free_by_level(&lot), [left], "the same, by level");
    lot.leave(ticket).expect("the vehicle is in the lot");
    assert_eq!(free(&lot), before, "free spots of {rows:?} after the {kind:?} has left");
    assert_eq!(free_by_level(&lot), [before], "the same, by level");
}

#[test]
fn a_refused_vehicle_is_not_counted() {
    let mut lot = lot(&[&["LLL", "LL"], &["LLLL"]]);
    park(&mut lot, "A", VehicleKind::Car);
    for (text, kind) in [("BUS", VehicleKind::Bus), ("A", VehicleKind::Car), ("A", VehicleKind::Bus)] {
        assert!(lot.park(plate(text), kind).is_err(), "there is no room for a bus, and A is parked already");
        assert_eq!(free(&lot), [0, 0, 8], "free spots after a {kind:?} with the plate {text} was refused");
        assert_eq!(free_by_level(&lot), [[0, 0, 4], [0, 0, 4]], "the same, by level");
    }
}

#[test]
fn level_is_none_for_a_missing_level() {
    let lot = lot(&[&["C"], &["C"]]);
    let there: Vec<_> = (0..4).map(|number| lot.level(number).map(|level| level.number())).collect();
    assert_eq!(there, [Some(0), Some(1), None, None], "levels 0 to 3 of a lot with two");
}

#[test]
fn a_level_shows_its_rows() {
    let lot = lot(&[&["C"], &["MC", "", "LLLLL"]]);
    let level = lot.level(1).expect("there is a level 1");
    assert_eq!(level.rows(), 3, "the number of rows, the empty one included");
    let lens: Vec<_> = (0..4).map(|row| level.row_len(row)).collect();
    assert_eq!(lens, [2, 0, 5, 0], "the lengths of rows 0 to 3, the last of which is not there");
}

#[rstest]
#[case::taken(0, 0, Some(SpotSize::Compact), false)]
#[case::free(0, 1, Some(SpotSize::Motorcycle), true)]
#[case::free_in_another_row(2, 0, Some(SpotSize::Large), true)]
#[case::beyond_the_row(0, 2, None, false)]
#[case::in_an_empty_row(1, 0, None, false)]
#[case::in_a_row_that_is_not_there(3, 0, None, false)]
#[case::far_away(usize::MAX, usize::MAX, None, false)]
fn a_level_shows_its_spots(
    #[case] row: usize,
    #[case] spot: usize,
    #[case] size: Option<SpotSize>,
    #[case] is_free: bool,
) {
    let mut lot = one_level(&["CM", "", "L"]);
    park(&mut lot, "A", VehicleKind::Car);
    let level = lot.level(0).expect("there is a level 0");
    let place = Place { row, spot };
    assert_eq!(level.size(place), size, "the size of {place:?}");
    assert_eq!(level.is_free(place), is_free, "whether {place:?} is there, and free");
}

#[test]
fn law_the_counts_are_those_of_a_recount() {
    testkit::law((any_levels(3), steps(coming_and_going(all::<VehicleKind>().collect()))), |(Shown(levels), ops)| {
        let mut lot = ParkingLot::new(levels.clone()).expect("there is a spot");
        let mut model = Model::new(levels, needs);
        assert_same_counts(&lot, &model, &"nothing");
        for op in ops {
            if is_refused_ticket(&op, &model) {
                continue;
            }
            step(&mut lot, &mut model, &Default::default(), Model::first_fit, &op);
            assert_same_vehicles(lot.snapshot(), &model, &op);
            assert_same_lookups(&lot, &model, &op);
            assert_same_counts(&lot, &model, &op);
        }
    });
}
