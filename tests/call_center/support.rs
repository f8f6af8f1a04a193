//! What the stages of this suite share.

// A stage that is left out leaves some of it unused.
#![allow(dead_code)]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::sync::mpsc;
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
    let staff = |state: &Snapshot<R>| state.staff.iter().map(|employee| employee.id).collect::<Vec<_>>();
    assert_eq!(staff(actual), staff(expected), "who works here after {after}");
    for (actual, expected) in actual.staff.iter().zip(&expected.staff) {
        assert_eq!(actual, expected, "{} after {after}", expected.id);
    }
    let calls = |state: &Snapshot<R>| state.calls.iter().map(|call| call.id).collect::<Vec<_>>();
    assert_eq!(calls(actual), calls(expected), "the unfinished calls after {after}");
    for (actual, expected) in actual.calls.iter().zip(&expected.calls) {
        assert_eq!(actual, expected, "{} after {after}", expected.id);
    }
    assert_eq!(actual.idle, expected.idle, "who is free, the longest first, after {after}");
    assert_eq!(actual.counts, expected.counts, "how many calls are where after {after}");
}

/// Compares a report part by part, so that a message is about the part that differs.
#[track_caller]
pub fn assert_same_report<R: Ladder>(actual: &Report<R>, expected: &Report<R>, after: &str) {
    assert_eq!(actual.waits, expected.waits, "the waits in the report after {after}");
    assert_eq!(actual.handling, expected.handling, "the handling in the report after {after}");
    assert_eq!(actual.abandoned, expected.abandoned, "the abandoned waits in the report after {after}");
    assert_eq!(actual.counts, expected.counts, "the counts in the report after {after}");
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

/// A step of a law, with what it is done to: `C` and `E` are a call and an employee, or numbers that choose them.
#[derive(Clone)]
pub enum Op<R, C, E> {
    Receive,
    Complete(C),
    HangUp(C),
    ReceiveAt(R),
    Escalate(C),
    Hire(R),
    LetGo(E),
    /// The clock shows this many seconds.
    Clock(u64),
    /// Policies answer that nobody should take a call, until they are sound again.
    Unsound(bool),
}

/// A step whose call or employee is chosen when it is its turn.
pub type Plan<R> = Op<R, usize, usize>;

/// A step as it is done.
pub type Action<R> = Op<R, CallId, EmployeeId>;

impl<R: fmt::Debug, C: fmt::Display, E: fmt::Display> fmt::Debug for Op<R, C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::Receive => write!(f, "receive()"),
            Op::Complete(call) => write!(f, "complete({call})"),
            Op::HangUp(call) => write!(f, "hang_up({call})"),
            Op::ReceiveAt(level) => write!(f, "receive_at({level:?})"),
            Op::Escalate(call) => write!(f, "escalate({call})"),
            Op::Hire(rank) => write!(f, "hire(\"New\", {rank:?})"),
            Op::LetGo(employee) => write!(f, "let_go({employee})"),
            Op::Clock(seconds) => write!(f, "the clock shows {seconds} s"),
            Op::Unsound(true) => write!(f, "the policies choose nobody"),
            Op::Unsound(false) => write!(f, "the policies are sound"),
        }
    }
}

const ANY: std::ops::Range<usize> = 0..64;

pub type Plans<R> = BoxedStrategy<Plan<R>>;

fn plans_of_stage_1<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![Just(Op::Receive), ANY.prop_map(Op::Complete)].boxed()
}

pub fn plans_to_stage_2<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![4 => Just(Op::Receive), 2 => ANY.prop_map(Op::Complete), 1 => ANY.prop_map(Op::HangUp)].boxed()
}

pub fn plans_to_stage_3<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![3 => plans_to_stage_2(), 2 => any_rank().prop_map(Op::ReceiveAt)].boxed()
}

pub fn plans_to_stage_4<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![3 => plans_to_stage_3(), 1 => ANY.prop_map(Op::Escalate)].boxed()
}

pub fn plans_to_stage_5<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![8 => plans_to_stage_4(), 1 => any_rank().prop_map(Op::Hire), 1 => ANY.prop_map(Op::LetGo)].boxed()
}

pub fn plans_to_stage_6<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![5 => plans_to_stage_5(), 1 => (0..100u64).prop_map(Op::Clock)].boxed()
}

/// Many come and go.
pub fn plans_with_turnover<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![
        4 => plans_to_stage_6(),
        1 => ANY.prop_map(Op::Complete),
        1 => any_rank().prop_map(Op::Hire),
        1 => ANY.prop_map(Op::LetGo),
    ]
    .boxed()
}

pub fn plans_with_unsound_policies<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![4 => plans_to_stage_6(), 1 => any::<bool>().prop_map(Op::Unsound)].boxed()
}

pub fn any_rank<R: Ladder + 'static>() -> impl Strategy<Value = R> {
    proptest::sample::select(all().collect::<Vec<R>>())
}

/// A case of a law: the ranks of a staff, and what happens to it.
#[derive(Clone)]
pub struct Script<R> {
    ranks: Vec<R>,
    plans: Vec<Plan<R>>,
    discipline: Discipline,
    ids: Rc<Ids>,
}

/// Scripts of a center with operators only, and never more calls than free operators.
pub fn scripts_without_a_line() -> impl Strategy<Value = Script<Rank>> + 'static {
    scripts(Just(Rank::Operator), plans_of_stage_1(), Discipline::LongestIdle).prop_map(Script::without_a_line)
}

/// Scripts with a staff of `ranks` and steps like these.
pub fn scripts<R: Ladder + 'static>(
    ranks: impl Strategy<Value = R> + 'static,
    plans: Plans<R>,
    discipline: Discipline,
) -> impl Strategy<Value = Script<R>> + 'static {
    let ids = Rc::new(ids());
    let parts = (proptest::collection::vec(ranks, 0..6), proptest::collection::vec(plans, 0..40));
    parts.prop_map(move |(ranks, plans)| Script { ranks, plans, discipline, ids: Rc::clone(&ids) })
}

impl<R: Ladder> Script<R> {
    /// The names and ranks to begin with.
    pub fn staff(&self) -> Vec<(String, R)> {
        named(&self.ranks)
    }

    /// A model of the center before the first step.
    pub fn model(&self) -> Model<R> {
        Model::new(&self.staff(), Rc::clone(&self.ids), self.discipline)
    }

    /// The same without calls that would have to wait.
    fn without_a_line(mut self) -> Self {
        let mut model = self.model();
        self.plans.retain(|plan| {
            let suits = !(matches!(plan, Op::Receive) && model.state.idle.is_empty());
            if suits {
                model.perform(&model.action(plan));
            }
            suits
        });
        self
    }
}

/// As it is done, since a number says nothing of the call that it chooses.
impl<R: Ladder> fmt::Debug for Script<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut model = self.model();
        write!(f, "a staff of {:?}", self.ranks)?;
        for plan in &self.plans {
            let action = model.action(plan);
            write!(f, ", {action:?}")?;
            model.perform(&action);
        }
        Ok(())
    }
}

/// Who of several free employees answers in the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Discipline {
    LongestIdle,
    FewestAnswered,
    RoundRobin,
    /// The one who became free last.
    ShortestIdle,
}

/// What a center should do, done naively: lists, searched from the front.
#[derive(Debug)]
pub struct Model<R> {
    ids: Rc<Ids>,
    discipline: Discipline,
    unsound: bool,
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
    pub fn new(staff: &[(String, R)], ids: Rc<Ids>, discipline: Discipline) -> Self {
        let no_times = || all().map(|rank| (rank, Times::default())).collect();
        let mut model = Self {
            ids,
            discipline,
            unsound: false,
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

    /// What a plan comes to now.
    pub fn action(&self, plan: &Plan<R>) -> Action<R> {
        match *plan {
            Op::Receive => Op::Receive,
            Op::Complete(number) => Op::Complete(self.call(number)),
            Op::HangUp(number) => Op::HangUp(self.call(number)),
            Op::ReceiveAt(level) => Op::ReceiveAt(level),
            Op::Escalate(number) => Op::Escalate(self.call(number)),
            Op::Hire(rank) => Op::Hire(rank),
            Op::LetGo(number) => Op::LetGo(self.employee(number)),
            Op::Clock(seconds) => Op::Clock(seconds),
            Op::Unsound(unsound) => Op::Unsound(unsound),
        }
    }

    /// Does what `action` says; returns what a center should return.
    pub fn perform(&mut self, action: &Action<R>) -> Reply {
        let reply = match *action {
            Op::Receive => Reply::Receipt(self.receive(all().next().expect("there is a rank"))),
            Op::Complete(call) => Reply::Done(self.complete(call)),
            Op::HangUp(call) => Reply::Outcome(self.hang_up(call)),
            Op::ReceiveAt(level) => Reply::Receipt(self.receive(level)),
            Op::Escalate(call) => Reply::State(self.escalate(call)),
            Op::Hire(rank) => Reply::Id(self.hire("New", rank)),
            Op::LetGo(employee) => Reply::Done(self.let_go(employee)),
            Op::Clock(seconds) => {
                self.now = seconds;
                Reply::Done(Ok(()))
            }
            Op::Unsound(unsound) => {
                self.unsound = unsound;
                Reply::Done(Ok(()))
            }
        };
        self.count();
        reply
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
        if self.unsound {
            return Err(Error::InvalidChoice { chosen: None });
        }
        let mut free = ranks.into_iter().filter(|&(_, other)| other == rank).map(|(id, _)| id);
        let answered = |id: &EmployeeId| self.answered.get(id).copied().unwrap_or(0);
        let last = self.last.get(&rank).copied();
        match self.discipline {
            Discipline::LongestIdle => Ok(free.next()),
            Discipline::ShortestIdle => Ok(free.last()),
            Discipline::FewestAnswered => Ok(free.min_by_key(answered)),
            Discipline::RoundRobin => Ok(free.min_by_key(|&id| (last.is_some_and(|last| id <= last), id))),
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

/// What an operation returns.
#[derive(Debug, PartialEq)]
pub enum Reply {
    Receipt(Result<Receipt, Error>),
    State(Result<CallState, Error>),
    Outcome(Result<Outcome, Error>),
    Done(Result<(), Error>),
    Id(EmployeeId),
}

/// What a policy says; while it is `None`, it is sound.
pub type Answer = Rc<Cell<Option<Option<EmployeeId>>>>;

/// What a center depends on and a script changes.
#[derive(Debug, Default)]
pub struct Surroundings {
    pub clock: Rc<ManualClock>,
    pub answer: Answer,
}

/// Does what `action` says.
fn perform<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &mut CallCenter<R, C, P>,
    surroundings: &Surroundings,
    action: &Action<R>,
) -> Reply {
    match *action {
        Op::Receive => Reply::Receipt(center.receive()),
        Op::Complete(call) => Reply::Done(center.complete(call)),
        Op::HangUp(call) => Reply::Outcome(center.hang_up(call)),
        Op::ReceiveAt(level) => Reply::Receipt(center.receive_at(level)),
        Op::Escalate(call) => Reply::State(center.escalate(call)),
        Op::Hire(rank) => Reply::Id(center.hire("New", rank)),
        Op::LetGo(employee) => Reply::Done(center.let_go(employee)),
        Op::Clock(seconds) => {
            surroundings.clock.set(seconds);
            Reply::Done(Ok(()))
        }
        Op::Unsound(unsound) => {
            surroundings.answer.set(unsound.then_some(None));
            Reply::Done(Ok(()))
        }
    }
}

/// Does a step in the center and in the model; what they return must be the same, and what they show then. Returns the
/// step as it was done.
fn step<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &mut CallCenter<R, C, P>,
    model: &mut Model<R>,
    surroundings: &Surroundings,
    plan: &Plan<R>,
) -> Action<R> {
    let action = model.action(plan);
    assert_eq!(perform(center, surroundings, &action), model.perform(&action), "what {action:?} returns");
    let state = center.snapshot();
    assert_invariants(&state, &action);
    assert_same_state(&state, &model.state, &format!("{action:?}"));
    action
}

/// Lets a script happen to a center, in step with a model.
pub fn play<R: Ladder>(script: &Script<R>) {
    let mut center: CallCenter<R> = CallCenter::new(script.staff());
    let mut model = script.model();
    for plan in &script.plans {
        step(&mut center, &mut model, &Surroundings::default(), plan);
    }
}

/// Lets a script happen to this center, which has its staff already, and looks at events and report, too.
pub fn play_watched<R: Ladder + Send + 'static, C: Clock, P: AssignmentPolicy>(
    script: &Script<R>,
    mut center: CallCenter<R, C, P>,
    surroundings: &Surroundings,
) {
    let mut model = script.model();
    let (sender, events) = mpsc::channel();
    center.observe(move |event| sender.send(*event).expect("the test listens"));
    for plan in &script.plans {
        let action = step(&mut center, &mut model, surroundings, plan);
        let told: Vec<Event<R>> = events.try_iter().collect();
        assert_eq!(told, std::mem::take(&mut model.events), "the events of {action:?}");
        assert_same_report(&center.report(), &model.report, &format!("{action:?}"));
    }
}

/// What holds of every center at every moment.
fn assert_invariants<R: Ladder>(state: &Snapshot<R>, action: &Action<R>) {
    for call in &state.calls {
        if let CallState::InProgress(by) = call.state {
            let busy = state.staff.iter().find(|employee| employee.id == by).and_then(|employee| employee.call);
            assert_eq!(
                busy,
                Some(call.id),
                "{} is in progress by {by}, so this is their call, after {action:?}",
                call.id
            );
        }
    }
    for employee in &state.staff {
        if let Some(call) = employee.call {
            let by = state.calls.iter().find(|other| other.id == call).map(|call| call.state);
            let id = employee.id;
            assert_eq!(
                by,
                Some(CallState::InProgress(id)),
                "{id} talks to {call}, so this is its state, after {action:?}"
            );
            continue;
        }
        let stuck = state.calls.iter().find(|call| call.state == CallState::Waiting && call.level <= employee.rank);
        assert_eq!(stuck, None, "a call that waits although {employee:?} is free and may take it, after {action:?}");
    }
    let Counts { received, waiting, in_progress, completed, abandoned } = state.counts;
    assert_eq!(
        waiting + in_progress + completed + abandoned,
        received,
        "waiting + in progress + completed + abandoned calls, which are all that were received, after {action:?}"
    );
}
