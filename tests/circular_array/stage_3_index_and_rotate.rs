//! # Index and rotate
//!
//! An index counts the values from the front, whatever slots they are in: 0 is the first value, 1 the second. Negative
//! indices count from the back: -1 is the last value. `get` returns `None` past an end. `get_wrapping` continues at the
//! other end. It wraps around the values, not around the slots.
//!
//! `rotate(1)` makes the first value the last. Any `isize` is valid. In a full array, rotating only moves the head; a
//! test checks that no value changes its address. So this stage rules out one way to tell full from empty: an
//! additional slot that is always vacant.
//!
//! Watch the limits: `-isize::MIN` overflows, and `%` keeps the sign of its left operand.
//!
//! Look up: `isize::unsigned_abs`, `isize::checked_rem_euclid`, `Index` and `IndexMut`.
//!
//! Time box: 20 minutes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use circular_array::{Displace, Refuse, Snapshot};
use rstest::rstest;

use super::support::{Model, address, array, assert_matches_model, at_every_offset, filled, values, with_policy};

#[rstest]
#[case::first(0, Some(10))]
#[case::second(1, Some(20))]
#[case::last(2, Some(30))]
#[case::past_the_back(3, None)]
#[case::vacant_slot(4, None)]
#[case::capacity(5, None)]
#[case::maximum(isize::MAX, None)]
#[case::last_from_the_back(-1, Some(30))]
#[case::second_from_the_back(-2, Some(20))]
#[case::first_from_the_back(-3, Some(10))]
#[case::past_the_front(-4, None)]
#[case::minus_the_capacity(-5, None)]
#[case::minimum(isize::MIN, None)]
fn get_counts_from_the_front_or_the_back(#[case] index: isize, #[case] expected: Option<u32>) {
    for mut array in at_every_offset(5, &[10, 20, 30]) {
        assert_eq!(array.get(index), expected.as_ref(), "get({index}) of [10, 20, 30]");
        assert_eq!(array.get_mut(index).copied(), expected, "get_mut({index}) of [10, 20, 30]");
    }
}

#[rstest]
#[case::first(0, 10)]
#[case::last(2, 30)]
#[case::length(3, 10)]
#[case::capacity(5, 30)]
#[case::many_rounds(3_000_001, 20)]
#[case::maximum(isize::MAX, [10, 20, 30][isize::MAX.rem_euclid(3) as usize])]
#[case::last_from_the_back(-1, 30)]
#[case::first_from_the_back(-3, 10)]
#[case::past_the_front(-4, 30)]
#[case::many_rounds_backwards(-3_000_001, 30)]
#[case::minimum(isize::MIN, [10, 20, 30][isize::MIN.rem_euclid(3) as usize])]
fn get_wrapping_wraps_around_the_values(#[case] index: isize, #[case] expected: u32) {
    for mut array in at_every_offset(5, &[10, 20, 30]) {
        assert_eq!(array.get_wrapping(index), Some(&expected), "get_wrapping({index}) of [10, 20, 30] with capacity 5");
        let found = array.get_wrapping_mut(index).copied();
        assert_eq!(found, Some(expected), "get_wrapping_mut({index}) of [10, 20, 30] with capacity 5");
    }
}

#[rstest]
#[case::zero(0)]
#[case::one(1)]
#[case::minus_one(-1)]
#[case::maximum(isize::MAX)]
#[case::minimum(isize::MIN)]
fn an_empty_array_has_no_values_and_can_be_rotated(#[case] index: isize) {
    for mut array in at_every_offset(3, &[]) {
        assert_eq!(array.get(index), None, "get({index}) of an empty array");
        assert_eq!(array.get_wrapping(index), None, "get_wrapping({index}) of an empty array");
        assert_eq!(array.get_mut(index), None, "get_mut({index}) of an empty array");
        assert_eq!(array.get_wrapping_mut(index), None, "get_wrapping_mut({index}) of an empty array");
        array.rotate(index);
        assert_eq!(
            array.snapshot(),
            Snapshot { capacity: 3, items: vec![] },
            "snapshot of an empty array after rotate({index})"
        );
        assert_eq!(array.try_push_back(1), Ok(()), "result of a push after rotating an empty array");
        assert_eq!(values(&array), [1], "values after rotating an empty array and pushing 1");
    }
}

#[rstest]
#[case::from_the_front(1)]
#[case::from_the_back(-2)]
fn get_mut_and_get_wrapping_mut_change_values(#[case] index: isize) {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        *array.get_mut(index).expect("there are three values") += 10;
        assert_eq!(values(&array), [1, 12, 3], "values after adding 10 through get_mut({index})");
        *array.get_wrapping_mut(index + 6).expect("there are three values") += 10;
        assert_eq!(values(&array), [1, 22, 3], "values after adding 10 through get_wrapping_mut({})", index + 6);
    }
}

#[test]
fn indexing_counts_like_get() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        assert_eq!(
            (array[0], array[2], array[-1], array[-3]),
            (1, 3, 3, 1),
            "values at indices 0, 2, -1 and -3 of [1, 2, 3]"
        );
        array[1] = 20;
        array[-1] += 100;
        assert_eq!(values(&array), [1, 20, 103], "values after setting index 1 to 20 and adding 100 at index -1");
    }
}

#[rstest]
#[case::past_the_back(3)]
#[case::past_the_front(-4)]
#[case::minimum(isize::MIN)]
fn indexing_past_an_end_panics_and_changes_nothing(#[case] index: isize) {
    let mut array = array(5, &[1, 2, 3]);
    assert_eq!(array[2], 3, "value at index 2");
    let read = catch_unwind(AssertUnwindSafe(|| array[index]));
    assert_eq!(read.ok(), None, "value at index {index} of [1, 2, 3]; indexing should panic");
    let written = catch_unwind(AssertUnwindSafe(|| array[index] = 9));
    assert!(written.is_err(), "setting index {index} of [1, 2, 3] did not panic");
    assert_eq!(values(&array), [1, 2, 3], "values after two panics");
}

#[rstest]
#[case::zero(0, [1, 2, 3, 4])]
#[case::one(1, [2, 3, 4, 1])]
#[case::two(2, [3, 4, 1, 2])]
#[case::three(3, [4, 1, 2, 3])]
#[case::length(4, [1, 2, 3, 4])]
#[case::more_than_the_length(5, [2, 3, 4, 1])]
#[case::minus_one(-1, [4, 1, 2, 3])]
#[case::minus_two(-2, [3, 4, 1, 2])]
#[case::minus_three(-3, [2, 3, 4, 1])]
#[case::minus_the_length(-4, [1, 2, 3, 4])]
#[case::less_than_minus_the_length(-5, [4, 1, 2, 3])]
#[case::maximum(isize::MAX, [4, 1, 2, 3])]
#[case::minimum(isize::MIN, [1, 2, 3, 4])]
fn rotate_moves_values_from_one_end_to_the_other(#[case] by: isize, #[case] order: [u32; 4]) {
    for capacity in [4, 5, 6, 7] {
        for mut array in at_every_offset(capacity, &[1, 2, 3, 4]) {
            array.rotate(by);
            let expected = Snapshot { capacity, items: order.to_vec() };
            assert_eq!(
                array.snapshot(),
                expected,
                "snapshot of [1, 2, 3, 4] with capacity {capacity} after rotate({by})"
            );
        }
    }
}

#[rstest]
#[case::one(1)]
#[case::two(2)]
#[case::minus_one(-1)]
#[case::minus_two(-2)]
#[case::seven(7)]
#[case::maximum(isize::MAX)]
#[case::minimum(isize::MIN)]
fn rotating_a_full_array_moves_no_value(#[case] by: isize) {
    for mut array in at_every_offset(5, &[0, 1, 2, 3, 4]) {
        let addresses = [0, 1, 2, 3, 4].map(|index| address(&array[index]));
        array.rotate(by);
        for index in 0..5 {
            let value = &array[index];
            let before = addresses[*value as usize];
            assert_eq!(address(value), before, "address of {value} after rotate({by}); it must be the same as before");
        }
        assert_eq!(array[0], by.rem_euclid(5) as u32, "first value after rotate({by})");
    }
}

#[test]
fn push_and_pop_use_the_ends_of_the_rotated_array() {
    for mut array in at_every_offset(3, &[1, 2, 3]) {
        array.rotate(1);
        assert_eq!(array.pop_front(), Some(2), "value popped from the front of [1, 2, 3] after rotate(1)");
        assert_eq!(array.push_back(4), Ok(()), "result of push_back after rotate(1) and pop_front");
        assert_eq!(values(&array), [3, 1, 4], "values after rotate(1), pop_front and push_back(4)");
        array.rotate(-1);
        assert_eq!(array.pop_back(), Some(1), "value popped from the back of [3, 1, 4] after rotate(-1)");
        assert_eq!(array.push_front(5), Ok(()), "result of push_front after rotate(-1) and pop_back");
        assert_eq!(values(&array), [5, 4, 3], "values after rotate(-1), pop_back and push_front(5)");
    }
}

#[test]
fn displace_uses_the_ends_of_the_rotated_array() {
    let mut array = with_policy(3, Displace);
    for value in 1..=3 {
        array.push_back(value);
    }
    array.rotate(-1);
    assert_eq!(array.push_back(4), Some(3), "value displaced by push_back(4) on [1, 2, 3] after rotate(-1)");
    assert_eq!(values(&array), [1, 2, 4], "values after rotate(-1) and push_back(4)");
}

#[test]
fn rotate_makes_the_value_at_the_wrapping_index_first() {
    testkit::law((filled(), -20..20isize), |(filled, by)| {
        let mut array = filled.array();
        let before = values(&array);
        let expected = array.get_wrapping(by).copied();
        array.rotate(by);
        assert_eq!(array.front().copied(), expected, "first value of {before:?} after rotate({by})");
        array.rotate(-by);
        assert_eq!(values(&array), before, "values after rotate({by}) and the reverse rotation");
        array.rotate(-filled.rotated_by);
        assert_eq!(values(&array), filled.values, "values after undoing the initial rotation too");
    });
}

#[test]
fn random_operations_match_the_model() {
    assert_matches_model(3, || Refuse, Model::refuse);
    assert_matches_model(3, || Displace, Model::displace);
}
