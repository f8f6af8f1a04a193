//! Time, from outside.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A moment, as the time that has passed since an origin of its clock's choice.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use call_center_solution::Timestamp;
///
/// let noon = Timestamp::at(Duration::from_secs(43_200));
/// let later = Timestamp::at(Duration::from_secs(43_260));
/// assert!(noon < later);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// The moment when `since_origin` has passed since the origin.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use call_center_solution::Timestamp;
    ///
    /// let origin = Timestamp::at(Duration::ZERO);
    /// assert!(origin < Timestamp::at(Duration::from_millis(1)));
    /// ```
    #[must_use]
    pub const fn at(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    /// The time that has passed since `earlier`; zero if that is in fact later.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use call_center_solution::Timestamp;
    ///
    /// let start = Timestamp::at(Duration::from_secs(1));
    /// let end = Timestamp::at(Duration::from_secs(3));
    /// assert_eq!(end.since(start), Duration::from_secs(2));
    /// assert_eq!(start.since(end), Duration::ZERO);
    /// ```
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// Something that knows the time.
///
/// # Examples
///
/// A clock that always shows the same:
///
/// ```
/// use call_center_solution::{Clock, Timestamp};
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
    /// use call_center_solution::{Clock, SystemClock};
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
/// use call_center_solution::{Clock, SystemClock};
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
    /// use call_center_solution::{Clock, SystemClock};
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
