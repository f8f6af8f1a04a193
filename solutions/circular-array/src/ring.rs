//! The ring: slots and the positions of the values in them. It knows no policy.

use std::mem;

use crate::error::CapacityError;
use crate::slot::Slot;

/// One of the two ends of a ring.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Front,
    Back,
}

/// Slots in a ring. The value at place `i` of the order is in the slot `head + i`, which wraps around the ring.
///
/// Invariants: `head < slots.len()` and `len <= slots.len()`. The slots of the places below `len` hold a value, and the
/// others are vacant. The length is stored because two positions cannot tell a full ring from an empty one.
pub(crate) struct Ring<T> {
    slots: Box<[Slot<T>]>,
    head: usize,
    len: usize,
}

impl<T> Ring<T> {
    /// Creates an empty ring. Its capacity must be enough for `needed` values.
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

    /// Creates a ring with values in it, the first in slot 0.
    pub(crate) fn holding(capacity: usize, values: Vec<T>) -> Result<Self, CapacityError> {
        let mut ring = Self::new(capacity, values.len())?;
        ring.len = values.len();
        for (slot, value) in ring.slots.iter_mut().zip(values) {
            *slot = Slot::holding(value);
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

    /// Returns the slot of a place. The capacity is a valid place, too: it wraps to the slot of place 0.
    fn slot_of(&self, place: usize) -> usize {
        // This does not overflow: a slice has at most `isize::MAX` slots.
        let slot = self.head + place;
        if slot < self.capacity() { slot } else { slot - self.capacity() }
    }

    /// Returns the slot before the head. In a full ring it holds the last value.
    fn slot_before_head(&self) -> usize {
        self.head.checked_sub(1).unwrap_or(self.capacity() - 1)
    }

    /// Returns the place of the value at an end.
    fn place_of(&self, end: End) -> Option<usize> {
        let last = self.len.checked_sub(1)?;
        Some(match end {
            End::Front => 0,
            End::Back => last,
        })
    }

    pub(crate) fn get(&self, place: usize) -> Option<&T> {
        (place < self.len).then(|| &*self.slots[self.slot_of(place)])
    }

    pub(crate) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        (place < self.len).then(|| &mut *self.slots[self.slot_of(place)])
    }

    pub(crate) fn end(&self, end: End) -> Option<&T> {
        self.get(self.place_of(end)?)
    }

    /// Adds a value at an end, or gives it back if there is no room.
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
        self.slots[slot] = Slot::holding(value);
        self.len += 1;
        Ok(())
    }

    pub(crate) fn pop(&mut self, end: End) -> Option<T> {
        let slot = self.slot_of(self.place_of(end)?);
        if let End::Front = end {
            self.head = self.slot_of(1);
        }
        self.len -= 1;
        self.slots[slot].vacate()
    }

    /// Adds a value at an end of a full ring, removes the value at the other end and returns that.
    pub(crate) fn displace(&mut self, end: End, value: T) -> T {
        debug_assert!(self.is_full());
        // In a full ring the first value's slot follows the last value's. So a step around the ring turns the value at
        // the other end into the value at this end.
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

    /// Makes the value at `place` the first one.
    pub(crate) fn rotate(&mut self, place: usize) {
        if self.is_full() {
            self.head = self.slot_of(place);
            return;
        }
        for _ in 0..place {
            // The slot after the last value is vacant.
            self.slots.swap(self.head, self.slot_of(self.len));
            self.head = self.slot_of(1);
        }
    }

    /// Returns the number of values before the ring wraps around to slot 0.
    fn len_of_first_piece(&self) -> usize {
        self.len.min(self.capacity() - self.head)
    }

    pub(crate) fn as_slices(&self) -> (&[Slot<T>], &[Slot<T>]) {
        let first = self.len_of_first_piece();
        let (before, from_head) = self.slots.split_at(self.head);
        (&from_head[..first], &before[..self.len - first])
    }

    pub(crate) fn as_mut_slices(&mut self) -> (&mut [Slot<T>], &mut [Slot<T>]) {
        let (first, len) = (self.len_of_first_piece(), self.len);
        let (before, from_head) = self.slots.split_at_mut(self.head);
        (&mut from_head[..first], &mut before[..len - first])
    }

    pub(crate) fn make_contiguous(&mut self) -> &mut [Slot<T>] {
        if self.len_of_first_piece() < self.len {
            self.slots.rotate_left(self.head);
            self.head = 0;
        }
        self.as_mut_slices().0
    }

    pub(crate) fn set_capacity(&mut self, capacity: usize) -> Result<(), CapacityError> {
        if capacity == self.capacity() {
            return Ok(());
        }
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
