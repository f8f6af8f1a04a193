//! Builders that the stages share, and the model, operations and assertions of the laws.

// The only stage that uses an item may be left out.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

use std::fmt;

use circular_array::{CircularArray, Full, Overflow};

pub use assertions::assert_agrees_with_the_model;
pub use model::Model;
pub use operations::{History, Operation, apply, filled, histories};

/// The end of an array that an operation is on.
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

/// Pushes a value at an end as stage 1 does.
pub fn try_push<T, P>(array: &mut CircularArray<T, P>, end: End, value: T) -> Result<(), Full<T>> {
    match end {
        End::Front => array.try_push_front(value),
        End::Back => array.try_push_back(value),
    }
}

/// Pushes a value at an end as stage 2 does.
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

/// Creates an array of numbers.
#[track_caller]
pub fn array(capacity: usize, values: &[u32]) -> CircularArray<u32> {
    fill(CircularArray::new(capacity).expect("a small capacity is valid"), 0, values)
}

/// Creates arrays with the same capacity and values, which lie at a different offset in the ring of each.
pub fn at_every_offset(capacity: usize, values: &[u32]) -> Vec<CircularArray<u32>> {
    (0..capacity).map(|offset| fill(array(capacity, &[]), offset, values)).collect()
}

/// Creates an empty array with a policy.
#[track_caller]
pub fn with_policy<T, P>(capacity: usize, policy: P) -> CircularArray<T, P> {
    CircularArray::with_policy(capacity, policy).expect("a small capacity is valid")
}

/// Sends `offset` values through an empty array and then stores `values`, from front to back. Asks no policy.
#[track_caller]
pub fn fill<P>(mut array: CircularArray<u32, P>, offset: usize, values: &[u32]) -> CircularArray<u32, P> {
    for _ in 0..offset {
        array.try_push_back(0).expect("an empty array has room for a value");
        array.pop_front().expect("a value was just pushed");
    }
    for &value in values {
        array.try_push_back(value).expect("there is room for all the values");
    }
    array
}

/// Returns the values of the snapshot, from front to back.
pub fn values<T: Clone, P>(array: &CircularArray<T, P>) -> Vec<T> {
    array.snapshot().items
}

/// Returns the address of a value.
pub fn address<T>(value: &T) -> usize {
    std::ptr::from_ref(value).addr()
}
