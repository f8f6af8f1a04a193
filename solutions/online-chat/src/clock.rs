//! Time, from outside.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// A moment, as the time that has passed since an origin of its clock's choice.
///
/// serde writes it as a `Duration`: `{"secs": 5, "nanos": 0}`.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use online_chat_solution::Timestamp;
///
/// let noon = Timestamp::at(Duration::from_secs(43_200));
/// let later = Timestamp::at(Duration::from_secs(43_260));
/// assert!(noon < later);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// The moment when `since_origin` has passed since the origin.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use online_chat_solution::Timestamp;
    ///
    /// let origin = Timestamp::at(Duration::ZERO);
    /// assert!(origin < Timestamp::at(Duration::from_millis(1)));
    /// ```
    #[must_use]
    pub const fn at(since_origin: Duration) -> Self {
        Self(since_origin)
    }
}

/// Something that knows the time.
///
/// # Examples
///
/// A clock that always shows the same:
///
/// ```
/// use online_chat_solution::{Clock, Timestamp};
///
/// struct Stopped(Timestamp);
///
/// impl Clock for Stopped {
///     fn now(&self) -> Timestamp {
///         self.0
///     }
/// }
/// ```
pub trait Clock {
    /// The present moment.
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{Clock, SystemClock};
    ///
    /// let clock = SystemClock::new();
    /// assert!(clock.now() <= clock.now());
    /// ```
    fn now(&self) -> Timestamp;
}

impl<C: Clock + ?Sized> Clock for &C {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

impl<C: Clock + ?Sized> Clock for Box<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

impl<C: Clock + ?Sized> Clock for Rc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

/// The clock of the machine. It never goes back; its origin is the moment when it was made.
///
/// # Examples
///
/// ```
/// use online_chat_solution::{Clock, SystemClock};
///
/// let clock = SystemClock::default();
/// let start = clock.now();
/// assert!(start <= clock.now());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// A clock that starts now.
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{Clock, SystemClock};
    ///
    /// let clock = SystemClock::new();
    /// assert!(clock.now() <= clock.now());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self { origin: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::at(self.origin.elapsed())
    }
}
