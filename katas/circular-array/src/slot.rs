//! A slot of the ring.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// An occupied slot of an array, which dereferences to its value.
///
/// If some slots are vacant, safe Rust cannot borrow values as a `&[T]`. An array returns slices of slots instead, all of
/// which contain a value. Callers can swap and sort these slots freely (rule 4.8), because only the array can create or
/// empty one.
pub struct Slot<T> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<T>,
}

impl<T> Deref for Slot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        todo!("stage 4")
    }
}

impl<T> DerefMut for Slot<T> {
    fn deref_mut(&mut self) -> &mut T {
        todo!("stage 4")
    }
}

/// Formats the value.
impl<T: fmt::Debug> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("stage 4")
    }
}
