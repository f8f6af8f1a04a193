//! Steps of laws: their generation and their execution.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use call_center::{AssignmentPolicy, CallCenter, CallId, CallState, Clock, EmployeeId, Error, Ladder, Rank};
use enum_iterator::all;
use proptest::prelude::*;

use super::model::{Model, PolicyKind};
use super::{Ids, ManualClock, ids, lowest};

/// A step of a law. `C` and `E` identify a call and an employee, or are numbers that select one.
#[derive(Clone)]
pub enum Op<R, C, E> {
    Hire(R),
    Receive(R),
    Complete(C),
    HangUp(C),
    Escalate(C),
    LetGo(E),
    /// Sets the clock to this many seconds.
    Clock(u64),
    /// Makes every policy choose nobody, or choose normally again.
    BreakPolicies(bool),
}

/// A step whose call or employee is selected when the step runs.
pub type Plan<R> = Op<R, usize, usize>;

/// A step with a selected call or employee.
pub type Action<R> = Op<R, CallId, EmployeeId>;

impl<R: Ladder> Plan<R> {
    /// Selects the call or employee from the current state of the model.
    pub fn resolve(&self, model: &Model<R>) -> Action<R> {
        match *self {
            Op::Complete(number) => Op::Complete(model.call(number)),
            Op::HangUp(number) => Op::HangUp(model.call(number)),
            Op::Escalate(number) => Op::Escalate(model.call(number)),
            Op::Hire(rank) => Op::Hire(rank),
            Op::Receive(level) => Op::Receive(level),
            Op::LetGo(number) => Op::LetGo(model.employee(number)),
            Op::Clock(seconds) => Op::Clock(seconds),
            Op::BreakPolicies(policies_broken) => Op::BreakPolicies(policies_broken),
        }
    }
}

impl<R: fmt::Debug, C: fmt::Display, E: fmt::Display> fmt::Debug for Op<R, C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::Complete(call) => write!(f, "complete({call})"),
            Op::HangUp(call) => write!(f, "hang_up({call})"),
            Op::Receive(level) => write!(f, "receive({level:?})"),
            Op::Escalate(call) => write!(f, "escalate({call})"),
            Op::Hire(rank) => write!(f, "hire({rank:?})"),
            Op::LetGo(employee) => write!(f, "let_go({employee})"),
            Op::Clock(seconds) => write!(f, "the clock shows {seconds} s"),
            Op::BreakPolicies(true) => write!(f, "the policies choose nobody"),
            Op::BreakPolicies(false) => write!(f, "the policies choose normally"),
        }
    }
}

const ANY: std::ops::Range<usize> = 0..64;

pub type Plans<R> = BoxedStrategy<Plan<R>>;

fn plans_of_stage_1<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![
        1 => Just(Op::Hire(lowest())),
        4 => Just(Op::Receive(lowest())),
        4 => ANY.prop_map(Op::Complete),
    ]
    .boxed()
}

pub fn plans_to_stage_2<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![
        1 => Just(Op::Hire(lowest())),
        8 => Just(Op::Receive(lowest())),
        4 => ANY.prop_map(Op::Complete),
        2 => ANY.prop_map(Op::HangUp),
    ]
    .boxed()
}

pub fn plans_to_stage_3<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![
        6 => plans_to_stage_2(),
        4 => any_rank().prop_map(Op::Receive),
        1 => any_rank().prop_map(Op::Hire),
    ]
    .boxed()
}

pub fn plans_to_stage_4<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![3 => plans_to_stage_3(), 1 => ANY.prop_map(Op::Escalate)].boxed()
}

pub fn plans_to_stage_5<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![8 => plans_to_stage_4(), 1 => ANY.prop_map(Op::LetGo)].boxed()
}

pub fn plans_to_stage_6<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![5 => plans_to_stage_5(), 1 => (0..100u64).prop_map(Op::Clock)].boxed()
}

/// Generates steps with many hires and departures.
pub fn plans_with_turnover<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![
        4 => plans_to_stage_6(),
        1 => ANY.prop_map(Op::Complete),
        1 => any_rank().prop_map(Op::Hire),
        1 => ANY.prop_map(Op::LetGo),
    ]
    .boxed()
}

pub fn plans_with_broken_policies<R: Ladder + 'static>() -> Plans<R> {
    prop_oneof![4 => plans_with_turnover(), 1 => any::<bool>().prop_map(Op::BreakPolicies)].boxed()
}

pub fn any_rank<R: Ladder + 'static>() -> impl Strategy<Value = R> {
    proptest::sample::select(all().collect::<Vec<R>>())
}

/// One case of a law: the ranks of the staff and the steps.
#[derive(Clone)]
pub struct Script<R> {
    ranks: Vec<R>,
    pub plans: Vec<Plan<R>>,
    policy: PolicyKind,
    ids: Rc<Ids>,
}

/// Generates scripts with operators only, never more calls than free operators, and no id of a finished call.
pub fn scripts_without_waiting() -> impl Strategy<Value = Script<Rank>> + 'static {
    scripts(Just(Rank::Operator), plans_of_stage_1(), PolicyKind::LongestIdle).prop_map(|script| {
        script.only(|model, action| match *action {
            Op::Receive(_) => !model.state.idle.is_empty(),
            Op::Complete(id) => model.state.calls.iter().any(|call| call.id == id),
            _ => true,
        })
    })
}

/// Generates scripts for `LongestIdle` whose calls were all received.
pub fn scripts_with_known_calls(
    ranks: impl Strategy<Value = Rank> + 'static,
    plans: Plans<Rank>,
) -> impl Strategy<Value = Script<Rank>> + 'static {
    scripts(ranks, plans, PolicyKind::LongestIdle).prop_map(|script| {
        script.only(|model, action| match *action {
            Op::Complete(call) | Op::HangUp(call) | Op::Escalate(call) => model.has_received(call),
            _ => true,
        })
    })
}

/// Generates scripts with these ranks and steps.
pub fn scripts<R: Ladder + 'static>(
    ranks: impl Strategy<Value = R> + 'static,
    plans: Plans<R>,
    policy: PolicyKind,
) -> impl Strategy<Value = Script<R>> + 'static {
    let ids = Rc::new(ids());
    let parts = (proptest::collection::vec(ranks, 0..6), proptest::collection::vec(plans, 0..40));
    parts.prop_map(move |(ranks, plans)| Script { ranks, plans, policy, ids: Rc::clone(&ids) })
}

impl<R: Ladder> Script<R> {
    /// Hires the staff of the script.
    pub fn hire<C: Clock, P: AssignmentPolicy>(&self, center: &mut CallCenter<R, C, P>) {
        for &rank in &self.ranks {
            center.hire(rank);
        }
    }

    /// Creates the model before the first step.
    pub fn model(&self) -> Model<R> {
        Model::new(&self.ranks, Rc::clone(&self.ids), self.policy)
    }

    /// Removes every step that is not allowed in the state of the model at that time.
    fn only(mut self, allowed: impl Fn(&Model<R>, &Action<R>) -> bool) -> Self {
        let mut model = self.model();
        self.plans.retain(|plan| {
            let action = plan.resolve(&model);
            let keep = allowed(&model, &action);
            if keep {
                perform_in_model(&mut model, &action);
            }
            keep
        });
        self
    }
}

/// Prints selected calls and employees instead of the numbers that select them.
impl<R: Ladder> fmt::Debug for Script<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut model = self.model();
        write!(f, "a staff of {:?}", self.ranks)?;
        for plan in &self.plans {
            let action = plan.resolve(&model);
            write!(f, ", {action:?}")?;
            perform_in_model(&mut model, &action);
        }
        Ok(())
    }
}

/// The result of an operation.
#[derive(Debug, PartialEq)]
pub enum Reply {
    Call(Result<CallId, Error>),
    State(Result<CallState, Error>),
    Done(Result<(), Error>),
    Id(EmployeeId),
}

/// The forced choice of every policy. `None` lets policies choose normally.
pub type ForcedChoice = Rc<Cell<Option<Option<EmployeeId>>>>;

/// The parts of a center that a script changes: the clock and the policies.
#[derive(Debug, Default)]
pub struct Environment {
    pub clock: Rc<ManualClock>,
    pub forced_choice: ForcedChoice,
}

/// Performs a step in a center.
pub fn perform<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &mut CallCenter<R, C, P>,
    environment: &Environment,
    action: &Action<R>,
) -> Reply {
    match *action {
        Op::Complete(call) => Reply::Done(center.complete(call)),
        Op::HangUp(call) => Reply::Done(center.hang_up(call)),
        Op::Receive(level) => Reply::Call(center.receive(level)),
        Op::Escalate(call) => Reply::State(center.escalate(call)),
        Op::Hire(rank) => Reply::Id(center.hire(rank)),
        Op::LetGo(employee) => Reply::Done(center.let_go(employee)),
        Op::Clock(seconds) => {
            environment.clock.set(seconds);
            Reply::Done(Ok(()))
        }
        Op::BreakPolicies(policies_broken) => {
            environment.forced_choice.set(policies_broken.then_some(None));
            Reply::Done(Ok(()))
        }
    }
}

/// Performs a step in a model. Returns the expected result.
pub fn perform_in_model<R: Ladder>(model: &mut Model<R>, action: &Action<R>) -> Reply {
    let reply = match *action {
        Op::Complete(call) => Reply::Done(model.complete(call)),
        Op::HangUp(call) => Reply::Done(model.hang_up(call)),
        Op::Receive(level) => Reply::Call(model.receive(level)),
        Op::Escalate(call) => Reply::State(model.escalate(call)),
        Op::Hire(rank) => Reply::Id(model.hire(rank)),
        Op::LetGo(employee) => Reply::Done(model.let_go(employee)),
        Op::Clock(seconds) => {
            model.now = seconds;
            Reply::Done(Ok(()))
        }
        Op::BreakPolicies(policies_broken) => {
            model.policies_broken = policies_broken;
            Reply::Done(Ok(()))
        }
    };
    model.count();
    reply
}
