//! # One rank
//!
//! Start with the simplest center: it only has operators, and at least one of them is always free.
//!
//! Since calls and employees refer to each other, first decide who owns them, and what each stores about the other.
//! Then choose the fields of `CallCenter`, and write `hire`, `receive`, `complete`, `state` and `call_of`.
//!
//! Look up: newtype, `std::collections`.
//!
//! Time box: 16 minutes.

use call_center::{CallState, Rank};

use super::support::{
    assert_in_progress, compare_states, complete, receive, run_script, scripts_without_waiting, staffed,
};

const OPERATOR: Rank = Rank::Operator;

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
    let dan = center.hire(OPERATOR);
    complete(&mut center, first);
    for employee in [bob, cid, dan, ann] {
        let call = receive(&mut center);
        assert_in_progress(&center, call, employee, "calls go to the operator who became free first");
    }
}

#[test]
fn ids_rise_and_are_not_reused() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    assert!(ann < bob, "{bob} was hired after {ann}, so the id must be greater");
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
    testkit::law(scripts_without_waiting(), |script| run_script(&script, compare_states));
}
