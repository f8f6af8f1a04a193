//! # One rank
//!
//! Start with the simplest center: operators only, and always a free one. Build `new`, `receive`, `complete`, `state`,
//! `call_of` and `snapshot`.
//!
//! Calls and employees refer to each other. Decide early who owns them: one owner and ids avoid reference cycles. You
//! need not store finished calls: their ids are enough to recognize them.
//!
//! Look up: newtype, `VecDeque`, `BTreeMap`.
//!
//! Time box: 10 minutes.

use call_center::{Call, CallCenter, CallState, Counts, Employee, Error, Rank};
use rstest::rstest;

use super::support::{
    assert_in_progress, assert_rejected, complete, ids, ids_of_staff, receive, run_script, scripts_without_waiting,
    staffed,
};

const OPERATOR: Rank = Rank::Operator;

#[test]
fn receive_gives_the_call_to_a_free_operator() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let receipt = center.receive().expect("an operator is free");
    assert_eq!(receipt.state, CallState::InProgress(ann), "state of a call when the only operator is free");
}

#[test]
fn call_and_operator_refer_to_each_other() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let call = receive(&mut center);
    assert_eq!(center.state(call), Ok(CallState::InProgress(ann)), "state of the call");
    assert_eq!(center.call_of(ann), Ok(Some(call)), "call of its operator");
    assert_eq!(center.call_of(bob), Ok(None), "call of the operator who is free");
}

#[test]
fn operators_answer_in_the_order_of_hiring() {
    let (mut center, staff) = staffed([OPERATOR; 3]);
    for employee in staff {
        let call = receive(&mut center);
        assert_in_progress(&center, call, employee, "operators answer in the order in which they were hired");
    }
}

#[test]
fn complete_frees_the_operator() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let first = receive(&mut center);
    complete(&mut center, first);
    assert_eq!(center.call_of(ann), Ok(None), "call of the operator after completing it");
    let second = receive(&mut center);
    assert_in_progress(&center, second, ann, "the operator completed the first call and is free");
}

#[test]
fn longest_idle_operator_answers_first() {
    let (mut center, [ann, bob, cid]) = staffed([OPERATOR; 3]);
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, second);
    complete(&mut center, third);
    complete(&mut center, first);
    assert_eq!(center.snapshot().idle, [bob, cid, ann], "free operators, in the order in which they became free");
    for employee in [bob, cid, ann] {
        let call = receive(&mut center);
        assert_in_progress(&center, call, employee, "calls go to the operator who became free first");
    }
}

#[test]
fn new_center_has_its_staff_and_no_calls() {
    let center = CallCenter::new([("Ann", OPERATOR), ("Bob", OPERATOR), ("Ann", OPERATOR)]);
    let state = center.snapshot();
    let names: Vec<&str> = state.staff.iter().map(|employee| employee.name.as_str()).collect();
    assert_eq!(names, ["Ann", "Bob", "Ann"], "names of the staff in the order of the list, with a repeated name");
    let [first, second, third] = ids_of_staff(&center);
    assert!(first < second && second < third, "ids of employees must rise, got {first}, {second}, {third}");
    assert_eq!(state.idle, [first, second, third], "free employees of a new center");
    assert_eq!(state.calls, [], "unfinished calls of a new center");
    assert_eq!(state.counts, Counts::default(), "counts of a new center");
}

#[test]
fn snapshot_shows_staff_calls_and_counts() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    complete(&mut center, first);
    let state = center.snapshot();
    let employee = |id, name: &str, call| Employee { id, name: name.to_owned(), rank: OPERATOR, call };
    assert_eq!(
        state.staff,
        [employee(ann, "E1", None), employee(bob, "E2", Some(second))],
        "staff after one call was completed"
    );
    assert_eq!(state.idle, [ann], "free employees after one call was completed");
    let unfinished = Call { id: second, level: OPERATOR, state: CallState::InProgress(bob) };
    assert_eq!(state.calls, [unfinished], "unfinished calls after one call was completed");
    let counts = Counts { received: 2, waiting: 0, in_progress: 1, completed: 1, abandoned: 0 };
    assert_eq!(state.counts, counts, "counts after two calls, one of them completed");
}

#[test]
fn call_ids_rise_and_are_not_reused() {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let first = receive(&mut center);
    let second = receive(&mut center);
    complete(&mut center, second);
    let third = receive(&mut center);
    assert!(first < second, "{second} was received after {first}, so its id must be greater");
    assert!(second < third, "{third} was received after {second} was completed, so its id must be greater");
}

#[test]
fn every_center_issues_the_same_ids() {
    let (mut one, [ann]) = staffed([OPERATOR]);
    let first = receive(&mut one);
    let (mut other, [bob]) = staffed([OPERATOR]);
    assert_eq!(bob, ann, "id of the first employee of a second center");
    assert_eq!(receive(&mut other), first, "id of the first call of a second center");
}

#[rstest]
#[case::before_any_call(0)]
#[case::during_a_call(1)]
fn unknown_call_is_an_error(#[case] received: usize) {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let unknown = ids().calls[received];
    for _ in 0..received {
        receive(&mut center);
    }
    let error = Error::UnknownCall(unknown);
    assert_eq!(center.state(unknown), Err(error), "state of {unknown}, which was never received");
    assert_rejected(&mut center, error, "complete of a call that was never received", |center| {
        center.complete(unknown)
    });
}

#[test]
fn finished_call_is_not_reported_as_unknown() {
    let (mut center, _) = staffed([OPERATOR]);
    let call = receive(&mut center);
    complete(&mut center, call);
    let error = Error::FinishedCall(call);
    assert_eq!(center.state(call), Err(error), "state of a completed call");
    assert_rejected(&mut center, error, "complete of a completed call", |center| center.complete(call));
    receive(&mut center);
    assert_rejected(&mut center, error, "complete of a finished call while its operator is busy again", |center| {
        center.complete(call)
    });
}

#[test]
fn unknown_employee_is_an_error() {
    let (center, _) = staffed([OPERATOR; 2]);
    let unknown = ids().staff[2];
    assert_eq!(
        center.call_of(unknown),
        Err(Error::UnknownEmployee(unknown)),
        "call of a third employee, when two were hired"
    );
}

#[test]
fn default_center_is_send() {
    fn assert_send<T: Send>(center: T) -> T {
        center
    }
    let (center, [ann]) = staffed([OPERATOR]);
    let mut center = assert_send(center);
    let call = receive(&mut center);
    assert_in_progress(&center, call, ann, "the only operator answers");
}

#[test]
fn law_one_rank_agrees_with_the_model() {
    testkit::law(scripts_without_waiting(), |script| run_script(&script));
}
