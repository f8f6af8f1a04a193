//! What the stages of this suite share.
// A stage that is left out may be the only one that uses something here.
#![allow(dead_code)]

use std::collections::VecDeque;
use std::fmt::{self, Debug};

use circular_array::{CircularArray, Full, Overflow, Snapshot};
use proptest::prelude::*;
use proptest::strategy::Union;

/// Which end an operation is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Front,
    Back,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Front => "front",
            Self::Back => "back",
        })
    }
}

/// The push of stage 1 at an end.
pub fn try_push<T, P>(array: &mut CircularArray<T, P>, end: End, value: T) -> Result<(), Full<T>> {
    match end {
        End::Front => array.try_push_front(value),
        End::Back => array.try_push_back(value),
    }
}

/// The push of stage 2 at an end.
pub fn push<T, P: Overflow>(array: &mut CircularArray<T, P>, end: End, value: T) -> P::Pushed<T> {
    match end {
        End::Front => array.push_front(value),
        End::Back => array.push_back(value),
    }
}

pub fn pop<T, P>(array: &mut CircularArray<T, P>, end: End) -> Option<T> {
    match end {
        End::Front => array.pop_front(),
        End::Back => array.pop_back(),
    }
}

/// An array that has some room, and the values in it.
pub fn array(capacity: usize, values: &[u32]) -> CircularArray<u32> {
    let mut array = CircularArray::new(capacity).expect("so little room can be had");
    fill(&mut array, 0, values);
    array
}

/// Arrays with the same room and the same values, and a different past each: `offset` values went through before. Where
/// the values are in the ring is no matter of theirs, and none of their users.
pub fn at_every_offset(capacity: usize, values: &[u32]) -> Vec<CircularArray<u32>> {
    let arrays = (0..capacity).map(|offset| {
        let mut array = CircularArray::new(capacity).expect("so little room can be had");
        fill(&mut array, offset, values);
        array
    });
    arrays.collect()
}

/// Sends `offset` values through an empty array, and then puts in `values`, from front to back.
pub fn fill<P>(array: &mut CircularArray<u32, P>, offset: usize, values: &[u32]) {
    for _ in 0..offset {
        array.try_push_back(0).expect("an empty array has room for a value");
        array.pop_front().expect("a value was just pushed");
    }
    for &value in values {
        array.try_push_back(value).expect("there is room for all the values");
    }
}

/// The values from front to back, as the snapshot has them.
pub fn values<T: Clone, P>(array: &CircularArray<T, P>) -> Vec<T> {
    array.snapshot().items
}

/// Where in memory a value is.
pub fn address<T>(value: &T) -> usize {
    std::ptr::from_ref(value).addr()
}

/// What the rules say an array is: the standard library's deque, cut to a capacity.
#[derive(Clone, Debug)]
pub struct Model {
    pub capacity: usize,
    pub values: VecDeque<u32>,
    /// How many pushes found no room, those of `try_push` not counted: a policy was asked about them.
    pub overflows: usize,
}

impl Model {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, values: VecDeque::new(), overflows: 0 }
    }

    pub fn is_full(&self) -> bool {
        self.values.len() == self.capacity
    }

    pub fn snapshot(&self) -> Snapshot<u32> {
        Snapshot { capacity: self.capacity, items: self.values.iter().copied().collect() }
    }

    pub fn push(&mut self, end: End, value: u32) {
        match end {
            End::Front => self.values.push_front(value),
            End::Back => self.values.push_back(value),
        }
    }

    pub fn pop(&mut self, end: End) -> Option<u32> {
        match end {
            End::Front => self.values.pop_front(),
            End::Back => self.values.pop_back(),
        }
    }

    /// What a push under `Refuse` does and returns.
    pub fn refuse(&mut self, end: End, value: u32) -> Result<(), Full<u32>> {
        if self.is_full() {
            return Err(Full(value));
        }
        self.push(end, value);
        Ok(())
    }

    /// What a push under `Displace` does and returns.
    pub fn displace(&mut self, end: End, value: u32) -> Option<u32> {
        let other = if end == End::Front { End::Back } else { End::Front };
        let displaced = if self.is_full() { self.pop(other) } else { None };
        self.push(end, value);
        displaced
    }

    /// The place of an index that wraps.
    fn wrap(&self, index: isize) -> Option<usize> {
        let len = isize::try_from(self.values.len()).expect("the model is small");
        index.checked_rem_euclid(len)?.try_into().ok()
    }

    /// The place of an index that does not.
    fn place(&self, index: isize) -> Option<usize> {
        let len = isize::try_from(self.values.len()).expect("the model is small");
        (-len..len).contains(&index).then(|| self.wrap(index))?
    }
}

/// What the laws do to an array; each operation is asked for in the stage under which it stands.
#[derive(Clone)]
pub enum Operation {
    // Stage 1.
    TryPush(End, u32),
    Pop(End),
    Clear,
    // Stage 2.
    Push(End, u32),
    // Stage 3.
    Set(isize, u32),
    SetWrapping(isize, u32),
    Rotate(isize),
    // Stage 4.
    AddToAll(u32),
    Sort,
    // Stage 5.
    SetCapacity(usize),
}

/// Shows what is called.
impl Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Operation::*;
        match self {
            TryPush(end, value) => write!(f, "try_push_{end}({value})"),
            Pop(end) => write!(f, "pop_{end}()"),
            Clear => write!(f, "clear()"),
            Push(end, value) => write!(f, "push_{end}({value})"),
            Set(index, value) => write!(f, "get_mut({index}) set to {value}"),
            SetWrapping(index, value) => write!(f, "get_wrapping_mut({index}) set to {value}"),
            Rotate(by) => write!(f, "rotate({by})"),
            AddToAll(number) => write!(f, "iter_mut() adds {number}"),
            Sort => write!(f, "make_contiguous() sorted"),
            SetCapacity(capacity) => write!(f, "set_capacity({capacity})"),
        }
    }
}

/// What a law of operations is tried on: the capacity of a new array, and what is done to it.
#[derive(Clone)]
pub struct History {
    pub capacity: usize,
    pub operations: Vec<Operation>,
}

impl Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "with room for {}: {:?}", self.capacity, self.operations)
    }
}

/// Histories of the operations asked for in a stage and those before it.
pub fn histories(stage: u8) -> BoxedStrategy<History> {
    (1..6usize, operations(stage)).prop_map(|(capacity, operations)| History { capacity, operations }).boxed()
}

/// What a law of one array is tried on: an array that is filled, and then rotated.
#[derive(Clone, Debug)]
pub struct Filled {
    pub capacity: usize,
    pub values: Vec<u32>,
    pub rotated_by: isize,
}

impl Filled {
    pub fn array(&self) -> CircularArray<u32> {
        let mut array = array(self.capacity, &self.values);
        array.rotate(self.rotated_by);
        array
    }
}

/// Arrays with all fillings, from none to full.
pub fn filled() -> BoxedStrategy<Filled> {
    let values = prop::collection::vec(0..100u32, 0..6);
    let filled = (1..7usize, values, -9..9isize).prop_map(|(capacity, mut values, rotated_by)| {
        values.truncate(capacity);
        Filled { capacity, values, rotated_by }
    });
    filled.boxed()
}

fn operations(stage: u8) -> BoxedStrategy<Vec<Operation>> {
    use Operation::*;
    let end = || prop_oneof![Just(End::Front), Just(End::Back)];
    let push = || (end(), 1..100u32);
    let index = || prop_oneof![-9..9isize, Just(isize::MIN), Just(isize::MAX)];
    let mut known =
        vec![(4, push().prop_map(|(end, value)| TryPush(end, value)).boxed()), (3, end().prop_map(Pop).boxed())];
    if stage == 1 {
        known.push((1, Just(Clear).boxed()));
    }
    if stage >= 2 {
        known.push((8, push().prop_map(|(end, value)| Push(end, value)).boxed()));
    }
    if stage >= 3 {
        known.push((2, (index(), 1..100u32).prop_map(|(index, value)| Set(index, value)).boxed()));
        known.push((2, (index(), 1..100u32).prop_map(|(index, value)| SetWrapping(index, value)).boxed()));
        known.push((2, index().prop_map(Rotate).boxed()));
    }
    if stage >= 4 {
        known.push((1, (1..100u32).prop_map(AddToAll).boxed()));
        known.push((1, Just(Sort).boxed()));
    }
    if stage >= 5 {
        known.push((2, (0..9usize).prop_map(SetCapacity).boxed()));
    }
    prop::collection::vec(Union::new_weighted(known), 0..40).boxed()
}

/// The law of a stage: an array with any capacity and a policy that `policy` makes does what the model does, under every
/// sequence of the operations known by then. `rule` is what a push under that policy does to the model, and returns.
#[track_caller]
pub fn agrees_with_the_model<P>(
    stage: u8,
    policy: impl Fn() -> P,
    rule: impl Fn(&mut Model, End, u32) -> P::Pushed<u32>,
) where
    P: Overflow,
    P::Pushed<u32>: Debug + PartialEq,
{
    testkit::law(histories(stage), |History { capacity, operations }| {
        let mut array = CircularArray::with_policy(capacity, policy()).expect("so little room can be had");
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

/// Does what needs no policy to both, and compares what they return.
pub fn apply<P>(operation: &Operation, array: &mut CircularArray<u32, P>, model: &mut Model) {
    use Operation::*;
    match *operation {
        TryPush(end, value) => {
            let expected = model.refuse(end, value);
            assert_eq!(try_push(array, end, value), expected, "what {operation:?} returns");
        }
        Pop(end) => {
            assert_eq!(pop(array, end), model.pop(end), "the value that {operation:?} returns");
        }
        Clear => {
            array.clear();
            model.values.clear();
        }
        Push(..) => unreachable!("the law itself pushes: it knows the policy"),
        Set(index, value) => {
            let place = model.place(index);
            let found = array.get_mut(index).map(|place| std::mem::replace(place, value));
            let expected = place.map(|place| std::mem::replace(&mut model.values[place], value));
            assert_eq!(found, expected, "the value that {operation:?} finds");
        }
        SetWrapping(index, value) => {
            let place = model.wrap(index);
            let found = array.get_wrapping_mut(index).map(|place| std::mem::replace(place, value));
            let expected = place.map(|place| std::mem::replace(&mut model.values[place], value));
            assert_eq!(found, expected, "the value that {operation:?} finds");
        }
        Rotate(by) => {
            array.rotate(by);
            if let Some(by) = model.wrap(by) {
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
            let fits = capacity > 0 && capacity >= model.values.len();
            assert_eq!(array.set_capacity(capacity).is_ok(), fits, "whether {operation:?} is possible");
            if fits {
                model.capacity = capacity;
            }
        }
    }
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
