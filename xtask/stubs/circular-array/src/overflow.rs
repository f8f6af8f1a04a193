//! Policies for a push into a full array.

use std::marker::PhantomData;

use crate::error::Full;

/// A policy that handles a push into a full array and defines the return type of a push.
///
/// An array owns its policy, and calls one of its two methods once for each push: [`stored`](Overflow::stored) if there
/// is room, or [`full`](Overflow::full) if the array is full.
pub trait Overflow {
    /// The return type of a push of a `T`.
    type Pushed<T>;

    /// Returns the result of a push that stores its value.
    fn stored<T>(&mut self) -> Self::Pushed<T>;

    /// Handles a push into a full array, which has not changed yet, and returns the result of the push.
    ///
    /// If the policy drops `push`, this also drops its value, and the array does not change.
    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Self::Pushed<T>;
}

/// A push into a full array that waits for the policy's decision.
///
/// Each decision consumes the push, so a policy decides at most once. Whatever it decides, the array stays full.
pub struct PendingPush<'a, T> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<&'a mut T>,
}

impl<'a, T> PendingPush<'a, T> {
    /// Returns the value and does not change the array.
    #[must_use]
    pub fn refuse(self) -> T {
        todo!("stage 2")
    }

    /// Stores the new value at the end where it was pushed, and removes and returns the value at the other end.
    #[must_use]
    pub fn displace(self) -> T {
        todo!("stage 2")
    }

    /// Replaces the value at the end where the new one was pushed, and returns the old value.
    #[must_use]
    pub fn replace(self) -> T {
        todo!("stage 5")
    }
}

/// A policy that refuses: a push returns `Ok(())` if there was room, otherwise [`Full`] with the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refuse;

impl Overflow for Refuse {
    type Pushed<T> = Result<(), Full<T>>;

    fn stored<T>(&mut self) -> Result<(), Full<T>> {
        todo!("stage 2")
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Result<(), Full<T>> {
        todo!("stage 2")
    }
}

/// A policy that displaces the value at the other end: a push returns that value, or `None` if there was room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Displace;

impl Overflow for Displace {
    type Pushed<T> = Option<T>;

    fn stored<T>(&mut self) -> Option<T> {
        todo!("stage 2")
    }

    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Option<T> {
        todo!("stage 2")
    }
}
