//! # Index and rotate
//!
//! A value has a place in the order, whatever slot it is in. An index counts these places: 0 is the first, 1 the next one; -1
//! is the last, -2 the one before. Two questions can be asked with an index that leads past an end. `get` says that there is nothing.
//! `get_wrapping` goes on from the other end, as often as it takes: it counts around the values, not around the slots, and there
//! may be fewer of the first.
//!
//! `rotate` moves the order on: by 1, the first value becomes the last. Again any `isize` will do. In a full array every
//! slot has a value, so a rotation need not move any: only the place where the order begins. A test looks at the addresses.
//!
//! Does your way to tell full from empty survive that? If it keeps one slot free, it does not.
//!
//! Mind the limits: `-isize::MIN` does not exist, and `%` keeps the sign. To look up: `isize::unsigned_abs`, `checked_rem`,
//! `rem_euclid`, `Index` and `IndexMut`.
//!
//! Time box: 20 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use circular_array::{Displace, Refuse, Snapshot};
use rstest::rstest;

use super::support::{
    Model, address, array, assert_agrees_with_the_model, at_every_offset, filled, values, with_policy,
};

#[rstest]
#[case::the_first(0, Some(10))]
#[case::the_second(1, Some(20))]
#[case::the_last(2, Some(30))]
#[case::past_the_back(3, None)]
#[case::a_vacant_slot(4, None)]
#[case::the_capacity(5, None)]
#[case::the_greatest(isize::MAX, None)]
#[case::minus_one_the_last(-1, Some(30))]
#[case::minus_two(-2, Some(20))]
#[case::minus_the_length_the_first(-3, Some(10))]
#[case::past_the_front(-4, None)]
#[case::minus_the_capacity(-5, None)]
#[case::the_least(isize::MIN, None)]
fn get_counts_from_the_front_or_the_back(#[case] index: isize, #[case] expected: Option<u32>) {
    for mut array in at_every_offset(5, &[10, 20, 30]) {
        assert_eq!(array.get(index), expected.as_ref(), "the value at index {index} of 10, 20, 30");
        assert_eq!(array.get_mut(index).copied(), expected, "the same, to be changed");
    }
}

#[rstest]
#[case::the_first(0, 10)]
#[case::the_last(2, 30)]
#[case::once_around(3, 10)]
#[case::the_length_counts_and_not_the_capacity(5, 30)]
#[case::far_around(3_000_001, 20)]
#[case::the_greatest(isize::MAX, [10, 20, 30][isize::MAX.rem_euclid(3) as usize])]
#[case::minus_one_the_last(-1, 30)]
#[case::minus_the_length_the_first(-3, 10)]
#[case::once_around_the_other_way(-4, 30)]
#[case::far_around_the_other_way(-3_000_001, 30)]
#[case::the_least(isize::MIN, [10, 20, 30][isize::MIN.rem_euclid(3) as usize])]
fn get_wrapping_goes_around_the_values(#[case] index: isize, #[case] expected: u32) {
    for mut array in at_every_offset(5, &[10, 20, 30]) {
        assert_eq!(array.get_wrapping(index), Some(&expected), "the value at index {index} around 10, 20, 30");
        assert_eq!(array.get_wrapping_mut(index).copied(), Some(expected), "the same, to be changed");
    }
}

#[rstest]
#[case::zero(0)]
#[case::one(1)]
#[case::minus_one(-1)]
#[case::the_greatest(isize::MAX)]
#[case::the_least(isize::MIN)]
fn an_empty_array_has_no_value_at_any_index_and_can_be_rotated(#[case] index: isize) {
    for mut array in at_every_offset(3, &[]) {
        assert_eq!(array.get(index), None, "the value at index {index} of an empty array");
        assert_eq!(array.get_wrapping(index), None, "the same, wrapped");
        assert_eq!(array.get_mut(index), None, "the same, to be changed");
        assert_eq!(array.get_wrapping_mut(index), None, "the same, wrapped and to be changed");
        array.rotate(index);
        assert_eq!(array.snapshot(), Snapshot { capacity: 3, items: vec![] }, "an empty array rotated by {index}");
        assert_eq!(array.try_push_back(1), Ok(()), "a push after that");
        assert_eq!(values(&array), [1], "the values after that");
    }
}

#[rstest]
#[case::from_the_front(1)]
#[case::from_the_back(-2)]
fn a_value_is_changed_in_place(#[case] index: isize) {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        *array.get_mut(index).expect("there are three values") += 10;
        assert_eq!(values(&array), [1, 12, 3], "the values after 10 was added at index {index}");
        *array.get_wrapping_mut(index + 6).expect("there are three values") += 10;
        assert_eq!(values(&array), [1, 22, 3], "the values after 10 was added at index {}, wrapped", index + 6);
    }
}

#[test]
fn brackets_count_as_get_does() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        assert_eq!(
            (array[0], array[2], array[-1], array[-3]),
            (1, 3, 3, 1),
            "the values at 0, 2, -1 and -3 of 1, 2, 3"
        );
        array[1] = 20;
        array[-1] += 100;
        assert_eq!(values(&array), [1, 20, 103], "the values after [1] was set to 20 and 100 added to [-1]");
    }
}

#[rstest]
#[case::past_the_back(3)]
#[case::past_the_front(-4)]
#[case::the_least(isize::MIN)]
fn brackets_panic_past_an_end_and_change_nothing(#[case] index: isize) {
    let mut array = array(5, &[1, 2, 3]);
    assert_eq!(array[2], 3, "the value at index 2");
    let read = catch_unwind(AssertUnwindSafe(|| array[index]));
    assert_eq!(read.ok(), None, "the value that [{index}] gives for 1, 2, 3: it should panic");
    let written = catch_unwind(AssertUnwindSafe(|| array[index] = 9));
    assert!(written.is_err(), "[{index}] of 1, 2, 3 could be set");
    assert_eq!(values(&array), [1, 2, 3], "the values after two panics");
}

#[rstest]
#[case::by_nothing(0, [1, 2, 3, 4])]
#[case::front_to_back(1, [2, 3, 4, 1])]
#[case::twice(2, [3, 4, 1, 2])]
#[case::three_times(3, [4, 1, 2, 3])]
#[case::all_around(4, [1, 2, 3, 4])]
#[case::more_than_around(5, [2, 3, 4, 1])]
#[case::back_to_front(-1, [4, 1, 2, 3])]
#[case::twice_back(-2, [3, 4, 1, 2])]
#[case::three_times_back(-3, [2, 3, 4, 1])]
#[case::all_around_the_other_way(-4, [1, 2, 3, 4])]
#[case::more_than_around_the_other_way(-5, [4, 1, 2, 3])]
#[case::by_the_greatest(isize::MAX, [4, 1, 2, 3])]
#[case::by_the_least(isize::MIN, [1, 2, 3, 4])]
fn a_rotation_moves_the_first_values_behind_the_last(#[case] by: isize, #[case] order: [u32; 4]) {
    for capacity in [4, 5, 6, 7] {
        for mut array in at_every_offset(capacity, &[1, 2, 3, 4]) {
            array.rotate(by);
            let expected = Snapshot { capacity, items: order.to_vec() };
            assert_eq!(array.snapshot(), expected, "1, 2, 3, 4 with room for {capacity}, rotated by {by}");
        }
    }
}

#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::minus_one(-1)]
#[case::minus_two(-2)]
#[case::seven(7)]
#[case::the_greatest(isize::MAX)]
#[case::the_least(isize::MIN)]
fn a_rotation_of_a_full_array_moves_no_value(#[case] by: isize) {
    for mut array in at_every_offset(5, &[0, 1, 2, 3, 4]) {
        let addresses = [0, 1, 2, 3, 4].map(|index| address(&array[index]));
        array.rotate(by);
        for index in 0..5 {
            let value = &array[index];
            let before = addresses[*value as usize];
            assert_eq!(address(value), before, "the address of {value} after a rotation by {by}, against before");
        }
        assert_eq!(array[0], by.rem_euclid(5) as u32, "the first value after a rotation by {by}");
    }
}

#[test]
fn pushes_and_pops_go_on_where_a_rotation_has_put_the_ends() {
    for mut full in at_every_offset(3, &[1, 2, 3]) {
        full.rotate(1);
        assert_eq!(full.pop_front(), Some(2), "the first of 1, 2, 3 rotated by 1");
        assert_eq!(full.push_back(4), Ok(()), "a push after that");
        assert_eq!(values(&full), [3, 1, 4], "the values after that");
        full.rotate(-1);
        assert_eq!(full.pop_back(), Some(1), "the last of 3, 1, 4 rotated by -1");
        assert_eq!(full.push_front(5), Ok(()), "a push after that");
        assert_eq!(values(&full), [5, 4, 3], "the values after that");
    }
}

#[test]
fn a_displacement_takes_the_end_that_a_rotation_has_made() {
    let mut array = with_policy(3, Displace);
    for value in 1..=3 {
        array.push_back(value);
    }
    array.rotate(-1);
    assert_eq!(array.push_back(4), Some(3), "what 4 displaces from the front of 1, 2, 3 rotated by -1");
    assert_eq!(values(&array), [1, 2, 4], "the values after that");
}

#[test]
fn the_wrapping_index_of_a_rotation_becomes_the_first() {
    testkit::law((filled(), -20..20isize), |(filled, by)| {
        let mut array = filled.array();
        let before = values(&array);
        let expected = array.get_wrapping(by).copied();
        array.rotate(by);
        assert_eq!(array.front().copied(), expected, "the first of {before:?} after a rotation by {by}");
        array.rotate(-by);
        assert_eq!(values(&array), before, "the values after a rotation by {by} and back");
        array.rotate(-filled.rotated_by);
        assert_eq!(values(&array), filled.values, "the values after the rotation before it was taken back, too");
    });
}

#[test]
fn operations_agree_with_the_model_when_rotated() {
    assert_agrees_with_the_model(3, || Refuse, Model::refuse);
    assert_agrees_with_the_model(3, || Displace, Model::displace);
}
