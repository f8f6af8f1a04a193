//! The law of the circular array: an array behaves like its model.

use std::fmt::Debug;

use circular_array::{CircularArray, Overflow};

use super::{End, History, Model, Operation, apply, histories, push, with_policy};

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
    }
}
