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

use circular_array::{CircularArray, Displace, Refuse, Snapshot};

use super::support::{Model, address, assert_matches_model, at_every_offset, values, with_policy};

/// Rules: 3.1
#[test]
fn get_counts_from_the_front_or_the_back() {
    let (max, min) = (isize::MAX, isize::MIN);
    let found = [(0, 10), (1, 20), (2, 30), (-1, 30), (-2, 20), (-3, 10)].map(|(index, value)| (index, Some(value)));
    // The lower 32 bits of half of `min` are zero.
    let past_an_end =
        [3, 4, 5, 257, 65_537, max, -(min / 2), -4, -5, -6, -257, -65_537, min / 2, min].map(|index| (index, None));
    for (index, expected) in found.into_iter().chain(past_an_end) {
        for mut array in at_every_offset(5, &[10, 20, 30]) {
            assert_eq!(array.get(index).copied(), expected, "get({index}) of [10, 20, 30]");
            assert_eq!(array.get_mut(index).copied(), expected, "get_mut({index}) of [10, 20, 30]");
        }
    }
}

/// Rules: 3.1
#[test]
fn get_mut_changes_values() {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        *array.get_mut(1).expect("there are three values") += 10;
        *array.get_mut(-1).expect("there are three values") += 100;
        assert_eq!(values(&array), [1, 12, 103], "values after adding 10 at index 1 and 100 at index -1");
    }
}

/// Rules: 3.1
#[test]
fn get_of_an_empty_array_returns_none() {
    for index in [0, 1, -1, isize::MAX, isize::MIN] {
        for mut array in at_every_offset(3, &[]) {
            assert_eq!(array.get(index), None, "get({index}) of an empty array");
            assert_eq!(array.get_mut(index), None, "get_mut({index}) of an empty array");
        }
    }
}

/// Rules: 3.2
#[test]
fn an_empty_array_can_be_rotated() {
    for by in [0, 1, -1, isize::MAX, isize::MIN] {
        for mut array in at_every_offset(3, &[]) {
            array.rotate(by);
            let expected = Snapshot { capacity: 3, items: vec![] };
            assert_eq!(array.snapshot(), expected, "snapshot of an empty array after rotate({by})");
            assert_eq!(array.try_push_back(1), Ok(()), "result of a push after rotating an empty array");
            assert_eq!(values(&array), [1], "values after rotating an empty array and pushing 1");
        }
    }
}

/// Rules: 3.2
#[test]
fn rotate_moves_values_from_one_end_to_the_other() {
    let (max, min) = (isize::MAX, isize::MIN);
    let forward = [(1, [2, 3, 4, 1]), (3, [4, 1, 2, 3]), (5, [2, 3, 4, 1]), (max, [4, 1, 2, 3])];
    let backward = [(-1, [4, 1, 2, 3]), (-3, [2, 3, 4, 1]), (-5, [4, 1, 2, 3])];
    let unchanged = [0, 4, -4, 4_000_000, min].map(|by| (by, [1, 2, 3, 4]));
    for (by, order) in forward.into_iter().chain(backward).chain(unchanged) {
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
}

/// Rules: 3.3
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

/// Rules: 3.3
#[test]
fn access_and_rotation_of_a_full_array_take_constant_time() {
    const CAPACITY: usize = 20_000;
    let mut array = CircularArray::new(CAPACITY).expect("20,000 is a valid capacity");
    (0..CAPACITY).for_each(|value| array.try_push_back(value).expect("there is room for 20,000 values"));
    for (index, value) in [(10_000, 10_000), (-1, 19_999), (-10_000, 10_000)] {
        testkit::costs_less_than_a_walk(CAPACITY, &format!("rule 3.3: get({index})"), |_| {
            assert_eq!(array.get(index), Some(&value), "get({index}) of an array of 0 to 19,999");
        });
        testkit::costs_less_than_a_walk(CAPACITY, &format!("rule 3.3: get_mut({index})"), |_| {
            assert_eq!(array.get_mut(index).copied(), Some(value), "get_mut({index}) of an array of 0 to 19,999");
        });
    }
    for by in [10_000, -10_000] {
        let what = format!("rule 3.3: rotate({by}) of a full array");
        testkit::costs_less_than_a_walk(CAPACITY, &what, |_| array.rotate(by));
    }
}

/// Rules: 1.3, 1.4, 3.2
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

/// Rules: 2.4, 3.2
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

/// Rules: 0.1, 0.2, 3.1, 3.2
#[test]
fn random_operations_match_the_model() {
    assert_matches_model(3, || Refuse, Model::refuse);
    assert_matches_model(3, || Displace, Model::displace);
}
