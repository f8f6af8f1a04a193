//! The random operations of the laws, and their application to an array and its model.

use std::fmt;

use circular_array::{CapacityError, CircularArray};
use proptest::prelude::*;
use proptest::strategy::Union;

use super::{End, Model, pop, try_push};

/// An operation on an array, grouped by the stage that introduces it.
#[derive(Clone)]
pub enum Operation {
    // Stage 1.
    TryPush(End, u32),
    Pop(End),
    // Stage 2.
    Push(End, u32),
    // Stage 3.
    Set(isize, u32),
    Rotate(isize),
    // Stage 4.
    SetWrapping(isize, u32),
    AddToAll(u32),
    Sort,
    // Stage 5.
    SetCapacity(usize),
    Clear,
}

/// Formats an operation as code, since a failed law prints its operations.
impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Operation::*;
        match self {
            TryPush(end, value) => write!(f, "try_push_{end}({value})"),
            Pop(end) => write!(f, "pop_{end}()"),
            Clear => write!(f, "clear()"),
            Push(end, value) => write!(f, "push_{end}({value})"),
            Set(index, value) => write!(f, "*get_mut({index}) = {value}"),
            SetWrapping(index, value) => write!(f, "*get_wrapping_mut({index}) = {value}"),
            Rotate(by) => write!(f, "rotate({by})"),
            AddToAll(number) => write!(f, "iter_mut() += {number}"),
            Sort => write!(f, "make_contiguous().sort()"),
            SetCapacity(capacity) => write!(f, "set_capacity({capacity})"),
        }
    }
}

/// The input of a law: the capacity of an empty array and the operations on it.
#[derive(Clone)]
pub struct History {
    pub capacity: usize,
    pub operations: Vec<Operation>,
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "capacity {}: {:?}", self.capacity, self.operations)
    }
}

/// Returns a proptest strategy for histories with operations from stages 1 to `stage`.
pub fn histories(stage: u8) -> BoxedStrategy<History> {
    (1..6usize, operations(stage)).prop_map(|(capacity, operations)| History { capacity, operations }).boxed()
}

fn operations(stage: u8) -> BoxedStrategy<Vec<Operation>> {
    use Operation::*;
    let end = || prop_oneof![Just(End::Front), Just(End::Back)];
    let push = || (end(), 1..100u32);
    let index = || prop_oneof![-9..9isize, Just(isize::MIN), Just(isize::MAX)];
    let mut known =
        vec![(4, push().prop_map(|(end, value)| TryPush(end, value)).boxed()), (3, end().prop_map(Pop).boxed())];
    if stage >= 2 {
        known.push((8, push().prop_map(|(end, value)| Push(end, value)).boxed()));
    }
    if stage >= 3 {
        known.push((2, (index(), 1..100u32).prop_map(|(index, value)| Set(index, value)).boxed()));
        known.push((2, index().prop_map(Rotate).boxed()));
    }
    if stage >= 4 {
        known.push((2, (index(), 1..100u32).prop_map(|(index, value)| SetWrapping(index, value)).boxed()));
        known.push((1, (1..100u32).prop_map(AddToAll).boxed()));
        known.push((1, Just(Sort).boxed()));
    }
    if stage >= 5 {
        known.push((2, (0..9usize).prop_map(SetCapacity).boxed()));
        known.push((1, Just(Clear).boxed()));
    }
    prop::collection::vec(Union::new_weighted(known), 0..40).boxed()
}

/// Applies an operation other than `Push` to an array and its model, and compares the returned values.
pub fn apply<P>(operation: &Operation, array: &mut CircularArray<u32, P>, model: &mut Model) {
    use Operation::*;
    match *operation {
        TryPush(end, value) => {
            let expected = model.refuse(end, value);
            assert_eq!(try_push(array, end, value), expected, "result of {operation:?}");
        }
        Pop(end) => {
            assert_eq!(pop(array, end), model.pop(end), "value returned by {operation:?}");
        }
        Clear => {
            array.clear();
            model.values.clear();
        }
        Push(..) => unreachable!("assert_matches_model handles Push, since it knows the policy"),
        Set(index, value) => {
            let position = model.position(index);
            let found = array.get_mut(index).map(|slot| std::mem::replace(slot, value));
            let expected = position.map(|position| std::mem::replace(&mut model.values[position], value));
            assert_eq!(found, expected, "old value in {operation:?}");
        }
        SetWrapping(index, value) => {
            let position = model.wrapping_position(index);
            let found = array.get_wrapping_mut(index).map(|slot| std::mem::replace(slot, value));
            let expected = position.map(|position| std::mem::replace(&mut model.values[position], value));
            assert_eq!(found, expected, "old value in {operation:?}");
        }
        Rotate(by) => {
            array.rotate(by);
            if let Some(by) = model.wrapping_position(by) {
                model.values.rotate_left(by);
            }
        }
        AddToAll(number) => {
            array.iter_mut().for_each(|value| *value += number);
            model.values.iter_mut().for_each(|value| *value += number);
        }
        Sort => {
            array.make_contiguous().sort_unstable_by_key(|slot| **slot);
            model.values.make_contiguous().sort_unstable();
        }
        SetCapacity(capacity) => {
            let expected = match (capacity, model.values.len()) {
                (0, _) => Err(CapacityError::Zero),
                (requested, len) if requested < len => Err(CapacityError::TooSmall { requested, len }),
                _ => Ok(()),
            };
            assert_eq!(array.set_capacity(capacity), expected, "result of {operation:?}");
            if expected.is_ok() {
                model.capacity = capacity;
            }
        }
    }
}
