//! The center and its operations.

use std::fmt;
use std::marker::PhantomData;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::event::Event;
use crate::id::{CallId, EmployeeId};
use crate::policy::{AssignmentPolicy, LongestIdle};
use crate::rank::{Ladder, Rank};
use crate::report::Report;
use crate::snapshot::{CallState, Outcome, Receipt, Snapshot};

/// A call center.
///
/// It owns its employees and the unfinished calls, and identifies them by ids.
///
/// - A call has a level. It goes to the lowest rank, at or above its level, that has a free employee. The policy of
///   that rank chooses the employee. If nobody is free, the call waits.
/// - An employee who becomes free takes the call that arrived first among the waiting calls whose level is at most
///   their rank.
/// - A call ends completed or abandoned. The center then forgets it and keeps only counts and times.
///
/// `R` is the type of ranks, `C` the clock, and `P` the policy of each rank.
///
/// # Cost
///
/// With the policies of this crate and a constant number of ranks, every operation is logarithmic in the number of
/// employees and unfinished calls, except [`snapshot`](Self::snapshot). Time spent in observers is extra.
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    /// A placeholder that uses the type parameters. Replace it with your fields.
    yours: PhantomData<(R, C, P)>,
}

impl<R: Ladder> CallCenter<R> {
    /// Creates a center that uses the system clock and [`LongestIdle`], and hires `staff` in order.
    ///
    /// # Cost
    ///
    /// O(n log n) for n employees.
    #[must_use]
    pub fn new<N: Into<String>>(staff: impl IntoIterator<Item = (N, R)>) -> Self {
        todo!()
    }
}

impl<R: Ladder, C: Clock> CallCenter<R, C> {
    /// Same as [`new`](CallCenter::new), with another clock.
    ///
    /// # Cost
    ///
    /// Same as `new`.
    #[must_use]
    pub fn with_clock<N: Into<String>>(staff: impl IntoIterator<Item = (N, R)>, clock: C) -> Self {
        todo!()
    }
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Creates a center with this clock and a policy for each rank, and hires `staff` in order.
    ///
    /// `policy` is called once for each rank, the lowest first.
    ///
    /// # Cost
    ///
    /// Same as [`new`](CallCenter::new), plus the cost of the policies.
    #[must_use]
    pub fn with_clock_and_policy<N: Into<String>>(
        staff: impl IntoIterator<Item = (N, R)>,
        clock: C,
        mut policy: impl FnMut(R) -> P,
    ) -> Self {
        todo!()
    }

    /// Receives a call at the lowest level.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidChoice`] if the policy does not choose a free employee of its rank. The call is then not
    /// received, and no id is issued.
    ///
    /// # Panics
    ///
    /// Panics if the [`Ladder`] has no rank.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn receive(&mut self) -> Result<Receipt, Error> {
        todo!()
    }

    /// Receives a call at this level.
    ///
    /// # Errors
    ///
    /// Same as [`receive`](Self::receive).
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn receive_at(&mut self, level: R) -> Result<Receipt, Error> {
        todo!()
    }

    /// Completes a call in progress. Its handler then takes the next waiting call up to their rank.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], or [`Error::WaitingCall`] if it waits.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn complete(&mut self, call: CallId) -> Result<(), Error> {
        todo!()
    }

    /// Ends a call because the caller hung up: a waiting call is abandoned, a call in progress is completed.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn hang_up(&mut self, call: CallId) -> Result<Outcome, Error> {
        todo!()
    }

    /// Hands a call to the rank above its handler's.
    ///
    /// That rank becomes the call's level, whatever it was before. A free employee answers the call, or it waits in
    /// order of arrival. The former handler becomes free and takes the next waiting call up to their rank. Returns the
    /// new state of the call.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], [`Error::WaitingCall`] if it waits, [`Error::HighestRank`] if
    /// there is no rank above, [`Error::InvalidChoice`] if the policy of the answering rank does not choose a free
    /// employee of that rank.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        todo!()
    }

    /// Hires an employee, who immediately takes the first waiting call up to their rank.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn hire(&mut self, name: impl Into<String>, rank: R) -> EmployeeId {
        todo!()
    }

    /// Lets a free employee go.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`], [`Error::FormerEmployee`], or [`Error::BusyEmployee`] if they handle a call.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn let_go(&mut self, employee: EmployeeId) -> Result<(), Error> {
        todo!()
    }

    /// Returns the state of a call.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn state(&self, call: CallId) -> Result<CallState, Error> {
        todo!()
    }

    /// Returns the lowest rank that can take a call.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn level(&self, call: CallId) -> Result<R, Error> {
        todo!()
    }

    /// Returns the call that an employee handles, or `None` if they are free.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn call_of(&self, employee: EmployeeId) -> Result<Option<CallId>, Error> {
        todo!()
    }

    /// Returns the rank of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn rank(&self, employee: EmployeeId) -> Result<R, Error> {
        todo!()
    }

    /// Returns the name of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn name(&self, employee: EmployeeId) -> Result<&str, Error> {
        todo!()
    }

    /// Calls `observer` with every later event, in the order listed at [`Event`].
    ///
    /// Observers are called at the end of an operation. If one panics, the panic reaches the caller of the operation.
    /// The operation still takes effect, but events that were not delivered yet are lost.
    ///
    /// # Cost
    ///
    /// Constant. Each event then costs what its observers do with it.
    pub fn observe(&mut self, observer: impl FnMut(&Event<R>) + Send + 'static) {
        todo!()
    }

    /// Returns counts and times of the work so far.
    ///
    /// # Cost
    ///
    /// Linear in the number of ranks.
    #[must_use]
    pub fn report(&self) -> Report<R> {
        todo!()
    }

    /// Returns the whole state.
    ///
    /// # Cost
    ///
    /// O(n log n) for n employees and unfinished calls.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<R> {
        todo!()
    }
}

impl<R, C, P> fmt::Debug for CallCenter<R, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallCenter").finish_non_exhaustive()
    }
}
