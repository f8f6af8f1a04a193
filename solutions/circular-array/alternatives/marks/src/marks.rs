//! The positions of the two ends of a ring.

use std::ops::Range;

/// The positions of the two ends of a ring.
///
/// A position counts two rounds around the ring before it restarts at 0, so it is always less than twice the capacity.
/// If both positions are equal, the ring is empty, and if they refer to the same slot in different rounds, it is full.
#[derive(Clone, Copy)]
pub(crate) struct Marks {
    capacity: usize,
    /// The position of the first value.
    start: usize,
    /// The position after the last value.
    end: usize,
}

impl Marks {
    /// Returns the positions of an empty ring.
    pub(crate) fn new(capacity: usize) -> Self {
        Self::from_slot_0(capacity, 0)
    }

    /// Returns the positions of a ring with `len` values from slot 0.
    pub(crate) fn from_slot_0(capacity: usize, len: usize) -> Self {
        Self { capacity, start: 0, end: len }
    }

    pub(crate) fn capacity(self) -> usize {
        self.capacity
    }

    pub(crate) fn len(self) -> usize {
        if self.start <= self.end { self.end - self.start } else { 2 * self.capacity - self.start + self.end }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub(crate) fn is_full(self) -> bool {
        self.len() == self.capacity
    }

    /// Moves a position towards the back. `by` is at most the capacity.
    fn forward(self, position: usize, by: usize) -> usize {
        // Cannot overflow, since the capacity is at most `isize::MAX`.
        let left = 2 * self.capacity - position;
        if by < left { position + by } else { by - left }
    }

    fn backward(self, position: usize) -> usize {
        position.checked_sub(1).unwrap_or(2 * self.capacity - 1)
    }

    fn slot(self, position: usize) -> usize {
        if position < self.capacity { position } else { position - self.capacity }
    }

    /// Returns the slot of the value at an index.
    pub(crate) fn slot_at(self, index: usize) -> Option<usize> {
        (index < self.len()).then(|| self.slot(self.forward(self.start, index)))
    }

    /// Removes the first value and returns its slot.
    pub(crate) fn pop_front(&mut self) -> Option<usize> {
        let slot = self.slot_at(0)?;
        self.start = self.forward(self.start, 1);
        Some(slot)
    }

    /// Removes the last value and returns its slot.
    pub(crate) fn pop_back(&mut self) -> Option<usize> {
        if self.is_empty() {
            return None;
        }
        self.end = self.backward(self.end);
        Some(self.slot(self.end))
    }

    /// Adds a value at the front and returns its slot, or `None` if the ring is full.
    pub(crate) fn push_front(&mut self) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        self.start = self.backward(self.start);
        Some(self.slot(self.start))
    }

    /// Adds a value at the back and returns its slot, or `None` if the ring is full.
    pub(crate) fn push_back(&mut self) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        let slot = self.slot(self.end);
        self.end = self.forward(self.end, 1);
        Some(slot)
    }

    /// Moves both ends towards the back.
    pub(crate) fn advance(&mut self, by: usize) {
        self.start = self.forward(self.start, by);
        self.end = self.forward(self.end, by);
    }

    /// Returns the slots of the values as two ranges.
    pub(crate) fn ranges(self) -> (Range<usize>, Range<usize>) {
        let start = self.slot(self.start);
        let before_wrap = self.len().min(self.capacity - start);
        (start..start + before_wrap, 0..self.len() - before_wrap)
    }
}
