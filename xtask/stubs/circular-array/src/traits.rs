//! Implementations of the standard library's traits.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Index, IndexMut};

use crate::array::CircularArray;
use crate::iter::{IntoIter, Iter, IterMut};
use crate::overflow::Overflow;

/// An index counts as in [`CircularArray::get`].
///
/// # Panics
///
/// Panics if the index is out of range (rule 4.2).
impl<T, P> Index<isize> for CircularArray<T, P> {
    type Output = T;

    fn index(&self, index: isize) -> &T {
        todo!("stage 4")
    }
}

/// An index counts as in [`CircularArray::get`].
///
/// # Panics
///
/// Panics if the index is out of range (rule 4.2).
impl<T, P> IndexMut<isize> for CircularArray<T, P> {
    fn index_mut(&mut self, index: isize) -> &mut T {
        todo!("stage 4")
    }
}

/// Pushes each value at the back and drops the results.
///
/// If the array is full, the policy decides. For example, [`Refuse`](crate::Refuse) drops the values that do not fit,
/// while [`Displace`](crate::Displace) keeps the last ones. In any case, all values are consumed.
impl<T, P: Overflow> Extend<T> for CircularArray<T, P> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        todo!("stage 6")
    }
}

/// Two arrays are equal if they have equal values in the same order, whatever their capacities and policies are (rule
/// 6.1).
impl<T: PartialEq, P, Q> PartialEq<CircularArray<T, Q>> for CircularArray<T, P> {
    fn eq(&self, other: &CircularArray<T, Q>) -> bool {
        todo!("stage 6")
    }
}

impl<T: Eq, P> Eq for CircularArray<T, P> {}

/// Hashes the length and then the values in order (rule 6.2).
///
/// Thanks to the length, several arrays in a row such as `[1], [2, 3]` and `[1, 2], [3]` have different hashes.
impl<T: Hash, P> Hash for CircularArray<T, P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        todo!("stage 6")
    }
}

/// Clones the values, the capacity and the policy.
impl<T: Clone, P: Clone> Clone for CircularArray<T, P> {
    fn clone(&self) -> Self {
        todo!("stage 6")
    }
}

/// Formats the values from front to back: `[1, 2, 3]`.
impl<T: fmt::Debug, P> fmt::Debug for CircularArray<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("stage 6")
    }
}

impl<T, P> IntoIterator for CircularArray<T, P> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        todo!("stage 4")
    }
}

impl<'a, T, P> IntoIterator for &'a CircularArray<T, P> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        todo!("stage 4")
    }
}

impl<'a, T, P> IntoIterator for &'a mut CircularArray<T, P> {
    type Item = &'a mut T;
    type IntoIter = IterMut<'a, T>;

    fn into_iter(self) -> IterMut<'a, T> {
        todo!("stage 4")
    }
}
