//! Assertions: compare a center with an expected state, with the model, and with rules that always hold.

use std::fmt::{Debug, Display};
use std::sync::mpsc;

use call_center::{
    AssignmentPolicy, CallCenter, CallId, CallState, Clock, Counts, EmployeeId, Error, Event, Ladder, LongestIdle,
    Report, Snapshot, SystemClock,
};

use super::Office;
use super::model::Model;
use super::office::{describe_call, describe_state, with_names};
use super::operations::{Action, Environment, Plan, Script, perform, perform_in_model};

#[track_caller]
pub fn assert_in_progress<R: Ladder, C: Clock, P: AssignmentPolicy>(
    office: &Office<R, C, P>,
    call: CallId,
    by: EmployeeId,
    why: &str,
) {
    let expected = office.describe(Ok(CallState::InProgress(by)));
    assert_eq!(office.describe(office.state(call)), expected, "state of {call}: {why}");
    assert_call_of(office, by, Some(call), why);
}

#[track_caller]
pub fn assert_waiting<R: Ladder, C: Clock, P: AssignmentPolicy>(office: &Office<R, C, P>, call: CallId, why: &str) {
    let expected = office.describe(Ok(CallState::Waiting));
    assert_eq!(office.describe(office.state(call)), expected, "state of {call}: {why}");
}

#[track_caller]
pub fn assert_call_of<R: Ladder, C: Clock, P: AssignmentPolicy>(
    office: &Office<R, C, P>,
    employee: EmployeeId,
    expected: Option<CallId>,
    why: &str,
) {
    let name = office.name(employee);
    assert_eq!(describe_call(office.call_of(employee)), describe_call(Ok(expected)), "call of {name}: {why}");
}

/// Escalates a call to a handler, or to the queue if there is none. Checks the result.
#[track_caller]
pub fn escalate<R: Ladder, C: Clock, P: AssignmentPolicy>(
    office: &mut Office<R, C, P>,
    call: CallId,
    to: Option<EmployeeId>,
    why: &str,
) {
    let expected = to.map_or(CallState::Waiting, CallState::InProgress);
    let actual = office.escalate(call);
    assert_eq!(office.describe(actual), office.describe(Ok(expected)), "result of escalating {call}: {why}");
    assert_eq!(office.describe(office.state(call)), office.describe(Ok(expected)), "state of {call}: {why}");
}

/// Asserts that `operation` fails with `error` and changes nothing.
#[track_caller]
pub fn assert_rejected<R: Ladder, C: Clock, P: AssignmentPolicy, T: Debug + PartialEq>(
    center: &mut CallCenter<R, C, P>,
    error: Error,
    what: &str,
    operation: impl FnOnce(&mut CallCenter<R, C, P>) -> Result<T, Error>,
) {
    let before = center.snapshot();
    assert_eq!(operation(center), Err(error), "{what}");
    assert_same_state(&center.snapshot(), &before, format_args!("rejected {what}"));
}

/// Compares two states part by part, so that a message names the part that differs.
#[track_caller]
pub fn assert_same_state<R: Ladder>(actual: &Snapshot<R>, expected: &Snapshot<R>, after: impl Display) {
    if actual == expected {
        return;
    }
    let staff = |state: &Snapshot<R>| state.staff.iter().map(|employee| employee.id).collect::<Vec<_>>();
    assert_eq!(staff(actual), staff(expected), "staff after {after}");
    for (actual, expected) in actual.staff.iter().zip(&expected.staff) {
        assert_eq!(actual, expected, "{} after {after}", expected.id);
    }
    let calls = |state: &Snapshot<R>| state.calls.iter().map(|call| call.id).collect::<Vec<_>>();
    assert_eq!(calls(actual), calls(expected), "unfinished calls after {after}");
    for (actual, expected) in actual.calls.iter().zip(&expected.calls) {
        assert_eq!(actual, expected, "{} after {after}", expected.id);
    }
    if actual.idle != expected.idle {
        let names = || expected.staff.iter().map(|one| (one.id, format!("{} ({:?})", one.id, one.rank)));
        let readable = |idle: &Vec<EmployeeId>| with_names(idle, names());
        assert_eq!(
            readable(&actual.idle),
            readable(&expected.idle),
            "free employees, longest idle first, after {after}"
        );
    }
    assert_eq!(actual.counts, expected.counts, "counts after {after}");
}

/// Compares two reports part by part, so that a message names the part that differs.
#[track_caller]
pub fn assert_same_report<R: Ladder>(actual: &Report<R>, expected: &Report<R>, after: impl Display) {
    if actual == expected {
        return;
    }
    assert_eq!(actual.waits, expected.waits, "waits in the report after {after}");
    assert_eq!(actual.handling, expected.handling, "handling in the report after {after}");
    assert_eq!(actual.abandoned, expected.abandoned, "abandoned waits in the report after {after}");
    assert_eq!(actual.counts, expected.counts, "counts in the report after {after}");
}

/// Performs a step in the center and in the model, and compares the results. Returns the step.
fn step<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &mut CallCenter<R, C, P>,
    model: &mut Model<R>,
    environment: &Environment,
    plan: &Plan<R>,
) -> Action<R> {
    let action = plan.resolve(model);
    let expected = perform_in_model(model, &action);
    let reply = perform(center, environment, &action);
    if reply != expected {
        assert_eq!(model.readable(&reply), model.readable(&expected), "result of {action:?}");
    }
    action
}

/// Compares a center with the model after an action.
pub type Comparison<R, C, P> = fn(&CallCenter<R, C, P>, &Model<R>, &Action<R>);

/// Runs a script on a new center and on the model, and calls `compare` after each step.
pub fn run_script<R: Ladder>(script: &Script<R>, compare: Comparison<R, SystemClock, LongestIdle>) {
    let mut center = CallCenter::new();
    script.hire(&mut center);
    let mut model = script.model();
    for plan in &script.plans {
        let action = step(&mut center, &mut model, &Environment::default(), plan);
        compare(&center, &model, &action);
    }
}

/// Compares the states of the unfinished calls and the calls of the staff.
pub fn compare_states<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &CallCenter<R, C, P>,
    model: &Model<R>,
    action: &Action<R>,
) {
    let name = |id| model.name(id);
    for call in &model.state.calls {
        let state = center.state(call.id);
        if state != Ok(call.state) {
            let expected = describe_state(Ok(call.state), name);
            assert_eq!(describe_state(state, name), expected, "state of {} after {action:?}", call.id);
        }
    }
    for employee in &model.state.staff {
        let call = center.call_of(employee.id);
        if call != Ok(employee.call) {
            let expected = describe_call(Ok(employee.call));
            assert_eq!(describe_call(call), expected, "call of {} after {action:?}", name(employee.id));
        }
    }
}

/// Compares the states and the levels of the unfinished calls.
pub fn compare_levels<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &CallCenter<R, C, P>,
    model: &Model<R>,
    action: &Action<R>,
) {
    compare_states(center, model, action);
    for call in &model.state.calls {
        assert_eq!(center.level(call.id), Ok(call.level), "level of {} after {action:?}", call.id);
    }
}

/// Compares all queries and the whole states.
pub fn compare_snapshots<R: Ladder, C: Clock, P: AssignmentPolicy>(
    center: &CallCenter<R, C, P>,
    model: &Model<R>,
    action: &Action<R>,
) {
    compare_levels(center, model, action);
    let state = center.snapshot();
    assert_invariants(&state, action);
    assert_same_state(&state, &model.state, format_args!("{action:?}"));
}

/// Runs a script on a new center and on the model. Also compares events and reports.
pub fn run_script_with_events<R: Ladder + Send + 'static, C: Clock, P: AssignmentPolicy>(
    script: &Script<R>,
    mut center: CallCenter<R, C, P>,
    environment: &Environment,
) {
    script.hire(&mut center);
    let mut model = script.model();
    let (sender, events) = mpsc::channel();
    center.observe(move |event| sender.send(*event).expect("the test holds the receiver"));
    for plan in &script.plans {
        let action = step(&mut center, &mut model, environment, plan);
        compare_snapshots(&center, &model, &action);
        let told: Vec<Event<R>> = events.try_iter().collect();
        let expected = std::mem::take(&mut model.events);
        if told != expected {
            assert_eq!(model.readable(&told), model.readable(&expected), "events of {action:?}");
        }
        assert_same_report(&center.report(), &model.report, format_args!("{action:?}"));
    }
}

/// Asserts the rules that hold for every center after every operation.
fn assert_invariants<R: Ladder>(state: &Snapshot<R>, action: &Action<R>) {
    for call in &state.calls {
        if let CallState::InProgress(by) = call.state {
            let busy = state.staff.iter().find(|employee| employee.id == by).and_then(|employee| employee.call);
            assert_eq!(busy, Some(call.id), "{} is in progress by {by}: call of {by} after {action:?}", call.id);
        }
    }
    for employee in &state.staff {
        if let Some(call) = employee.call {
            let by = state.calls.iter().find(|other| other.id == call).map(|call| call.state);
            let id = employee.id;
            assert_eq!(
                by,
                Some(CallState::InProgress(id)),
                "{id} is busy with {call}: state of {call} after {action:?}"
            );
            continue;
        }
        let stuck = state.calls.iter().find(|call| call.state == CallState::Waiting && call.level <= employee.rank);
        assert_eq!(stuck, None, "a call waits although {employee:?} is free and can take it, after {action:?}");
    }
    let Counts { received, waiting, in_progress, completed, abandoned } = state.counts;
    assert_eq!(
        waiting + in_progress + completed + abandoned,
        received,
        "sum of waiting, in-progress, completed and abandoned calls compared with received calls after {action:?}"
    );
}
