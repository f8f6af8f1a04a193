//! Policies for a push into a full array.

use std::mem;

use crate::error::Full;
use crate::marks::Marks;
use crate::slot::Slot;

/// Decides about a push into a full array, and what every push of such an array returns.
pub trait Overflow {
    /// The result of a push of a `T`.
    type Pushed<T>;

    /// Returns the result of a push that found room and has stored its value.
    fn stored<T>(&mut self) -> Self::Pushed<T>;

    /// Decides about a push that found no room, and returns its result. A push that is dropped changes nothing.
    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Self::Pushed<T>;
}

/// A push that found its array full, with the indices that each decision would change.
pub struct PendingPush<'a, T> {
    pub(crate) marks: &'a mut Marks,
    pub(crate) slots: &'a mut [Slot<T>],
    pub(crate) value: T,
    /// The index of the value that would be displaced.
    pub(crate) displaced: usize,
    /// How far the ring turns if it is.
    pub(crate) turn: usize,
    /// The index of the value that would be replaced.
    pub(crate) replaced: usize,
}

impl<'a, T> PendingPush<'a, T> {
    /// Returns the value and does not change the array.
    #[must_use]
    pub fn refuse(self) -> T {
        self.value
    }

    /// Removes and returns the value at the other end, and stores the new one at the push's end.
    #[must_use]
    pub fn displace(self) -> T {
        let displaced = exchange(*self.marks, self.slots, self.displaced, self.value);
        self.marks.turn(self.turn);
        displaced
    }

    /// Replaces the value at the push's end with the new one, and returns the old one.
    #[must_use]
    pub fn replace(self) -> T {
        exchange(*self.marks, self.slots, self.replaced, self.value)
    }
}

fn exchange<T>(marks: Marks, slots: &mut [Slot<T>], index: usize, value: T) -> T {
    let slot = marks.slot_at(index).expect("a push waits only at a full array");
    mem::replace(&mut *slots[slot], value)
}

/// Refuses the push and gives the value back.
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

/// Displaces the value at the other end and returns it.
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
