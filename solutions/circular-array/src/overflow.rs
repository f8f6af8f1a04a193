//! What happens to a push that finds the array full.

use crate::Full;
use crate::ring::{End, Ring};

/// Decides what happens to a push that finds the array full, and what every push of such an array returns.
///
/// An array owns its policy. For each push it calls one of the two methods: [`stored`](Overflow::stored) when it has put
/// the value in, [`full`](Overflow::full) when there is no room for it.
///
/// # Examples
///
/// A policy that keeps the newest value at each end up to date, and counts how often it had to:
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
    /// What a push of a `T` returns.
    type Pushed<T>;

    /// There was room: the value is in the array.
    fn stored<T>(&mut self) -> Self::Pushed<T>;

    /// There is no room, and nothing has changed yet: `push` waits for a decision.
    ///
    /// If it is dropped instead, the value is dropped with it, and the array stays as it is.
    fn full<T>(&mut self, push: PendingPush<'_, T>) -> Self::Pushed<T>;
}

/// A push that found its array full and waits for its policy to decide.
///
/// Each decision takes the push, so it can be made once. Any of them leaves the array full.
pub struct PendingPush<'a, T> {
    ring: &'a mut Ring<T>,
    end: End,
    value: T,
}

impl<'a, T> PendingPush<'a, T> {
    /// The ring is full.
    pub(crate) fn new(ring: &'a mut Ring<T>, end: End, value: T) -> Self {
        Self { ring, end, value }
    }

    /// Leaves the array as it is, and gives the value back.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn refuse(self) -> T {
        self.value
    }

    /// Takes out the value at the other end and returns it, and puts the new one in at its own end.
    ///
    /// # Cost
    ///
    /// Constant; no other value moves.
    #[must_use]
    pub fn displace(self) -> T {
        self.ring.displace(self.end, self.value)
    }

    /// Takes out the value at the end at which the push was made and returns it, and puts the new one in its place.
    ///
    /// # Cost
    ///
    /// Constant; no other value moves.
    #[must_use]
    pub fn replace(self) -> T {
        self.ring.replace(self.end, self.value)
    }
}

/// Gives the value back: a push returns `Ok(())` if there was room, otherwise [`Full`] with the value.
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

/// Takes out the value at the other end: a push returns `None` if there was room, otherwise the value that was displaced.
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
