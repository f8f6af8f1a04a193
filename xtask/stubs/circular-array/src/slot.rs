//! A slot of the ring.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// A slot of an array that contains a value. It dereferences to the value.
///
/// Safe Rust cannot borrow values as a `&[T]` if other slots of the same allocation are vacant. So an array returns
/// slices of slots, all of which contain a value. Only the array can create or empty a slot, so callers can swap and
/// sort slots freely.
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
