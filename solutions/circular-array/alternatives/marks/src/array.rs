//! The array: positions, slots and a policy.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Index, IndexMut};

use crate::error::{CapacityError, Full};
use crate::iter::{IntoIter, Iter, IterMut};
use crate::marks::Marks;
use crate::overflow::{Overflow, PendingPush, Refuse};
use crate::slot::Slot;

/// A sequence of values with two ends and a fixed capacity.
pub struct CircularArray<T, P = Refuse> {
    /// The slots, which have a value between the two ends and are vacant elsewhere.
    pub(crate) slots: Box<[Slot<T>]>,
    pub(crate) marks: Marks,
    pub(crate) policy: P,
}

/// Creates vacant slots, or returns an error if `capacity` is invalid or less than `len`.
pub(crate) fn vacant_slots<T>(capacity: usize, len: usize) -> Result<Box<[Slot<T>]>, CapacityError> {
    match capacity {
        0 => return Err(CapacityError::Zero),
        requested if requested < len => return Err(CapacityError::TooSmall { requested, len }),
        _ => {}
    }
    let mut slots = Vec::new();
    slots.try_reserve_exact(capacity).map_err(|_| CapacityError::TooLarge { requested: capacity })?;
    slots.extend((0..capacity).map(|_| Slot::vacant()));
    Ok(slots.into())
}

impl<T> CircularArray<T> {
    /// Creates an empty array that refuses a push if it is full.
    pub fn new(capacity: usize) -> Result<Self, CapacityError> {
        Self::with_policy(capacity, Refuse)
    }
}

impl<T, P> CircularArray<T, P> {
    /// Creates an empty array whose `policy` handles a push if it is full.
    pub fn with_policy(capacity: usize, policy: P) -> Result<Self, CapacityError> {
        Ok(Self { slots: vacant_slots(capacity, 0)?, marks: Marks::new(capacity), policy })
    }

    /// Returns the overflow policy.
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// Returns the maximum number of values.
    pub fn capacity(&self) -> usize {
        self.marks.capacity()
    }

    /// Returns the number of values.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Returns whether the array is empty.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Returns whether the array is full.
    pub fn is_full(&self) -> bool {
        self.marks.is_full()
    }

    /// Adds a value at the front if there is room.
    pub fn try_push_front(&mut self, value: T) -> Result<(), Full<T>> {
        let slot = self.marks.push_front();
        self.store(slot, value)
    }

    /// Adds a value at the back if there is room.
    pub fn try_push_back(&mut self, value: T) -> Result<(), Full<T>> {
        let slot = self.marks.push_back();
        self.store(slot, value)
    }

    fn store(&mut self, slot: Option<usize>, value: T) -> Result<(), Full<T>> {
        let Some(slot) = slot else { return Err(Full(value)) };
        self.slots[slot].value = Some(value);
        Ok(())
    }

    /// Removes and returns the first value.
    pub fn pop_front(&mut self) -> Option<T> {
        self.slots[self.marks.pop_front()?].value.take()
    }

    /// Removes and returns the last value.
    pub fn pop_back(&mut self) -> Option<T> {
        self.slots[self.marks.pop_back()?].value.take()
    }

    /// Returns the first value.
    pub fn front(&self) -> Option<&T> {
        self.iter().next()
    }

    /// Returns the last value.
    pub fn back(&self) -> Option<&T> {
        self.iter().next_back()
    }

    /// Drops all values, but keeps the capacity.
    pub fn clear(&mut self) {
        while self.pop_back().is_some() {}
    }

    /// Returns the value at an index, which counts from the back if it is negative.
    pub fn get(&self, index: isize) -> Option<&T> {
        Some(&*self.slots[self.slot_at(index)?])
    }

    /// Returns a mutable reference to the value at an index.
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        Some(&mut *self.slots[self.slot_at(index)?])
    }

    /// Returns the value at an index that wraps around the values.
    pub fn get_wrapping(&self, index: isize) -> Option<&T> {
        self.get(self.wrap(index)?)
    }

    /// Returns a mutable reference to the value at an index that wraps around the values.
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        self.get_mut(self.wrap(index)?)
    }

    /// Returns the length as an `isize`. The cast is exact, since a slice has at most `isize::MAX` slots.
    fn signed_len(&self) -> isize {
        self.len() as isize
    }

    fn slot_at(&self, index: isize) -> Option<usize> {
        let from_front = if index < 0 { index + self.signed_len() } else { index };
        self.marks.slot_at(from_front.try_into().ok()?)
    }

    fn wrap(&self, index: isize) -> Option<isize> {
        index.checked_rem_euclid(self.signed_len())
    }

    /// Moves the first value to the back, `by` times. If `by` is negative, moves the last value to the front instead.
    pub fn rotate(&mut self, by: isize) {
        let Some(by) = self.wrap(by) else { return };
        let by = by.unsigned_abs();
        if self.is_full() {
            self.marks.advance(by);
        } else {
            for _ in 0..by {
                // Both succeed, since there is a value and there is room.
                if let (Some(from), Some(to)) = (self.marks.pop_front(), self.marks.push_back()) {
                    self.slots.swap(from, to);
                }
            }
        }
    }

    /// Returns an iterator over the values from front to back.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { slots: &self.slots, marks: self.marks }
    }

    /// Returns a mutable iterator over the values from front to back.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        let (first, second) = self.marks.ranges();
        let (before, rest) = self.slots.split_at_mut(first.start);
        IterMut { first: rest[..first.len()].iter_mut(), second: before[second].iter_mut() }
    }

    /// Returns the slots of the values in two slices.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        let (first, second) = self.marks.ranges();
        (&self.slots[first], &self.slots[second])
    }

    /// Moves the values into one slice and returns it.
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        let (first, second) = self.marks.ranges();
        if second.is_empty() {
            return &mut self.slots[first];
        }
        self.slots.rotate_left(first.start);
        self.marks = Marks::from_slot_0(self.capacity(), self.len());
        &mut self.slots[self.marks.ranges().0]
    }

    /// Changes the capacity to exactly `capacity`.
    pub fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        let len = self.len();
        let mut slots = vacant_slots(capacity, len)?;
        for slot in &mut slots[..len] {
            slot.value = self.pop_front();
        }
        (self.slots, self.marks) = (slots, Marks::from_slot_0(capacity, len));
        Ok(())
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Adds a value at the front, or lets the policy decide if the array is full.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        match self.try_push_front(value) {
            Ok(()) => self.policy.stored(),
            Err(Full(value)) => {
                let last = self.capacity() - 1;
                let Self { slots, marks, policy } = self;
                policy.full(PendingPush { marks, slots, value, displaced: last, advance: last, replaced: 0 })
            }
        }
    }

    /// Adds a value at the back, or lets the policy decide if the array is full.
    pub fn push_back(&mut self, value: T) -> P::Pushed<T> {
        match self.try_push_back(value) {
            Ok(()) => self.policy.stored(),
            Err(Full(value)) => {
                let last = self.capacity() - 1;
                let Self { slots, marks, policy } = self;
                policy.full(PendingPush { marks, slots, value, displaced: 0, advance: 1, replaced: last })
            }
        }
    }
}

/// Panics if the index is out of range.
impl<T, P> Index<isize> for CircularArray<T, P> {
    type Output = T;

    fn index(&self, index: isize) -> &T {
        self.get(index).expect("the index is out of range")
    }
}

/// Panics if the index is out of range.
impl<T, P> IndexMut<isize> for CircularArray<T, P> {
    fn index_mut(&mut self, index: isize) -> &mut T {
        self.get_mut(index).expect("the index is out of range")
    }
}

/// Pushes each value at the back and drops the results.
impl<T, P: Overflow> Extend<T> for CircularArray<T, P> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| drop(self.push_back(value)));
    }
}

/// Two arrays are equal if they hold equal values in the same order.
impl<T: PartialEq, P, Q> PartialEq<CircularArray<T, Q>> for CircularArray<T, P> {
    fn eq(&self, other: &CircularArray<T, Q>) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(one, other)| one == other)
    }
}

impl<T: Eq, P> Eq for CircularArray<T, P> {}

/// Hashes the length and then the values in order.
impl<T: Hash, P> Hash for CircularArray<T, P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        for value in self {
            value.hash(state);
        }
    }
}

/// Clones the values, the capacity and the policy.
impl<T: Clone, P: Clone> Clone for CircularArray<T, P> {
    fn clone(&self) -> Self {
        let slots = self.slots.iter().map(|slot| Slot { value: slot.value.clone() }).collect();
        Self { slots, marks: self.marks, policy: self.policy.clone() }
    }
}

/// Formats the values from front to back.
impl<T: fmt::Debug, P> fmt::Debug for CircularArray<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<T, P> IntoIterator for CircularArray<T, P> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { slots: self.slots, marks: self.marks }
    }
}

impl<'a, T, P> IntoIterator for &'a CircularArray<T, P> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T, P> IntoIterator for &'a mut CircularArray<T, P> {
    type Item = &'a mut T;
    type IntoIter = IterMut<'a, T>;

    fn into_iter(self) -> IterMut<'a, T> {
        self.iter_mut()
    }
}
