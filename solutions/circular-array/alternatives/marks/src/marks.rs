//! The positions of the two ends of a ring.

use std::ops::Range;

/// The positions at which the values of a ring begin and end.
///
/// A position goes around the ring twice before it starts again from 0, so it is less than twice the capacity. If both
/// are equal, the ring is empty. If they are in the same slot on different rounds, it is full.
#[derive(Clone, Copy)]
pub(crate) struct Marks {
    capacity: usize,
    first: usize,
    behind: usize,
}

impl Marks {
    /// Creates the marks of an empty ring.
    pub(crate) fn new(capacity: usize) -> Self {
        Self::of_one_piece(capacity, 0)
    }

    /// Creates the marks of a ring whose values begin in slot 0.
    pub(crate) fn of_one_piece(capacity: usize, len: usize) -> Self {
        Self { capacity, first: 0, behind: len }
    }

    pub(crate) fn capacity(self) -> usize {
        self.capacity
    }

    pub(crate) fn len(self) -> usize {
        if self.first <= self.behind { self.behind - self.first } else { 2 * self.capacity - self.first + self.behind }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.first == self.behind
    }

    pub(crate) fn is_full(self) -> bool {
        self.len() == self.capacity
    }

    /// Moves a position towards the back; `by` is at most the capacity.
    fn later(self, mark: usize, by: usize) -> usize {
        // This does not overflow: a capacity is at most `isize::MAX`, and no number here is above its double.
        let left = 2 * self.capacity - mark;
        if by < left { mark + by } else { by - left }
    }

    fn earlier(self, mark: usize) -> usize {
        mark.checked_sub(1).unwrap_or(2 * self.capacity - 1)
    }

    fn slot(self, mark: usize) -> usize {
        if mark < self.capacity { mark } else { mark - self.capacity }
    }

    /// Returns the slot of the value at an index.
    pub(crate) fn slot_at(self, index: usize) -> Option<usize> {
        (index < self.len()).then(|| self.slot(self.later(self.first, index)))
    }

    /// Removes the first value and returns the slot that it leaves.
    pub(crate) fn pop_front(&mut self) -> Option<usize> {
        let slot = self.slot_at(0)?;
        self.first = self.later(self.first, 1);
        Some(slot)
    }

    /// Removes the last value and returns the slot that it leaves.
    pub(crate) fn pop_back(&mut self) -> Option<usize> {
        if self.is_empty() {
            return None;
        }
        self.behind = self.earlier(self.behind);
        Some(self.slot(self.behind))
    }

    /// Adds a value at the front and returns its slot, or `None` if the ring is full.
    pub(crate) fn push_front(&mut self) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        self.first = self.earlier(self.first);
        Some(self.slot(self.first))
    }

    /// Adds a value at the back and returns its slot, or `None` if the ring is full.
    pub(crate) fn push_back(&mut self) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        let slot = self.slot(self.behind);
        self.behind = self.later(self.behind, 1);
        Some(slot)
    }

    /// Moves both ends towards the back.
    pub(crate) fn turn(&mut self, by: usize) {
        self.first = self.later(self.first, by);
        self.behind = self.later(self.behind, by);
    }

    /// Returns the slots of the values, in two runs.
    pub(crate) fn runs(self) -> (Range<usize>, Range<usize>) {
        let start = self.slot(self.first);
        let to_the_end = self.len().min(self.capacity - start);
        (start..start + to_the_end, 0..self.len() - to_the_end)
    }
}
