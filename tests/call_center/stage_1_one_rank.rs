//! # One rank
//!
//! Begin small: a center with operators only, and never more calls than free operators.
//!
//! `new` hires its staff in the order of the list. `receive` gives a call to the operator who became free first; being
//! hired counts as becoming free. `complete` ends the call, and its operator is free again, after all who are free
//! already. `state` tells who talks to a call, `call_of` to which call somebody talks.
//!
//! `snapshot` shows everything at once: who works here, who is free and in which order, the calls that are not
//! finished, and how many calls there have been. The tests compare it before and after an operation that fails, since
//! that must change nothing.
//!
//! Calls and employees are known by ids, which a center counts up and never gives out twice. So an id that was given
//! out and is not there must be that of a finished call, and you need not keep finished calls to tell them from unknown
//! ones.
//!
//! Who owns a call, and who an employee? Let one owner have both, and ids lead from one to the other.
//!
//! Look up: newtype, `VecDeque` or `BTreeMap`.
//!
//! Time box: 10 minutes.

use call_center::{Call, CallCenter, CallState, Counts, Employee, Error, Rank};
use rstest::rstest;

use super::support::{
    assert_in_progress, assert_refused, complete, ids, ids_of_staff, play, receive, scripts_without_a_line, staffed,
};

const OPERATOR: Rank = Rank::Operator;

#[test]
fn a_call_goes_to_a_free_operator() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let receipt = center.receive().expect("an operator is free");
    assert_eq!(receipt.state, CallState::InProgress(ann), "who answers: the only operator");
}

#[test]
fn a_call_and_its_operator_lead_to_each_other() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let call = receive(&mut center);
    assert_eq!(center.state(call), Ok(CallState::InProgress(ann)), "from the call to its operator");
    assert_eq!(center.call_of(ann), Ok(Some(call)), "from the operator to the call");
    assert_eq!(center.call_of(bob), Ok(None), "the other operator is free");
}

#[test]
fn those_who_were_hired_first_answer_first() {
    let (mut center, staff) = staffed([OPERATOR; 3]);
    for employee in staff {
        let call = receive(&mut center);
        assert_in_progress(&center, call, employee, "calls go to the operators in the order in which they were hired");
    }
}

#[test]
fn a_completed_call_frees_its_operator() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let first = receive(&mut center);
    complete(&mut center, first);
    assert_eq!(center.call_of(ann), Ok(None), "the operator has completed the only call");
    let second = receive(&mut center);
    assert_in_progress(&center, second, ann, "the operator is free again");
}

#[test]
fn who_became_free_first_answers_first() {
    let (mut center, [ann, bob, cid]) = staffed([OPERATOR; 3]);
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, second);
    complete(&mut center, third);
    complete(&mut center, first);
    assert_eq!(center.snapshot().idle, [bob, cid, ann], "the free ones, in the order in which they became so");
    for employee in [bob, cid, ann] {
        let call = receive(&mut center);
        assert_in_progress(&center, call, employee, "calls go to those who became free first");
    }
}

#[test]
fn a_new_center_shows_its_staff_and_no_calls() {
    let center = CallCenter::new([("Ann", OPERATOR), ("Bob", OPERATOR), ("Ann", OPERATOR)]);
    let state = center.snapshot();
    let names: Vec<&str> = state.staff.iter().map(|employee| employee.name.as_str()).collect();
    assert_eq!(names, ["Ann", "Bob", "Ann"], "the staff as it was listed; a name may come twice");
    let [first, second, third] = ids_of_staff(&center);
    assert!(first < second && second < third, "ids rise from one employee to the next: {first}, {second}, {third}");
    assert_eq!(state.idle, [first, second, third], "everybody is free, in the order of the list");
    assert_eq!(state.calls, [], "there are no calls");
    assert_eq!(state.counts, Counts::default(), "nothing has happened");
}

#[test]
fn a_snapshot_shows_calls_and_who_talks_to_them() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    complete(&mut center, first);
    let state = center.snapshot();
    let employee = |id, name: &str, call| Employee { id, name: name.to_owned(), rank: OPERATOR, call };
    assert_eq!(state.staff, [employee(ann, "E1", None), employee(bob, "E2", Some(second))], "who works here");
    assert_eq!(state.idle, [ann], "who is free");
    let unfinished = Call { id: second, level: OPERATOR, state: CallState::InProgress(bob) };
    assert_eq!(state.calls, [unfinished], "the calls that are not finished");
    let counts = Counts { received: 2, waiting: 0, in_progress: 1, completed: 1, abandoned: 0 };
    assert_eq!(state.counts, counts, "how many calls are where");
}

#[test]
fn a_call_gets_a_higher_id_than_all_before() {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let first = receive(&mut center);
    let second = receive(&mut center);
    complete(&mut center, second);
    let third = receive(&mut center);
    assert!(first < second, "{second} came after {first}");
    assert!(second < third, "{third} came after {second}, whose id is not used again");
}

#[test]
fn every_center_counts_its_ids_on_its_own() {
    let (mut one, [ann]) = staffed([OPERATOR]);
    let first = receive(&mut one);
    let (mut other, [bob]) = staffed([OPERATOR]);
    assert_eq!(bob, ann, "the first employee of any center has the same id");
    assert_eq!(receive(&mut other), first, "the first call of any center has the same id");
}

#[rstest]
#[case::before_any_call(0)]
#[case::during_a_call(1)]
fn an_unknown_call_is_an_error(#[case] received: usize) {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let unknown = ids().calls[received];
    for _ in 0..received {
        receive(&mut center);
    }
    let error = Error::UnknownCall(unknown);
    assert_eq!(center.state(unknown), Err(error), "the state of {unknown}, which has not come in");
    assert_refused(&mut center, error, "complete of a call that has not come in", |center| center.complete(unknown));
}

#[test]
fn a_finished_call_is_another_error_than_an_unknown_one() {
    let (mut center, _) = staffed([OPERATOR]);
    let call = receive(&mut center);
    complete(&mut center, call);
    let error = Error::FinishedCall(call);
    assert_eq!(center.state(call), Err(error), "the state of a call that was completed");
    assert_refused(&mut center, error, "complete of a call that was completed", |center| center.complete(call));
    receive(&mut center);
    assert_refused(&mut center, error, "complete of a finished call, its operator talking again", |center| {
        center.complete(call)
    });
}

#[test]
fn an_unknown_employee_is_an_error() {
    let (center, _) = staffed([OPERATOR; 2]);
    let unknown = ids().staff[2];
    assert_eq!(center.call_of(unknown), Err(Error::UnknownEmployee(unknown)), "two were hired, and this is the third");
}

#[test]
fn a_center_can_be_given_to_another_thread() {
    fn assert_send<T: Send>(center: T) -> T {
        center
    }
    let (center, [ann]) = staffed([OPERATOR]);
    let mut center = assert_send(center);
    let call = receive(&mut center);
    assert_in_progress(&center, call, ann, "the only operator answers");
}

#[test]
fn law_operators_answer_as_in_a_list() {
    testkit::law(scripts_without_a_line(), |script| play(&script));
}
