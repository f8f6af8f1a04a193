//! Policies for a push into a full array.

use std::marker::PhantomData;

use crate::error::Full;

/// A policy that handles a push into a full array and defines the return type of a push.
///
/// An array owns its policy. For each push, it calls one of two methods: [`stored`](Overflow::stored) after it has
/// stored the value, or [`full`](Overflow::full) if the array is full.
pub trait Overflow {
    /// The return type of a push of a `T`.
    type Pushed<T>;

    /// Returns the result of a push that has stored its value.
    fn stored<T>(&mut self) -> Self::Pushed<T>;

    /// Handles a push into a full array and returns its result. The array has not changed yet.
    ///
    /// If the policy drops `push`, its value is dropped and the array does not change.
    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Self::Pushed<T>;
}

/// A push into a full array that waits for the policy's decision.
///
/// Each decision consumes the push, so a policy decides at most once. The array is still full after each of them.
pub struct PendingPush<'a, T> {
    // Placeholder: replace it with your fields.
    _yours: PhantomData<&'a mut T>,
}

impl<'a, T> PendingPush<'a, T> {
    /// Returns the value and does not change the array.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn refuse(self) -> T {
        todo!("stage 2")
    }

    /// Removes and returns the value at the other end, and stores the new value at the end of the push.
    ///
    /// # Cost
    ///
    /// Constant. No other value moves.
    #[must_use]
    pub fn displace(self) -> T {
        todo!("stage 2")
    }

    /// Replaces the value at the end of the push with the new one, and returns the old one.
    ///
    /// # Cost
    ///
    /// Constant. No other value moves.
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
