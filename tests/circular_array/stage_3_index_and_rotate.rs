//! # Index and rotate
//!
//! An index counts the values from the front, whatever slots they are in, so 0 is the first value and 1 the second.
//! Negative indices count from the back, where -1 is the last value. Past either end, `get` returns `None`.
//!
//! `rotate(1)` makes the first value the last. If the array is full, you can rotate it without moving any value, and a
//! test checks that you do.
//!
//! All three methods accept any `isize`, so watch out for extreme values: `-isize::MIN` overflows, for example. Also
//! note that `%` keeps the sign of its left operand.
//!
//! Look up: `isize::unsigned_abs`, `isize::checked_rem_euclid`.
//!
//! Time box: 15 minutes.

use circular_array::{Displace, Refuse, Snapshot};
use rstest::rstest;

use super::support::{Model, address, assert_matches_model, at_every_offset, filled, values, with_policy};

#[rstest]
#[case::first(0, Some(10))]
#[case::last(2, Some(30))]
#[case::past_the_back(3, None)]
#[case::capacity(5, None)]
#[case::maximum(isize::MAX, None)]
#[case::last_from_the_back(-1, Some(30))]
#[case::first_from_the_back(-3, Some(10))]
#[case::past_the_front(-4, None)]
#[case::minimum(isize::MIN, None)]
fn get_counts_from_the_front_or_the_back(#[case] index: isize, #[case] expected: Option<u32>) {
    for mut array in at_every_offset(5, &[10, 20, 30]) {
        assert_eq!(array.get(index), expected.as_ref(), "get({index}) of [10, 20, 30]");
        assert_eq!(array.get_mut(index).copied(), expected, "get_mut({index}) of [10, 20, 30]");
    }
}

#[test]
fn get_mut_changes_values() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        *array.get_mut(1).expect("there are three values") += 10;
        *array.get_mut(-1).expect("there are three values") += 100;
        assert_eq!(values(&array), [1, 12, 103], "values after adding 10 at index 1 and 100 at index -1");
    }
}

#[test]
fn an_empty_array_has_no_values_and_can_be_rotated() {
    for index in [0, 1, -1, isize::MAX, isize::MIN] {
        for mut array in at_every_offset(3, &[]) {
            assert_eq!(array.get(index), None, "get({index}) of an empty array");
            assert_eq!(array.get_mut(index), None, "get_mut({index}) of an empty array");
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
}

#[rstest]
#[case::zero(0, [1, 2, 3, 4])]
#[case::one(1, [2, 3, 4, 1])]
#[case::three(3, [4, 1, 2, 3])]
#[case::length(4, [1, 2, 3, 4])]
#[case::more_than_the_length(5, [2, 3, 4, 1])]
#[case::minus_one(-1, [4, 1, 2, 3])]
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

#[test]
fn rotating_a_full_array_moves_no_value() {
    for by in [1, 2, -1, -2, 7, isize::MAX, isize::MIN] {
        for mut array in at_every_offset(5, &[0, 1, 2, 3, 4]) {
            let addresses = [0, 1, 2, 3, 4].map(|index| array.get(index).map(address));
            array.rotate(by);
            assert_eq!(array.front(), Some(&(by.rem_euclid(5) as u32)), "first value after rotate({by})");
            for index in 0..5 {
                let value = array.get(index).expect("there are five values");
                let before = addresses[*value as usize];
                assert_eq!(Some(address(value)), before, "address of {value} after rotate({by}), and before it");
            }
        }
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
fn a_rotation_can_be_undone() {
    testkit::law((filled(), -20..20isize), |(filled, by)| {
        let mut array = filled.array();
        let before = values(&array);
        array.rotate(by);
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
