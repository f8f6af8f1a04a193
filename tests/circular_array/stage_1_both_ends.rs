//! # Push and pop at both ends
//!
//! A circular array has room for a fixed number of values, and two ends. At both, values come and go in constant time. None of
//! the others moves for it: the first value may be in any slot of the ring, and the slot behind the last one is the first.
//!
//! Write the constructors, `try_push_front` and `try_push_back`, `pop_front` and `pop_back`, `front` and `back`, the questions about
//! size, `clear`, and `snapshot`, which shows all of an array as plain data: the tests compare it. A push into a full array gives
//! the value back.
//!
//! Watch one thing: when the positions of both ends meet, is the array full or empty? The policy (`P`) can wait; keep it in a
//! field.
//!
//! To look up: `Vec::try_reserve_exact` (it tells that there is not so much memory, where `with_capacity` panics),
//! `Vec::resize_with`, `Option::take`.
//!
//! Time box: 10 minutes.

use circular_array::{CapacityError, CircularArray, Full, Snapshot};
use proptest::prelude::*;
use rstest::rstest;

use super::support::End::{self, Back, Front};
use super::support::{History, Model, histories};
use super::support::{address, apply, array, assert_agrees_with_the_model, at_every_offset, pop, try_push, values};

#[rstest]
#[case::one(1)]
#[case::three(3)]
#[case::a_thousand(1000)]
fn a_new_array_is_empty_and_has_the_capacity_asked_for(#[case] capacity: usize) {
    let array = CircularArray::<u32>::new(capacity).expect("a small capacity is valid");
    assert_eq!(array.capacity(), capacity, "the capacity");
    assert_eq!((array.len(), array.is_empty(), array.is_full()), (0, true, false), "length, emptiness and fullness");
    assert_eq!((array.front(), array.back()), (None, None), "the values at the ends of an empty array");
    assert_eq!(array.snapshot(), Snapshot { capacity, items: vec![] }, "all of an empty array");
}

#[rstest]
#[case::no_room_at_all(0, CapacityError::Zero)]
#[case::more_than_can_be(usize::MAX, CapacityError::TooLarge { requested: usize::MAX })]
fn a_capacity_that_cannot_be_is_refused(#[case] capacity: usize, #[case] reason: CapacityError) {
    let refused = CircularArray::<u32>::new(capacity).err();
    assert_eq!(refused, Some(reason), "why there is no array of capacity {capacity}");
}

#[rstest]
#[case::at_the_back([Back, Back, Back], [1, 2, 3])]
#[case::at_the_front([Front, Front, Front], [3, 2, 1])]
#[case::at_the_front_and_twice_at_the_back([Front, Back, Back], [1, 2, 3])]
#[case::at_the_back_and_twice_at_the_front([Back, Front, Front], [3, 2, 1])]
#[case::in_turn([Back, Front, Back], [2, 1, 3])]
fn values_are_where_they_were_pushed(#[case] ends: [End; 3], #[case] order: [u32; 3]) {
    let mut array = array(4, &[]);
    for (end, value) in ends.into_iter().zip(1..) {
        assert_eq!(try_push(&mut array, end, value), Ok(()), "the push of {value} into an array with room");
    }
    assert_eq!(values(&array), order, "1, 2 and 3 pushed at {ends:?}, from front to back");
    assert_eq!(
        (array.front(), array.back()),
        (Some(&order[0]), Some(&order[2])),
        "the first and the last of {order:?}"
    );
    assert_eq!((array.len(), array.is_empty(), array.is_full()), (3, false, false), "length, emptiness and fullness");
}

#[rstest]
#[case::at_the_front(Front, [1, 2, 3])]
#[case::at_the_back(Back, [3, 2, 1])]
fn values_are_popped_from_the_end_asked_for(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let popped = [(); 3].map(|()| pop(&mut array, end));
        assert_eq!(popped, order.map(Some), "1, 2, 3 popped at the {end}");
        assert_eq!(array.snapshot(), Snapshot { capacity: 4, items: vec![] }, "all of the array after the last pop");
    }
}

#[test]
fn an_array_is_a_queue_in_either_direction() {
    for (entrance, exit) in [(Back, Front), (Front, Back)] {
        let mut array = array(3, &[]);
        for value in 0..2 {
            try_push(&mut array, entrance, value).expect("an empty array of capacity 3 has room for two values");
        }
        for value in 2..20 {
            try_push(&mut array, entrance, value).expect("an array of capacity 3 has room for a third value");
            assert_eq!(pop(&mut array, exit), Some(value - 2), "the value that has waited longest at the {exit}");
        }
    }
}

#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn a_push_into_a_full_array_gives_the_value_back(#[case] end: End) {
    for mut array in at_every_offset(3, &[1, 2, 3]) {
        assert!(array.is_full(), "an array with 3 values and room for 3 is not full");
        assert!(!array.is_empty(), "an array with 3 values and room for 3 is empty");
        assert_eq!(array.len(), 3, "the number of values in a full array");
        assert_eq!(try_push(&mut array, end, 4), Err(Full(4)), "what a push at the {end} of a full array returns");
        assert_eq!(values(&array), [1, 2, 3], "the values after a push that found no room");
    }
}

#[test]
fn a_value_that_was_given_back_can_be_pushed_elsewhere() {
    // Text is not `Copy`: the value itself has to come back.
    let (mut first, mut second) =
        (CircularArray::new(1).expect("room for one"), CircularArray::new(1).expect("the same"));
    assert_eq!(first.try_push_back("a".to_owned()), Ok(()), "the push of a into an array with room");
    let Err(Full(text)) = first.try_push_back("b".to_owned()) else { panic!("b was pushed into a full array") };
    assert_eq!(second.try_push_back(text), Ok(()), "the push of what was given back into another array");
    assert_eq!(second.pop_front().as_deref(), Some("b"), "what was given back and pushed into another array");
}

#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn a_pop_from_an_empty_array_gives_nothing(#[case] end: End) {
    for mut array in at_every_offset(3, &[]) {
        assert_eq!(pop(&mut array, end), None, "what a pop at the {end} of an empty array returns");
        assert_eq!(array.snapshot(), Snapshot { capacity: 3, items: vec![] }, "all of the array after it");
        assert_eq!(try_push(&mut array, end, 1), Ok(()), "a push after a pop that found nothing");
        assert_eq!(values(&array), [1], "the values after that");
    }
}

#[test]
fn an_array_of_one_is_full_and_empty_in_turn() {
    let mut array = array(1, &[]);
    for (push_at, pop_at) in [(Back, Front), (Back, Back), (Front, Front), (Front, Back)] {
        assert_eq!(try_push(&mut array, push_at, 1), Ok(()), "a push at the {push_at} of an empty array of one");
        assert_eq!((array.len(), array.is_full(), array.is_empty()), (1, true, false), "length, fullness, emptiness");
        assert_eq!(try_push(&mut array, push_at, 2), Err(Full(2)), "a push at the {push_at} of a full array of one");
        assert_eq!((array.front(), array.back()), (Some(&1), Some(&1)), "the only value, seen from both ends");
        assert_eq!(pop(&mut array, pop_at), Some(1), "a pop at the {pop_at} of an array of one");
        assert_eq!((array.len(), array.is_full(), array.is_empty()), (0, false, true), "length, fullness, emptiness");
    }
}

#[test]
fn a_push_or_a_pop_moves_no_other_value() {
    let mut array = array(5, &[]);
    let mut addresses = Vec::new();
    for value in 1..=4 {
        array.try_push_back(value).expect("there is room for five values");
        addresses.push(address(array.back().expect("a value was just pushed")));
    }
    array.try_push_front(0).expect("there is room for a fifth value");
    assert_eq!(array.pop_front(), Some(0), "the value that was pushed at the front");
    for (value, &pushed_at) in (1..).zip(&addresses) {
        let front = array.front().expect("four values were pushed");
        assert_eq!(
            (*front, address(front)),
            (value, pushed_at),
            "a value and its address when it has come to the front, against where it was pushed"
        );
        array.pop_front();
        array.try_push_back(9).expect("there is room where the front was");
    }
}

#[test]
fn a_cleared_array_is_empty_and_takes_as_many_values_as_before() {
    for mut array in at_every_offset(3, &[1, 2, 3]) {
        array.clear();
        assert_eq!(array.snapshot(), Snapshot { capacity: 3, items: vec![] }, "all of a cleared array");
        for value in [7, 8, 9] {
            assert_eq!(array.try_push_front(value), Ok(()), "the push of {value} into an array that was cleared");
        }
        assert_eq!(values(&array), [9, 8, 7], "the values pushed at the front since");
    }
}

#[test]
fn a_push_that_is_refused_changes_nothing() {
    let end = prop_oneof![Just(Front), Just(Back)];
    testkit::law((histories(1), end), |(History { capacity, operations }, end)| {
        let (mut array, mut model) = (array(capacity, &[]), Model::new(capacity));
        for operation in operations {
            apply(&operation, &mut array, &mut model);
        }
        for _ in array.len()..capacity {
            array.try_push_back(7).expect("an array that is not full has room");
        }
        let before = array.snapshot();
        assert_eq!(try_push(&mut array, end, 8), Err(Full(8)), "what a push at the {end} of {before:?} returns");
        assert_eq!(array.snapshot(), before, "all of the array after a push at the {end} that was refused");
        assert_eq!(array.pop_front(), before.items.first().copied(), "the first value after it");
        assert_eq!(try_push(&mut array, end, 8), Ok(()), "the same push with room for one");
    });
}

#[test]
fn operations_agree_with_a_deque_of_limited_capacity() {
    assert_agrees_with_the_model(1, || circular_array::Refuse, Model::refuse);
}
