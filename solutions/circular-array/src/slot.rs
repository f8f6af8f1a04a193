//! A slot of the ring.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// An occupied slot of an array, which dereferences to its value.
///
/// If some slots are vacant, safe Rust cannot borrow values as a `&[T]`. An array returns slices of slots instead, all of
/// which contain a value. Callers can swap and sort these slots freely (rule 4.8), because only the array can create or
/// empty one.
///
/// # Examples
///
/// ```
/// use circular_array_solution::CircularArray;
///
/// let mut array = CircularArray::new(4)?;
/// array.extend([3, 1, 2]);
/// array.make_contiguous().sort_unstable_by_key(|slot| **slot);
/// assert!(array.iter().eq(&[1, 2, 3]));
/// # Ok::<(), circular_array_solution::CapacityError>(())
/// ```
pub struct Slot<T>(Option<T>);

const VACANT: &str = "slots accessible to callers have a value";

impl<T> Slot<T> {
    pub(crate) const fn vacant() -> Self {
        Self(None)
    }

    pub(crate) fn with_value(value: T) -> Self {
        Self(Some(value))
    }

    /// Removes and returns the value.
    pub(crate) fn vacate(&mut self) -> Option<T> {
        self.0.take()
    }

    pub(crate) fn duplicate(&self) -> Self
    where
        T: Clone,
    {
        Self(self.0.clone())
    }
}

impl<T> Deref for Slot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().expect(VACANT)
    }
}

impl<T> DerefMut for Slot<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.as_mut().expect(VACANT)
    }
}

/// Formats the value.
impl<T: fmt::Debug> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}
