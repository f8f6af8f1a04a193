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
    complete, hang_up, ids, plans_to_stage_5, receive, receive_all, receive_at, run_script, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

/// Rules: 5.1
#[test]
fn employees_keep_their_rank() {
    let (mut center, [director, operator, supervisor]) = staffed([DIRECTOR, OPERATOR, SUPERVISOR]);
    receive(&mut center);
    let ranks = [director, operator, supervisor].map(|employee| center.rank(employee));
    assert_eq!(ranks, [Ok(DIRECTOR), Ok(OPERATOR), Ok(SUPERVISOR)], "ranks of the staff");
}

/// Rules: 5.6
#[test]
fn snapshot_of_a_new_center_is_empty() {
    let center: CallCenter = CallCenter::new();
    let empty = Snapshot { staff: Vec::new(), idle: Vec::new(), calls: Vec::new(), counts: Counts::default() };
    assert_same_state(&center.snapshot(), &empty, "creating a center");
}

/// Rules: 5.6, 5.7
#[test]
fn snapshot_shows_staff_calls_and_counts() {
    let (mut center, [ann, bob, cid]) = staffed([OPERATOR, SUPERVISOR, OPERATOR]);
    let [first, second, third, fourth] = receive_all(&mut center, [OPERATOR, DIRECTOR, OPERATOR, DIRECTOR]);
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
            unfinished(fourth, DIRECTOR, CallState::Waiting),
        ],
        counts: Counts { received: 4, waiting: 2, in_progress: 1, completed: 1, abandoned: 0 },
    };
    assert_same_state(&center.snapshot(), &state, "four calls, one of them completed");
}

/// Rules: 5.6
#[test]
fn idle_order_spans_all_ranks() {
    let (mut center, [ann, bob, cid]) = staffed([DIRECTOR, OPERATOR, SUPERVISOR]);
    let [director, operator, supervisor] = receive_all(&mut center, [DIRECTOR, OPERATOR, SUPERVISOR]);
    for call in [supervisor, director, operator] {
        complete(&mut center, call);
    }
    let expected = center.names(&[cid, ann, bob]);
    assert_eq!(
        center.names(&center.snapshot().idle),
        expected,
        "free employees, in the order in which they became free"
    );
    let call = receive_at(&mut center, SUPERVISOR);
    complete(&mut center, call);
    let expected = center.names(&[ann, bob, cid]);
    assert_eq!(center.names(&center.snapshot().idle), expected, "free employees after Cid completed another call");
    for calls in 1..=300 {
        let call = receive_at(&mut center, DIRECTOR);
        complete(&mut center, call);
        let idle = center.snapshot().idle;
        if idle != [bob, cid, ann] {
            let expected = center.names(&[bob, cid, ann]);
            let what = format!("free employees after Ann, the only director, completed {calls} more calls");
            assert_eq!(center.names(&idle), expected, "{what}");
        }
    }
}

/// Rules: 5.7
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
    center.escalate(calls[1]).expect("there is a rank above an operator");
    assert_eq!(center.snapshot().counts, counts, "counts after an escalation, which completes no call");
    for call in calls.into_iter().rev() {
        // Two of the six calls are finished already.
        let _ = center.hang_up(call);
    }
    for _ in 0..300 {
        let call = receive(&mut center);
        complete(&mut center, call);
    }
    let counts = Counts { received: 306, waiting: 0, in_progress: 0, completed: 303, abandoned: 3 };
    assert_eq!(center.snapshot().counts, counts, "counts after all callers hung up and 300 more calls were completed");
}

/// Rules: 0.1
#[test]
fn rejected_operation_keeps_the_state() {
    let (mut center, [director, _]) = staffed([DIRECTOR, OPERATOR]);
    let [highest] = receive_all(&mut center, [DIRECTOR]);
    let [finished, _, waiting] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, finished);
    let error = Error::FinishedCall(finished);
    assert_rejected(&mut center, error, "complete of a finished call", |center| center.complete(finished));
    assert_rejected(&mut center, error, "hang_up of a finished call", |center| center.hang_up(finished));
    let error = Error::WaitingCall(waiting);
    assert_rejected(&mut center, error, "complete of a waiting call", |center| center.complete(waiting));
    assert_rejected(&mut center, error, "escalate of a waiting call", |center| center.escalate(waiting));
    let error = Error::FinishedCall(finished);
    assert_rejected(&mut center, error, "escalate of a finished call", |center| center.escalate(finished));
    let error = Error::HighestRank { call: highest, handler: director };
    assert_rejected(&mut center, error, "escalate of a director's call", |center| center.escalate(highest));
}

/// Rules: 0.1, 5.5
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

/// Rules: 5.2
#[test]
fn let_go_removes_the_employee() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(ann), Ok(()), "let_go of a free employee");
    let state = center.snapshot();
    let staff: Vec<EmployeeId> = state.staff.iter().map(|employee| employee.id).collect();
    assert_eq!(center.names(&staff), center.names(&[bob]), "staff after Ann was let go");
    assert_eq!(center.names(&state.idle), center.names(&[bob]), "free employees after Ann was let go");
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, first, bob, "he is the only employee left");
    assert_waiting(&center, second, "the only employee is busy");
}

/// Rules: 5.2
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

/// Rules: 5.2
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

/// Rules: 0.1, 5.3
#[test]
fn let_go_rejects_a_busy_employee() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let call = receive(&mut center);
    let error = Error::BusyEmployee { employee: ann, call };
    assert_rejected(&mut center, error, "let_go of an operator who handles a call", |center| center.let_go(ann));
    complete(&mut center, call);
    assert_eq!(center.let_go(ann), Ok(()), "let_go after the call was completed");
}

/// Rules: 0.1, 5.4
#[test]
fn former_employee_is_an_error() {
    let (mut center, [ann, _]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(ann), Ok(()), "let_go of a free employee");
    let error = Error::FormerEmployee(ann);
    assert_eq!(center.rank(ann), Err(error), "rank of Ann, who was let go");
    assert_eq!(center.call_of(ann), Err(error), "call of Ann, who was let go");
    assert_rejected(&mut center, error, "let_go of Ann, who was let go", |center| center.let_go(ann));
}

/// Rules: 0.1, 5.5
#[test]
fn unknown_employee_is_an_error() {
    let (mut center, [ann, _]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(ann), Ok(()), "let_go of a free employee");
    let unknown = ids().staff[2];
    let error = Error::UnknownEmployee(unknown);
    assert_eq!(center.rank(unknown), Err(error), "rank of {unknown}, who was never hired");
    assert_eq!(center.call_of(unknown), Err(error), "call of {unknown}, who was never hired");
    let what = "let_go of an employee who was never hired";
    assert_rejected(&mut center, error, what, |center| center.let_go(unknown));
}

/// Rules: 0.2, 5.4
#[test]
fn ids_of_former_employees_are_not_reused() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    let cid = center.hire(OPERATOR);
    assert!(ann < bob && bob < cid, "ids must rise, got {ann}, {bob}, {cid}");
    assert_eq!(center.rank(bob), Err(Error::FormerEmployee(bob)), "rank of a former employee after another hire");
}

/// Rules: 0.3
#[test]
fn former_employees_are_recognized_in_logarithmic_time() {
    const SIZE: usize = 8_000;
    let mut center = CallCenter::new();
    let staff: Vec<_> = (0..SIZE).map(|_| center.hire(OPERATOR)).collect();
    for &employee in staff.iter().step_by(2) {
        assert_eq!(center.let_go(employee), Ok(()), "let_go of a free employee");
    }
    testkit::costs_less_than_a_walk(SIZE, "call_of when every other of 8,000 employees was let go", |number| {
        let [former, free] = [2, 1].map(|place| staff[SIZE - place - 2 * number]);
        assert_eq!(center.call_of(former), Err(Error::FormerEmployee(former)), "call of a former employee");
        assert_eq!(center.call_of(free), Ok(None), "call of a free employee");
    });
}

/// Rules: 0.4
#[test]
fn former_employees_take_no_memory() {
    let mut center = CallCenter::new();
    let turnover = |center: &mut CallCenter, employees, with_call: bool| {
        for _ in 0..employees {
            let employee = center.hire(OPERATOR);
            if with_call {
                let call = receive(center);
                complete(center, call);
            }
            assert_eq!(center.let_go(employee), Ok(()), "let_go of a free employee");
        }
    };
    turnover(&mut center, 300, true);
    let kept = testkit::count_allocations(|| turnover(&mut center, 10_000, true)).bytes_current;
    assert!(kept < 1_000, "after 10,000 employees came and left, the center takes {kept} bytes more than before them");
    // Someone who is free all the time, before the others.
    center.hire(OPERATOR);
    turnover(&mut center, 1, false);
    let kept = testkit::count_allocations(|| turnover(&mut center, 1_000, false)).bytes_current;
    assert!(
        kept < 1_000,
        "after 1,000 employees came and left while another was free, the center takes {kept} bytes more than before"
    );
}

/// Rules: 5.1, 5.2, 5.3, 5.4, 5.5, 5.6, 5.7
#[test]
fn law_staff_and_snapshots_agree_with_the_model() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_5(), PolicyKind::LongestIdle), |script| {
        run_script(&script, compare_snapshots);
    });
}
