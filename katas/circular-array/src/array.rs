//! The array: a ring and its overflow policy.

use std::marker::PhantomData;

use crate::error::{CapacityError, Full};
use crate::iter::{Iter, IterMut};
use crate::overflow::{Overflow, Refuse};
use crate::slot::Slot;

/// A sequence of values with two ends and a fixed capacity.
///
/// The constructor allocates all slots; only [`set_capacity`](Self::set_capacity) changes their number. A push or a pop
/// moves no other value: a value keeps its address until it leaves, unless [`rotate`](Self::rotate),
/// [`make_contiguous`](Self::make_contiguous) or `set_capacity` moves it.
///
/// `P` decides about a push into a full array, and what a push returns: see [`Overflow`].
pub struct CircularArray<T, P = Refuse> {
    // A placeholder: the fields are yours.
    _yours: PhantomData<(T, P)>,
}

impl<T> CircularArray<T> {
    /// Creates an empty array that refuses a push when it is full.
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
        todo!()
    }
}

impl<T, P> CircularArray<T, P> {
    /// Creates an empty array whose `policy` decides about a push when it is full.
    ///
    /// # Errors
    ///
    /// Fails like [`new`](CircularArray::new).
    ///
    /// # Cost
    ///
    /// Proportional to `capacity`.
    pub fn with_policy(capacity: usize, policy: P) -> Result<Self, CapacityError> {
        todo!()
    }

    /// Returns the overflow policy.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn policy(&self) -> &P {
        todo!()
    }

    /// Returns the number of values that the array has room for.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn capacity(&self) -> usize {
        todo!()
    }

    /// Returns the number of values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Returns whether there are no values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// Returns whether there is no room for another value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_full(&self) -> bool {
        todo!()
    }

    /// Adds a value at the front if there is room, without asking the policy.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] with the value if there is no room. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_push_front(&mut self, value: T) -> Result<(), Full<T>> {
        todo!()
    }

    /// Adds a value at the back if there is room, without asking the policy.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] with the value if there is no room. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_push_back(&mut self, value: T) -> Result<(), Full<T>> {
        todo!()
    }

    /// Removes and returns the first value, or returns `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_front(&mut self) -> Option<T> {
        todo!()
    }

    /// Removes and returns the last value, or returns `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_back(&mut self) -> Option<T> {
        todo!()
    }

    /// Returns the first value, or `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn front(&self) -> Option<&T> {
        todo!()
    }

    /// Returns the last value, or `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn back(&self) -> Option<&T> {
        todo!()
    }

    /// Drops all values. The capacity stays.
    ///
    /// # Cost
    ///
    /// Proportional to the length.
    pub fn clear(&mut self) {
        todo!()
    }

    /// Returns the value at an index, or `None` if the index is past either end. Indices from 0 count from the front to
    /// the back, indices from -1 from the back to the front.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get(&self, index: isize) -> Option<&T> {
        todo!()
    }

    /// Returns the value at an index for changes. The index counts as in [`get`](Self::get).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        todo!()
    }

    /// Returns the value at an index that wraps around the values: the first value follows the last. Returns `None`
    /// only if there are no values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_wrapping(&self, index: isize) -> Option<&T> {
        todo!()
    }

    /// Returns the value at an index for changes. The index wraps as in [`get_wrapping`](Self::get_wrapping).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        todo!()
    }

    /// Moves the first value to the back, `by` times; if `by` is negative, moves the last value to the front.
    ///
    /// The value at the wrapping index `by` becomes the first.
    ///
    /// # Cost
    ///
    /// Constant if the array is full: no value changes its address. Otherwise at most proportional to the length.
    pub fn rotate(&mut self, by: isize) {
        todo!()
    }

    /// Iterates over the values from front to back.
    ///
    /// # Cost
    ///
    /// Constant; the whole iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, T> {
        todo!()
    }

    /// Iterates over the values from front to back, for changes.
    ///
    /// # Cost
    ///
    /// Same as [`iter`](Self::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        todo!()
    }

    /// Returns the values where they are, in two pieces: the first piece and then the second, from front to back.
    ///
    /// The array decides where the first piece ends. It is empty only if there are no values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        todo!()
    }

    /// Moves the values into one piece and returns it for changes. If they are in one piece already, none moves.
    ///
    /// # Cost
    ///
    /// Proportional to the capacity; constant if the values are in one piece already.
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        todo!()
    }

    /// Changes the capacity to exactly `capacity`. The values and their order stay.
    ///
    /// # Errors
    ///
    /// Returns [`CapacityError::Zero`] if `capacity` is zero, otherwise [`CapacityError::TooSmall`] if it is less than
    /// the length, and [`CapacityError::TooLarge`] if that many slots cannot be represented or allocated. Nothing has
    /// changed then.
    ///
    /// # Cost
    ///
    /// Proportional to `capacity`; constant if that is the capacity already.
    pub fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        todo!()
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Adds a value at the front. If there is no room, the policy decides. The result depends on the policy.
    ///
    /// # Cost
    ///
    /// Constant, plus the cost of the policy.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        todo!()
    }

    /// Adds a value at the back. If there is no room, the policy decides. The result depends on the policy.
    ///
    /// # Cost
    ///
    /// Constant, plus the cost of the policy.
    pub fn push_back(&mut self, value: T) -> P::Pushed<T> {
        todo!()
    }
}
