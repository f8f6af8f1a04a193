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
        let len = self.len();
        self.get(index).unwrap_or_else(|| panic!("index {index} of an array of {len} values"))
    }
}

/// The value at an index that is known to be there, to be changed; counted as by [`CircularArray::get`].
///
/// # Panics
///
/// If there is no such value.
impl<T, P> IndexMut<isize> for CircularArray<T, P> {
    fn index_mut(&mut self, index: isize) -> &mut T {
        let len = self.len();
        self.get_mut(index).unwrap_or_else(|| panic!("index {index} of an array of {len} values"))
    }
}

/// Pushes each value at the back, one after the other, and drops what the pushes return.
///
/// So the policy decides about each value that finds the array full. Under [`Refuse`](crate::Refuse) the values that have
/// no room are dropped; under [`Displace`](crate::Displace) the last ones stay. The values are asked for to the last.
impl<T, P: Overflow> Extend<T> for CircularArray<T, P> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.push_back(value);
        }
    }
}

/// Two arrays are equal if they hold equal values in the same order, whatever their capacities and policies.
impl<T: PartialEq, P, Q> PartialEq<CircularArray<T, Q>> for CircularArray<T, P> {
    fn eq(&self, other: &CircularArray<T, Q>) -> bool {
        self.iter().eq(other)
    }
}

impl<T: Eq, P> Eq for CircularArray<T, P> {}

/// Agrees with equality: the values are hashed in their order, after how many there are. So one array after another is
/// hashed unlike the same values in arrays of other lengths.
impl<T: Hash, P> Hash for CircularArray<T, P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.iter().for_each(|value| value.hash(state));
    }
}

/// The same values, the same capacity and the same policy.
impl<T: Clone, P: Clone> Clone for CircularArray<T, P> {
    fn clone(&self) -> Self {
        Self::of_parts(self.ring().clone(), self.policy().clone())
    }
}

/// Shows the values from front to back: `[1, 2, 3]`.
impl<T: fmt::Debug, P> fmt::Debug for CircularArray<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}
