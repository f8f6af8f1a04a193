//! Iterators: slots and a copy of the two positions, which move towards each other.

use std::iter::FusedIterator;
use std::{fmt, mem, slice};

use crate::marks::Marks;
use crate::slot::Slot;

/// An iterator over the values of an array.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, T> {
    pub(crate) slots: &'a [Slot<T>],
    pub(crate) marks: Marks,
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.marks.pop_front().map(|slot| &*self.slots[slot])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.marks.len(), Some(self.marks.len()))
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.marks.pop_back().map(|slot| &*self.slots[slot])
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<T> FusedIterator for Iter<'_, T> {}

/// A clone continues from the same position, independently of the original.
impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self { slots: self.slots, marks: self.marks }
    }
}

/// Formats the remaining values.
impl<T: fmt::Debug> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// A mutable iterator over the values of an array.
///
/// It has slices instead of `Marks`, since safe Rust can borrow two values of a slice mutably only by splitting it.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct IterMut<'a, T> {
    pub(crate) first: slice::IterMut<'a, Slot<T>>,
    pub(crate) second: slice::IterMut<'a, Slot<T>>,
}

impl<'a, T> Iterator for IterMut<'a, T> {
    type Item = &'a mut T;

    fn next(&mut self) -> Option<&'a mut T> {
        if self.first.len() == 0 {
            // The rest of the second half becomes the first. If both are empty, nothing changes.
            mem::swap(&mut self.first, &mut self.second);
        }
        self.first.next().map(|slot| &mut **slot)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.first.len() + self.second.len();
        (len, Some(len))
    }
}

impl<T> DoubleEndedIterator for IterMut<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.second.next_back().or_else(|| self.first.next_back()).map(|slot| &mut **slot)
    }
}

impl<T> ExactSizeIterator for IterMut<'_, T> {}

impl<T> FusedIterator for IterMut<'_, T> {}

/// Formats the remaining values.
impl<T: fmt::Debug> fmt::Debug for IterMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.first.as_slice()).entries(self.second.as_slice()).finish()
    }
}

/// An iterator that owns the values of an array.
pub struct IntoIter<T> {
    pub(crate) slots: Box<[Slot<T>]>,
    pub(crate) marks: Marks,
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.slots[self.marks.pop_front()?].value.take()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.marks.len(), Some(self.marks.len()))
    }
}

impl<T> DoubleEndedIterator for IntoIter<T> {
    fn next_back(&mut self) -> Option<T> {
        self.slots[self.marks.pop_back()?].value.take()
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}

impl<T> FusedIterator for IntoIter<T> {}

/// Formats the remaining values.
impl<T: fmt::Debug> fmt::Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Iter { slots: &self.slots, marks: self.marks }.fmt(f)
    }
}
