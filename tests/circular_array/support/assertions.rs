//! Comparisons of an array with the model.

use std::fmt::Debug;

use circular_array::{CircularArray, Overflow};

use super::{End, History, Model, Operation, apply, histories, push, with_policy};

/// Asserts the law of a stage: an array with the policy that `policy` creates agrees with the model after any sequence
/// of the operations up to that stage. `rule` pushes into the model as that policy does.
#[track_caller]
pub fn assert_agrees_with_the_model<P>(
    stage: u8,
    policy: impl Fn() -> P,
    rule: impl Fn(&mut Model, End, u32) -> P::Pushed<u32>,
) where
    P: Overflow,
    P::Pushed<u32>: Debug + PartialEq,
{
    testkit::law(histories(stage), |History { capacity, operations }| {
        let mut array = with_policy(capacity, policy());
        let mut model = Model::new(capacity);
        for operation in operations {
            let before = model.snapshot();
            if let Operation::Push(end, value) = operation {
                model.overflows += usize::from(model.is_full());
                let expected = rule(&mut model, end, value);
                assert_eq!(push(&mut array, end, value), expected, "what {operation:?} into {before:?} returns");
            } else {
                apply(&operation, &mut array, &mut model);
            }
            compare(stage, &format!("after {operation:?} on {before:?}"), &array, &model);
        }
    });
}

fn compare<P>(stage: u8, when: &str, array: &CircularArray<u32, P>, model: &Model) {
    assert_eq!(array.snapshot(), model.snapshot(), "all of the array {when}");
    assert_eq!(array.capacity(), model.capacity, "the capacity {when}");
    assert_eq!(array.len(), model.values.len(), "the number of values {when}");
    assert_eq!(array.is_empty(), model.values.is_empty(), "whether the array is empty {when}");
    assert_eq!(array.is_full(), model.is_full(), "whether the array is full {when}");
    assert_eq!(array.front(), model.values.front(), "the first value {when}");
    assert_eq!(array.back(), model.values.back(), "the last value {when}");
    if stage >= 3 {
        for index in [-7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6] {
            let expected = model.place(index).map(|place| &model.values[place]);
            assert_eq!(array.get(index), expected, "the value at index {index} {when}");
            let expected = model.wrap(index).map(|place| &model.values[place]);
            assert_eq!(array.get_wrapping(index), expected, "the value at index {index}, wrapped, {when}");
        }
    }
    if stage >= 4 {
        assert!(array.iter().eq(&model.values), "iteration does not give {:?} {when}", model.values);
        assert!(array.iter().rev().eq(model.values.iter().rev()), "reversed, it does not give their reverse {when}");
        let (first, second) = array.as_slices();
        let in_pieces: Vec<u32> = first.iter().chain(second).map(|slot| **slot).collect();
        assert_eq!(in_pieces, Vec::from_iter(model.values.iter().copied()), "the values in two pieces {when}");
    }
}
