//! The center, its data and its operations.

mod transitions;

use std::collections::BTreeMap;
use std::fmt;

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::Error;
use crate::event::{Event, Observers};
use crate::id::{CallId, EmployeeId};
use crate::policy::{AssignmentPolicy, LongestIdle};
use crate::rank::{Ladder, Rank};
use crate::registry::{Entity, Registry};
use crate::report::{Report, Times};
use crate::snapshot::{Call, CallState, Counts, Employee, Outcome, Receipt, Snapshot};
use crate::team::Team;

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
///
/// # Examples
///
/// ```
/// use call_center_solution::{CallCenter, CallState, Rank};
///
/// let mut center = CallCenter::new([("Ann", Rank::Operator), ("Bob", Rank::Supervisor)]);
/// let first = center.receive()?;
/// let second = center.receive()?;
/// let third = center.receive()?;
/// assert_eq!(third.state, CallState::Waiting);
///
/// center.complete(second.call)?; // Bob is free again and takes the waiting call.
/// assert!(matches!(center.state(third.call)?, CallState::InProgress(_)));
/// # Ok::<(), call_center_solution::Error>(())
/// ```
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    staff: Registry<Member<R>>,
    calls: Registry<ActiveCall<R>>,
    /// The teams by rank. Every rank has one.
    teams: BTreeMap<R, Team<P>>,
    /// The number of times an employee became free. Orders the free employees.
    freed: u64,
    clock: C,
    observers: Observers<R>,
}

/// An employee.
struct Member<R> {
    name: String,
    rank: R,
    status: Status,
}

impl<R> Entity for Member<R> {
    type Id = EmployeeId;

    fn nth(nth: u64) -> EmployeeId {
        EmployeeId(nth)
    }

    fn unknown(id: EmployeeId) -> Error {
        Error::UnknownEmployee(id)
    }

    fn removed(id: EmployeeId) -> Error {
        Error::FormerEmployee(id)
    }
}

#[derive(Clone, Copy)]
enum Status {
    /// The value of the center's `freed` counter when the employee became free.
    Free {
        since: u64,
    },
    Busy {
        call: CallId,
    },
}

/// An unfinished call.
struct ActiveCall<R> {
    level: R,
    state: CallState,
    /// The time it was last received, answered or escalated.
    since: Timestamp,
}

impl<R> Entity for ActiveCall<R> {
    type Id = CallId;

    fn nth(nth: u64) -> CallId {
        CallId(nth)
    }

    fn unknown(id: CallId) -> Error {
        Error::UnknownCall(id)
    }

    fn removed(id: CallId) -> Error {
        Error::FinishedCall(id)
    }
}

impl<R: Ladder> CallCenter<R> {
    /// Creates a center that uses the system clock and [`LongestIdle`], and hires `staff` in order.
    ///
    /// # Cost
    ///
    /// O(n log n) for n employees.
    #[must_use]
    pub fn new<N: Into<String>>(staff: impl IntoIterator<Item = (N, R)>) -> Self {
        Self::with_clock(staff, SystemClock::new())
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
        Self::with_clock_and_policy(staff, clock, |_| LongestIdle::default())
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
        let mut center = Self {
            staff: Registry::new(),
            calls: Registry::new(),
            teams: enum_iterator::all().map(|rank| (rank, Team::new(policy(rank)))).collect(),
            freed: 0,
            clock,
            observers: Observers::new(),
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
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn receive(&mut self) -> Result<Receipt, Error> {
        self.receive_at(enum_iterator::first().expect("a ladder has at least one rank"))
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
        let chosen = self.choose(level)?;
        let now = self.clock.now();
        let call = self.calls.add(ActiveCall { level, state: CallState::Waiting, since: now });
        self.observers.record(Event::Received { call, level });
        let state = self.answer_or_enqueue(call, chosen, now);
        self.observers.notify();
        Ok(Receipt { call, state })
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
        let handler = self.handler(call)?;
        self.finish(call, handler);
        self.observers.notify();
        Ok(())
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
        let outcome = match self.calls.get(call)?.state {
            CallState::InProgress(handler) => {
                self.finish(call, handler);
                Outcome::Completed
            }
            CallState::Waiting => {
                self.abandon(call);
                Outcome::Abandoned
            }
        };
        self.observers.notify();
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
    ///
    /// # Cost
    ///
    /// Logarithmic.
    ///
    /// # Examples
    ///
    /// ```
    /// use call_center_solution::{CallCenter, CallState, Rank};
    ///
    /// let mut center = CallCenter::new([("Ann", Rank::Operator), ("Bob", Rank::Supervisor)]);
    /// let bob = center.snapshot().staff[1].id;
    /// let call = center.receive()?.call;
    /// assert_eq!(center.escalate(call)?, CallState::InProgress(bob));
    /// assert_eq!(center.escalate(call)?, CallState::Waiting);
    /// assert_eq!(center.level(call)?, Rank::Director);
    /// # Ok::<(), call_center_solution::Error>(())
    /// ```
    pub fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        let handler = self.handler(call)?;
        let level = enum_iterator::next(&self.staff[handler].rank).ok_or(Error::HighestRank { call, handler })?;
        let chosen = self.choose(level)?;
        let now = self.clock.now();
        self.release(call, handler, now);
        self.calls[call] = ActiveCall { level, state: CallState::Waiting, since: now };
        self.observers.record(Event::Escalated { call, by: handler, level });
        let state = self.answer_or_enqueue(call, chosen, now);
        self.take_next(handler, now);
        self.observers.notify();
        Ok(state)
    }

    /// Hires an employee, who immediately takes the first waiting call up to their rank.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn hire(&mut self, name: impl Into<String>, rank: R) -> EmployeeId {
        let now = self.clock.now();
        // `free` sets the real `since`.
        let employee = self.staff.add(Member { name: name.into(), rank, status: Status::Free { since: 0 } });
        self.observers.record(Event::Hired { employee, rank });
        self.free(employee);
        self.take_next(employee, now);
        self.observers.notify();
        employee
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
        if let Some(call) = self.call_of(employee)? {
            return Err(Error::BusyEmployee { employee, call });
        }
        let Member { rank, .. } = self.staff.remove(employee);
        self.team(rank).left(employee);
        self.observers.record(Event::LetGo { employee });
        self.observers.notify();
        Ok(())
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
        Ok(self.calls.get(call)?.state)
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
        Ok(self.calls.get(call)?.level)
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
        Ok(match self.staff.get(employee)?.status {
            Status::Free { .. } => None,
            Status::Busy { call } => Some(call),
        })
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
        Ok(self.staff.get(employee)?.rank)
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
        Ok(&self.staff.get(employee)?.name)
    }

    /// Calls `observer` with every later event, in the order listed at [`Event`].
    ///
    /// Observers are called at the end of an operation. If one panics, the panic reaches the caller of the operation.
    /// The operation still takes effect, but events that were not delivered yet are lost.
    ///
    /// # Cost
    ///
    /// Constant. Each event then costs what its observers do with it.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::mpsc;
    ///
    /// use call_center_solution::{CallCenter, Event, Rank};
    ///
    /// let mut center = CallCenter::new([("Ann", Rank::Operator)]);
    /// let (sender, events) = mpsc::channel();
    /// center.observe(move |&event| sender.send(event).unwrap());
    /// let bob = center.hire("Bob", Rank::Director);
    /// assert_eq!(events.recv(), Ok(Event::Hired { employee: bob, rank: Rank::Director }));
    /// ```
    pub fn observe(&mut self, observer: impl FnMut(&Event<R>) + Send + 'static) {
        self.observers.add(Box::new(observer));
    }

    /// Returns counts and times of the work so far.
    ///
    /// # Cost
    ///
    /// Linear in the number of ranks.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::cell::Cell;
    /// use std::time::Duration;
    ///
    /// use call_center_solution::{CallCenter, Clock, Rank, Timestamp};
    ///
    /// struct Manual(Cell<u64>);
    ///
    /// impl Clock for Manual {
    ///     fn now(&self) -> Timestamp {
    ///         Timestamp::at(Duration::from_secs(self.0.get()))
    ///     }
    /// }
    ///
    /// let clock = Manual(Cell::new(0));
    /// let mut center = CallCenter::with_clock([("Ann", Rank::Operator)], &clock);
    /// let call = center.receive()?.call;
    /// clock.0.set(60);
    /// center.complete(call)?;
    /// assert_eq!(center.report().handling[&Rank::Operator].total, Duration::from_secs(60));
    /// # Ok::<(), call_center_solution::Error>(())
    /// ```
    #[must_use]
    pub fn report(&self) -> Report<R> {
        let by_rank =
            |times: fn(&Team<P>) -> Times| self.teams.iter().map(|(&rank, team)| (rank, times(team))).collect();
        Report {
            counts: self.counts(),
            waits: by_rank(|team| team.waits),
            handling: by_rank(|team| team.handling),
            abandoned: by_rank(|team| team.abandoned),
        }
    }

    /// Returns the whole state.
    ///
    /// # Cost
    ///
    /// O(n log n) for n employees and unfinished calls.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<R> {
        let mut staff = Vec::with_capacity(self.staff.len());
        let mut idle = Vec::new();
        for (id, Member { name, rank, status }) in self.staff.iter() {
            let call = match *status {
                Status::Busy { call } => Some(call),
                Status::Free { since } => {
                    idle.push((since, id));
                    None
                }
            };
            staff.push(Employee { id, name: name.clone(), rank: *rank, call });
        }
        idle.sort_unstable();
        Snapshot {
            staff,
            idle: idle.into_iter().map(|(_, id)| id).collect(),
            calls: self
                .calls
                .iter()
                .map(|(id, active)| Call { id, level: active.level, state: active.state })
                .collect(),
            counts: self.counts(),
        }
    }
}

/// Checks before an operation. They can fail but change nothing.
impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Returns the employee who takes a call of this level, or `None` if it has to wait.
    fn choose(&self, level: R) -> Result<Option<EmployeeId>, Error> {
        let Some((&rank, team)) = self.teams.range(level..).find(|(_, team)| team.has_free()) else {
            return Ok(None);
        };
        match team.choose() {
            Some(employee) if self.is_free(employee, rank) => Ok(Some(employee)),
            chosen => Err(Error::InvalidChoice { chosen }),
        }
    }

    /// Returns true if `employee` works here, has this rank and is free.
    fn is_free(&self, employee: EmployeeId, rank: R) -> bool {
        let member = self.staff.get(employee);
        member.is_ok_and(|member| member.rank == rank && matches!(member.status, Status::Free { .. }))
    }

    /// Returns the handler of a call.
    fn handler(&self, call: CallId) -> Result<EmployeeId, Error> {
        match self.state(call)? {
            CallState::InProgress(handler) => Ok(handler),
            CallState::Waiting => Err(Error::WaitingCall(call)),
        }
    }

    /// Computes every count from the stored calls, so no count can drift.
    fn counts(&self) -> Counts {
        let received = self.calls.issued();
        let unfinished = self.calls.len() as u64;
        let waiting = self.teams.values().map(|team| team.waiting() as u64).sum();
        let abandoned = self.teams.values().map(|team| team.abandoned.count).sum();
        Counts {
            received,
            waiting,
            in_progress: unfinished - waiting,
            completed: received - unfinished - abandoned,
            abandoned,
        }
    }
}

impl<R, C, P> fmt::Debug for CallCenter<R, C, P> {
    #[cfg_attr(false, mutants::skip)] // The stub provides this body, so no test covers it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallCenter").finish_non_exhaustive()
    }
}
