//! The array itself: a ring and the policy for its overflow.

use std::marker::PhantomData;

use crate::{CapacityError, Full, Iter, IterMut, Overflow, Refuse, Slot, Snapshot};

/// A sequence of values with two ends and a fixed capacity.
///
/// All the room is allocated when the array is made; from then on only [`set_capacity`](Self::set_capacity) changes how much
/// there is. A push or a pop moves no other value: a value keeps its address until it leaves, unless
/// [`rotate`](Self::rotate), [`make_contiguous`](Self::make_contiguous) or `set_capacity` moves it.
///
/// `P` says what happens to a push that finds the array full, and what a push returns: see [`Overflow`].
pub struct CircularArray<T, P = Refuse> {
    // A place holder: the fields are yours.
    _yours: PhantomData<(T, P)>,
}

impl<T> CircularArray<T> {
    /// An empty array that refuses what it has no room for.
    ///
    /// # Errors
    ///
    /// [`CapacityError::Zero`] if `capacity` is zero, [`CapacityError::TooLarge`] if so much room cannot be represented or
    /// allocated.
    ///
    /// # Cost
    ///
    /// Proportional to `capacity`.
    pub fn new(capacity: usize) -> Result<Self, CapacityError> {
        todo!()
    }
}

impl<T, P> CircularArray<T, P> {
    /// An empty array that asks `policy` about what it has no room for.
    ///
    /// # Errors
    ///
    /// As for [`new`](CircularArray::new).
    ///
    /// # Cost
    ///
    /// Proportional to `capacity`.
    pub fn with_policy(capacity: usize, policy: P) -> Result<Self, CapacityError> {
        todo!()
    }

    /// The policy for values that find no room.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn policy(&self) -> &P {
        todo!()
    }

    /// How many values there is room for.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn capacity(&self) -> usize {
        todo!()
    }

    /// How many values there are.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Whether there is no value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// Whether there is room for no other value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_full(&self) -> bool {
        todo!()
    }

    /// Puts a value in before all others if there is room, without asking the policy.
    ///
    /// # Errors
    ///
    /// [`Full`] with the value if there is no room. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_push_front(&mut self, value: T) -> Result<(), Full<T>> {
        todo!()
    }

    /// Puts a value in behind all others if there is room, without asking the policy.
    ///
    /// # Errors
    ///
    /// [`Full`] with the value if there is no room. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_push_back(&mut self, value: T) -> Result<(), Full<T>> {
        todo!()
    }

    /// Takes the first value out; `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_front(&mut self) -> Option<T> {
        todo!()
    }

    /// Takes the last value out; `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_back(&mut self) -> Option<T> {
        todo!()
    }

    /// The first value; `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn front(&self) -> Option<&T> {
        todo!()
    }

    /// The last value; `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn back(&self) -> Option<&T> {
        todo!()
    }

    /// Drops all values; the capacity stays.
    ///
    /// # Cost
    ///
    /// Proportional to the length.
    pub fn clear(&mut self) {
        todo!()
    }

    /// All of the array as plain data.
    ///
    /// # Cost
    ///
    /// Proportional to the length; each value is cloned once.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<T>
    where
        T: Clone,
    {
        todo!()
    }

    /// The value at an index. 0 is the first and counts on to the back; -1 is the last and counts on to the front. `None` if
    /// the index leads past either end.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get(&self, index: isize) -> Option<&T> {
        todo!()
    }

    /// The value at an index, to be changed; counted as by [`get`](Self::get).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        todo!()
    }

    /// The value at an index, counted around the values as often as it takes: the first comes behind the last. `None` only
    /// if there is no value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_wrapping(&self, index: isize) -> Option<&T> {
        todo!()
    }

    /// The value at an index, to be changed; counted as by [`get_wrapping`](Self::get_wrapping).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        todo!()
    }

    /// Moves the first value behind the last, `by` times; if `by` is negative, the last before the first.
    ///
    /// So the value at the wrapping index `by` becomes the first.
    ///
    /// # Cost
    ///
    /// Constant if the array is full: no value changes its address. Otherwise at most proportional to the length.
    pub fn rotate(&mut self, by: isize) {
        todo!()
    }

    /// The values from front to back.
    ///
    /// # Cost
    ///
    /// Constant; all of the iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, T> {
        todo!()
    }

    /// The values from front to back, to be changed.
    ///
    /// # Cost
    ///
    /// As for [`iter`](Self::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        todo!()
    }

    /// The values in two pieces, where they are: the first piece and then the second is front to back.
    ///
    /// Where the first ends is up to the array, but it is empty only if there is no value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        todo!()
    }

    /// Moves the values so that they are in one piece, and shows that, to be changed.
    ///
    /// If they are in one piece already, none moves.
    ///
    /// # Cost
    ///
    /// Proportional to the capacity; constant if the values are in one piece already.
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        todo!()
    }

    /// Makes room for exactly `capacity` values. The values and their order stay.
    ///
    /// # Errors
    ///
    /// [`CapacityError::Zero`] if `capacity` is zero, otherwise [`CapacityError::TooSmall`] if it is less than the length,
    /// [`CapacityError::TooLarge`] if so much room cannot be represented or allocated. Nothing has changed then.
    ///
    /// # Cost
    ///
    /// Proportional to `capacity`; constant if that is the capacity already.
    pub fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        todo!()
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Puts a value in before all others; if there is no room, the policy decides. What is returned depends on the policy.
    ///
    /// # Cost
    ///
    /// Constant, with what the policy takes.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        todo!()
    }

    /// Puts a value in behind all others; if there is no room, the policy decides. What is returned depends on the policy.
    ///
    /// # Cost
    ///
    /// Constant, with what the policy takes.
    pub fn push_back(&mut self, value: T) -> P::Pushed<T> {
        todo!()
    }
}
