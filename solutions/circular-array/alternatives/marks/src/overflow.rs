//! What happens to a push that finds the array full.

use std::mem;

use crate::marks::Marks;
use crate::{Full, Slot};

/// Decides what happens to a push that finds the array full, and what every push of such an array returns.
pub trait Overflow {
    /// What a push of a `T` returns.
    type Pushed<T>;

    /// There was room: the value is in the array.
    fn stored<T>(&mut self) -> Self::Pushed<T>;

    /// There is no room, and nothing has changed yet. A push that is dropped changes nothing.
    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Self::Pushed<T>;
}

/// A push that found its array full: the slots that it could go to, and how far the ring would turn.
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
    /// Leaves the array as it is, and gives the value back.
    #[must_use]
    pub fn refuse(self) -> T {
        self.value
    }

    /// Takes out the value at the other end and returns it, and puts the new one in at its own end.
    #[must_use]
    pub fn displace(self) -> T {
        let displaced = exchange(*self.marks, self.slots, self.displaced, self.value);
        self.marks.turn(self.turn);
        displaced
    }

    /// Takes out the value at the same end and returns it, and puts the new one in its place.
    #[must_use]
    pub fn replace(self) -> T {
        exchange(*self.marks, self.slots, self.replaced, self.value)
    }
}

fn exchange<T>(marks: Marks, slots: &mut [Slot<T>], index: usize, value: T) -> T {
    let slot = marks.slot_at(index).expect("a push waits only at a full array");
    mem::replace(&mut *slots[slot], value)
}

/// Gives the value back.
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

/// Takes out the value at the other end, and returns it.
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
