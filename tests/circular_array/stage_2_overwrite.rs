//! # Overwrite
//!
//! A push into a full array has several useful meanings. A queue of orders must reject the new value. A log of the last
//! hundred lines must drop the oldest one. One `push` with a flag would need a return type for both, and every caller
//! would have to handle cases that cannot occur.
//!
//! Here, the policy is part of the type. A policy implements `Overflow`, which defines the return type of a push
//! (`Pushed`) and handles a push into a full array. So the type of an array shows which values can be lost, and the
//! return type of a push shows what the caller has to handle.
//!
//! Write `push_front`, `push_back`, the policies `Refuse` and `Displace`, and `PendingPush`. Its methods take `self`,
//! so a policy decides at most once. `replace` can wait until stage 5.
//!
//! Look up: generic associated types (`type Pushed<T>`), borrowing two fields of a struct at once, `std::mem::replace`.
//!
//! Time box: 20 minutes.

use circular_array::{CapacityError, CircularArray, Displace, Full, Refuse, Snapshot};
use rstest::rstest;

use super::support::End::{self, Back, Front};
use super::support::{
    Model, address, array, assert_matches_model, at_every_offset, fill, pop, push, try_push, values, with_policy,
};

/// Creates arrays with policy `Displace` and the same values, one for each offset.
fn displacing(capacity: usize, values: &[u32]) -> Vec<CircularArray<u32, Displace>> {
    (0..capacity).map(|offset| fill(with_policy(capacity, Displace), offset, values)).collect()
}

#[rstest]
#[case::zero(0, CapacityError::Zero)]
#[case::too_large(usize::MAX, CapacityError::TooLarge { requested: usize::MAX })]
fn with_policy_rejects_an_invalid_capacity(#[case] capacity: usize, #[case] expected: CapacityError) {
    let error = CircularArray::<u32, _>::with_policy(capacity, Displace).err();
    assert_eq!(error, Some(expected), "error of with_policy({capacity}, Displace)");
}

#[rstest]
#[case::at_the_front(Front, [3, 1, 2])]
#[case::at_the_back(Back, [1, 2, 3])]
fn a_push_with_room_displaces_nothing(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in displacing(3, &[1, 2]) {
        assert_eq!(push(&mut array, end, 3), None, "result of a push at the {end} of an array with room and Displace");
        assert_eq!(values(&array), order, "values after pushing 3 at the {end} of [1, 2]");
    }
}

#[rstest]
#[case::at_the_front(Front, [3, 1, 2])]
#[case::at_the_back(Back, [1, 2, 3])]
fn refuse_stores_what_fits_and_returns_the_rest(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in at_every_offset(3, &[1, 2]) {
        assert_eq!(push(&mut array, end, 3), Ok(()), "result of a push at the {end} of an array with room and Refuse");
        assert_eq!(push(&mut array, end, 4), Err(Full(4)), "result of a push at the {end} of a full array with Refuse");
        assert_eq!(values(&array), order, "values after pushing 3 at the {end} of [1, 2] and refusing 4");
    }
}

#[rstest]
#[case::at_the_back(Back, 1, [2, 3, 4])]
#[case::at_the_front(Front, 3, [4, 1, 2])]
fn displace_removes_the_value_at_the_other_end(#[case] end: End, #[case] displaced: u32, #[case] expected: [u32; 3]) {
    for mut array in displacing(3, &[1, 2, 3]) {
        assert_eq!(push(&mut array, end, 4), Some(displaced), "value displaced by pushing 4 at the {end} of [1, 2, 3]");
        assert_eq!(values(&array), expected, "values after pushing 4 at the {end} of [1, 2, 3]");
        assert_eq!((array.len(), array.is_full()), (3, true), "len and is_full after displacing a value");
        assert_eq!(
            (array.front(), array.back()),
            (expected.first(), expected.last()),
            "front and back after displacing a value"
        );
    }
}

#[test]
fn displace_keeps_the_last_values() {
    let mut array = with_policy(4, Displace);
    let displaced: Vec<u32> = (0..11).filter_map(|value| array.push_back(value)).collect();
    assert_eq!(displaced, [0, 1, 2, 3, 4, 5, 6], "values displaced by pushing 0 to 10, in order");
    assert_eq!(
        array.snapshot(),
        Snapshot { capacity: 4, items: vec![7, 8, 9, 10] },
        "snapshot after pushing 0 to 10 with room for four"
    );
}

#[test]
fn every_push_into_a_full_array_of_one_displaces() {
    let mut array = with_policy(1, Displace);
    assert_eq!(array.push_back(1), None, "result of the first push");
    assert_eq!(array.push_back(2), Some(1), "value displaced by a push at the back");
    assert_eq!(array.push_front(3), Some(2), "value displaced by a push at the front");
    assert_eq!(array.snapshot(), Snapshot { capacity: 1, items: vec![3] }, "snapshot after three pushes");
}

#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn a_pop_makes_room_again(#[case] end: End) {
    for mut array in displacing(2, &[1, 2]) {
        assert!(push(&mut array, end, 3).is_some(), "a push into a full array with Displace returned None");
        assert!(pop(&mut array, end).is_some(), "a pop from a full array returned None");
        assert_eq!(push(&mut array, end, 4), None, "result of a push after a pop made room");
        assert_eq!(array.len(), 2, "length after a pop and a push");
    }
}

#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn try_push_never_displaces(#[case] end: End) {
    for mut array in displacing(3, &[1, 2, 3]) {
        assert_eq!(
            try_push(&mut array, end, 4),
            Err(Full(4)),
            "result of try_push at the {end} of a full array with Displace"
        );
        assert_eq!(values(&array), [1, 2, 3], "values after try_push into a full array with Displace");
    }
}

#[test]
fn displace_moves_no_other_value() {
    let mut array = with_policy(3, Displace);
    let mut addresses = Vec::new();
    for value in 0..12u32 {
        let displaced = array.push_back(value);
        assert_eq!(displaced, value.checked_sub(3), "value displaced by pushing {value}");
        addresses.push(address(array.back().expect("a value was just pushed")));
        let front = array.front().expect("a value was just pushed");
        let pushed_at = addresses[addresses.len().saturating_sub(3)];
        assert_eq!(address(front), pushed_at, "address of {front}; it must be the same as after its push");
    }
}

#[test]
fn policy_returns_the_policy_of_the_array() {
    assert_eq!(array(1, &[]).policy(), &Refuse, "policy of an array created by new");
    let array = with_policy::<u32, _>(1, Displace);
    assert_eq!(array.policy(), &Displace, "policy of an array created by with_policy");
}

#[test]
fn random_operations_match_the_model_with_refuse() {
    assert_matches_model(2, || Refuse, Model::refuse);
}

#[test]
fn random_operations_match_the_model_with_displace() {
    assert_matches_model(2, || Displace, Model::displace);
}
