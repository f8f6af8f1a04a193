//! Assertions: compare a center with an expected state, with the model, and with rules that always hold.

use std::fmt::Debug;
use std::sync::mpsc;

use call_center::{
    AssignmentPolicy, CallCenter, CallId, CallState, Clock, Counts, EmployeeId, Error, Event, Ladder, Report, Snapshot,
};

use super::model::Model;
use super::operations::{Action, Environment, Plan, Script, perform, perform_in_model};

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

/// Asserts that `operation` is refused with `error` and changes nothing.
#[track_caller]
pub fn assert_refused<R: Ladder, C: Clock, P: AssignmentPolicy, T: Debug + PartialEq>(
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
fn assert_same_report<R: Ladder>(actual: &Report<R>, expected: &Report<R>, after: &str) {
    assert_eq!(actual.waits, expected.waits, "the waits in the report after {after}");
    assert_eq!(actual.handling, expected.handling, "the handling in the report after {after}");
    assert_eq!(actual.abandoned, expected.abandoned, "the abandoned waits in the report after {after}");
    assert_eq!(actual.counts, expected.counts, "the counts in the report after {after}");
}

/// Performs a step in the center and in the model, which must agree on the result and on the state. Returns the step.
fn step<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &mut CallCenter<R, C, P>,
    model: &mut Model<R>,
    environment: &Environment,
    plan: &Plan<R>,
) -> Action<R> {
    let action = plan.resolve(model);
    let expected = perform_in_model(model, &action);
    assert_eq!(perform(center, environment, &action), expected, "what {action:?} returns");
    let state = center.snapshot();
    assert_invariants(&state, &action);
    assert_same_state(&state, &model.state, &format!("{action:?}"));
    action
}

/// Runs a script on a center and on the model.
pub fn play<R: Ladder>(script: &Script<R>) {
    let mut center: CallCenter<R> = CallCenter::new(script.staff());
    let mut model = script.model();
    for plan in &script.plans {
        step(&mut center, &mut model, &Environment::default(), plan);
    }
}

/// Runs a script on this center, which has its staff already, and on the model. Compares events and reports too.
pub fn play_watched<R: Ladder + Send + 'static, C: Clock, P: AssignmentPolicy>(
    script: &Script<R>,
    mut center: CallCenter<R, C, P>,
    environment: &Environment,
) {
    let mut model = script.model();
    let (sender, events) = mpsc::channel();
    center.observe(move |event| sender.send(*event).expect("the test listens"));
    for plan in &script.plans {
        let action = step(&mut center, &mut model, environment, plan);
        let told: Vec<Event<R>> = events.try_iter().collect();
        assert_eq!(told, std::mem::take(&mut model.events), "the events of {action:?}");
        assert_same_report(&center.report(), &model.report, &format!("{action:?}"));
    }
}

/// Asserts the rules that hold for every center at every moment.
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
