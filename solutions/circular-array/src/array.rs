//! The array itself: a ring and the policy for its overflow.

use crate::ring::{End, Ring};
use crate::{CapacityError, Full, Iter, IterMut, Overflow, PendingPush, Refuse, Slot, Snapshot};

/// A sequence of values with two ends and a fixed capacity.
///
/// All the room is allocated when the array is made; from then on only [`set_capacity`](Self::set_capacity) changes how much
/// there is. A push or a pop moves no other value: a value keeps its address until it leaves, unless
/// [`rotate`](Self::rotate), [`make_contiguous`](Self::make_contiguous) or `set_capacity` moves it.
///
/// `P` says what happens to a push that finds the array full, and what a push returns: see [`Overflow`].
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
        Self::with_policy(capacity, Refuse)
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
        Ok(Self { ring: Ring::new(capacity, 0)?, policy })
    }

    pub(crate) fn of_parts(ring: Ring<T>, policy: P) -> Self {
        Self { ring, policy }
    }

    pub(crate) fn ring(&self) -> &Ring<T> {
        &self.ring
    }

    pub(crate) fn into_ring(self) -> Ring<T> {
        self.ring
    }

    /// The policy for values that find no room.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// How many values there is room for.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn capacity(&self) -> usize {
        self.ring.capacity()
    }

    /// How many values there are.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn len(&self) -> usize {
        self.ring.len()
    }

    /// Whether there is no value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_empty(&self) -> bool {
        self.ring.len() == 0
    }

    /// Whether there is room for no other value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn is_full(&self) -> bool {
        self.ring.is_full()
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
        self.ring.push(End::Front, value).map_err(Full)
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
        self.ring.push(End::Back, value).map_err(Full)
    }

    /// Takes the first value out; `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_front(&mut self) -> Option<T> {
        self.ring.pop(End::Front)
    }

    /// Takes the last value out; `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn pop_back(&mut self) -> Option<T> {
        self.ring.pop(End::Back)
    }

    /// The first value; `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn front(&self) -> Option<&T> {
        self.ring.end(End::Front)
    }

    /// The last value; `None` if there is none.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn back(&self) -> Option<&T> {
        self.ring.end(End::Back)
    }

    /// Drops all values; the capacity stays.
    ///
    /// # Cost
    ///
    /// Proportional to the length.
    pub fn clear(&mut self) {
        self.ring.clear();
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
        Snapshot { capacity: self.capacity(), items: self.iter().cloned().collect() }
    }

    /// The value at an index. 0 is the first and counts on to the back; -1 is the last and counts on to the front. `None` if
    /// the index leads past either end.
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

    /// The value at an index, to be changed; counted as by [`get`](Self::get).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        self.ring.get_mut(self.resolve(index)?)
    }

    /// The value at an index, counted around the values as often as it takes: the first comes behind the last. `None` only
    /// if there is no value.
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

    /// The value at an index, to be changed; counted as by [`get_wrapping`](Self::get_wrapping).
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        self.ring.get_mut(self.wrap(index)?)
    }

    /// The place in the order that an index means; a place past the back is told by the ring.
    fn resolve(&self, index: isize) -> Option<usize> {
        match usize::try_from(index) {
            Ok(index) => Some(index),
            Err(_) => self.len().checked_sub(index.unsigned_abs()),
        }
    }

    /// The place in the order that an index around the values means, if there are any.
    fn wrap(&self, index: isize) -> Option<usize> {
        let len = isize::try_from(self.len()).ok()?;
        usize::try_from(index.checked_rem_euclid(len)?).ok()
    }

    /// Moves the first value behind the last, `by` times; if `by` is negative, the last before the first.
    ///
    /// So the value at the wrapping index `by` becomes the first.
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

    /// The values from front to back.
    ///
    /// # Cost
    ///
    /// Constant; all of the iteration is proportional to the length.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(self.ring.as_slices())
    }

    /// The values from front to back, to be changed.
    ///
    /// # Cost
    ///
    /// As for [`iter`](Self::iter).
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut::new(self.ring.as_mut_slices())
    }

    /// The values in two pieces, where they are: the first piece and then the second is front to back.
    ///
    /// Where the first ends is up to the array, but it is empty only if there is no value.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        self.ring.as_slices()
    }

    /// Moves the values so that they are in one piece, and shows that, to be changed.
    ///
    /// If they are in one piece already, none moves.
    ///
    /// # Cost
    ///
    /// Proportional to the capacity; constant if the values are in one piece already.
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        self.ring.make_contiguous()
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
        self.ring.set_capacity(capacity)
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Puts a value in before all others; if there is no room, the policy decides. What is returned depends on the policy.
    ///
    /// # Cost
    ///
    /// Constant, with what the policy takes.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        self.push(End::Front, value)
    }

    /// Puts a value in behind all others; if there is no room, the policy decides. What is returned depends on the policy.
    ///
    /// # Cost
    ///
    /// Constant, with what the policy takes.
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
