//! The laws of the circular array: it behaves like its model, and no push or pop moves another value.

use std::collections::VecDeque;
use std::fmt::Debug;

use circular_array::{CircularArray, Overflow};

use super::{End, History, Model, Operation, address, apply, histories, pop, push, try_push, with_policy};

/// Checks that an array behaves like the model under random operations available in `stage`.
///
/// `policy` creates the array's policy, and `push_into_model` pushes into the model by the same policy.
#[track_caller]
pub fn assert_matches_model<P>(
    stage: u8,
    policy: impl Fn() -> P,
    push_into_model: impl Fn(&mut Model, End, u32) -> P::Pushed<u32>,
) where
    P: Overflow,
    P::Pushed<u32>: Debug + PartialEq,
{
    testkit::law(histories(stage), |History { capacity, operations }| {
        let mut array = with_policy(capacity, policy());
        let mut model = Model::new(capacity);
        assert_same(stage, "before the first operation", &array, &model);
        for operation in operations {
            let before = model.snapshot();
            if let Operation::Push(end, value) = operation {
                let expected = push_into_model(&mut model, end, value);
                assert_eq!(push(&mut array, end, value), expected, "result of {operation:?} on {before:?}");
            } else {
                apply(&operation, &mut array, &mut model);
            }
            assert_same(stage, &format!("after {operation:?} on {before:?}"), &array, &model);
        }
    });
}

/// Checks everything that is observable in `stage`.
fn assert_same<P>(stage: u8, when: &str, array: &CircularArray<u32, P>, model: &Model) {
    assert_eq!(array.snapshot(), model.snapshot(), "snapshot {when}");
    assert_eq!(array.capacity(), model.capacity, "capacity {when}");
    assert_eq!(array.len(), model.values.len(), "length {when}");
    assert_eq!(array.is_empty(), model.values.is_empty(), "is_empty {when}");
    assert_eq!(array.is_full(), model.is_full(), "is_full {when}");
    assert_eq!(array.front(), model.values.front(), "first value {when}");
    assert_eq!(array.back(), model.values.back(), "last value {when}");
    if stage >= 3 {
        for index in [-7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6] {
            let expected = model.position(index).map(|position| &model.values[position]);
            assert_eq!(array.get(index), expected, "get({index}) {when}");
        }
    }
    if stage >= 4 {
        for index in [-7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6] {
            let expected = model.wrapping_position(index).map(|position| &model.values[position]);
            assert_eq!(array.get_wrapping(index), expected, "get_wrapping({index}) {when}");
        }
        assert!(array.iter().eq(&model.values), "iter does not yield {:?} {when}", model.values);
        let reversed = model.values.iter().rev();
        assert!(
            array.iter().rev().eq(reversed),
            "iter().rev() does not yield the reverse of {:?} {when}",
            model.values
        );
        let (first, second) = array.as_slices();
        let in_slices: Vec<u32> = first.iter().chain(second).map(|slot| **slot).collect();
        assert_eq!(in_slices, Vec::from_iter(model.values.iter().copied()), "values in both slices {when}");
        assert_eq!(first.is_empty(), model.values.is_empty(), "is_empty of the first slice {when}");
    }
}

/// Checks that no push or pop changes the address of another value.
///
/// A `push` into a full array removes the value at the end that `lost` returns, or stores nothing if it returns `None`.
#[track_caller]
pub fn assert_values_stay<P>(
    policy: impl Fn() -> P,
    push: impl Fn(&mut CircularArray<u32, P>, End, u32),
    lost: impl Fn(End) -> Option<End>,
) {
    fn remove(addresses: &mut VecDeque<usize>, end: End) {
        match end {
            End::Front => addresses.pop_front(),
            End::Back => addresses.pop_back(),
        };
    }
    for capacity in 1..6 {
        let mut array = with_policy(capacity, policy());
        let mut addresses = VecDeque::new();
        let mut random = 1u32;
        for value in 0..200 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let end = if random >> 31 == 0 { End::Front } else { End::Back };
            let is_push = (random >> 29) & 3 > 0;
            if is_push {
                push(&mut array, end, value);
                let removed = if addresses.len() == capacity {
                    lost(end).inspect(|&at| remove(&mut addresses, at))
                } else {
                    Some(end)
                };
                if removed.is_some() {
                    match end {
                        End::Front => addresses.push_front(array.front().map_or(0, address)),
                        End::Back => addresses.push_back(array.back().map_or(0, address)),
                    }
                }
            } else {
                pop(&mut array, end);
                remove(&mut addresses, end);
            }
            let ends = [array.front(), array.back()].map(|value| value.map(address));
            let expected = [addresses.front(), addresses.back()].map(Option::<&usize>::copied);
            let what = if is_push { "push" } else { "pop" };
            assert_eq!(
                ends, expected,
                "addresses of the first and the last value after a {what} at the {end} with capacity {capacity}, and \
                 directly after their own pushes"
            );
        }
    }
}

/// Checks that the first push at each end of an array, and the calls after it, take constant time. If an array creates
/// vacant slots or moves values as late as this, only the first of its calls is slow.
///
/// `create` creates an array with room for at least two more values. `what` describes it.
#[track_caller]
pub fn assert_first_calls_take_constant_time(what: &str, create: impl Fn() -> CircularArray<u32>) {
    let capacity = create().capacity();
    for (end, other) in [(End::Front, End::Back), (End::Back, End::Front)] {
        let calls = format!("rule 1.5: the first push at the {end} of {what}, with a push and two pops after it,");
        testkit::first_call_costs_less_than_a_walk(capacity, &calls, &create, |array| {
            for (end, value) in [(end, 1), (other, 2)] {
                assert_eq!(try_push(array, end, value), Ok(()), "result of a push at the {end} of {what}");
            }
            let popped = [end, other].map(|end| pop(array, end));
            assert_eq!(popped, [Some(1), Some(2)], "values popped after two pushes at the ends of {what}");
        });
    }
}
