//! Policies for a push into a full array.

use crate::error::Full;
use crate::ring::{End, Ring};

/// Decides about a push into a full array, and what every push of such an array returns.
///
/// An array owns its policy. For each push it calls one of the two methods: [`stored`](Overflow::stored) when it has
/// stored the value, [`full`](Overflow::full) when there is no room for it.
///
/// # Examples
///
/// A policy that replaces the value at the same end, and counts how many values were lost:
///
/// ```
/// use circular_array_solution::{CircularArray, Overflow, PendingPush};
///
/// struct Latest {
///     lost: usize,
/// }
///
/// impl Overflow for Latest {
///     type Pushed<T> = Option<T>;
///
///     fn stored<T>(&mut self) -> Option<T> {
///         None
///     }
///     fn full<T>(&mut self, push: PendingPush<'_, T>) -> Option<T> {
///         self.lost += 1;
///         Some(push.replace())
///     }
/// }
///
/// let mut array = CircularArray::with_policy(2, Latest { lost: 0 })?;
/// array.extend([1, 2, 3]);
/// assert_eq!(array.push_back(4), Some(3));
/// assert!(array.iter().eq(&[1, 4]));
/// assert_eq!(array.policy().lost, 2);
/// # Ok::<(), circular_array_solution::CapacityError>(())
/// ```
pub trait Overflow {
    /// The result of a push of a `T`.
    type Pushed<T>;

    /// Returns the result of a push that found room and has stored its value.
    fn stored<T>(&mut self) -> Self::Pushed<T>;

    /// Decides about a push that found no room, and returns its result. Nothing has changed yet.
    ///
    /// If the policy drops `push` instead, the value is dropped with it, and the array does not change.
    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Self::Pushed<T>;
}

/// A push that found its array full and waits for the policy's decision.
///
/// Each decision consumes the push, so it is made at most once. After any of them the array is still full.
pub struct PendingPush<'a, T> {
    ring: &'a mut Ring<T>,
    end: End,
    value: T,
}

impl<'a, T> PendingPush<'a, T> {
    /// Creates a pending push; the ring must be full.
    pub(crate) fn new(ring: &'a mut Ring<T>, end: End, value: T) -> Self {
        Self { ring, end, value }
    }

    /// Returns the value and does not change the array.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn refuse(self) -> T {
        self.value
    }

    /// Removes and returns the value at the other end, and stores the new one at the push's end.
    ///
    /// # Cost
    ///
    /// Constant; no other value moves.
    #[must_use]
    pub fn displace(self) -> T {
        self.ring.displace(self.end, self.value)
    }

    /// Replaces the value at the push's end with the new one, and returns the old one.
    ///
    /// # Cost
    ///
    /// Constant; no other value moves.
    #[must_use]
    pub fn replace(self) -> T {
        self.ring.replace(self.end, self.value)
    }
}

/// Refuses the push: it returns `Ok(())` if there was room, otherwise [`Full`] with the value.
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

/// Displaces the value at the other end: a push returns `None` if there was room, otherwise the displaced value.
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
