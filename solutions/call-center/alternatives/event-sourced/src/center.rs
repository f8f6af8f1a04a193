//! The center and its operations.

use std::collections::BTreeMap;
use std::fmt;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::event::Event;
use crate::figures::Figures;
use crate::id::{CallId, EmployeeId};
use crate::policy::{AssignmentPolicy, LongestIdle};
use crate::rank::{Ladder, Rank};
use crate::report::Report;
use crate::snapshot::{CallState, Employee, Outcome, Receipt, Snapshot};
use crate::state::{Member, State};

/// A call center.
///
/// It owns its employees and the unfinished calls, and identifies them by ids.
///
/// - A call has a level. It goes to the lowest rank, from its level on, that has a free employee, and there to the one
///   whom the policy of that rank chooses. If nobody is free, it waits.
/// - Whoever becomes free takes, among the waiting calls whose level is at most their rank, the one that arrived first.
/// - A call ends in exactly one way: completed or abandoned. The center then keeps only its share in the counts.
///
/// `R` is the type of ranks, `C` the clock, and `P` the policy of each rank.
///
/// # Cost
///
/// Operations are linear in the number of free employees and unfinished calls, lookups logarithmic.
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    state: State<R>,
    /// Events contain no names, so the state knows none.
    names: BTreeMap<EmployeeId, String>,
    policies: BTreeMap<R, P>,
    figures: Figures<R>,
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
            figures: Figures::new(),
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
    /// [`Error::InvalidChoice`] if the policy does not choose a free employee of its rank. The call is not received
    /// then, and no id is issued.
    ///
    /// # Panics
    ///
    /// Panics if there is no rank. A [`Ladder`] has at least one.
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

    /// Completes a call that is in progress. Its handler then takes the next waiting call that they may take.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], or [`Error::WaitingCall`] if nobody talks to it.
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
    /// That rank becomes the call's level, whatever it was before. Somebody free answers the call, or it waits at the
    /// place that its arrival gives it. The handler becomes free and takes the next waiting call that they may take.
    /// Returns the new state of the call.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], [`Error::WaitingCall`] if nobody talks to it,
    /// [`Error::HighestRank`] if there is no rank above, [`Error::InvalidChoice`] if the policy of the rank that
    /// should answer does not choose a free employee of it.
    pub fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        let events = self.state.escalate(call, |rank| self.policies[&rank].choose())?;
        self.commit(&events);
        self.state(call)
    }

    /// Hires somebody, who at once takes the first waiting call that they may take.
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
    /// [`Error::UnknownEmployee`], [`Error::FormerEmployee`], or [`Error::BusyEmployee`] if they talk to somebody.
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

    /// Returns the lowest rank that may take a call.
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

    /// Calls `observer` with every event from now on, in the order that [`Event`] describes.
    ///
    /// Observers are called at the end of an operation. If one panics, the panic reaches the caller of the operation.
    /// The operation is done all the same; events that were not delivered yet are lost.
    pub fn observe(&mut self, observer: impl FnMut(&Event<R>) + Send + 'static) {
        self.observers.push(Box::new(observer));
    }

    /// Returns figures about the work so far.
    #[must_use]
    pub fn report(&self) -> Report<R> {
        self.figures.report(&self.state)
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
    /// Applies `events`. This is the only place where anything changes.
    fn commit(&mut self, events: &[Event<R>]) {
        let now = self.clock.now();
        for event in events {
            self.figures.apply(event, now, &self.state);
            self.notify_policy(event);
            self.state.apply(event);
        }
        for event in events {
            self.observers.iter_mut().for_each(|observer| observer(event));
        }
    }

    fn notify_policy(&mut self, event: &Event<R>) {
        match *event {
            // The state learns of the new employee only after this.
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
