//! The ring, that is, the slots and the positions of the values in them. It doesn't depend on the overflow policy.

use std::mem;

use crate::error::CapacityError;
use crate::slot::Slot;

/// An end of a ring.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Front,
    Back,
}

/// A ring of slots. The value at position `i` is in slot `head + i`, wrapping around at the end of the slots.
///
/// The invariants are `head < slots.len()` and `len <= slots.len()`. In addition, slots of positions below `len` have a
/// value, and all others are vacant. The ring stores its length because two slot numbers would be the same for an empty
/// ring and a full one.
pub(crate) struct Ring<T> {
    slots: Box<[Slot<T>]>,
    head: usize,
    len: usize,
}

impl<T> Ring<T> {
    /// Creates an empty ring, or returns an error if `capacity` is invalid or less than `needed`.
    pub(crate) fn new(capacity: usize, needed: usize) -> Result<Self, CapacityError> {
        if capacity == 0 {
            return Err(CapacityError::Zero);
        }
        if capacity < needed {
            return Err(CapacityError::TooSmall { requested: capacity, len: needed });
        }
        let mut slots = Vec::new();
        slots.try_reserve_exact(capacity).map_err(|_| CapacityError::TooLarge { requested: capacity })?;
        slots.resize_with(capacity, Slot::vacant);
        Ok(Self { slots: slots.into_boxed_slice(), head: 0, len: 0 })
    }

    /// Creates a ring with `values`, the first one in slot 0.
    pub(crate) fn from_values(capacity: usize, values: Vec<T>) -> Result<Self, CapacityError> {
        let mut ring = Self::new(capacity, values.len())?;
        ring.len = values.len();
        for (slot, value) in ring.slots.iter_mut().zip(values) {
            *slot = Slot::with_value(value);
        }
        Ok(ring)
    }

    pub(crate) fn capacity(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_full(&self) -> bool {
        self.len == self.capacity()
    }

    /// Returns a position's slot. The capacity is also a valid position, and wraps to the slot of position 0.
    fn slot_of(&self, position: usize) -> usize {
        // Cannot overflow, since a slice has at most `isize::MAX` slots.
        let slot = self.head + position;
        if slot < self.capacity() { slot } else { slot - self.capacity() }
    }

    /// Returns the slot before the head, which has the last value if the ring is full.
    fn slot_before_head(&self) -> usize {
        self.head.checked_sub(1).unwrap_or(self.capacity() - 1)
    }

    /// Returns the position of the value at an end.
    fn position_of(&self, end: End) -> Option<usize> {
        let last = self.len.checked_sub(1)?;
        Some(match end {
            End::Front => 0,
            End::Back => last,
        })
    }

    pub(crate) fn get(&self, position: usize) -> Option<&T> {
        (position < self.len).then(|| &*self.slots[self.slot_of(position)])
    }

    pub(crate) fn get_mut(&mut self, position: usize) -> Option<&mut T> {
        (position < self.len).then(|| &mut *self.slots[self.slot_of(position)])
    }

    pub(crate) fn end(&self, end: End) -> Option<&T> {
        self.get(self.position_of(end)?)
    }

    /// Adds a value at an end, or returns it as the error if the ring is full.
    pub(crate) fn push(&mut self, end: End, value: T) -> Result<(), T> {
        if self.is_full() {
            return Err(value);
        }
        let slot = match end {
            End::Front => {
                self.head = self.slot_before_head();
                self.head
            }
            End::Back => self.slot_of(self.len),
        };
        self.slots[slot] = Slot::with_value(value);
        self.len += 1;
        Ok(())
    }

    pub(crate) fn pop(&mut self, end: End) -> Option<T> {
        let slot = self.slot_of(self.position_of(end)?);
        if let End::Front = end {
            self.head = self.slot_of(1);
        }
        self.len -= 1;
        self.slots[slot].vacate()
    }

    /// Adds a value at an end of a full ring, and removes and returns the value at the other end.
    pub(crate) fn displace(&mut self, end: End, value: T) -> T {
        debug_assert!(self.is_full());
        // In a full ring, the first value's slot follows the last value's, so moving the head by one slot turns the
        // value at the other end into the value at this end.
        self.head = match end {
            End::Front => self.slot_before_head(),
            End::Back => self.slot_of(1),
        };
        self.replace(end, value)
    }

    /// Replaces the value at an end of a full ring and returns the old one.
    pub(crate) fn replace(&mut self, end: End, value: T) -> T {
        debug_assert!(self.is_full());
        let slot = match end {
            End::Front => self.head,
            End::Back => self.slot_before_head(),
        };
        mem::replace(&mut *self.slots[slot], value)
    }

    pub(crate) fn clear(&mut self) {
        while self.pop(End::Front).is_some() {}
    }

    /// Rotates the ring so that the value at `position` becomes the first.
    pub(crate) fn rotate(&mut self, position: usize) {
        if self.is_full() {
            self.head = self.slot_of(position);
            return;
        }
        for _ in 0..position {
            // The slot after the last value is vacant.
            self.slots.swap(self.head, self.slot_of(self.len));
            self.head = self.slot_of(1);
        }
    }

    /// Returns the number of values before the ring wraps to slot 0.
    fn first_slice_len(&self) -> usize {
        self.len.min(self.capacity() - self.head)
    }

    pub(crate) fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        let first = self.first_slice_len();
        let (before, from_head) = self.slots.split_at(self.head);
        (&from_head[..first], &before[..self.len - first])
    }

    pub(crate) fn as_mut_slices(&mut self) -> (&mut [Slot<T>], &mut [Slot<T>]) {
        let (first, len) = (self.first_slice_len(), self.len);
        let (before, from_head) = self.slots.split_at_mut(self.head);
        (&mut from_head[..first], &mut before[..len - first])
    }

    pub(crate) fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        if self.first_slice_len() < self.len {
            self.slots.rotate_left(self.head);
            self.head = 0;
        }
        self.as_mut_slices().0
    }

    pub(crate) fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        let mut resized = Self::new(capacity, self.len)?;
        resized.len = self.len;
        let (first, second) = self.as_mut_slices();
        for (slot, held) in resized.slots.iter_mut().zip(first.iter_mut().chain(second)) {
            mem::swap(slot, held);
        }
        *self = resized;
        Ok(())
    }
}

impl<T: Clone> Clone for Ring<T> {
    fn clone(&self) -> Self {
        Self { slots: self.slots.iter().map(Slot::duplicate).collect(), head: self.head, len: self.len }
    }
}
