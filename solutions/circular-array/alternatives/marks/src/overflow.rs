//! Policies for a push into a full array.

use std::mem;

use crate::error::Full;
use crate::marks::Marks;
use crate::slot::Slot;

/// A policy that handles a push into a full array and defines the return type of a push.
pub trait Overflow {
    /// The return type of a push of a `T`.
    type Pushed<T>;

    /// Returns the result of a push that has stored its value.
    fn stored<T>(&mut self) -> Self::Pushed<T>;

    /// Handles a push into a full array and returns its result. If it drops the push, the array does not change.
    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Self::Pushed<T>;
}

/// A push into a full array, with the indices that each decision would change.
pub struct PendingPush<'a, T> {
    pub(crate) marks: &'a mut Marks,
    pub(crate) slots: &'a mut [Slot<T>],
    pub(crate) value: T,
    /// The index of the value that would be displaced.
    pub(crate) displaced: usize,
    /// The number of slots by which the ends move if the value is displaced.
    pub(crate) advance: usize,
    /// The index of the value that would be replaced.
    pub(crate) replaced: usize,
}

impl<'a, T> PendingPush<'a, T> {
    /// Returns the value and does not change the array.
    #[must_use]
    pub fn refuse(self) -> T {
        self.value
    }

    /// Stores the new value at the end where it was pushed, and removes and returns the value at the other end.
    #[must_use]
    pub fn displace(self) -> T {
        let displaced = exchange(*self.marks, self.slots, self.displaced, self.value);
        self.marks.advance(self.advance);
        displaced
    }

    /// Replaces the value at the end where the new one was pushed, and returns the old value.
    #[must_use]
    pub fn replace(self) -> T {
        exchange(*self.marks, self.slots, self.replaced, self.value)
    }
}

fn exchange<T>(marks: Marks, slots: &mut [Slot<T>], index: usize, value: T) -> T {
    let slot = marks.slot_at(index).expect("a pending push has a full array");
    mem::replace(&mut *slots[slot], value)
}

/// A policy that refuses the push and returns the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refuse;

impl Overflow for Refuse {
    type Pushed<T> = Result<(), Full<T>>;

    fn stored<T>(&mut self) -> Result<(), Full<T>> {
        Ok(())
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Result<(), Full<T>> {
        Err(Full(push.refuse()))
    }
}

/// A policy that displaces the value at the other end and returns it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Displace;

impl Overflow for Displace {
    type Pushed<T> = Option<T>;

    fn stored<T>(&mut self) -> Option<T> {
        None
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Option<T> {
        Some(push.displace())
    }
}
