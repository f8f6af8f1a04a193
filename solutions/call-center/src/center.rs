//! The center itself: who owns what, and one place for each transition.

use std::collections::BTreeMap;
use std::fmt;

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::desk::Desk;
use crate::error::Error;
use crate::event::{Event, Observers};
use crate::id::{CallId, EmployeeId};
use crate::policy::{AssignmentPolicy, LongestIdle};
use crate::rank::{Ladder, Rank};
use crate::registry::{Entity, Registry};
use crate::report::{Report, Times};
use crate::snapshot::{Call, CallState, Counts, Employee, Outcome, Receipt, Snapshot};

/// A call center.
///
/// It owns its employees and the calls that are not finished, and gives out ids to ask for them by.
///
/// - A call has a level. It goes to the lowest rank, from its level on, that has a free employee, and there to the one
///   whom the policy of that rank chooses. If nobody is free, it waits.
/// - Whoever becomes free takes, among the waiting calls whose level is at most their rank, the one that arrived first.
/// - A call ends in exactly one way: completed or abandoned. Nothing is kept of it then but its share in the counts.
///
/// `R` is the type of ranks, `C` the clock, `P` the policy of each rank.
///
/// # Cost
///
/// With the policies of this crate, and a number of ranks that is taken as constant, every operation is logarithmic in
/// the number of employees and unfinished calls, except [`snapshot`](Self::snapshot). Observers come on top.
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
/// center.complete(second.call)?; // Bob is free again, and answers the call that waits.
/// assert!(matches!(center.state(third.call)?, CallState::InProgress(_)));
/// # Ok::<(), call_center_solution::Error>(())
/// ```
pub struct CallCenter<R = Rank, C = SystemClock, P = LongestIdle> {
    staff: Registry<Member<R>>,
    calls: Registry<Live<R>>,
    /// One for each rank.
    desks: BTreeMap<R, Desk<P>>,
    /// How often somebody has become free.
    freed: u64,
    clock: C,
    observers: Observers<R>,
}

/// Somebody who works here.
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

    fn gone(id: EmployeeId) -> Error {
        Error::FormerEmployee(id)
    }
}

#[derive(Clone, Copy)]
enum Status {
    /// Became free as the `since`-th.
    Free {
        since: u64,
    },
    Busy {
        call: CallId,
    },
}

/// A call that is not finished.
struct Live<R> {
    level: R,
    state: CallState,
    /// When it came into this state: received, answered or escalated.
    since: Timestamp,
}

impl<R> Entity for Live<R> {
    type Id = CallId;

    fn nth(nth: u64) -> CallId {
        CallId(nth)
    }

    fn unknown(id: CallId) -> Error {
        Error::UnknownCall(id)
    }

    fn gone(id: CallId) -> Error {
        Error::FinishedCall(id)
    }
}

impl<R: Ladder> CallCenter<R> {
    /// A center with this staff, hired in this order, by the clock of the machine and with [`LongestIdle`].
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
    /// As [`new`](CallCenter::new), by another clock.
    ///
    /// # Cost
    ///
    /// As `new`.
    #[must_use]
    pub fn with_clock<N: Into<String>>(staff: impl IntoIterator<Item = (N, R)>, clock: C) -> Self {
        Self::with_clock_and_policy(staff, clock, |_| LongestIdle::default())
    }
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// A center with this staff, by this clock, and with a policy for each rank.
    ///
    /// `policy` is called once for each rank, the lowest first.
    ///
    /// # Cost
    ///
    /// As [`new`](CallCenter::new), and what the policies take.
    #[must_use]
    pub fn with_clock_and_policy<N: Into<String>>(
        staff: impl IntoIterator<Item = (N, R)>,
        clock: C,
        mut policy: impl FnMut(R) -> P,
    ) -> Self {
        let mut center = Self {
            staff: Registry::new(),
            calls: Registry::new(),
            desks: enum_iterator::all().map(|rank| (rank, Desk::new(policy(rank)))).collect(),
            freed: 0,
            clock,
            observers: Observers::new(),
        };
        for (name, rank) in staff {
            center.hire(name, rank);
        }
        center
    }

    /// Takes in a call at the lowest level.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidChoice`] if the policy does not choose a free employee of its rank. The call is not taken in
    /// then, and no id is issued.
    ///
    /// # Panics
    ///
    /// If there is no rank, which a [`Ladder`] must not be without.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn receive(&mut self) -> Result<Receipt, Error> {
        self.receive_at(enum_iterator::first().expect("a ladder has at least one rank"))
    }

    /// Takes in a call at this level.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn receive_at(&mut self, level: R) -> Result<Receipt, Error> {
        let taker = self.choose(level)?;
        let now = self.clock.now();
        let call = self.calls.add(Live { level, state: CallState::Waiting, since: now });
        self.observers.note(Event::Received { call, level });
        let state = self.place(call, taker, now);
        self.observers.tell();
        Ok(Receipt { call, state })
    }

    /// Ends a call that somebody talks to; who is free then takes the next call that waits for them.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], or [`Error::WaitingCall`] if nobody talks to it.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn complete(&mut self, call: CallId) -> Result<(), Error> {
        let handler = self.handler(call)?;
        self.finish(call, handler);
        self.observers.tell();
        Ok(())
    }

    /// Ends a call because the caller is gone: abandoned if it waited, completed if somebody talked to it.
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
        self.observers.tell();
        Ok(outcome)
    }

    /// Hands a call on to the rank above that of the one who talks to it.
    ///
    /// Its level becomes that rank, whatever it was before. It is answered by somebody who is free, or waits at the
    /// place that its arrival gives it. Who has handed it on is free, and takes the next call that waits for them.
    /// Returns where the call stands then.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCall`], [`Error::FinishedCall`], [`Error::WaitingCall`] if nobody talks to it,
    /// [`Error::HighestRank`] if there is no rank above, [`Error::InvalidChoice`] if the policy of the rank that
    /// should answer does not choose a free employee of it.
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
        let taker = self.choose(level)?;
        let now = self.clock.now();
        self.put_down(call, handler, now);
        self.calls[call] = Live { level, state: CallState::Waiting, since: now };
        self.observers.note(Event::Escalated { call, by: handler, level });
        let state = self.place(call, taker, now);
        self.take_next(handler, now);
        self.observers.tell();
        Ok(state)
    }

    /// Takes somebody on, who takes at once the first call that waits for them.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn hire(&mut self, name: impl Into<String>, rank: R) -> EmployeeId {
        let now = self.clock.now();
        // The status stands for a moment only.
        let employee = self.staff.add(Member { name: name.into(), rank, status: Status::Free { since: self.freed } });
        self.observers.note(Event::Hired { employee, rank });
        self.free(employee);
        self.take_next(employee, now);
        self.observers.tell();
        employee
    }

    /// Lets somebody go who is free.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownEmployee`], [`Error::FormerEmployee`], or [`Error::BusyEmployee`] if they talk to somebody.
    ///
    /// # Cost
    ///
    /// Logarithmic.
    pub fn let_go(&mut self, employee: EmployeeId) -> Result<(), Error> {
        if let Some(call) = self.call_of(employee)? {
            return Err(Error::BusyEmployee { employee, call });
        }
        let Member { rank, .. } = self.staff.remove(employee);
        self.desk(rank).left(employee);
        self.observers.note(Event::LetGo { employee });
        self.observers.tell();
        Ok(())
    }

    /// Where a call stands.
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

    /// The lowest rank that may take a call.
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

    /// The call that an employee talks to; `None` if they are free.
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

    /// The rank of an employee.
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

    /// The name of an employee.
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

    /// Tells `observer` of everything that happens from now on, in the order that [`Event`] describes.
    ///
    /// An observer is told when the operation is done. If it panics, the panic goes on to the caller of the operation.
    /// The operation is done even so; events that have not been told yet are lost.
    ///
    /// # Cost
    ///
    /// Constant; each event costs what its observers do with it.
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

    /// Figures about the work so far.
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
            |times: fn(&Desk<P>) -> Times| self.desks.iter().map(|(&rank, desk)| (rank, times(desk))).collect();
        Report {
            counts: self.counts(),
            waits: by_rank(|desk| desk.waits),
            handling: by_rank(|desk| desk.handling),
            abandoned: by_rank(|desk| desk.abandoned),
        }
    }

    /// The whole state, to be looked at and compared.
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
            calls: self.calls.iter().map(|(id, live)| Call { id, level: live.level, state: live.state }).collect(),
            counts: self.counts(),
        }
    }
}

/// The steps that operations are made of. Each keeps status, desk, state and figures in step, and none can fail.
impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Who takes a call of this level; nobody if nobody who may is free. Changes nothing, so that an operation can
    /// still be refused.
    fn choose(&self, level: R) -> Result<Option<EmployeeId>, Error> {
        let Some((&rank, desk)) = self.desks.range(level..).find(|(_, desk)| desk.has_free()) else {
            return Ok(None);
        };
        match desk.choose() {
            Some(employee) if self.is_free(employee, rank) => Ok(Some(employee)),
            chosen => Err(Error::InvalidChoice { chosen }),
        }
    }

    /// Whether somebody of this rank who is free has this id.
    fn is_free(&self, employee: EmployeeId, rank: R) -> bool {
        let is_free = |member: &Member<R>| member.rank == rank && matches!(member.status, Status::Free { .. });
        self.staff.get(employee).is_ok_and(is_free)
    }

    /// Who talks to a call.
    fn handler(&self, call: CallId) -> Result<EmployeeId, Error> {
        match self.state(call)? {
            CallState::InProgress(handler) => Ok(handler),
            CallState::Waiting => Err(Error::WaitingCall(call)),
        }
    }

    fn desk(&mut self, rank: R) -> &mut Desk<P> {
        self.desks.get_mut(&rank).expect("every rank has a desk")
    }

    /// From neither to waiting or in progress.
    fn place(&mut self, call: CallId, taker: Option<EmployeeId>, now: Timestamp) -> CallState {
        let Some(employee) = taker else {
            let level = self.calls[call].level;
            self.desk(level).line_up(call);
            self.observers.note(Event::Queued { call });
            return CallState::Waiting;
        };
        self.answer(call, employee, now);
        CallState::InProgress(employee)
    }

    /// To in progress, of a call that is in no line, by somebody who is free.
    fn answer(&mut self, call: CallId, by: EmployeeId, now: Timestamp) {
        let live = &mut self.calls[call];
        let waited = now.since(live.since);
        live.state = CallState::InProgress(by);
        live.since = now;
        let member = &mut self.staff[by];
        member.status = Status::Busy { call };
        let rank = member.rank;
        let desk = self.desk(rank);
        desk.answered(by);
        desk.waits.add(waited);
        self.observers.note(Event::Answered { call, by });
    }

    /// Out of progress; the handler is free then, and where the call goes is up to the caller.
    fn put_down(&mut self, call: CallId, handler: EmployeeId, now: Timestamp) {
        let talked = now.since(self.calls[call].since);
        let rank = self.staff[handler].rank;
        self.desk(rank).handling.add(talked);
        self.free(handler);
    }

    /// Makes an employee free, as the last one to become so.
    fn free(&mut self, employee: EmployeeId) {
        self.freed += 1;
        let member = &mut self.staff[employee];
        member.status = Status::Free { since: self.freed };
        let rank = member.rank;
        self.desk(rank).freed(employee);
    }

    /// Gives somebody who is free the first call that waits for them, if there is one.
    fn take_next(&mut self, employee: EmployeeId, now: Timestamp) {
        let rank = self.staff[employee].rank;
        if let Some(call) = self.desks.range(..=rank).filter_map(|(_, desk)| desk.first_in_line()).min() {
            let level = self.calls[call].level;
            self.desk(level).leave_line(call);
            self.answer(call, employee, now);
        }
    }

    /// From in progress to completed.
    fn finish(&mut self, call: CallId, handler: EmployeeId) {
        let now = self.clock.now();
        self.put_down(call, handler, now);
        self.calls.remove(call);
        self.observers.note(Event::Completed { call, by: handler });
        self.take_next(handler, now);
    }

    /// From waiting to abandoned.
    fn abandon(&mut self, call: CallId) {
        let now = self.clock.now();
        let Live { level, since, .. } = self.calls.remove(call);
        let desk = self.desk(level);
        desk.leave_line(call);
        desk.abandoned.add(now.since(since));
        self.observers.note(Event::Abandoned { call });
    }

    /// Everything is counted where it is, so no count can be wrong on its own.
    fn counts(&self) -> Counts {
        let received = self.calls.issued();
        let unfinished = self.calls.len() as u64;
        let waiting = self.desks.values().map(|desk| desk.waiting() as u64).sum();
        let abandoned = self.desks.values().map(|desk| desk.abandoned.count).sum();
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
    #[cfg_attr(false, mutants::skip)] // The stub has it as it is, and the suite tests nothing that is given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallCenter").finish_non_exhaustive()
    }
}
