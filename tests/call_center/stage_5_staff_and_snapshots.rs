//! # Staff and snapshots
//!
//! Employees can now leave. `let_go` removes a free employee, while a busy one has to finish their call first. If you
//! identify employees by their position in a list, consider what happens when someone in the middle leaves.
//!
//! There is no need to store former employees and finished calls, because an id that was issued but is no longer stored
//! must belong to one of them. Can calls and employees share the code for this?
//!
//! `snapshot` shows everything the center knows, so from here on, the tests of the extensions can compare whole states.
//!
//! Look up: slot maps and generations, another way to recognize old ids.
//!
//! Time box: 25 minutes.

use call_center::{Call, CallCenter, CallState, Counts, Employee, EmployeeId, Error, Rank, Snapshot};
use rstest::rstest;

use super::support::{
    PolicyKind, any_rank, assert_in_progress, assert_rejected, assert_same_state, assert_waiting, compare_snapshots,
    complete, hang_up, ids, plans_to_stage_5, receive, receive_all, run_script, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

#[test]
fn employees_keep_their_rank() {
    let (mut center, [director, operator, supervisor]) = staffed([DIRECTOR, OPERATOR, SUPERVISOR]);
    receive(&mut center);
    let ranks = [director, operator, supervisor].map(|employee| center.rank(employee));
    assert_eq!(ranks, [Ok(DIRECTOR), Ok(OPERATOR), Ok(SUPERVISOR)], "ranks of the staff");
}

#[test]
fn snapshot_of_a_new_center_is_empty() {
    let center: CallCenter = CallCenter::new();
    let empty = Snapshot { staff: Vec::new(), idle: Vec::new(), calls: Vec::new(), counts: Counts::default() };
    assert_same_state(&center.snapshot(), &empty, "creating a center");
}

#[test]
fn snapshot_shows_staff_calls_and_counts() {
    let (mut center, [ann, bob, cid]) = staffed([OPERATOR, SUPERVISOR, OPERATOR]);
    let [first, second, third] = receive_all(&mut center, [OPERATOR, DIRECTOR, OPERATOR]);
    complete(&mut center, first);
    let employee = |id, rank, call| Employee { id, rank, call };
    let unfinished = |id, level, state| Call { id, level, state };
    let state = Snapshot {
        staff: vec![
            employee(ann, OPERATOR, None),
            employee(bob, SUPERVISOR, None),
            employee(cid, OPERATOR, Some(third)),
        ],
        idle: vec![bob, ann],
        calls: vec![
            unfinished(second, DIRECTOR, CallState::Waiting),
            unfinished(third, OPERATOR, CallState::InProgress(cid)),
        ],
        counts: Counts { received: 3, waiting: 1, in_progress: 1, completed: 1, abandoned: 0 },
    };
    assert_same_state(&center.snapshot(), &state, "three calls, one of them completed");
}

#[test]
fn every_call_counts_once() {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let calls = [(); 6].map(|()| receive(&mut center));
    let counts = Counts { received: 6, waiting: 4, in_progress: 2, completed: 0, abandoned: 0 };
    assert_eq!(center.snapshot().counts, counts, "counts of six calls with two operators");
    complete(&mut center, calls[0]);
    hang_up(&mut center, calls[5]);
    let counts = Counts { received: 6, waiting: 2, in_progress: 2, completed: 1, abandoned: 1 };
    assert_eq!(center.snapshot().counts, counts, "counts after one call was completed and one abandoned");
}

#[test]
fn rejected_operation_keeps_the_state() {
    let (mut center, _) = staffed([OPERATOR]);
    let [finished, _, waiting] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, finished);
    let error = Error::FinishedCall(finished);
    assert_rejected(&mut center, error, "complete of a finished call", |center| center.complete(finished));
    assert_rejected(&mut center, error, "hang_up of a finished call", |center| center.hang_up(finished));
    let error = Error::WaitingCall(waiting);
    assert_rejected(&mut center, error, "complete of a waiting call", |center| center.complete(waiting));
    assert_rejected(&mut center, error, "escalate of a waiting call", |center| center.escalate(waiting));
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
    let what = "operation on a call that was never received";
    assert_eq!(center.state(unknown), Err(error), "state of {unknown}, which was never received");
    assert_eq!(center.level(unknown), Err(error), "level of {unknown}, which was never received");
    assert_rejected(&mut center, error, what, |center| center.complete(unknown));
    assert_rejected(&mut center, error, what, |center| center.hang_up(unknown));
    assert_rejected(&mut center, error, what, |center| center.escalate(unknown));
}

#[test]
fn let_go_removes_the_employee() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(ann), Ok(()), "let_go of a free employee");
    let state = center.snapshot();
    let staff: Vec<EmployeeId> = state.staff.iter().map(|employee| employee.id).collect();
    assert_eq!(staff, [bob], "staff after one of two was let go");
    assert_eq!(state.idle, [bob], "free employees after one of two was let go");
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, first, bob, "he is the only employee left");
    assert_waiting(&center, second, "the only employee is busy");
}

#[rstest]
#[case::first(0, [1, 2])]
#[case::middle(1, [0, 2])]
#[case::last(2, [0, 1])]
fn let_go_keeps_the_order_of_the_others(#[case] former: usize, #[case] left: [usize; 2]) {
    let (mut center, staff) = staffed([OPERATOR; 3]);
    assert_eq!(center.let_go(staff[former]), Ok(()), "let_go of a free employee");
    for nth in left {
        let call = receive(&mut center);
        assert_in_progress(
            &center,
            call,
            staff[nth],
            "the remaining employees answer in the order in which they became free",
        );
    }
}

#[test]
fn let_go_keeps_the_ids_of_the_others() {
    let (mut center, [ann, bob, cid]) = staffed([OPERATOR, SUPERVISOR, DIRECTOR]);
    let [first, second, third] = receive_all(&mut center, [OPERATOR, SUPERVISOR, DIRECTOR]);
    complete(&mut center, first);
    assert_eq!(center.let_go(ann), Ok(()), "let_go of an employee who completed her call");
    assert_in_progress(&center, second, bob, "another employee was let go");
    assert_in_progress(&center, third, cid, "another employee was let go");
    assert_eq!(center.rank(cid), Ok(DIRECTOR), "rank of the third employee after the first was let go");
}

#[test]
fn let_go_rejects_a_busy_employee() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let call = receive(&mut center);
    let error = Error::BusyEmployee { employee: ann, call };
    assert_rejected(&mut center, error, "let_go of an operator who handles a call", |center| center.let_go(ann));
    complete(&mut center, call);
    assert_eq!(center.let_go(ann), Ok(()), "let_go after the call was completed");
}

#[test]
fn former_employee_is_not_reported_as_unknown() {
    let (mut center, [ann, _]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(ann), Ok(()), "let_go of a free employee");
    let unknown = ids().staff[2];
    for error in [Error::FormerEmployee(ann), Error::UnknownEmployee(unknown)] {
        let id = if error == Error::FormerEmployee(ann) { ann } else { unknown };
        assert_eq!(center.rank(id), Err(error), "rank of {id}");
        assert_eq!(center.call_of(id), Err(error), "call of {id}");
        assert_rejected(&mut center, error, "let_go of a former or unknown employee", |center| center.let_go(id));
    }
}

#[test]
fn ids_of_former_employees_are_not_reused() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    let cid = center.hire(OPERATOR);
    assert!(ann < bob && bob < cid, "ids must rise, got {ann}, {bob}, {cid}");
    assert_eq!(center.rank(bob), Err(Error::FormerEmployee(bob)), "rank of a former employee after another hire");
}

#[test]
fn law_staff_and_snapshots_agree_with_the_model() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_5(), PolicyKind::LongestIdle), |script| {
        run_script(&script, compare_snapshots);
    });
}
