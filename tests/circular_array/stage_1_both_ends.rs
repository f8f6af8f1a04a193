//! # Push and pop at both ends
//!
//! Build an array with a fixed capacity. Since push and pop take constant time at both ends, they cannot move any other
//! value. As a result, the first value can be in any slot, and the values continue in slot 0 after the last slot.
//!
//! Before you start, decide how you tell a full array from an empty one.
//!
//! Look up: `Vec::resize_with`, `Option::take`.
//!
//! Time box: 20 minutes.

use circular_array::{CapacityError, CircularArray, Displace, Full, Refuse, Snapshot};
use rstest::rstest;

use super::support::End::{self, Back, Front};
use super::support::{
    Model, address, array, assert_first_calls_take_constant_time, assert_matches_model, assert_values_stay,
    at_every_offset, pop, try_push, values, with_policy,
};

/// Rules: 0.2, 1.1
#[test]
fn a_new_array_is_empty_and_has_the_requested_capacity() {
    for capacity in [1, 3, 1000] {
        let array = CircularArray::<u32>::new(capacity).expect("a small capacity is valid");
        assert_eq!(array.capacity(), capacity, "capacity of a new array");
        assert_eq!(
            (array.len(), array.is_empty(), array.is_full()),
            (0, true, false),
            "len, is_empty and is_full of a new array of capacity {capacity}"
        );
        assert_eq!((array.front(), array.back()), (None, None), "front and back of an empty array");
        assert_eq!(array.snapshot(), Snapshot { capacity, items: vec![] }, "snapshot of an empty array");
    }
}

/// Rules: 1.2
#[test]
fn a_capacity_of_zero_is_rejected() {
    assert_eq!(CircularArray::<u32>::new(0).err(), Some(CapacityError::Zero), "error of new(0)");
    let error = CircularArray::<u32, _>::with_policy(0, Displace).err();
    assert_eq!(error, Some(CapacityError::Zero), "error of with_policy(0, Displace)");
}

/// Rules: 0.2, 1.3, 1.4
#[rstest]
#[case::at_the_back([Back, Back, Back], [1, 2, 3])]
#[case::at_the_front([Front, Front, Front], [3, 2, 1])]
#[case::front_back_back([Front, Back, Back], [1, 2, 3])]
#[case::back_front_front([Back, Front, Front], [3, 2, 1])]
#[case::back_front_back([Back, Front, Back], [2, 1, 3])]
fn pushes_add_values_at_the_given_end(#[case] ends: [End; 3], #[case] order: [u32; 3]) {
    let mut array = array(4, &[]);
    for (end, value) in ends.into_iter().zip(1..) {
        assert_eq!(
            try_push(&mut array, end, value),
            Ok(()),
            "result of pushing {value} at the {end} of an array with room"
        );
    }
    assert_eq!(values(&array), order, "values after pushing 1, 2, 3 at {ends:?}");
    assert_eq!((array.front(), array.back()), (Some(&order[0]), Some(&order[2])), "front and back of {order:?}");
    assert_eq!(
        (array.len(), array.is_empty(), array.is_full()),
        (3, false, false),
        "len, is_empty and is_full of 3 values with room for 4"
    );
}

/// Rules: 1.4
#[rstest]
#[case::at_the_front(Front, [1, 2, 3])]
#[case::at_the_back(Back, [3, 2, 1])]
fn pops_remove_values_from_the_given_end(#[case] end: End, #[case] order: [u32; 3]) {
    for mut array in at_every_offset(4, &[1, 2, 3]) {
        let popped = [(); 3].map(|()| pop(&mut array, end));
        assert_eq!(popped, order.map(Some), "values popped from the {end} of [1, 2, 3]");
        assert_eq!(array.snapshot(), Snapshot { capacity: 4, items: vec![] }, "snapshot after the last pop");
    }
}

/// Rules: 1.3, 1.4
#[test]
fn an_array_works_as_a_queue_in_both_directions() {
    for (push_end, pop_end) in [(Back, Front), (Front, Back)] {
        let mut array = array(3, &[]);
        for value in 0..70_000 {
            assert_eq!(
                try_push(&mut array, push_end, value),
                Ok(()),
                "result of push number {value} at the {push_end}"
            );
            if let Some(oldest) = value.checked_sub(2) {
                assert_eq!(pop(&mut array, pop_end), Some(oldest), "value popped from the {pop_end} of a queue");
            }
        }
    }
}

/// Rules: 0.1, 0.2, 1.3
#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn try_push_into_a_full_array_returns_the_value(#[case] end: End) {
    for mut array in at_every_offset(3, &[1, 2, 3]) {
        assert!(array.is_full(), "is_full returns false for 3 values with room for 3");
        assert!(!array.is_empty(), "is_empty returns true for an array of 3 values");
        assert_eq!(array.len(), 3, "length of a full array");
        assert_eq!(try_push(&mut array, end, 4), Err(Full(4)), "result of try_push at the {end} of a full array");
        assert_eq!(values(&array), [1, 2, 3], "values after try_push into a full array");
    }
}

/// Rules: 1.3
#[test]
fn a_rejected_value_can_be_pushed_into_another_array() {
    // `String` is not `Copy`, so the error must contain the value itself.
    let (mut first, mut second) =
        (CircularArray::new(1).expect("1 is a valid capacity"), CircularArray::new(1).expect("1 is a valid capacity"));
    assert_eq!(first.try_push_back("a".to_owned()), Ok(()), "result of pushing \"a\" into an array with room");
    let Err(Full(text)) = first.try_push_back("b".to_owned()) else {
        panic!("try_push_back into a full array returned Ok")
    };
    assert_eq!(second.try_push_back(text), Ok(()), "result of pushing the rejected value into another array");
    assert_eq!(second.pop_front().as_deref(), Some("b"), "value popped from the other array");
}

/// Rules: 0.1, 1.4
#[rstest]
#[case::at_the_front(Front)]
#[case::at_the_back(Back)]
fn pop_from_an_empty_array_returns_none(#[case] end: End) {
    for mut array in at_every_offset(3, &[]) {
        assert_eq!(pop(&mut array, end), None, "result of a pop from the {end} of an empty array");
        assert_eq!(
            array.snapshot(),
            Snapshot { capacity: 3, items: vec![] },
            "snapshot after a pop from an empty array"
        );
        assert_eq!(try_push(&mut array, end, 1), Ok(()), "result of a push after a pop from an empty array");
        assert_eq!(values(&array), [1], "values after a pop from an empty array and a push of 1");
    }
}

/// Rules: 0.2, 1.3, 1.4
#[test]
fn an_array_of_one_alternates_between_full_and_empty() {
    let mut array = array(1, &[]);
    for (push_at, pop_at) in [(Back, Front), (Back, Back), (Front, Front), (Front, Back)] {
        assert_eq!(
            try_push(&mut array, push_at, 1),
            Ok(()),
            "result of try_push at the {push_at} of an empty array of one"
        );
        assert_eq!(
            (array.len(), array.is_full(), array.is_empty()),
            (1, true, false),
            "len, is_full and is_empty of a full array of one"
        );
        assert_eq!(
            try_push(&mut array, push_at, 2),
            Err(Full(2)),
            "result of try_push at the {push_at} of a full array of one"
        );
        assert_eq!((array.front(), array.back()), (Some(&1), Some(&1)), "front and back of a full array of one");
        assert_eq!(pop(&mut array, pop_at), Some(1), "value popped from the {pop_at} of an array of one");
        assert_eq!(
            (array.len(), array.is_full(), array.is_empty()),
            (0, false, true),
            "len, is_full and is_empty of an empty array of one"
        );
    }
}

/// Rules: 1.5
#[test]
fn push_and_pop_move_no_other_value() {
    let mut array = array(5, &[]);
    let mut addresses = Vec::new();
    for value in 1..=4 {
        array.try_push_back(value).expect("there is room for five values");
        addresses.push(address(array.back().expect("a value was just pushed")));
    }
    array.try_push_front(0).expect("there is room for a fifth value");
    assert_eq!(array.pop_front(), Some(0), "value popped from the front");
    for (value, &pushed_at) in (1..).zip(&addresses) {
        let front = array.front().expect("four values were pushed");
        assert_eq!(
            (*front, address(front)),
            (value, pushed_at),
            "value at the front and its address; the address must be the same as after the push"
        );
        array.pop_front();
        array.try_push_back(9).expect("there is room where the front was");
    }
}

/// Rules: 1.5
#[test]
fn random_pushes_and_pops_move_no_other_value() {
    assert_values_stay(|| Refuse, |array, end, value| _ = try_push(array, end, value), |_| None);
}

/// Rules: 1.5
#[test]
fn operations_at_the_ends_take_constant_time() {
    const CAPACITY: usize = 20_000;
    let mut array = CircularArray::new(CAPACITY).expect("20,000 is a valid capacity");
    testkit::costs_less_than_a_walk(CAPACITY, "rule 1.5: len of an empty array", |_| assert_eq!(array.len(), 0));
    (0..CAPACITY).for_each(|value| array.try_push_back(value).expect("there is room for 20,000 values"));
    testkit::costs_less_than_a_walk(CAPACITY, "rule 1.5: len of a full array", |_| assert_eq!(array.len(), CAPACITY));
    testkit::costs_less_than_a_walk(CAPACITY, "rule 1.5: reading both ends", |_| {
        assert_eq!((array.front(), array.back()), (Some(&0), Some(&(CAPACITY - 1))), "front and back");
    });
    for end in [Front, Back] {
        testkit::costs_less_than_a_walk(CAPACITY, &format!("rule 1.5: a pop and a push at the {end}"), |_| {
            let value = pop(&mut array, end).expect("a full array has values");
            assert_eq!(try_push(&mut array, end, value), Ok(()), "result of a push after a pop");
        });
    }
}

/// Rules: 1.5
#[test]
fn the_first_calls_on_a_new_array_take_constant_time() {
    assert_first_calls_take_constant_time("a new array", || array(20_000, &[]));
}

/// Rules: 1.6
#[test]
fn pushes_and_pops_do_not_allocate() {
    let mut array = array(1_000, &[]);
    let allocated = testkit::count_allocations(|| {
        for value in 0..2_000 {
            let _ = try_push(&mut array, if value % 2 == 0 { Front } else { Back }, value);
        }
        while array.pop_front().is_some() {}
    });
    assert_eq!(allocated.count_total, 0, "number of allocations while 1,000 values are pushed and popped");
}

/// Rules: 0.2, 1.1, 1.3, 1.4
#[test]
fn an_array_can_hold_many_values() {
    let mut array = array(70_000, &[]);
    for value in 0..70_000 {
        assert_eq!(array.try_push_back(value), Ok(()), "result of pushing value number {value} with room for 70,000");
    }
    assert_eq!((array.len(), array.is_full()), (70_000, true), "len and is_full after 70,000 pushes");
    assert_eq!(array.try_push_back(7), Err(Full(7)), "result of a push into an array of 70,000 values");
    for value in 0..69_000 {
        assert_eq!(array.pop_front(), Some(value), "value popped from the front of an array of 70,000");
    }
    for value in (69_000..70_000).rev() {
        assert_eq!(array.pop_back(), Some(value), "value popped from the back of the remaining 1,000");
    }
    assert!(array.is_empty(), "is_empty returns false after 70,000 pops");
}

/// Rules: 1.1, 1.3, 1.4
#[test]
fn an_array_can_hold_values_without_a_size() {
    let mut array = CircularArray::new(2).expect("2 is a valid capacity for values of type ()");
    for count in 1..=2 {
        assert_eq!(array.try_push_back(()), Ok(()), "result of pushing () number {count} with room for two");
        assert_eq!(array.len(), count, "length after pushing () {count} times");
    }
    assert_eq!(array.try_push_back(()), Err(Full(())), "result of pushing () into a full array");
    assert_eq!(array.pop_front(), Some(()), "value popped from an array of two ()");
    assert_eq!(array.len(), 1, "length after popping one of two ()");
}

/// Rules: 1.7
#[test]
fn snapshot_lists_the_values_from_front_to_back() {
    for array in at_every_offset(4, &[1, 2, 3]) {
        let expected = Snapshot { capacity: 4, items: vec![1, 2, 3] };
        assert_eq!(array.snapshot(), expected, "snapshot of [1, 2, 3] with capacity 4");
        assert_eq!(array.snapshot(), expected, "second snapshot of the same array");
    }
}

/// Rules: 1.1
#[test]
fn an_array_has_its_policy() {
    assert_eq!(array(1, &[]).policy(), &Refuse, "policy of an array created by new");
    let array = with_policy::<u32, _>(1, Displace);
    assert_eq!(array.policy(), &Displace, "policy of an array created by with_policy");
}

/// Rules: 0.1, 0.2, 1.1, 1.3, 1.4, 1.7
#[test]
fn random_operations_match_the_model() {
    assert_matches_model(1, || Refuse, Model::refuse);
}
