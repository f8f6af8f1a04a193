//! Slots in a ring: where values are. What happens when there is no room is not decided here.

use std::iter;
use std::mem;

use crate::{CapacityError, Slot};

/// One of the two ends of a ring.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Front,
    Back,
}

/// The value at index `i` is in the slot `head + i`, counted around the ring.
///
/// Invariants: `head < slots.len()` and `len <= slots.len()`; the slots of the indices below `len` hold a value, and the
/// others are vacant. The length is stored, since `head` alone (or two positions) cannot tell a full ring from an empty one.
pub(crate) struct Ring<T> {
    slots: Box<[Slot<T>]>,
    head: usize,
    len: usize,
}

impl<T> Ring<T> {
    pub(crate) fn new(capacity: usize) -> Result<Self, CapacityError> {
        if capacity == 0 {
            return Err(CapacityError::Zero);
        }
        let mut slots = Vec::new();
        slots.try_reserve_exact(capacity).map_err(|_| CapacityError::TooLarge { requested: capacity })?;
        slots.resize_with(capacity, Slot::vacant);
        Ok(Self { slots: slots.into_boxed_slice(), head: 0, len: 0 })
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

    /// The slot that is `distance` behind the head; a distance of up to the capacity is fine.
    fn position(&self, distance: usize) -> usize {
        // A slice has at most `isize::MAX` slots of one byte or more, so the sum of two positions does not overflow.
        let position = self.head + distance;
        if position < self.capacity() { position } else { position - self.capacity() }
    }

    /// The slot before the head.
    fn position_before(&self) -> usize {
        self.head.checked_sub(1).unwrap_or(self.capacity() - 1)
    }

    /// The place in the order of the value at an end; only of use if there is one.
    fn index_of(&self, end: End) -> usize {
        match end {
            End::Front => 0,
            End::Back => self.len.wrapping_sub(1),
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        (index < self.len).then(|| &*self.slots[self.position(index)])
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        (index < self.len).then(|| &mut *self.slots[self.position(index)])
    }

    pub(crate) fn end(&self, end: End) -> Option<&T> {
        self.get(self.index_of(end))
    }

    /// Puts a value in at an end, or gives it back if there is no room.
    pub(crate) fn push(&mut self, end: End, value: T) -> Result<(), T> {
        if self.is_full() {
            return Err(value);
        }
        let position = match end {
            End::Front => {
                self.head = self.position_before();
                self.head
            }
            End::Back => self.position(self.len),
        };
        self.slots[position] = Slot::holding(value);
        self.len += 1;
        Ok(())
    }

    pub(crate) fn pop(&mut self, end: End) -> Option<T> {
        if self.len == 0 {
            return None;
        }
        let position = self.position(self.index_of(end));
        if let End::Front = end {
            self.head = self.position(1);
        }
        self.len -= 1;
        self.slots[position].vacate()
    }

    /// Puts a value in at an end of a full ring, in the place of the one at the other end.
    pub(crate) fn displace(&mut self, end: End, value: T) -> T {
        debug_assert!(self.is_full());
        let position = match end {
            End::Front => self.position_before(),
            End::Back => self.head,
        };
        // Of a full ring the slot behind the last is the first, so this is one step for either end.
        self.head = match end {
            End::Front => position,
            End::Back => self.position(1),
        };
        mem::replace(&mut *self.slots[position], value)
    }

    /// Puts a value in the place of the one at the same end of a full ring.
    pub(crate) fn replace(&mut self, end: End, value: T) -> T {
        debug_assert!(self.is_full());
        let position = self.position(self.index_of(end));
        mem::replace(&mut *self.slots[position], value)
    }

    pub(crate) fn clear(&mut self) {
        while self.pop(End::Front).is_some() {}
    }

    /// Makes the value at index `by` the first one; `by` is less than the length.
    pub(crate) fn rotate(&mut self, by: usize) {
        if self.is_full() {
            self.head = self.position(by);
            return;
        }
        for _ in 0..by {
            // The slot behind the last value is vacant.
            self.slots.swap(self.head, self.position(self.len));
            self.head = self.position(1);
        }
    }

    /// How many values come before the ring starts again from its first slot.
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
        if capacity != 0 && capacity < self.len {
            return Err(CapacityError::TooSmall { requested: capacity, len: self.len });
        }
        if capacity == self.capacity() {
            return Ok(());
        }
        let mut resized = Self::new(capacity)?;
        resized.len = self.len;
        for (slot, value) in resized.slots.iter_mut().zip(iter::from_fn(|| self.pop(End::Front))) {
            *slot = Slot::holding(value);
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
