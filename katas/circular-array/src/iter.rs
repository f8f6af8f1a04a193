//! Iterators over an array: borrowing, mutable and owning.
//!
//! All iterators work from both ends, know their exact length and are fused.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;

/// An iterator over the values of an array, created by [`CircularArray::iter`](crate::CircularArray::iter).
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<'a, T> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<&'a T>,
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        todo!("stage 4")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("stage 4")
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        todo!("stage 4")
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<T> FusedIterator for Iter<'_, T> {}

/// A clone continues from the same position. The values don't have to implement `Clone`.
impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        todo!("stage 6")
    }
}

/// Formats the remaining values.
impl<T: fmt::Debug> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("stage 6")
    }
}

/// A mutable iterator over the values of an array, created by [`CircularArray::iter_mut`](crate::CircularArray::iter_mut).
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct IterMut<'a, T> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<&'a mut T>,
}

impl<'a, T> Iterator for IterMut<'a, T> {
    type Item = &'a mut T;

    fn next(&mut self) -> Option<&'a mut T> {
        todo!("stage 4")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("stage 4")
    }
}

impl<T> DoubleEndedIterator for IterMut<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        todo!("stage 4")
    }
}

impl<T> ExactSizeIterator for IterMut<'_, T> {}

impl<T> FusedIterator for IterMut<'_, T> {}

/// Formats the remaining values.
impl<T: fmt::Debug> fmt::Debug for IterMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("stage 6")
    }
}

/// An iterator that owns the values of an array, created by `into_iter`.
pub struct IntoIter<T> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<T>,
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        todo!("stage 4")
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!("stage 4")
    }
}

impl<T> DoubleEndedIterator for IntoIter<T> {
    fn next_back(&mut self) -> Option<T> {
        todo!("stage 4")
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}

impl<T> FusedIterator for IntoIter<T> {}

/// Formats the remaining values.
impl<T: fmt::Debug> fmt::Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("stage 6")
    }
}
