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
use crate::snapshot::{Call, Counts, Employee, Snapshot};
use crate::team::Team;

/// A call center that owns its employees and unfinished calls, and identifies both by ids.
///
/// `R` is the type of ranks, `C` the clock, and `P` the policy of each rank.
///
/// # Cost
///
/// With this crate's policies and a constant number of ranks, operations take logarithmic time in the number of
/// employees and unfinished calls, plus the time spent in observers. There are two exceptions:
/// [`snapshot`](Self::snapshot) takes O(n log n), and [`report`](Self::report) is linear in the number of ranks.
///
/// # Examples
///
/// ```
/// use call_center_solution::{CallCenter, CallState, Rank};
///
/// let mut center = CallCenter::new();
/// let ann = center.hire(Rank::Operator);
/// let bob = center.hire(Rank::Supervisor);
/// let first = center.receive(Rank::Operator)?;
/// let second = center.receive(Rank::Operator)?;
/// let third = center.receive(Rank::Operator)?;
/// assert_eq!(center.state(first), Ok(CallState::InProgress(ann)));
/// assert_eq!(center.state(third), Ok(CallState::Waiting));
///
/// center.complete(second)?; // Bob is free again and takes the waiting call.
/// assert_eq!(center.state(third), Ok(CallState::InProgress(bob)));
/// # Ok::<(), call_center_solution::Error>(())
/// ```
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    staff: Registry<Member<R>>,
    calls: Registry<ActiveCall<R>>,
    /// The teams by rank, including a team for every rank.
    teams: BTreeMap<R, Team<P>>,
    /// The number of times an employee became free, which determines the order of free employees.
    freed: u64,
    clock: C,
    observers: Observers<R>,
}

/// The state of an unfinished call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallState {
    /// No employee handles it.
    Waiting,
    /// This employee handles it.
    InProgress(EmployeeId),
}

/// An employee.
struct Member<R> {
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
    /// Creates a center without employees, with the system clock and [`LongestIdle`].
    #[must_use]
    #[cfg_attr(false, mutants::skip)] // The stub provides this body.
    pub fn new() -> Self {
        Self::with_clock(SystemClock::new())
    }
}

impl<R: Ladder> Default for CallCenter<R> {
    #[cfg_attr(false, mutants::skip)] // The stub provides this body.
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Ladder, C: Clock> CallCenter<R, C> {
    /// Same as [`new`](CallCenter::new), with another clock.
    #[must_use]
    #[cfg_attr(false, mutants::skip)] // The stub provides this body.
    pub fn with_clock(clock: C) -> Self {
        Self::with_clock_and_policy(clock, |_| LongestIdle::default())
    }
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Creates a center without employees that uses this clock. `policy` creates each rank's policy.
    #[must_use]
    pub fn with_clock_and_policy(clock: C, mut policy: impl FnMut(R) -> P) -> Self {
        Self {
            staff: Registry::new(),
            calls: Registry::new(),
            teams: enum_iterator::all().map(|rank| (rank, Team::new(policy(rank)))).collect(),
            freed: 0,
            clock,
            observers: Observers::new(),
        }
    }

    /// Hires an employee of this rank.
    pub fn hire(&mut self, rank: R) -> EmployeeId {
        let now = self.clock.now();
        // `free` sets the real `since`.
        let employee = self.staff.add(Member { rank, status: Status::Free { since: 0 } });
        self.observers.record(Event::Hired { employee, rank });
        self.free(employee);
        self.take_next(employee, now);
        self.observers.notify();
        employee
    }

    /// Receives a call of this level.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidChoice`], which only a custom policy causes (rule 7.5).
    pub fn receive(&mut self, level: R) -> Result<CallId, Error> {
        let chosen = self.choose(level)?;
        let now = self.clock.now();
        let call = self.calls.add(ActiveCall { level, state: CallState::Waiting, since: now });
        self.observers.record(Event::Received { call, level });
        self.answer_or_enqueue(call, chosen, now);
        self.observers.notify();
        Ok(call)
    }

    /// Completes a call in progress.
    ///
    /// # Errors
    ///
    /// [`Error::WaitingCall`] (rule 2.5), [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn complete(&mut self, call: CallId) -> Result<(), Error> {
        let handler = self.handler(call)?;
        self.finish(call, handler);
        self.observers.notify();
        Ok(())
    }

    /// Returns the state of a call.
    ///
    /// # Errors
    ///
    /// [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn state(&self, call: CallId) -> Result<CallState, Error> {
        Ok(self.calls.get(call)?.state)
    }

    /// Returns the call that an employee handles.
    ///
    /// # Errors
    ///
    /// [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
    pub fn call_of(&self, employee: EmployeeId) -> Result<Option<CallId>, Error> {
        Ok(match self.staff.get(employee)?.status {
            Status::Free { .. } => None,
            Status::Busy { call } => Some(call),
        })
    }

    /// Ends a call because the caller hung up.
    ///
    /// # Errors
    ///
    /// [`Error::FinishedCall`] (rule 2.6) or [`Error::UnknownCall`] (rule 5.5).
    pub fn hang_up(&mut self, call: CallId) -> Result<(), Error> {
        match self.state(call)? {
            CallState::InProgress(handler) => self.finish(call, handler),
            CallState::Waiting => self.abandon(call),
        }
        self.observers.notify();
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
        Ok(self.calls.get(call)?.level)
    }

    /// Hands a call to the rank above its handler's, and returns the call's new state.
    ///
    /// # Errors
    ///
    /// [`Error::HighestRank`] or [`Error::WaitingCall`] (rule 4.6), [`Error::FinishedCall`] (rule 2.6),
    /// [`Error::UnknownCall`] (rule 5.5) or [`Error::InvalidChoice`] (rule 7.5).
    ///
    /// # Examples
    ///
    /// ```
    /// use call_center_solution::{CallCenter, CallState, Rank};
    ///
    /// let mut center = CallCenter::new();
    /// center.hire(Rank::Operator);
    /// let bob = center.hire(Rank::Supervisor);
    /// let call = center.receive(Rank::Operator)?;
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

    /// Lets a free employee go.
    ///
    /// # Errors
    ///
    /// [`Error::BusyEmployee`] (rule 5.3), [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
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

    /// Returns the rank of an employee.
    ///
    /// # Errors
    ///
    /// [`Error::FormerEmployee`] (rule 5.4) or [`Error::UnknownEmployee`] (rule 5.5).
    pub fn rank(&self, employee: EmployeeId) -> Result<R, Error> {
        Ok(self.staff.get(employee)?.rank)
    }

    /// Returns the whole state.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<R> {
        let mut staff = Vec::with_capacity(self.staff.len());
        let mut idle = Vec::new();
        for (id, &Member { rank, status }) in self.staff.iter() {
            let call = match status {
                Status::Busy { call } => Some(call),
                Status::Free { since } => {
                    idle.push((since, id));
                    None
                }
            };
            staff.push(Employee { id, rank, call });
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

    /// Calls `observer` with every later event, in the order listed at [`Event`] (rule 6.1).
    ///
    /// Observers are called at the end of an operation (rule 6.2).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::mpsc;
    ///
    /// use call_center_solution::{CallCenter, Event, Rank};
    ///
    /// let mut center = CallCenter::new();
    /// let (sender, events) = mpsc::channel();
    /// center.observe(move |&event| sender.send(event).unwrap());
    /// let bob = center.hire(Rank::Director);
    /// assert_eq!(events.recv(), Ok(Event::Hired { employee: bob, rank: Rank::Director }));
    /// ```
    pub fn observe(&mut self, observer: impl FnMut(&Event<R>) + Send + 'static) {
        self.observers.add(Box::new(observer));
    }

    /// Returns counts and times of the work so far.
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
    /// let mut center = CallCenter::with_clock(&clock);
    /// center.hire(Rank::Operator);
    /// let call = center.receive(Rank::Operator)?;
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
}

/// Checks that precede an operation. They can fail, but they never change anything.
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

    /// Computes every count from the stored calls, so that none of them can drift.
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
