//! What makes an array at home among other types.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Index, IndexMut};

use crate::{CircularArray, Overflow};

/// The value at an index that is known to be there, counted as by [`CircularArray::get`].
///
/// # Panics
///
/// If there is no such value.
impl<T, P> Index<isize> for CircularArray<T, P> {
    type Output = T;

    fn index(&self, index: isize) -> &T {
        todo!()
    }
}

/// The value at an index that is known to be there, to be changed; counted as by [`CircularArray::get`].
///
/// # Panics
///
/// If there is no such value.
impl<T, P> IndexMut<isize> for CircularArray<T, P> {
    fn index_mut(&mut self, index: isize) -> &mut T {
        todo!()
    }
}

/// Pushes each value at the back, one after the other, and drops what the pushes return.
///
/// So the policy decides about each value that finds the array full. Under [`Refuse`](crate::Refuse) the values that have
/// no room are dropped; under [`Displace`](crate::Displace) the last ones stay. The values are asked for to the last.
impl<T, P: Overflow> Extend<T> for CircularArray<T, P> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        todo!()
    }
}

/// Two arrays are equal if they hold equal values in the same order, whatever their capacities and policies.
impl<T: PartialEq, P, Q> PartialEq<CircularArray<T, Q>> for CircularArray<T, P> {
    fn eq(&self, other: &CircularArray<T, Q>) -> bool {
        todo!()
    }
}

impl<T: Eq, P> Eq for CircularArray<T, P> {}

/// Agrees with equality: the values are hashed in their order, after how many there are. So one array after another is
/// hashed unlike the same values in arrays of other lengths.
impl<T: Hash, P> Hash for CircularArray<T, P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        todo!()
    }
}

/// The same values, the same capacity and the same policy.
impl<T: Clone, P: Clone> Clone for CircularArray<T, P> {
    fn clone(&self) -> Self {
        todo!()
    }
}

/// Shows the values from front to back: `[1, 2, 3]`.
impl<T: fmt::Debug, P> fmt::Debug for CircularArray<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
