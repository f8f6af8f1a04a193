//! The center and its operations.

use std::collections::BTreeMap;
use std::fmt;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::event::Event;
use crate::id::{CallId, EmployeeId};
use crate::policy::{AssignmentPolicy, LongestIdle};
use crate::rank::{Ladder, Rank};
use crate::report::Report;
use crate::snapshot::{Employee, Snapshot};
use crate::state::{Member, State};
use crate::statistics::Statistics;

/// A call center that owns its employees and unfinished calls, and identifies both by ids.
///
/// `R` is the type of ranks, `C` the clock, and `P` the policy of each rank.
///
/// # Cost
///
/// Operations are linear in the number of free employees and unfinished calls, whereas lookups are logarithmic.
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    state: State<R>,
    policies: BTreeMap<R, P>,
    statistics: Statistics<R>,
    observers: Vec<Observer<R>>,
    clock: C,
}

type Observer<R> = Box<dyn FnMut(&Event<R>) + Send>;

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
    pub fn with_clock_and_policy(clock: C, mut policy: impl FnMut(R) -> P) -> Self {
        Self {
            state: State::new(),
            policies: enum_iterator::all().map(|rank| (rank, policy(rank))).collect(),
            statistics: Statistics::new(),
            observers: Vec::new(),
            clock,
        }
    }

    /// Hires an employee of this rank.
    pub fn hire(&mut self, rank: R) -> EmployeeId {
        let (employee, events) = self.state.hire(rank);
        self.commit(&events);
        employee
    }

    /// Receives a call of this level.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidChoice`], which only a custom policy causes (rule 7.5).
    pub fn receive(&mut self, level: R) -> Result<CallId, Error> {
        let (call, events) = self.state.receive(level, |rank| self.policies[&rank].choose())?;
        self.commit(&events);
        Ok(call)
    }

    /// Completes a call in progress.
    ///
    /// # Errors
    ///
    /// [`Error::WaitingCall`] (rule 2.5), [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn complete(&mut self, call: CallId) -> Result<(), Error> {
        let events = self.state.complete(call)?;
        self.commit(&events);
        Ok(())
    }

    /// Returns the state of a call.
    ///
    /// # Errors
    ///
    /// [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn state(&self, call: CallId) -> Result<CallState, Error> {
        Ok(self.state.call(call)?.state)
    }

    /// Returns the call that an employee handles.
    ///
    /// # Errors
    ///
    /// [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
    pub fn call_of(&self, employee: EmployeeId) -> Result<Option<CallId>, Error> {
        Ok(self.state.member(employee)?.call)
    }

    /// Ends a call because the caller hung up.
    ///
    /// # Errors
    ///
    /// [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn hang_up(&mut self, call: CallId) -> Result<(), Error> {
        let events = self.state.hang_up(call)?;
        self.commit(&events);
        Ok(())
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
        Ok(self.state.call(call)?.level)
    }

    /// Hands a call to the rank above its handler's, and returns the call's new state.
    ///
    /// # Errors
    ///
    /// [`Error::HighestRank`] or [`Error::WaitingCall`] (rule 4.6), [`Error::FinishedCall`] (rule 2.6),
    /// [`Error::UnknownCall`] (rule 5.5) or [`Error::InvalidChoice`] (rule 7.5).
    pub fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        let events = self.state.escalate(call, |rank| self.policies[&rank].choose())?;
        self.commit(&events);
        self.state(call)
    }

    /// Lets a free employee go.
    ///
    /// # Errors
    ///
    /// [`Error::BusyEmployee`] (rule 5.3), [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
    pub fn let_go(&mut self, employee: EmployeeId) -> Result<(), Error> {
        let events = self.state.let_go(employee)?;
        self.commit(&events);
        Ok(())
    }

    /// Returns the rank of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
    pub fn rank(&self, employee: EmployeeId) -> Result<R, Error> {
        Ok(self.state.member(employee)?.rank)
    }

    /// Returns the whole state.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<R> {
        let staff = self.state.staff.iter().map(|(&id, &Member { rank, call })| Employee { id, rank, call });
        Snapshot {
            staff: staff.collect(),
            idle: self.state.idle.clone(),
            calls: self.state.calls.values().copied().collect(),
            counts: self.state.counts(),
        }
    }

    /// Calls `observer` with every later event, in the order listed at [`Event`] (rule 6.1).
    ///
    /// Observers are called at the end of an operation (rule 6.2).
    pub fn observe(&mut self, observer: impl FnMut(&Event<R>) + Send + 'static) {
        self.observers.push(Box::new(observer));
    }

    /// Returns counts and times of the work so far.
    #[must_use]
    pub fn report(&self) -> Report<R> {
        self.statistics.report(&self.state)
    }
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Applies `events`. Nothing else changes the center.
    fn commit(&mut self, events: &[Event<R>]) {
        let now = self.clock.now();
        for event in events {
            self.statistics.apply(event, now, &self.state);
            self.notify_policy(event);
            self.state.apply(event);
        }
        for event in events {
            self.observers.iter_mut().for_each(|observer| observer(event));
        }
    }

    fn notify_policy(&mut self, event: &Event<R>) {
        match *event {
            // The state does not contain the new employee yet.
            Event::Hired { employee, rank } => self.policy(rank).freed(employee),
            Event::Completed { by, .. } | Event::Escalated { by, .. } => self.policy_of(by).freed(by),
            Event::Answered { by, .. } => self.policy_of(by).answered(by),
            Event::LetGo { employee } => self.policy_of(employee).left(employee),
            Event::Received { .. } | Event::Queued { .. } | Event::Abandoned { .. } => {}
        }
    }

    fn policy_of(&mut self, employee: EmployeeId) -> &mut P {
        self.policy(self.state.staff[&employee].rank)
    }

    fn policy(&mut self, rank: R) -> &mut P {
        self.policies.get_mut(&rank).expect("every rank has a policy")
    }
}

impl<R, C, P> fmt::Debug for CallCenter<R, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallCenter").finish_non_exhaustive()
    }
}
