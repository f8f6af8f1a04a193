//! The array: a ring and its overflow policy.

use crate::error::{CapacityError, Full};
use crate::iter::{Iter, IterMut};
use crate::overflow::{Overflow, PendingPush, Refuse};
use crate::ring::{End, Ring};
use crate::slot::Slot;

/// A sequence of values with two ends and a fixed capacity.
///
/// The constructor allocates all slots; only [`set_capacity`](Self::set_capacity) changes their number. A push or a pop
/// moves no other value: a value keeps its address until it leaves, unless [`rotate`](Self::rotate),
/// [`make_contiguous`](Self::make_contiguous) or `set_capacity` moves it.
///
/// `P` decides about a push into a full array, and what a push returns: see [`Overflow`].
///
/// # Examples
///
/// ```
/// use circular_array_solution::{CircularArray, Full};
///
/// let mut array = CircularArray::new(2)?;
/// assert_eq!(array.push_back("b"), Ok(()));
/// assert_eq!(array.push_front("a"), Ok(()));
/// assert_eq!(array.push_back("c"), Err(Full("c")));
/// assert_eq!(array.pop_back(), Some("b"));
/// # Ok::<(), circular_array_solution::CapacityError>(())
/// ```
pub struct CircularArray<T, P = Refuse> {
    ring: Ring<T>,
    policy: P,
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
        Self::with_policy(capacity, Refuse)
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
        Ok(Self { ring: Ring::new(capacity, 0)?, policy })
    }

    pub(crate) fn from_parts(ring: Ring<T>, policy: P) -> Self {
        Self { ring, policy }
    }

    pub(crate) fn ring(&self) -> &Ring<T> {
        &self.ring
    }

    pub(crate) fn into_ring(self) -> Ring<T> {
        self.ring
    }

    /// Returns the overflow policy.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// Returns the number of values that the array has room for.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn capacity(&self) -> usize {
        self.ring.capacity()
    }

    /// Returns the number of values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        self.ring.len()
    }

    /// Returns whether there are no values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        self.ring.len() == 0
    }

    /// Returns whether there is no room for another value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_full(&self) -> bool {
        self.ring.is_full()
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
        self.ring.push(End::Front, value).map_err(Full)
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
        self.ring.push(End::Back, value).map_err(Full)
    }

    /// Removes and returns the first value, or returns `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_front(&mut self) -> Option<T> {
        self.ring.pop(End::Front)
    }

    /// Removes and returns the last value, or returns `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_back(&mut self) -> Option<T> {
        self.ring.pop(End::Back)
    }

    /// Returns the first value, or `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn front(&self) -> Option<&T> {
        self.ring.end(End::Front)
    }

    /// Returns the last value, or `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn back(&self) -> Option<&T> {
        self.ring.end(End::Back)
    }

    /// Drops all values. The capacity stays.
    ///
    /// # Cost
    ///
    /// Proportional to the length.
    pub fn clear(&mut self) {
        self.ring.clear();
    }

    /// Returns the value at an index, or `None` if the index is past either end. Indices from 0 count from the front to
    /// the back, indices from -1 from the back to the front.
    ///
    /// # Cost
    ///
    /// Constant.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut array = circular_array_solution::CircularArray::new(5)?;
    /// array.extend([1, 2, 3]);
    /// assert_eq!((array.get(1), array.get(3)), (Some(&2), None));
    /// assert_eq!((array.get(-1), array.get(-4)), (Some(&3), None));
    /// # Ok::<(), circular_array_solution::CapacityError>(())
    /// ```
    pub fn get(&self, index: isize) -> Option<&T> {
        self.ring.get(self.resolve(index)?)
    }

    /// Returns the value at an index for changes. The index counts as in [`get`](Self::get).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        self.ring.get_mut(self.resolve(index)?)
    }

    /// Returns the value at an index that wraps around the values: the first value follows the last. Returns `None`
    /// only if there are no values.
    ///
    /// # Cost
    ///
    /// Constant.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut array = circular_array_solution::CircularArray::new(5)?;
    /// array.extend([1, 2, 3]);
    /// assert_eq!((array.get_wrapping(3), array.get_wrapping(-4)), (Some(&1), Some(&3)));
    /// # Ok::<(), circular_array_solution::CapacityError>(())
    /// ```
    pub fn get_wrapping(&self, index: isize) -> Option<&T> {
        self.ring.get(self.wrap(index)?)
    }

    /// Returns the value at an index for changes. The index wraps as in [`get_wrapping`](Self::get_wrapping).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        self.ring.get_mut(self.wrap(index)?)
    }

    /// Moves the first value to the back, `by` times; if `by` is negative, moves the last value to the front.
    ///
    /// The value at the wrapping index `by` becomes the first.
    ///
    /// # Cost
    ///
    /// Constant if the array is full: no value changes its address. Otherwise at most proportional to the length.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut array = circular_array_solution::CircularArray::new(5)?;
    /// array.extend([1, 2, 3, 4]);
    /// array.rotate(1);
    /// assert!(array.iter().eq(&[2, 3, 4, 1]));
    /// array.rotate(-6);
    /// assert!(array.iter().eq(&[4, 1, 2, 3]));
    /// # Ok::<(), circular_array_solution::CapacityError>(())
    /// ```
    pub fn rotate(&mut self, by: isize) {
        if let Some(by) = self.wrap(by) {
            self.ring.rotate(by);
        }
    }

    /// Iterates over the values from front to back.
    ///
    /// # Cost
    ///
    /// Constant; the whole iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self.ring.as_slices())
    }

    /// Iterates over the values from front to back, for changes.
    ///
    /// # Cost
    ///
    /// Same as [`iter`](Self::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut::new(self.ring.as_mut_slices())
    }

    /// Returns the values where they are, in two pieces: the first piece and then the second, from front to back.
    ///
    /// The array decides where the first piece ends. It is empty only if there are no values.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        self.ring.as_slices()
    }

    /// Moves the values into one piece and returns it for changes. If they are in one piece already, none moves.
    ///
    /// # Cost
    ///
    /// Proportional to the capacity; constant if the values are in one piece already.
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        self.ring.make_contiguous()
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
        self.ring.set_capacity(capacity)
    }

    /// Returns the place of an index. It may be past the back, where the ring has no value.
    fn resolve(&self, index: isize) -> Option<usize> {
        match usize::try_from(index) {
            Ok(place) => Some(place),
            Err(_) => self.len().checked_sub(index.unsigned_abs()),
        }
    }

    /// Returns the place of an index that wraps around the values, or `None` if there are none.
    fn wrap(&self, index: isize) -> Option<usize> {
        // A slice has at most `isize::MAX` slots, and this remainder is never negative.
        let place = index.checked_rem_euclid(self.len() as isize)?;
        Some(place as usize)
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Adds a value at the front. If there is no room, the policy decides. The result depends on the policy.
    ///
    /// # Cost
    ///
    /// Constant, plus the cost of the policy.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        self.push(End::Front, value)
    }

    /// Adds a value at the back. If there is no room, the policy decides. The result depends on the policy.
    ///
    /// # Cost
    ///
    /// Constant, plus the cost of the policy.
    pub fn push_back(&mut self, value: T) -> P::Pushed<T> {
        self.push(End::Back, value)
    }

    fn push(&mut self, end: End, value: T) -> P::Pushed<T> {
        match self.ring.push(end, value) {
            Ok(()) => self.policy.stored(),
            Err(value) => self.policy.full(PendingPush::new(&mut self.ring, end, value)),
        }
    }
}
