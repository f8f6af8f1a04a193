//! The array: a ring and its overflow policy.

use std::marker::PhantomData;

use crate::error::{CapacityError, Full};
use crate::iter::{Iter, IterMut};
use crate::overflow::{Overflow, Refuse};
use crate::slot::Slot;

/// A sequence of values with two ends and a fixed capacity.
///
/// The constructor allocates all slots, and only [`set_capacity`](Self::set_capacity) changes their number (rules 1.6
/// and 5.2). All operations at the ends take constant time and move no other value (rule 1.5), and so does
/// [`get`](Self::get) (rule 3.3).
///
/// As [`Overflow`] explains, the policy `P` handles pushes into a full array and defines the return type of a push.
pub struct CircularArray<T, P = Refuse> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<T>,
    // You need the policy in stage 2.
    policy: P,
}

impl<T> CircularArray<T> {
    /// Creates an empty array that refuses a push if it is full.
    ///
    /// # Errors
    ///
    /// Returns [`CapacityError::Zero`] if `capacity` is zero (rule 1.2), and [`CapacityError::TooLarge`] if that many
    /// slots cannot be represented or allocated (rule 5.4).
    pub fn new(capacity: usize) -> Result<Self, CapacityError> {
        Self::with_policy(capacity, Refuse)
    }
}

impl<T, P> CircularArray<T, P> {
    /// Creates an empty array whose `policy` handles a push if it is full.
    ///
    /// # Errors
    ///
    /// Fails like [`new`](CircularArray::new) (rules 1.2 and 5.4).
    pub fn with_policy(capacity: usize, policy: P) -> Result<Self, CapacityError> {
        todo!("stage 1")
    }

    /// Returns the overflow policy.
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// Returns the maximum number of values.
    pub fn capacity(&self) -> usize {
        todo!("stage 1")
    }

    /// Returns the number of values.
    pub fn len(&self) -> usize {
        todo!("stage 1")
    }

    /// Returns whether the array is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether the array is full.
    pub fn is_full(&self) -> bool {
        self.len() == self.capacity()
    }

    /// Adds a value at the front if there is room, without calling the policy.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] with the value if the array is full (rule 1.3).
    pub fn try_push_front(&mut self, value: T) -> Result<(), Full<T>> {
        todo!("stage 1")
    }

    /// Adds a value at the back if there is room, without calling the policy.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] with the value if the array is full (rule 1.3).
    pub fn try_push_back(&mut self, value: T) -> Result<(), Full<T>> {
        todo!("stage 1")
    }

    /// Removes and returns the first value, or returns `None` if there is none.
    pub fn pop_front(&mut self) -> Option<T> {
        todo!("stage 1")
    }

    /// Removes and returns the last value, or returns `None` if there is none.
    pub fn pop_back(&mut self) -> Option<T> {
        todo!("stage 1")
    }

    /// Returns the first value, or `None` if there is none.
    pub fn front(&self) -> Option<&T> {
        todo!("stage 1")
    }

    /// Returns the last value, or `None` if there is none.
    pub fn back(&self) -> Option<&T> {
        todo!("stage 1")
    }

    /// Returns the value at an index, or `None` if the index is past an end.
    ///
    /// Index 0 is the first value, and 1 the second. Negative indices count from the back, so -1 is the last value, and
    /// -2 the one before it.
    pub fn get(&self, index: isize) -> Option<&T> {
        todo!("stage 3")
    }

    /// Returns a mutable reference to the value at an index, which counts as in [`get`](Self::get).
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        todo!("stage 3")
    }

    /// Moves the first value to the back, `by` times. If `by` is negative, moves the last value to the front instead.
    ///
    /// In other words, the value at the wrapping index `by` becomes the first. Rotating a full array takes constant time
    /// and moves no value to another slot (rule 3.3).
    pub fn rotate(&mut self, by: isize) {
        todo!("stage 3")
    }

    /// Returns the value at an index that wraps around the values.
    ///
    /// Since the first value follows the last one, this returns `None` only if the array is empty.
    pub fn get_wrapping(&self, index: isize) -> Option<&T> {
        todo!("stage 4")
    }

    /// Returns a mutable reference to the value at an index, which wraps as in [`get_wrapping`](Self::get_wrapping).
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        todo!("stage 4")
    }

    /// Returns an iterator over the values from front to back.
    pub fn iter(&self) -> Iter<'_, T> {
        todo!("stage 4")
    }

    /// Returns a mutable iterator over the values from front to back.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        todo!("stage 4")
    }

    /// Returns the values' slots in two slices, which together contain the values from front to back.
    ///
    /// You cannot rely on where the first slice ends, but it is empty only if the array is empty.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        todo!("stage 4")
    }

    /// Moves the values into one slice, in order, and returns it. If they already are in one slice, no value moves (rule
    /// 4.9).
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        todo!("stage 4")
    }

    /// Drops all values, but keeps the capacity.
    pub fn clear(&mut self) {
        todo!("stage 5")
    }

    /// Changes the capacity to exactly `capacity`, and keeps the values in order (rule 5.1).
    ///
    /// # Errors
    ///
    /// Returns [`CapacityError::Zero`] if `capacity` is zero, [`CapacityError::TooSmall`] if it is less than the length
    /// (rule 5.3), and [`CapacityError::TooLarge`] if that many slots cannot be represented or allocated (rule 5.4). On
    /// error, the array is unchanged (rule 0.1).
    pub fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        todo!("stage 5")
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Adds a value at the front, or lets the policy decide if the array is full. The policy also defines the result.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        todo!("stage 2")
    }

    /// Adds a value at the back, or lets the policy decide if the array is full. The policy also defines the result.
    pub fn push_back(&mut self, value: T) -> P::Pushed<T> {
        todo!("stage 2")
    }
}
