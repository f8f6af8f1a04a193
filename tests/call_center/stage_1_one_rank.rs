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

use call_center::{CallCenter, Rank};

use super::support::{
    assert_call_of, assert_in_progress, compare_states, complete, memory_kept_by_calls, receive, run_script,
    scripts_without_waiting, staffed,
};

const OPERATOR: Rank = Rank::Operator;

/// Rules: 1.1, 1.4
#[test]
fn call_and_operator_refer_to_each_other() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let call = receive(&mut center);
    assert_in_progress(&center, call, ann, "two operators are free, and Ann was hired first");
    assert_call_of(&center, bob, None, "the only call went to Ann");
}

/// Rules: 1.1, 1.2
#[test]
fn operators_answer_in_the_order_of_hiring() {
    let (mut center, staff) = staffed([OPERATOR; 3]);
    for employee in staff {
        let call = receive(&mut center);
        assert_in_progress(&center, call, employee, "operators answer in the order in which they were hired");
    }
}

/// Rules: 1.3
#[test]
fn complete_frees_the_operator() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let first = receive(&mut center);
    complete(&mut center, first);
    assert_call_of(&center, ann, None, "she completed her only call");
    let second = receive(&mut center);
    assert_in_progress(&center, second, ann, "the operator completed the first call and is free");
}

/// Rules: 1.2, 1.3
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

/// Rules: 0.2
#[test]
fn ids_rise_and_are_not_reused() {
    let (mut center, [mut employee]) = staffed([OPERATOR]);
    let mut call = receive(&mut center);
    for _ in 0..300 {
        complete(&mut center, call);
        let next = receive(&mut center);
        assert!(next > call, "{next} was received after {call} was completed, so its id must be greater");
        call = next;
        let next = center.hire(OPERATOR);
        assert!(next > employee, "{next} was hired after {employee}, so the id must be greater");
        employee = next;
    }
}

/// Rules: 0.2
#[test]
fn every_center_issues_the_same_ids() {
    let (mut one, [ann]) = staffed([OPERATOR]);
    let first = receive(&mut one);
    let (mut other, [bob, _]) = staffed([OPERATOR; 2]);
    assert_eq!(bob, ann, "id of the first employee of a second center");
    assert_eq!(receive(&mut other), first, "id of the first call of a second center");
}

/// Rules: 1.5
#[test]
fn default_center_is_send() {
    fn assert_send<T: Send>(center: T) -> T {
        center
    }
    let mut center = assert_send(CallCenter::new());
    let ann = center.hire(OPERATOR);
    let call = receive(&mut center);
    assert_eq!(center.call_of(ann), Ok(Some(call)), "call of the only operator");
}

/// Rules: 0.4
#[test]
fn finished_calls_take_no_memory() {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let kept = memory_kept_by_calls(&mut center, complete);
    assert!(kept < 1_000, "after 10,000 calls were completed, the center takes {kept} bytes more than before them");
}

/// Rules: 1.1, 1.2, 1.3, 1.4
#[test]
fn law_one_rank_agrees_with_the_model() {
    testkit::law(scripts_without_waiting(), |script| run_script(&script, compare_states));
}
