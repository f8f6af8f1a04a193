//! The array: a ring and its overflow policy.

use std::marker::PhantomData;

use crate::error::{CapacityError, Full};
use crate::iter::{Iter, IterMut};
use crate::overflow::{Overflow, Refuse};
use crate::slot::Slot;

/// A sequence of values with two ends and a fixed capacity.
///
/// The constructor allocates all slots, and only [`set_capacity`](Self::set_capacity) changes their number. While a
/// value is in the array, it keeps its address unless [`rotate`](Self::rotate),
/// [`make_contiguous`](Self::make_contiguous) or `set_capacity` moves it.
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
    /// Returns [`CapacityError::Zero`] if `capacity` is zero, and [`CapacityError::TooLarge`] if that many slots cannot
    /// be represented or allocated.
    ///
    /// # Cost
    ///
    /// Proportional to `capacity`.
    pub fn new(capacity: usize) -> Result<Self, CapacityError> {
        Self::with_policy(capacity, Refuse)
    }
}

impl<T, P> CircularArray<T, P> {
    /// Creates an empty array whose `policy` handles a push if it is full.
    ///
    /// # Errors
    ///
    /// Fails like [`new`](CircularArray::new).
    ///
    /// # Cost
    ///
    /// Proportional to `capacity`.
    pub fn with_policy(capacity: usize, policy: P) -> Result<Self, CapacityError> {
        todo!("stage 1")
    }

    /// Returns the overflow policy.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// Returns the maximum number of values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn capacity(&self) -> usize {
        todo!("stage 1")
    }

    /// Returns the number of values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        todo!("stage 1")
    }

    /// Returns whether the array is empty.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether the array is full.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_full(&self) -> bool {
        self.len() == self.capacity()
    }

    /// Adds a value at the front if there is room, without calling the policy.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] with the value if the array is full.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_push_front(&mut self, value: T) -> Result<(), Full<T>> {
        todo!("stage 1")
    }

    /// Adds a value at the back if there is room, without calling the policy.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] with the value if the array is full.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_push_back(&mut self, value: T) -> Result<(), Full<T>> {
        todo!("stage 1")
    }

    /// Removes and returns the first value, or returns `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_front(&mut self) -> Option<T> {
        todo!("stage 1")
    }

    /// Removes and returns the last value, or returns `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_back(&mut self) -> Option<T> {
        todo!("stage 1")
    }

    /// Returns the first value, or `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn front(&self) -> Option<&T> {
        todo!("stage 1")
    }

    /// Returns the last value, or `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn back(&self) -> Option<&T> {
        todo!("stage 1")
    }

    /// Returns the value at an index, or `None` if the index is past an end.
    ///
    /// Index 0 is the first value, and 1 the second. Negative indices count from the back, so -1 is the last value, and
    /// -2 the one before it.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get(&self, index: isize) -> Option<&T> {
        todo!("stage 3")
    }

    /// Returns a mutable reference to the value at an index, which counts as in [`get`](Self::get).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        todo!("stage 3")
    }

    /// Moves the first value to the back, `by` times. If `by` is negative, moves the last value to the front instead.
    ///
    /// In other words, the value at the wrapping index `by` becomes the first.
    ///
    /// # Cost
    ///
    /// Constant if the array is full, since no value moves to another slot. Otherwise at most proportional to the
    /// length.
    pub fn rotate(&mut self, by: isize) {
        todo!("stage 3")
    }

    /// Returns the value at an index that wraps around the values.
    ///
    /// Since the first value follows the last one, this returns `None` only if the array is empty.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_wrapping(&self, index: isize) -> Option<&T> {
        todo!("stage 4")
    }

    /// Returns a mutable reference to the value at an index, which wraps as in [`get_wrapping`](Self::get_wrapping).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        todo!("stage 4")
    }

    /// Returns an iterator over the values from front to back.
    ///
    /// # Cost
    ///
    /// Constant, while the full iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, T> {
        todo!("stage 4")
    }

    /// Returns a mutable iterator over the values from front to back.
    ///
    /// # Cost
    ///
    /// Same as [`iter`](Self::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        todo!("stage 4")
    }

    /// Returns the values' slots in two slices, which together contain the values from front to back.
    ///
    /// You cannot rely on where the first slice ends, but it is empty only if the array is empty.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        todo!("stage 4")
    }

    /// Moves the values into one slice, in order, and returns it. If they already are in one slice, no value moves.
    ///
    /// # Cost
    ///
    /// Proportional to the capacity, or constant if the values are in one slice already.
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        todo!("stage 4")
    }

    /// Drops all values, but keeps the capacity.
    ///
    /// # Cost
    ///
    /// Proportional to the length.
    pub fn clear(&mut self) {
        todo!("stage 5")
    }

    /// Changes the capacity to exactly `capacity`, and keeps the values in order.
    ///
    /// # Errors
    ///
    /// Returns [`CapacityError::Zero`] if `capacity` is zero, otherwise [`CapacityError::TooSmall`] if it is less than
    /// the length, and [`CapacityError::TooLarge`] if that many slots cannot be represented or allocated. On error, the
    /// array is unchanged.
    ///
    /// # Cost
    ///
    /// Proportional to `capacity`, or constant if that is the capacity already.
    pub fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        todo!("stage 5")
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Adds a value at the front, or lets the policy decide if the array is full. The policy also defines the result.
    ///
    /// # Cost
    ///
    /// Constant, plus the cost of the policy.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        todo!("stage 2")
    }

    /// Adds a value at the back, or lets the policy decide if the array is full. The policy also defines the result.
    ///
    /// # Cost
    ///
    /// Constant, plus the cost of the policy.
    pub fn push_back(&mut self, value: T) -> P::Pushed<T> {
        todo!("stage 2")
    }
}
