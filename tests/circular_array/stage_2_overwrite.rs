//! # Overwrite
//!
//! What should a push into a full array do? A queue of orders must refuse; a log of the last hundred lines must let go of the
//! oldest. One method with a flag would have to return something that fits both, and every caller would have to take apart
//! cases that cannot happen.
//!
//! Here it is a policy, in the type. `Overflow` says what a push returns (`Pushed`) and what becomes of a push that finds no room.
//! `Refuse` gives the value back as a `Result`; `Displace` takes out the value at the other end and returns an `Option`. So a reader
//! of the type knows what can be lost, and the compiler knows what has to be handled.
//!
//! Write `push_front` and `push_back`, both policies, and the push that waits for a decision, `PendingPush`. It has all that a
//! decision needs, and each decision takes it by value. `replace` may wait for stage 5.
//!
//! To look up: generic associated types (`type Pushed<T>`), borrowing two fields of a struct at a time, `std::mem::replace`.
//!
//! Time box: 20 minutes.

use circular_array::{CapacityError, CircularArray, Displace, Full, Refuse, Snapshot};
use rstest::rstest;

use super::support::End::{self, Back, Front};
use super::support::{
    Model, address, array, assert_agrees_with_the_model, at_every_offset, fill, pop, push, try_push, values,
    with_policy,
};

/// Creates arrays that displace, with the same values at every offset.
fn displacing(capacity: usize, values: &[u32]) -> Vec<CircularArray<u32, Displace>> {
    (0..capacity).map(|offset| fill(with_policy(capacity, Displace), offset, values)).collect()
}

#[rstest]
#[case::no_room_at_all(0, CapacityError::Zero)]
#[case::more_than_can_be(usize::MAX, CapacityError::TooLarge { requested: usize::MAX })]
fn a_capacity_that_cannot_be_is_refused_under_any_policy(#[case] capacity: usize, #[case] reason: CapacityError) {
    let refused = CircularArray::<u32, _>::with_policy(capacity, Displace).err();
    assert_eq!(refused, Some(reason), "why there is no array of capacity {capacity}");
}

#[rstest]
#[case::at_the_front(Front, [3, 1, 2])]
#[case::at_the_back(Back, [1, 2, 3])]
fn a_push_with_room_stores_the_value_and_displaces_nothing(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in displacing(3, &[1, 2]) {
        assert_eq!(push(&mut array, end, 3), None, "what a push at the {end} with room for one displaces");
        assert_eq!(values(&array), order, "the values after 3 was pushed at the {end} of 1, 2");
    }
}

#[rstest]
#[case::at_the_front(Front, [3, 1, 2])]
#[case::at_the_back(Back, [1, 2, 3])]
fn a_refusing_array_stores_what_fits_and_returns_the_rest(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in at_every_offset(3, &[1, 2]) {
        assert_eq!(push(&mut array, end, 3), Ok(()), "what a push at the {end} with room for one returns");
        assert_eq!(push(&mut array, end, 4), Err(Full(4)), "what a push at the {end} without room returns");
        assert_eq!(values(&array), order, "the values after 3 was pushed at the {end} of 1, 2, and 4 was refused");
    }
}

#[rstest]
#[case::at_the_back(Back, 1, [2, 3, 4])]
#[case::at_the_front(Front, 3, [4, 1, 2])]
fn a_push_without_room_displaces_the_value_at_the_other_end(
    #[case] end: End,
    #[case] displaced: u32,
    #[case] left: [u32; 3],
) {
    for mut array in displacing(3, &[1, 2, 3]) {
        assert_eq!(push(&mut array, end, 4), Some(displaced), "what 4 displaces when pushed at the {end} of 1, 2, 3");
        assert_eq!(values(&array), left, "the values after 4 was pushed at the {end} of 1, 2, 3");
        assert_eq!((array.len(), array.is_full()), (3, true), "length and fullness after a displacement");
        assert_eq!((array.front(), array.back()), (left.first(), left.last()), "the values at the ends after it");
    }
}

#[test]
fn a_displacing_array_holds_the_last_values() {
    let mut array = with_policy(4, Displace);
    let displaced: Vec<u32> = (0..11).filter_map(|value| array.push_back(value)).collect();
    assert_eq!(displaced, [0, 1, 2, 3, 4, 5, 6], "what was displaced while 0 to 10 were pushed, oldest first");
    assert_eq!(array.snapshot(), Snapshot { capacity: 4, items: vec![7, 8, 9, 10] }, "the last four of 0 to 10");
}

#[test]
fn in_an_array_of_one_every_push_displaces_the_value() {
    let mut array = with_policy(1, Displace);
    assert_eq!(array.push_back(1), None, "what the first value displaces");
    assert_eq!(array.push_back(2), Some(1), "what a push at the back displaces");
    assert_eq!(array.push_front(3), Some(2), "what a push at the front displaces");
    assert_eq!(array.snapshot(), Snapshot { capacity: 1, items: vec![3] }, "all of the array");
}

#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn after_a_pop_there_is_room_again(#[case] end: End) {
    for mut array in displacing(2, &[1, 2]) {
        assert!(push(&mut array, end, 3).is_some(), "a push into a full array displaced nothing");
        assert!(pop(&mut array, end).is_some(), "a pop from a full array gave nothing");
        assert_eq!(push(&mut array, end, 4), None, "what a push displaces after a pop made room");
        assert_eq!(array.len(), 2, "the number of values after that");
    }
}

#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn try_push_never_displaces(#[case] end: End) {
    for mut array in displacing(3, &[1, 2, 3]) {
        assert_eq!(try_push(&mut array, end, 4), Err(Full(4)), "what try_push at the {end} of a full array returns");
        assert_eq!(values(&array), [1, 2, 3], "the values after a try_push that found no room");
    }
}

#[test]
fn a_displacement_moves_no_other_value() {
    let mut array = with_policy(3, Displace);
    let mut addresses = Vec::new();
    for value in 0..12u32 {
        let displaced = array.push_back(value);
        assert_eq!(displaced, value.checked_sub(3), "what the push of {value} displaces");
        addresses.push(address(array.back().expect("a value was just pushed")));
        let front = array.front().expect("a value was just pushed");
        let pushed_at = addresses[addresses.len().saturating_sub(3)];
        assert_eq!(address(front), pushed_at, "where {front} is, against where it was pushed");
    }
}

#[test]
fn an_array_shows_its_policy() {
    assert_eq!(array(1, &[]).policy(), &Refuse, "the policy of an array made by new");
    let array = with_policy::<u32, _>(1, Displace);
    assert_eq!(array.policy(), &Displace, "the policy that an array was made with");
}

#[test]
fn operations_agree_with_the_model_under_refuse() {
    assert_agrees_with_the_model(2, || Refuse, Model::refuse);
}

#[test]
fn operations_agree_with_the_model_under_displace() {
    assert_agrees_with_the_model(2, || Displace, Model::displace);
}
