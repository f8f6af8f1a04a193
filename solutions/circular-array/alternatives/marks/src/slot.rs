//! A slot of the ring.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// An occupied slot of an array, which dereferences to its value.
pub struct Slot<T> {
    pub(crate) value: Option<T>,
}

impl<T> Slot<T> {
    pub(crate) fn vacant() -> Self {
        Self { value: None }
    }
}

impl<T> Deref for Slot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let Some(value) = &self.value else { unreachable!("slots accessible to callers have a value") };
        value
    }
}

impl<T> DerefMut for Slot<T> {
    fn deref_mut(&mut self) -> &mut T {
        let Some(value) = &mut self.value else { unreachable!("slots accessible to callers have a value") };
        value
    }
}

/// Formats the value.
impl<T: fmt::Debug> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
