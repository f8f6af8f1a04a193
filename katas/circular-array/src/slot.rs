//! A place of the ring.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// A place in an array, with a value in it.
///
/// Safe Rust cannot show values as a `&[T]` while other places of the same allocation are vacant. So an array shows
/// slices of slots. A slot stands for its value: it dereferences to it. Slots that are shown always hold one, and since
/// nobody but the array can make a slot or empty it, slots can be swapped and sorted at will.
pub struct Slot<T> {
    // A place holder: the fields are yours.
    _yours: PhantomData<T>,
}

impl<T> Deref for Slot<T> {
    type Target = T;

    fn deref(&self) -> &T {
        todo!()
    }
}

impl<T> DerefMut for Slot<T> {
    fn deref_mut(&mut self) -> &mut T {
        todo!()
    }
}

/// Shows the value.
impl<T: fmt::Debug> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
