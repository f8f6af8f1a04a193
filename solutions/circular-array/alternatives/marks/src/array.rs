//! The array: marks, slots and a policy.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Index, IndexMut};

use crate::marks::Marks;
use crate::{CapacityError, Full, Iter, IterMut, Overflow, PendingPush, Refuse, Slot, Snapshot};

/// A sequence of values with two ends and a fixed capacity.
pub struct CircularArray<T, P = Refuse> {
    /// Those between the marks hold a value, the others none.
    pub(crate) slots: Box<[Slot<T>]>,
    pub(crate) marks: Marks,
    pub(crate) policy: P,
}

/// Slots for a capacity that has to be enough for `len` values.
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
    /// An empty array that refuses what it has no room for.
    pub fn new(capacity: usize) -> Result<Self, CapacityError> {
        Self::with_policy(capacity, Refuse)
    }
}

impl<T, P> CircularArray<T, P> {
    /// An empty array that asks `policy` about what it has no room for.
    pub fn with_policy(capacity: usize, policy: P) -> Result<Self, CapacityError> {
        Ok(Self { slots: vacant_slots(capacity, 0)?, marks: Marks::new(capacity), policy })
    }

    /// The policy for values that find no room.
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// How many values there is room for.
    pub fn capacity(&self) -> usize {
        self.marks.capacity()
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Whether there is room for no other value.
    pub fn is_full(&self) -> bool {
        self.marks.is_full()
    }

    /// Puts a value in before all others if there is room.
    pub fn try_push_front(&mut self, value: T) -> Result<(), Full<T>> {
        let slot = self.marks.push_front();
        self.put(slot, value)
    }

    /// Puts a value in behind all others if there is room.
    pub fn try_push_back(&mut self, value: T) -> Result<(), Full<T>> {
        let slot = self.marks.push_back();
        self.put(slot, value)
    }

    fn put(&mut self, slot: Option<usize>, value: T) -> Result<(), Full<T>> {
        match slot {
            Some(slot) => self.slots[slot].value = Some(value),
            None => return Err(Full(value)),
        }
        Ok(())
    }

    /// Takes the first value out.
    pub fn pop_front(&mut self) -> Option<T> {
        self.slots[self.marks.pop_front()?].value.take()
    }

    /// Takes the last value out.
    pub fn pop_back(&mut self) -> Option<T> {
        self.slots[self.marks.pop_back()?].value.take()
    }

    /// The first value.
    pub fn front(&self) -> Option<&T> {
        self.iter().next()
    }

    /// The last value.
    pub fn back(&self) -> Option<&T> {
        self.iter().next_back()
    }

    /// Drops all values; the capacity stays.
    pub fn clear(&mut self) {
        while self.pop_back().is_some() {}
    }

    /// All of the array as plain data.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<T>
    where
        T: Clone,
    {
        Snapshot { capacity: self.capacity(), items: self.iter().cloned().collect() }
    }

    /// The value at an index, from the front or, if it is negative, from the back.
    pub fn get(&self, index: isize) -> Option<&T> {
        Some(&*self.slots[self.slot_at(index)?])
    }

    /// The value at an index, to be changed.
    pub fn get_mut(&mut self, index: isize) -> Option<&mut T> {
        Some(&mut *self.slots[self.slot_at(index)?])
    }

    /// The value at an index, counted around the values.
    pub fn get_wrapping(&self, index: isize) -> Option<&T> {
        self.get(self.around(index)?)
    }

    /// The value at an index, counted around the values, to be changed.
    pub fn get_wrapping_mut(&mut self, index: isize) -> Option<&mut T> {
        self.get_mut(self.around(index)?)
    }

    /// The length as a signed number: no slice has more than `isize::MAX` elements of a byte or more.
    fn signed_len(&self) -> isize {
        self.len() as isize
    }

    fn slot_at(&self, index: isize) -> Option<usize> {
        let from_front = if index < 0 { index + self.signed_len() } else { index };
        self.marks.slot_at(from_front.try_into().ok()?)
    }

    fn around(&self, index: isize) -> Option<isize> {
        index.checked_rem_euclid(self.signed_len())
    }

    /// Moves the first value behind the last, `by` times; if `by` is negative, the last before the first.
    pub fn rotate(&mut self, by: isize) {
        let Some(by) = self.around(by) else { return };
        let by = by.unsigned_abs();
        if self.is_full() {
            self.marks.turn(by);
        } else {
            for _ in 0..by {
                // There is a value, and there is room: both marks move.
                if let (Some(from), Some(to)) = (self.marks.pop_front(), self.marks.push_back()) {
                    self.slots.swap(from, to);
                }
            }
        }
    }

    /// The values from front to back.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { slots: &self.slots, marks: self.marks }
    }

    /// The values from front to back, to be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        let (first, second) = self.marks.runs();
        let (before, rest) = self.slots.split_at_mut(first.start);
        IterMut { first: rest[..first.len()].iter_mut(), second: before[second].iter_mut() }
    }

    /// The values in two pieces, where they are.
    pub fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        let (first, second) = self.marks.runs();
        (&self.slots[first], &self.slots[second])
    }

    /// Moves the values into one piece, and shows that.
    pub fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        let (first, second) = self.marks.runs();
        if second.is_empty() {
            return &mut self.slots[first];
        }
        self.slots.rotate_left(first.start);
        self.marks = Marks::of_one_piece(self.capacity(), self.len());
        &mut self.slots[self.marks.runs().0]
    }

    /// Makes room for exactly `capacity` values.
    pub fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        if capacity != self.capacity() {
            let len = self.len();
            let mut slots = vacant_slots(capacity, len)?;
            for slot in &mut slots[..len] {
                slot.value = self.pop_front();
            }
            (self.slots, self.marks) = (slots, Marks::of_one_piece(capacity, len));
        }
        Ok(())
    }
}

impl<T, P: Overflow> CircularArray<T, P> {
    /// Puts a value in before all others; if there is no room, the policy decides.
    pub fn push_front(&mut self, value: T) -> P::Pushed<T> {
        match self.try_push_front(value) {
            Ok(()) => self.policy.stored(),
            Err(Full(value)) => {
                let last = self.capacity() - 1;
                let Self { slots, marks, policy } = self;
                policy.full(PendingPush { marks, slots, value, displaced: last, turn: last, replaced: 0 })
            }
        }
    }

    /// Puts a value in behind all others; if there is no room, the policy decides.
    pub fn push_back(&mut self, value: T) -> P::Pushed<T> {
        match self.try_push_back(value) {
            Ok(()) => self.policy.stored(),
            Err(Full(value)) => {
                let last = self.capacity() - 1;
                let Self { slots, marks, policy } = self;
                policy.full(PendingPush { marks, slots, value, displaced: 0, turn: 1, replaced: last })
            }
        }
    }
}

/// The value at an index that is known to be there.
impl<T, P> Index<isize> for CircularArray<T, P> {
    type Output = T;

    fn index(&self, index: isize) -> &T {
        self.get(index).expect("no value has this index")
    }
}

/// The value at an index that is known to be there, to be changed.
impl<T, P> IndexMut<isize> for CircularArray<T, P> {
    fn index_mut(&mut self, index: isize) -> &mut T {
        self.get_mut(index).expect("no value has this index")
    }
}

/// Pushes each value at the back, and drops what the pushes return.
impl<T, P: Overflow> Extend<T> for CircularArray<T, P> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| drop(self.push_back(value)));
    }
}

/// Equal if the values are, in their order.
impl<T: PartialEq, P, Q> PartialEq<CircularArray<T, Q>> for CircularArray<T, P> {
    fn eq(&self, other: &CircularArray<T, Q>) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(one, other)| one == other)
    }
}

impl<T: Eq, P> Eq for CircularArray<T, P> {}

/// The number of values and then the values, in their order.
impl<T: Hash, P> Hash for CircularArray<T, P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        for value in self {
            value.hash(state);
        }
    }
}

/// The same values, the same capacity and the same policy.
impl<T: Clone, P: Clone> Clone for CircularArray<T, P> {
    fn clone(&self) -> Self {
        let slots = self.slots.iter().map(|slot| Slot { value: slot.value.clone() }).collect();
        Self { slots, marks: self.marks, policy: self.policy.clone() }
    }
}

/// Shows the values from front to back.
impl<T: fmt::Debug, P> fmt::Debug for CircularArray<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}
