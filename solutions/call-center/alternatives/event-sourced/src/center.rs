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
use crate::snapshot::{CallState, Employee, Outcome, Receipt, Snapshot};
use crate::state::{Member, State};
use crate::statistics::Statistics;

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
/// Operations are linear in the number of free employees and unfinished calls. Lookups are logarithmic.
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    state: State<R>,
    /// Stored here, since events do not contain names.
    names: BTreeMap<EmployeeId, String>,
    policies: BTreeMap<R, P>,
    statistics: Statistics<R>,
    observers: Vec<Observer<R>>,
    clock: C,
}

type Observer<R> = Box<dyn FnMut(&Event<R>) + Send>;

impl<R: Ladder> CallCenter<R> {
    /// Creates a center that uses the system clock and [`LongestIdle`], and hires `staff` in order.
    #[must_use]
    pub fn new<N: Into<String>>(staff: impl IntoIterator<Item = (N, R)>) -> Self {
        Self::with_clock(staff, SystemClock::new())
    }
}

impl<R: Ladder, C: Clock> CallCenter<R, C> {
    /// Same as [`new`](CallCenter::new), with another clock.
    #[must_use]
    pub fn with_clock<N: Into<String>>(staff: impl IntoIterator<Item = (N, R)>, clock: C) -> Self {
        Self::with_clock_and_policy(staff, clock, |_| LongestIdle::default())
    }
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Creates a center with this clock and a policy for each rank, and hires `staff` in order.
    ///
    /// `policy` is called once for each rank, the lowest first.
    #[must_use]
    pub fn with_clock_and_policy<N: Into<String>>(
        staff: impl IntoIterator<Item = (N, R)>,
        clock: C,
        mut policy: impl FnMut(R) -> P,
    ) -> Self {
        let mut center = Self {
            state: State::new(),
            names: BTreeMap::new(),
            policies: enum_iterator::all().map(|rank| (rank, policy(rank))).collect(),
            statistics: Statistics::new(),
            observers: Vec::new(),
            clock,
        };
        for (name, rank) in staff {
            center.hire(name, rank);
        }
        center
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
    pub fn receive(&mut self) -> Result<Receipt, Error> {
        self.receive_at(enum_iterator::first().expect("a ladder has at least one rank"))
    }

    /// Receives a call at this level.
    ///
    /// # Errors
    ///
    /// Same as [`receive`](Self::receive).
    pub fn receive_at(&mut self, level: R) -> Result<Receipt, Error> {
        let (call, events) = self.state.receive(level, |rank| self.policies[&rank].choose())?;
        self.commit(&events);
        Ok(Receipt { call, state: self.state(call)? })
    }

    /// Completes a call in progress. Its handler then takes the next waiting call up to their rank.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], or [`Error::WaitingCall`] if it waits.
    pub fn complete(&mut self, call: CallId) -> Result<(), Error> {
        let events = self.state.complete(call)?;
        self.commit(&events);
        Ok(())
    }

    /// Ends a call because the caller hung up: a waiting call is abandoned, a call in progress is completed.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    pub fn hang_up(&mut self, call: CallId) -> Result<Outcome, Error> {
        let (outcome, events) = self.state.hang_up(call)?;
        self.commit(&events);
        Ok(outcome)
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
    pub fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        let events = self.state.escalate(call, |rank| self.policies[&rank].choose())?;
        self.commit(&events);
        self.state(call)
    }

    /// Hires an employee, who immediately takes the first waiting call up to their rank.
    pub fn hire(&mut self, name: impl Into<String>, rank: R) -> EmployeeId {
        let (employee, events) = self.state.hire(rank);
        self.names.insert(employee, name.into());
        self.commit(&events);
        employee
    }

    /// Lets a free employee go.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`], [`Error::FormerEmployee`], or [`Error::BusyEmployee`] if they handle a call.
    pub fn let_go(&mut self, employee: EmployeeId) -> Result<(), Error> {
        let events = self.state.let_go(employee)?;
        self.commit(&events);
        self.names.remove(&employee);
        Ok(())
    }

    /// Returns the state of a call.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    pub fn state(&self, call: CallId) -> Result<CallState, Error> {
        Ok(self.state.call(call)?.state)
    }

    /// Returns the lowest rank that can take a call.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`] or [`Error::FinishedCall`].
    pub fn level(&self, call: CallId) -> Result<R, Error> {
        Ok(self.state.call(call)?.level)
    }

    /// Returns the call that an employee handles, or `None` if they are free.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    pub fn call_of(&self, employee: EmployeeId) -> Result<Option<CallId>, Error> {
        Ok(self.state.member(employee)?.call)
    }

    /// Returns the rank of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    pub fn rank(&self, employee: EmployeeId) -> Result<R, Error> {
        Ok(self.state.member(employee)?.rank)
    }

    /// Returns the name of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`] or [`Error::FormerEmployee`].
    pub fn name(&self, employee: EmployeeId) -> Result<&str, Error> {
        self.state.member(employee).map(|_| self.names[&employee].as_str())
    }

    /// Calls `observer` with every later event, in the order listed at [`Event`].
    ///
    /// Observers are called at the end of an operation. If one panics, the panic reaches the caller of the operation.
    /// The operation still takes effect, but events that were not delivered yet are lost.
    pub fn observe(&mut self, observer: impl FnMut(&Event<R>) + Send + 'static) {
        self.observers.push(Box::new(observer));
    }

    /// Returns counts and times of the work so far.
    #[must_use]
    pub fn report(&self) -> Report<R> {
        self.statistics.report(&self.state)
    }

    /// Returns the whole state.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<R> {
        let staff = self.state.staff.iter().map(|(&id, &Member { rank, call })| {
            let name = self.names[&id].clone();
            Employee { id, name, rank, call }
        });
        Snapshot {
            staff: staff.collect(),
            idle: self.state.idle.clone(),
            calls: self.state.calls.values().copied().collect(),
            counts: self.state.counts(),
        }
    }
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Applies `events`. All changes happen here.
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
