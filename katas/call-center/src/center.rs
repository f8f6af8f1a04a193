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
use crate::snapshot::Snapshot;

/// A call center that owns its employees and unfinished calls, and identifies both by ids.
///
/// `R` is the type of ranks, `C` the clock, and `P` the policy of each rank.
///
/// # Cost
///
/// [`state`](Self::state) and [`call_of`](Self::call_of) take at most logarithmic time (rule 0.3). Finished calls and
/// former employees take no memory (rule 0.4).
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    /// A placeholder that uses `R`. Replace it once your own fields use `R`.
    yours: PhantomData<R>,
    /// Needed from stage 6.
    clock: C,
    /// A policy for each rank, the lowest rank first. Needed from stage 7.
    policies: Vec<P>,
}

/// The state of an unfinished call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallState {
    /// No employee handles it.
    Waiting,
    /// This employee handles it.
    InProgress(EmployeeId),
}

impl<R: Ladder> CallCenter<R> {
    /// Creates a center without employees, with the system clock and [`LongestIdle`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(SystemClock::new())
    }
}

impl<R: Ladder> Default for CallCenter<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Ladder, C: Clock> CallCenter<R, C> {
    /// Same as [`new`](CallCenter::new), with another clock.
    #[must_use]
    pub fn with_clock(clock: C) -> Self {
        Self::with_clock_and_policy(clock, |_| LongestIdle::default())
    }
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Creates a center without employees that uses this clock. `policy` creates each rank's policy.
    #[must_use]
    pub fn with_clock_and_policy(clock: C, policy: impl FnMut(R) -> P) -> Self {
        Self { yours: PhantomData, clock, policies: enum_iterator::all().map(policy).collect() }
    }

    /// Hires an employee of this rank.
    pub fn hire(&mut self, rank: R) -> EmployeeId {
        todo!("stage 1")
    }

    /// Receives a call of this level.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidChoice`], which only a custom policy causes (rule 7.5).
    pub fn receive(&mut self, level: R) -> Result<CallId, Error> {
        todo!("stage 1")
    }

    /// Completes a call in progress.
    ///
    /// # Errors
    ///
    /// [`Error::WaitingCall`] (rule 2.5), [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn complete(&mut self, call: CallId) -> Result<(), Error> {
        todo!("stage 1")
    }

    /// Returns the state of a call.
    ///
    /// # Errors
    ///
    /// [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn state(&self, call: CallId) -> Result<CallState, Error> {
        todo!("stage 1")
    }

    /// Returns the call that an employee handles.
    ///
    /// # Errors
    ///
    /// [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
    pub fn call_of(&self, employee: EmployeeId) -> Result<Option<CallId>, Error> {
        todo!("stage 1")
    }

    /// Ends a call because the caller hung up.
    ///
    /// # Errors
    ///
    /// [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn hang_up(&mut self, call: CallId) -> Result<(), Error> {
        todo!("stage 2")
    }
}

/// Extensions: stages 4 to 7.
impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Returns the level of a call.
    ///
    /// # Errors
    ///
    /// [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn level(&self, call: CallId) -> Result<R, Error> {
        todo!("stage 4")
    }

    /// Hands a call to the rank above its handler's, and returns the call's new state.
    ///
    /// # Errors
    ///
    /// [`Error::HighestRank`] or [`Error::WaitingCall`] (rule 4.6), [`Error::FinishedCall`] (rule 2.6),
    /// [`Error::UnknownCall`] (rule 5.5) or [`Error::InvalidChoice`] (rule 7.5).
    pub fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        todo!("stage 4")
    }

    /// Lets a free employee go.
    ///
    /// # Errors
    ///
    /// [`Error::BusyEmployee`] (rule 5.3), [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
    pub fn let_go(&mut self, employee: EmployeeId) -> Result<(), Error> {
        todo!("stage 5")
    }

    /// Returns the rank of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
    pub fn rank(&self, employee: EmployeeId) -> Result<R, Error> {
        todo!("stage 5")
    }

    /// Returns the whole state.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<R> {
        todo!("stage 5")
    }

    /// Calls `observer` with every later event, in the order listed at [`Event`] (rule 6.1).
    ///
    /// Observers are called at the end of an operation (rule 6.2).
    pub fn observe(&mut self, observer: impl FnMut(&Event<R>) + Send + 'static) {
        todo!("stage 6")
    }

    /// Returns counts and times of the work so far.
    #[must_use]
    pub fn report(&self) -> Report<R> {
        todo!("stage 6")
    }
}

impl<R, C, P> fmt::Debug for CallCenter<R, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallCenter").finish_non_exhaustive()
    }
}
