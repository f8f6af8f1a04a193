//! Iterators over an array: borrowing, mutable and owning.
//!
//! All iterators work from both ends, know their exact length and are fused.

use std::fmt;
use std::iter::{Chain, FusedIterator};
use std::slice;

use crate::ring::{End, Ring};
use crate::slot::Slot;

/// An iterator over the values of an array, created by [`CircularArray::iter`](crate::CircularArray::iter).
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, T> {
    slots: Chain<slice::Iter<'a, Slot<T>>, slice::Iter<'a, Slot<T>>>,
}

impl<'a, T> Iter<'a, T> {
    pub(crate) fn new((first, second): (&'a [Slot<T>], &'a [Slot<T>])) -> Self {
        Self { slots: first.iter().chain(second) }
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.slots.next().map(|slot| &**slot)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.slots.size_hint()
    }

    // This is faster than the default: in each `next`, a chain checks where it is, but it folds one half after the
    // other.
    fn fold<B, F: FnMut(B, &'a T) -> B>(self, init: B, mut f: F) -> B {
        self.slots.fold(init, |folded, slot| f(folded, slot))
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.slots.next_back().map(|slot| &**slot)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<T> FusedIterator for Iter<'_, T> {}

/// A clone continues from the same position. The values don't have to implement `Clone`.
impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self { slots: self.slots.clone() }
    }
}

/// Formats the remaining values.
impl<T: fmt::Debug> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// A mutable iterator over the values of an array, created by [`CircularArray::iter_mut`](crate::CircularArray::iter_mut).
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct IterMut<'a, T> {
    // A chain would not let `Debug` access its remaining values.
    first: slice::IterMut<'a, Slot<T>>,
    second: slice::IterMut<'a, Slot<T>>,
}

impl<'a, T> IterMut<'a, T> {
    pub(crate) fn new((first, second): (&'a mut [Slot<T>], &'a mut [Slot<T>])) -> Self {
        Self { first: first.iter_mut(), second: second.iter_mut() }
    }
}

impl<'a, T> Iterator for IterMut<'a, T> {
    type Item = &'a mut T;

    fn next(&mut self) -> Option<&'a mut T> {
        self.first.next().or_else(|| self.second.next()).map(|slot| &mut **slot)
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
        Iter::new((self.first.as_slice(), self.second.as_slice())).fmt(f)
    }
}

/// An iterator that owns the values of an array, created by `into_iter`.
pub struct IntoIter<T> {
    ring: Ring<T>,
}

impl<T> IntoIter<T> {
    pub(crate) fn new(ring: Ring<T>) -> Self {
        Self { ring }
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.ring.pop(End::Front)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.ring.len(), Some(self.ring.len()))
    }
}

impl<T> DoubleEndedIterator for IntoIter<T> {
    fn next_back(&mut self) -> Option<T> {
        self.ring.pop(End::Back)
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}

impl<T> FusedIterator for IntoIter<T> {}

/// Formats the remaining values.
impl<T: fmt::Debug> fmt::Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Iter::new(self.ring.as_slices()).fmt(f)
    }
}
