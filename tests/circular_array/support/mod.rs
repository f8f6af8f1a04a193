//! Builders for all stages, and the law that compares an array with its model.

// Some items are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

use std::fmt;

use circular_array::{CircularArray, Full, Overflow};

pub use assertions::{assert_first_calls_take_constant_time, assert_matches_model, assert_values_stay};
pub use model::Model;
pub use operations::{History, Operation, apply, histories};

/// An end of an array.
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

/// Calls `try_push_front` or `try_push_back`.
pub fn try_push<T, P>(array: &mut CircularArray<T, P>, end: End, value: T) -> Result<(), Full<T>> {
    match end {
        End::Front => array.try_push_front(value),
        End::Back => array.try_push_back(value),
    }
}

/// Calls `push_front` or `push_back`.
pub fn push<T, P: Overflow>(array: &mut CircularArray<T, P>, end: End, value: T) -> P::Pushed<T> {
    match end {
        End::Front => array.push_front(value),
        End::Back => array.push_back(value),
    }
}

/// Calls `pop_front` or `pop_back`.
pub fn pop<T, P>(array: &mut CircularArray<T, P>, end: End) -> Option<T> {
    match end {
        End::Front => array.pop_front(),
        End::Back => array.pop_back(),
    }
}

/// Creates an array of numbers with policy `Refuse`.
#[track_caller]
pub fn array(capacity: usize, values: &[u32]) -> CircularArray<u32> {
    fill(CircularArray::new(capacity).expect("a small capacity is valid"), 0, values)
}

/// Creates arrays with the same capacity and values, one for each offset in the ring, and one after a whole round.
pub fn at_every_offset(capacity: usize, values: &[u32]) -> Vec<CircularArray<u32>> {
    (0..=capacity).map(|offset| fill(array(capacity, &[]), offset, values)).collect()
}

/// Creates an empty array with a policy.
#[track_caller]
pub fn with_policy<T, P>(capacity: usize, policy: P) -> CircularArray<T, P> {
    CircularArray::with_policy(capacity, policy).expect("a small capacity is valid")
}

/// Moves the head of an empty array by `offset`, then stores `values` from front to back without calling the policy.
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

/// Returns the values of the array, from front to back.
pub fn values<T: Clone, P>(array: &CircularArray<T, P>) -> Vec<T> {
    array.snapshot().items
}

/// Returns the address of a value.
pub fn address<T>(value: &T) -> usize {
    std::ptr::from_ref(value).addr()
}
