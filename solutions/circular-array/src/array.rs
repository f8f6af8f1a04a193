//! The array: a ring and its overflow policy.

use crate::error::{CapacityError, Full};
use crate::iter::{Iter, IterMut};
use crate::overflow::{Overflow, PendingPush, Refuse};
use crate::ring::{End, Ring};
use crate::slot::Slot;

/// A sequence of values with two ends and a fixed capacity.
///
/// The constructor allocates all slots, and only [`set_capacity`](Self::set_capacity) changes their number (rules 1.6
/// and 5.2). All operations at the ends take constant time and move no other value (rule 1.5), and so does
/// [`get`](Self::get) (rule 3.3).
///
/// As [`Overflow`] explains, the policy `P` handles pushes into a full array and defines the return type of a push.
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
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// Returns the maximum number of values.
    pub fn capacity(&self) -> usize {
        self.ring.capacity()
    }

    /// Returns the number of values.
    pub fn len(&self) -> usize {
        self.ring.len()
    }

    /// Returns whether the array is empty.
    pub fn is_empty(&self) -> bool {
        self.ring.len() == 0
    }

    /// Returns whether the array is full.
    pub fn is_full(&self) -> bool {
        self.ring.is_full()
    }

    /// Adds a value at the front if there is room, without calling the policy.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] with the value if the array is full (rule 1.3).
    pub fn try_push_front(&mut self, value: T) -> Result<(), Full<T>> {
        self.ring.push(End::Front, value).map_err(Full)
    }

    /// Adds a value at the back if there is room, without calling the policy.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] with the value if the array is full (rule 1.3).
    pub fn try_push_back(&mut self, value: T) -> Result<(), Full<T>> {
        self.ring.push(End::Back, value).map_err(Full)
    }

    /// Removes and returns the first value, or returns `None` if there is none.
    pub fn pop_front(&mut self) -> Option<T> {
        self.ring.pop(End::Front)
    }

    /// Removes and returns the last value, or returns `None` if there is none.
    pub fn pop_back(&mut self) -> Option<T> {
        self.ring.pop(End::Back)
    }

    /// Returns the first value, or `None` if there is none.
    pub fn front(&self) -> Option<&T> {
        self.ring.end(End::Front)
    }

    /// Returns the last value, or `None` if there is none.
    pub fn back(&self) -> Option<&T> {
        self.ring.end(End::Back)
    }

    /// Drops all values, but keeps the capacity.
    pub fn clear(&mut self) {
        self.ring.clear();
    }

    /// Returns the value at an index, or `None` if the index is past an end.
    ///
    /// Index 0 is the first value, and 1 the second. Negative indices count from the back, so -1 is the last value, and
    /// -2 the one before it.
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

    /// Returns a mutable reference to the value at an index, which counts as in [`get`](Self::get).
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        self.ring.get_mut(self.resolve(index)?)
    }

    /// Returns the value at an index that wraps around the values.
    ///
    /// Since the first value follows the last one, this returns `None` only if the array is empty.
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

    /// Returns a mutable reference to the value at an index, which wraps as in [`get_wrapping`](Self::get_wrapping).
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        self.ring.get_mut(self.wrap(index)?)
    }

    /// Moves the first value to the back, `by` times. If `by` is negative, moves the last value to the front instead.
    ///
    /// In other words, the value at the wrapping index `by` becomes the first. Rotating a full array takes constant time
    /// and moves no value to another slot (rule 3.3).
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

    /// Returns an iterator over the values from front to back.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self.ring.as_slices())
    }

    /// Returns a mutable iterator over the values from front to back.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut::new(self.ring.as_mut_slices())
    }

    /// Returns the values' slots in two slices, which together contain the values from front to back.
    ///
    /// You cannot rely on where the first slice ends, but it is empty only if the array is empty.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        self.ring.as_slices()
    }

    /// Moves the values into one slice, in order, and returns it. If they already are in one slice, no value moves (rule
    /// 4.9).
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        self.ring.make_contiguous()
    }

    /// Changes the capacity to exactly `capacity`, and keeps the values in order (rule 5.1).
    ///
    /// # Errors
    ///
    /// Returns [`CapacityError::Zero`] if `capacity` is zero, [`CapacityError::TooSmall`] if it is less than the length
    /// (rule 5.3), and [`CapacityError::TooLarge`] if that many slots cannot be represented or allocated (rule 5.4). On
    /// error, the array is unchanged (rule 0.1).
    pub fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        self.ring.set_capacity(capacity)
    }

    /// Returns an index's position. It can be past the back, where the ring has no value.
    fn resolve(&self, index: isize) -> Option<usize> {
        match usize::try_from(index) {
            Ok(position) => Some(position),
            Err(_) => self.len().checked_sub(index.unsigned_abs()),
        }
    }

    /// Returns the position of an index that wraps around the values, or `None` if there are none.
    fn wrap(&self, index: isize) -> Option<usize> {
        // Both casts are exact, since a slice has at most `isize::MAX` slots and the remainder is never negative.
        let position = index.checked_rem_euclid(self.len() as isize)?;
        Some(position as usize)
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Adds a value at the front, or lets the policy decide if the array is full. The policy also defines the result.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        self.push(End::Front, value)
    }

    /// Adds a value at the back, or lets the policy decide if the array is full. The policy also defines the result.
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
