//! # People come and go
//!
//! Staff is hired and let go while the phones ring. `hire` takes somebody on: they become free, after all who are free
//! already, and so take the first waiting call that they may take, at once. `let_go` sends somebody away who is free;
//! somebody who talks has to finish first, and that is an error of its own.
//!
//! Nothing has to be kept of those who are gone. Their ids are never given out again, so that an id of theirs is told
//! from one that never was. That is the rule of calls, a second time. Is it the same code?
//!
//! If becoming free is one function by now, which looks at the line, this stage is short. A place in a list may be what
//! you remember employees by; then ask what happens to it when somebody in the middle leaves.
//!
//! Look up: `BTreeMap` with ids as keys; slot maps and generations, which solve the same problem by other means.
//!
//! Time box: 15 minutes.

use call_center::{EmployeeId, Error, Rank};
use rstest::rstest;

use super::support::{
    Discipline, any_rank, assert_in_progress, assert_refused, assert_waiting, complete, ids, plans_to_stage_5, play,
    receive, receive_all, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

#[test]
fn a_new_employee_has_name_and_rank_and_is_free() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let bob = center.hire("Bob", SUPERVISOR);
    assert_eq!(center.name(bob), Ok("Bob"), "the name of the new employee");
    assert_eq!(center.rank(bob), Ok(SUPERVISOR), "the rank of the new employee");
    assert_eq!(center.call_of(bob), Ok(None), "no call waits");
    assert_eq!(center.name(ann), Ok("E1"), "the name of somebody from the list");
    assert_eq!(center.snapshot().idle, [ann, bob], "the new employee is free, and the last to have become so");
}

#[test]
fn a_new_employee_takes_a_waiting_call_at_once() {
    let (mut center, []) = staffed([]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    let ann = center.hire("Ann", OPERATOR);
    assert_in_progress(&center, first, ann, "it waited when she was hired");
    assert_waiting(&center, second, "she talks already");
    let bob = center.hire("Bob", DIRECTOR);
    assert_in_progress(&center, second, bob, "it waited when he was hired");
}

#[rstest]
#[case::an_operator(OPERATOR, Some(2))]
#[case::a_supervisor(SUPERVISOR, Some(1))]
#[case::a_director(DIRECTOR, Some(0))]
fn a_new_employee_takes_the_first_call_up_to_their_rank(#[case] rank: Rank, #[case] taken: Option<usize>) {
    let (mut center, []) = staffed([]);
    let calls = receive_all(&mut center, [DIRECTOR, SUPERVISOR, OPERATOR]);
    let employee = center.hire("New", rank);
    let taken = taken.map(|nth| calls[nth]);
    assert_eq!(
        center.call_of(employee),
        Ok(taken),
        "what a new {rank:?} takes of a director's, a supervisor's and an operator's call"
    );
}

#[test]
fn who_was_let_go_does_not_work_here_anymore() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(ann), Ok(()), "she is free and can go");
    let state = center.snapshot();
    let staff: Vec<EmployeeId> = state.staff.iter().map(|employee| employee.id).collect();
    assert_eq!(staff, [bob], "who works here");
    assert_eq!(state.idle, [bob], "who is free");
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, first, bob, "he is the only one left");
    assert_waiting(&center, second, "nobody else is left");
}

#[rstest]
#[case::the_first(0, [1, 2])]
#[case::one_between(1, [0, 2])]
#[case::the_last(2, [0, 1])]
fn those_who_stay_keep_their_order(#[case] gone: usize, #[case] left: [usize; 2]) {
    let (mut center, staff) = staffed([OPERATOR; 3]);
    assert_eq!(center.let_go(staff[gone]), Ok(()), "nobody talks, so anybody can go");
    for nth in left {
        let call = receive(&mut center);
        assert_in_progress(&center, call, staff[nth], "the others answer in the order in which they became free");
    }
}

#[test]
fn who_stays_is_found_by_the_same_id() {
    let (mut center, [ann, bob, cid]) = staffed([OPERATOR, SUPERVISOR, DIRECTOR]);
    let [first, second, third] = receive_all(&mut center, [OPERATOR, SUPERVISOR, DIRECTOR]);
    complete(&mut center, first);
    assert_eq!(center.let_go(ann), Ok(()), "she has completed her call");
    assert_in_progress(&center, second, bob, "somebody else was let go");
    assert_in_progress(&center, third, cid, "somebody else was let go");
    assert_eq!((center.name(cid), center.rank(cid)), (Ok("E3"), Ok(DIRECTOR)), "name and rank of somebody who stays");
}

#[test]
fn nobody_is_let_go_while_they_talk() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let call = receive(&mut center);
    let error = Error::BusyEmployee { employee: ann, call };
    assert_refused(&mut center, error, "let_go of an operator who talks", |center| center.let_go(ann));
    complete(&mut center, call);
    assert_eq!(center.let_go(ann), Ok(()), "she has completed her call");
}

#[test]
fn somebody_who_was_let_go_is_told_from_somebody_unknown() {
    let (mut center, [ann, _]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(ann), Ok(()), "she is free and can go");
    let unknown = ids().staff[2];
    for error in [Error::FormerEmployee(ann), Error::UnknownEmployee(unknown)] {
        let id = if error == Error::FormerEmployee(ann) { ann } else { unknown };
        assert_eq!(center.name(id), Err(error), "the name");
        assert_eq!(center.rank(id), Err(error), "the rank");
        assert_eq!(center.call_of(id), Err(error), "the call");
        assert_refused(&mut center, error, "let_go of somebody who does not work here", |center| center.let_go(id));
    }
}

#[test]
fn the_id_of_somebody_who_is_gone_is_not_given_out_again() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    assert_eq!(center.let_go(bob), Ok(()), "he is free and can go");
    let cid = center.hire("Bob", OPERATOR);
    assert!(ann < bob && bob < cid, "ids rise, also if somebody of the same name comes back: {ann}, {bob}, {cid}");
    assert_eq!(center.name(bob), Err(Error::FormerEmployee(bob)), "the former employee is gone, the name is another's");
}

#[test]
fn law_staff_comes_and_goes_as_in_a_list() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_5(), Discipline::LongestIdle), |script| play(&script));
}
