//! What the stages of this suite share.

// A stage that is left out leaves some of it unused.
#![allow(dead_code)]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use call_center::{
    AssignmentPolicy, Call, CallCenter, CallId, CallState, Clock, Counts, Employee, EmployeeId, Error, Event, Ladder,
    Outcome, Rank, Receipt, Report, Snapshot, Times, Timestamp,
};
use enum_iterator::all;
use proptest::prelude::*;

/// A clock that shows what a test sets, in seconds.
#[derive(Debug, Default)]
pub struct ManualClock(Cell<u64>);

impl ManualClock {
    pub fn set(&self, seconds: u64) {
        self.0.set(seconds);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::at(Duration::from_secs(self.0.get()))
    }
}

/// A center with one employee for each of `ranks`, and their ids.
pub fn staffed<const N: usize>(ranks: [Rank; N]) -> (CallCenter, [EmployeeId; N]) {
    let center = CallCenter::new(named(&ranks));
    let staff = ids_of_staff(&center);
    (center, staff)
}

/// A name for each of `ranks`.
pub fn named<R: Copy>(ranks: &[R]) -> Vec<(String, R)> {
    ranks.iter().zip(1..).map(|(&rank, nth)| (format!("E{nth}"), rank)).collect()
}

/// The ids of all who work in a center, by hiring.
pub fn ids_of_staff<R: Ladder, C: Clock, P: AssignmentPolicy, const N: usize>(
    center: &CallCenter<R, C, P>,
) -> [EmployeeId; N] {
    let ids: Vec<EmployeeId> = center.snapshot().staff.iter().map(|employee| employee.id).collect();
    ids.try_into().expect("a snapshot shows everybody who works here")
}

/// Receives a call at the lowest level.
#[track_caller]
pub fn receive<R: Ladder, C: Clock, P: AssignmentPolicy>(center: &mut CallCenter<R, C, P>) -> CallId {
    center.receive().expect("a call is received").call
}

/// Receives a call at `level`.
#[track_caller]
pub fn receive_at<R: Ladder, C: Clock, P: AssignmentPolicy>(center: &mut CallCenter<R, C, P>, level: R) -> CallId {
    center.receive_at(level).expect("a call is received").call
}

/// Receives a call at each of `levels`.
#[track_caller]
pub fn receive_all<const N: usize>(center: &mut CallCenter, levels: [Rank; N]) -> [CallId; N] {
    levels.map(|level| receive_at(center, level))
}

#[track_caller]
pub fn complete<R: Ladder, C: Clock, P: AssignmentPolicy>(center: &mut CallCenter<R, C, P>, call: CallId) {
    assert_eq!(center.complete(call), Ok(()), "{call} is in progress and can be completed");
}

#[track_caller]
pub fn assert_in_progress<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &CallCenter<R, C, P>,
    call: CallId,
    by: EmployeeId,
    why: &str,
) {
    assert_eq!(center.state(call), Ok(CallState::InProgress(by)), "the state of {call}: {why}");
    assert_eq!(center.call_of(by), Ok(Some(call)), "the call of {by}: {why}");
}

#[track_caller]
pub fn assert_waiting<R: Ladder, C: Clock, P: AssignmentPolicy>(center: &CallCenter<R, C, P>, call: CallId, why: &str) {
    assert_eq!(center.state(call), Ok(CallState::Waiting), "the state of {call}: {why}");
}

/// Calls `operation`, which must be refused with `error` and change nothing.
#[track_caller]
pub fn assert_refused<R: Ladder, C: Clock, P: AssignmentPolicy, T: std::fmt::Debug + PartialEq>(
    center: &mut CallCenter<R, C, P>,
    error: Error,
    what: &str,
    operation: impl FnOnce(&mut CallCenter<R, C, P>) -> Result<T, Error>,
) {
    let before = center.snapshot();
    assert_eq!(operation(center), Err(error), "{what}");
    assert_same_state(&center.snapshot(), &before, &format!("{what} was refused"));
}

/// Compares a state part by part, so that a message is about the part that differs.
#[track_caller]
pub fn assert_same_state<R: Ladder>(actual: &Snapshot<R>, expected: &Snapshot<R>, after: &str) {
    assert_eq!(actual.staff, expected.staff, "who works here, and on which call, after {after}");
    assert_eq!(actual.calls, expected.calls, "the unfinished calls after {after}");
    assert_eq!(actual.idle, expected.idle, "who is free, the longest first, after {after}");
    assert_eq!(actual.counts, expected.counts, "how many calls are where after {after}");
}

/// The ids that every center issues, in their order: the first call has the same id everywhere, and so on.
#[derive(Clone, Debug)]
pub struct Ids {
    pub calls: Vec<CallId>,
    pub staff: Vec<EmployeeId>,
}

/// More ids than a test needs.
pub fn ids() -> Ids {
    let mut center = CallCenter::new(named(&[Rank::Operator; 60]));
    let staff = center.snapshot().staff.iter().map(|employee| employee.id).collect();
    let mut calls = Vec::new();
    for _ in 0..60 {
        calls.push(receive(&mut center));
        complete(&mut center, calls[calls.len() - 1]);
    }
    Ids { calls, staff }
}

/// A step of a law. Numbers choose a rank, an employee or a call.
#[derive(Clone, Debug)]
pub enum Op {
    Receive,
    Complete(usize),
    HangUp(usize),
    ReceiveAt(usize),
    Escalate(usize),
    Hire(usize),
    LetGo(usize),
    /// The clock shows this many seconds.
    Clock(u64),
}

const ANY: std::ops::Range<usize> = 0..64;

pub fn ops_of_stage_1() -> BoxedStrategy<Op> {
    prop_oneof![Just(Op::Receive), ANY.prop_map(Op::Complete)].boxed()
}

pub fn ops_to_stage_2() -> BoxedStrategy<Op> {
    prop_oneof![4 => Just(Op::Receive), 2 => ANY.prop_map(Op::Complete), 1 => ANY.prop_map(Op::HangUp)].boxed()
}

pub fn ops_to_stage_3() -> BoxedStrategy<Op> {
    prop_oneof![3 => ops_to_stage_2(), 2 => ANY.prop_map(Op::ReceiveAt)].boxed()
}

pub fn ops_to_stage_4() -> BoxedStrategy<Op> {
    prop_oneof![3 => ops_to_stage_3(), 1 => ANY.prop_map(Op::Escalate)].boxed()
}

pub fn ops_to_stage_5() -> BoxedStrategy<Op> {
    prop_oneof![8 => ops_to_stage_4(), 1 => ANY.prop_map(Op::Hire), 1 => ANY.prop_map(Op::LetGo)].boxed()
}

pub fn ops_to_stage_6() -> BoxedStrategy<Op> {
    prop_oneof![5 => ops_to_stage_5(), 1 => (0..100u64).prop_map(Op::Clock)].boxed()
}

/// The ranks of a staff, as numbers, and some steps.
pub fn script(op: BoxedStrategy<Op>) -> impl Strategy<Value = (Vec<usize>, Vec<Op>)> + 'static {
    (proptest::collection::vec(ANY, 0..6), proptest::collection::vec(op, 0..40))
}

/// The rank that a number chooses.
pub fn rank<R: Ladder>(number: usize) -> R {
    all().nth(number % R::CARDINALITY).expect("the number is below the number of ranks")
}

/// Names and ranks of the staff that numbers choose.
pub fn staff_of<R: Ladder>(numbers: &[usize]) -> Vec<(String, R)> {
    named(&numbers.iter().map(|&number| rank(number)).collect::<Vec<R>>())
}

/// Who of several free employees answers in the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Discipline {
    LongestIdle,
    FewestAnswered,
    RoundRobin,
    /// The one who became free last.
    ShortestIdle,
    /// What the policy says whenever it is asked, and it is wrong.
    Invalid(Option<EmployeeId>),
}

/// What a center should do, done naively: lists, searched from the front.
#[derive(Debug)]
pub struct Model<R> {
    ids: Ids,
    pub discipline: Discipline,
    pub state: Snapshot<R>,
    pub events: Vec<Event<R>>,
    pub report: Report<R>,
    hired: usize,
    now: u64,
    since: BTreeMap<CallId, u64>,
    answered: BTreeMap<EmployeeId, u64>,
    last: BTreeMap<R, EmployeeId>,
}

impl<R: Ladder> Model<R> {
    pub fn new(staff: &[(String, R)], ids: Ids, discipline: Discipline) -> Self {
        let no_times = || all().map(|rank| (rank, Times::default())).collect();
        let mut model = Self {
            ids,
            discipline,
            state: Snapshot { staff: Vec::new(), idle: Vec::new(), calls: Vec::new(), counts: Counts::default() },
            events: Vec::new(),
            report: Report {
                counts: Counts::default(),
                waits: no_times(),
                handling: no_times(),
                abandoned: no_times(),
            },
            hired: 0,
            now: 0,
            since: BTreeMap::new(),
            answered: BTreeMap::new(),
            last: BTreeMap::new(),
        };
        for (name, rank) in staff {
            model.hire(name, *rank);
        }
        model.events.clear();
        model
    }

    /// A call that is not finished, if there is one and `number` is small; otherwise any, or one that is unknown.
    fn call(&self, number: usize) -> CallId {
        let unfinished = &self.state.calls;
        if number < 48 && !unfinished.is_empty() {
            return unfinished[number % unfinished.len()].id;
        }
        self.ids.calls[number % (self.state.counts.received as usize + 1)]
    }

    /// Somebody who works here, if there is one and `number` is small; otherwise anybody, or somebody unknown.
    fn employee(&self, number: usize) -> EmployeeId {
        let staff = &self.state.staff;
        if number < 48 && !staff.is_empty() {
            return staff[number % staff.len()].id;
        }
        self.ids.staff[number % (self.hired + 1)]
    }

    fn find(&mut self, call: CallId) -> Result<&mut Call<R>, Error> {
        let received = self.state.counts.received as usize;
        let error = if self.ids.calls[..received].contains(&call) {
            Error::FinishedCall(call)
        } else {
            Error::UnknownCall(call)
        };
        self.state.calls.iter_mut().find(|other| other.id == call).ok_or(error)
    }

    fn member(&mut self, employee: EmployeeId) -> Result<&mut Employee<R>, Error> {
        let error = if self.ids.staff[..self.hired].contains(&employee) {
            Error::FormerEmployee(employee)
        } else {
            Error::UnknownEmployee(employee)
        };
        self.state.staff.iter_mut().find(|other| other.id == employee).ok_or(error)
    }

    fn known(&mut self, employee: EmployeeId) -> &mut Employee<R> {
        self.member(employee).expect("the model knows its staff")
    }

    fn handler(&mut self, call: CallId) -> Result<EmployeeId, Error> {
        match self.find(call)?.state {
            CallState::InProgress(handler) => Ok(handler),
            CallState::Waiting => Err(Error::WaitingCall(call)),
        }
    }

    fn choose(&mut self, level: R) -> Result<Option<EmployeeId>, Error> {
        let ranks: Vec<(EmployeeId, R)> =
            self.state.idle.clone().into_iter().map(|id| (id, self.known(id).rank)).collect();
        let Some(rank) = ranks.iter().map(|&(_, rank)| rank).filter(|&rank| rank >= level).min() else {
            return Ok(None);
        };
        let mut free = ranks.into_iter().filter(|&(_, other)| other == rank).map(|(id, _)| id);
        let answered = |id: &EmployeeId| self.answered.get(id).copied().unwrap_or(0);
        let last = self.last.get(&rank).copied();
        match self.discipline {
            Discipline::LongestIdle => Ok(free.next()),
            Discipline::ShortestIdle => Ok(free.last()),
            Discipline::FewestAnswered => Ok(free.min_by_key(answered)),
            Discipline::RoundRobin => Ok(free.min_by_key(|&id| (last.is_some_and(|last| id <= last), id))),
            Discipline::Invalid(chosen) => Err(Error::InvalidChoice { chosen }),
        }
    }

    fn waited(&self, call: CallId) -> Duration {
        Duration::from_secs(self.now.saturating_sub(self.since[&call]))
    }

    fn answer(&mut self, call: CallId, by: EmployeeId) {
        let rank = self.known(by).rank;
        let waited = self.waited(call);
        add(self.report.waits.get_mut(&rank), waited);
        self.since.insert(call, self.now);
        self.state.idle.retain(|&other| other != by);
        self.known(by).call = Some(call);
        self.find(call).expect("the call is not finished").state = CallState::InProgress(by);
        *self.answered.entry(by).or_default() += 1;
        self.last.insert(rank, by);
        self.events.push(Event::Answered { call, by });
    }

    fn place(&mut self, call: CallId, taker: Option<EmployeeId>) -> CallState {
        match taker {
            Some(by) => self.answer(call, by),
            None => self.events.push(Event::Queued { call }),
        }
        self.find(call).expect("the call is not finished").state
    }

    fn put_down(&mut self, call: CallId, handler: EmployeeId) {
        let rank = self.known(handler).rank;
        let talked = self.waited(call);
        add(self.report.handling.get_mut(&rank), talked);
        self.known(handler).call = None;
        self.state.idle.push(handler);
    }

    fn take_next(&mut self, employee: EmployeeId) {
        let rank = self.known(employee).rank;
        let may = |call: &&Call<R>| call.state == CallState::Waiting && call.level <= rank;
        if let Some(call) = self.state.calls.iter().find(may).map(|call| call.id) {
            self.answer(call, employee);
        }
    }

    fn receive(&mut self, level: R) -> Result<Receipt, Error> {
        let taker = self.choose(level)?;
        let call = self.ids.calls[self.state.counts.received as usize];
        self.state.counts.received += 1;
        self.state.calls.push(Call { id: call, level, state: CallState::Waiting });
        self.since.insert(call, self.now);
        self.events.push(Event::Received { call, level });
        Ok(Receipt { call, state: self.place(call, taker) })
    }

    fn complete(&mut self, call: CallId) -> Result<(), Error> {
        let handler = self.handler(call)?;
        self.put_down(call, handler);
        self.state.calls.retain(|other| other.id != call);
        self.state.counts.completed += 1;
        self.events.push(Event::Completed { call, by: handler });
        self.take_next(handler);
        Ok(())
    }

    fn hang_up(&mut self, call: CallId) -> Result<Outcome, Error> {
        let Call { level, state, .. } = *self.find(call)?;
        if state != CallState::Waiting {
            return self.complete(call).map(|()| Outcome::Completed);
        }
        let waited = self.waited(call);
        add(self.report.abandoned.get_mut(&level), waited);
        self.state.calls.retain(|other| other.id != call);
        self.state.counts.abandoned += 1;
        self.events.push(Event::Abandoned { call });
        Ok(Outcome::Abandoned)
    }

    fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        let handler = self.handler(call)?;
        let rank = self.known(handler).rank;
        let level = all().find(|&above: &R| above > rank).ok_or(Error::HighestRank { call, handler })?;
        let taker = self.choose(level)?;
        self.put_down(call, handler);
        self.since.insert(call, self.now);
        *self.find(call)? = Call { id: call, level, state: CallState::Waiting };
        self.events.push(Event::Escalated { call, by: handler, level });
        let state = self.place(call, taker);
        self.take_next(handler);
        Ok(state)
    }

    fn hire(&mut self, name: &str, rank: R) -> EmployeeId {
        let id = self.ids.staff[self.hired];
        self.hired += 1;
        self.state.staff.push(Employee { id, name: name.to_owned(), rank, call: None });
        self.state.idle.push(id);
        self.events.push(Event::Hired { employee: id, rank });
        self.take_next(id);
        id
    }

    fn let_go(&mut self, employee: EmployeeId) -> Result<(), Error> {
        if let Some(call) = self.member(employee)?.call {
            return Err(Error::BusyEmployee { employee, call });
        }
        self.state.staff.retain(|other| other.id != employee);
        self.state.idle.retain(|&other| other != employee);
        self.events.push(Event::LetGo { employee });
        Ok(())
    }

    /// Sets the counts that follow from the list of calls.
    fn count(&mut self) {
        let waiting = self.state.calls.iter().filter(|call| call.state == CallState::Waiting).count() as u64;
        self.state.counts.waiting = waiting;
        self.state.counts.in_progress = self.state.calls.len() as u64 - waiting;
        self.report.counts = self.state.counts;
    }
}

fn add(times: Option<&mut Times>, time: Duration) {
    let times = times.expect("the model has an entry for each rank");
    times.count += 1;
    times.total += time;
    times.longest = times.longest.max(time);
}

/// Does `op` in the center and in the model; result and state must be the same.
pub fn step<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &mut CallCenter<R, C, P>,
    model: &mut Model<R>,
    clock: &ManualClock,
    op: &Op,
) {
    match *op {
        Op::Receive => {
            assert_eq!(center.receive(), model.receive(rank(0)), "what becomes of a call at the lowest level");
        }
        Op::ReceiveAt(number) => {
            let level = rank(number);
            assert_eq!(center.receive_at(level), model.receive(level), "what becomes of a call at level {level:?}");
        }
        Op::Complete(number) => {
            let call = model.call(number);
            assert_eq!(center.complete(call), model.complete(call), "what becomes of complete({call})");
        }
        Op::HangUp(number) => {
            let call = model.call(number);
            assert_eq!(center.hang_up(call), model.hang_up(call), "what becomes of hang_up({call})");
        }
        Op::Escalate(number) => {
            let call = model.call(number);
            assert_eq!(center.escalate(call), model.escalate(call), "what becomes of escalate({call})");
        }
        Op::Hire(number) => {
            let rank = rank(number);
            assert_eq!(center.hire("New", rank), model.hire("New", rank), "the id of a new {rank:?}");
        }
        Op::LetGo(number) => {
            let employee = model.employee(number);
            assert_eq!(center.let_go(employee), model.let_go(employee), "what becomes of let_go({employee})");
        }
        Op::Clock(seconds) => {
            clock.set(seconds);
            model.now = seconds;
        }
    }
    model.count();
    let state = center.snapshot();
    assert_invariants(&state, op);
    assert_same_state(&state, &model.state, &format!("{op:?}"));
}

/// What holds of every center at every moment.
fn assert_invariants<R: Ladder>(state: &Snapshot<R>, op: &Op) {
    for call in &state.calls {
        if let CallState::InProgress(by) = call.state {
            let busy = state.staff.iter().find(|employee| employee.id == by).and_then(|employee| employee.call);
            assert_eq!(busy, Some(call.id), "{} is in progress by {by}, so this is their call, after {op:?}", call.id);
        }
    }
    for employee in &state.staff {
        if let Some(call) = employee.call {
            let by = state.calls.iter().find(|other| other.id == call).map(|call| call.state);
            let id = employee.id;
            assert_eq!(by, Some(CallState::InProgress(id)), "{id} talks to {call}, so this is its state, after {op:?}");
            continue;
        }
        let stuck = state.calls.iter().find(|call| call.state == CallState::Waiting && call.level <= employee.rank);
        assert_eq!(stuck, None, "a call that waits although {employee:?} is free and may take it, after {op:?}");
    }
    let Counts { received, waiting, in_progress, completed, abandoned } = state.counts;
    assert_eq!(
        waiting + in_progress + completed + abandoned,
        received,
        "waiting + in progress + completed + abandoned calls, which are all that were received, after {op:?}"
    );
}
