//! # Staff changes
//!
//! Employees are hired and let go while calls come in. `hire` adds a free employee, who takes a waiting call like
//! anyone who becomes free. `let_go` removes a free employee; a busy one has to finish first.
//!
//! Do not store former employees, just as you do not store finished calls: an issued id that is not stored belongs to
//! someone who was let go. Can calls and employees share that code?
//!
//! This stage is short if one function makes an employee free and checks the queue. If you identify employees by their
//! position in a list, consider what happens when one in the middle leaves.
//!
//! Look up: `BTreeMap` with ids as keys; slot maps and generations, another solution to the same problem.
//!
//! Time box: 15 minutes.

use call_center::{EmployeeId, Error, Rank};
use rstest::rstest;

use super::support::{
    PolicyKind, any_rank, assert_in_progress, assert_rejected, assert_waiting, complete, ids, plans_to_stage_5,
    receive, receive_all, run_script, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

#[test]
fn hire_adds_a_free_employee() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let bob = center.hire("Bob", SUPERVISOR);
    assert_eq!(center.name(bob), Ok("Bob"), "name of the new employee");
    assert_eq!(center.rank(bob), Ok(SUPERVISOR), "rank of the new employee");
    assert_eq!(center.call_of(bob), Ok(None), "call of the new employee when no call waits");
    assert_eq!(center.name(ann), Ok("E1"), "name of an employee from the list");
    assert_eq!(center.snapshot().idle, [ann, bob], "free employees: the new one became free last");
}

#[test]
fn hire_takes_the_first_waiting_call() {
    let (mut center, []) = staffed([]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    let ann = center.hire("Ann", OPERATOR);
    assert_in_progress(&center, first, ann, "it waited when she was hired");
    assert_waiting(&center, second, "the only employee is busy");
    let bob = center.hire("Bob", DIRECTOR);
    assert_in_progress(&center, second, bob, "it waited when he was hired");
}

#[rstest]
#[case::operator(OPERATOR, Some(2))]
#[case::supervisor(SUPERVISOR, Some(1))]
#[case::director(DIRECTOR, Some(0))]
fn new_employee_takes_the_first_call_up_to_their_rank(#[case] rank: Rank, #[case] taken: Option<usize>) {
    let (mut center, []) = staffed([]);
    let calls = receive_all(&mut center, [DIRECTOR, SUPERVISOR, OPERATOR]);
    let employee = center.hire("New", rank);
    let taken = taken.map(|nth| calls[nth]);
    assert_eq!(
        center.call_of(employee),
        Ok(taken),
        "call of a new {rank:?}, when a director's, a supervisor's and an operator's call wait"
    );
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
    assert_eq!(
        (center.name(cid), center.rank(cid)),
        (Ok("E3"), Ok(DIRECTOR)),
        "name and rank of the third employee after the first was let go"
    );
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
        assert_eq!(center.name(id), Err(error), "name of {id}");
        assert_eq!(center.rank(id), Err(error), "rank of {id}");
        assert_eq!(center.call_of(id), Err(error), "call of {id}");
        assert_rejected(&mut center, error, "let_go of a former or unknown employee", |center| center.let_go(id));
    }
}

#[test]
fn ids_of_former_employees_are_not_reused() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    let cid = center.hire("Bob", OPERATOR);
    assert!(ann < bob && bob < cid, "ids must rise, even for a repeated name, got {ann}, {bob}, {cid}");
    assert_eq!(
        center.name(bob),
        Err(Error::FormerEmployee(bob)),
        "name of a former employee whose name was hired again"
    );
}

#[test]
fn law_staff_changes_agree_with_the_model() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_5(), PolicyKind::LongestIdle), |script| {
        run_script(&script);
    });
}
