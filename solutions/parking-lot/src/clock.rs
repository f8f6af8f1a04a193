//! Time, from outside.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// A moment, as the time that has passed since an origin of its clock's choice.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use parking_lot_solution::Timestamp;
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
    /// use parking_lot_solution::Timestamp;
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
    /// use parking_lot_solution::Timestamp;
    ///
    /// let entry = Timestamp::at(Duration::from_secs(60));
    /// let exit = Timestamp::at(Duration::from_secs(180));
    /// assert_eq!(exit.since(entry), Duration::from_secs(120));
    /// assert_eq!(entry.since(exit), Duration::ZERO);
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
/// ```
/// use std::time::Duration;
///
/// use parking_lot_solution::{Clock, Timestamp};
///
/// struct Stopped;
///
/// impl Clock for Stopped {
///     fn now(&self) -> Timestamp {
///         Timestamp::at(Duration::ZERO)
///     }
/// }
///
/// assert_eq!(Stopped.now(), Timestamp::at(Duration::ZERO));
/// ```
pub trait Clock {
    /// The present moment.
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

/// The clock of the machine. Its origin is the beginning of 1970, so that a saved moment means the same in another run.
///
/// It may be set, forwards and back.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use parking_lot_solution::{Clock, SystemClock, Timestamp};
///
/// assert!(SystemClock.now() > Timestamp::at(Duration::ZERO));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // A clock that is set to a time before its origin stands at the origin.
        Timestamp::at(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
    }
}
