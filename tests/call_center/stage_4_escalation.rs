//! # Escalation
//!
//! "Let me put you through to my supervisor." `escalate` takes a call away from its handler and gives it to the rank
//! above the handler's. For example, if a supervisor who helps out with an operator's call escalates it, it goes to a
//! director.
//!
//! Since the call has already waited once, calls that arrived later stay behind it in the queue. The former handler
//! becomes free and takes the next call, but this must not be the call that they just escalated, whose level is now
//! above their rank. To guarantee this, you have to take the steps in the right order.
//!
//! As before, an operation must find its errors before it changes anything. There is one new error: the handler may
//! already have the highest rank.
//!
//! Look up: `enum_iterator::next`.
//!
//! Time box: 25 minutes.

use std::cell::Cell;

use call_center::{Error, Rank};
use rstest::rstest;

use super::support::{
    any_rank, assert_call_of, assert_in_progress, assert_waiting, compare_levels, complete, escalate, hang_up,
    memory_kept_by_calls, plans_to_stage_4, receive, receive_all, receive_at, run_script, scripts_with_known_calls,
    staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

/// Rules: 4.1
#[test]
fn answering_does_not_change_the_level() {
    let (mut center, [director]) = staffed([DIRECTOR]);
    let calls = receive_all(&mut center, [SUPERVISOR, OPERATOR]);
    assert_in_progress(&center, calls[0], director, "a director can take a supervisor's call");
    assert_eq!(center.level(calls[0]), Ok(SUPERVISOR), "level of a call that a director handles");
    assert_eq!(center.level(calls[1]), Ok(OPERATOR), "level of a waiting call");
    complete(&mut center, calls[0]);
    assert_eq!(center.level(calls[1]), Ok(OPERATOR), "level of a call that a director took from the queue");
}

/// Rules: 4.2, 4.3
#[test]
fn operator_escalates_to_a_supervisor() {
    let (mut center, [operator, supervisor, director]) = staffed([OPERATOR, SUPERVISOR, DIRECTOR]);
    let call = receive(&mut center);
    escalate(&mut center, call, Some(supervisor), "a supervisor is free");
    assert_in_progress(&center, call, supervisor, "an operator escalated it");
    assert_eq!(center.level(call), Ok(SUPERVISOR), "level of the escalated call: the rank above the operator");
    assert_call_of(&center, operator, None, "the operator escalated the only call");
    assert_call_of(&center, director, None, "a supervisor was free");
}

/// Rules: 4.2, 4.3
#[test]
fn call_can_be_escalated_to_the_highest_rank() {
    let (mut center, [_, _, director]) = staffed([OPERATOR, SUPERVISOR, DIRECTOR]);
    let call = receive(&mut center);
    center.escalate(call).expect("there is a rank above an operator");
    escalate(&mut center, call, Some(director), "a supervisor escalated it");
    assert_eq!(center.level(call), Ok(DIRECTOR), "level of the call: the rank above the supervisor");
}

/// Rules: 4.2
#[test]
fn new_level_is_above_the_handler_not_above_the_call() {
    let (mut center, [supervisor, other, director]) = staffed([SUPERVISOR, SUPERVISOR, DIRECTOR]);
    let call = receive(&mut center);
    assert_in_progress(&center, call, supervisor, "without operators, a supervisor takes an operator's call");
    escalate(&mut center, call, Some(director), "a supervisor escalated it, so it is for directors");
    assert_eq!(center.level(call), Ok(DIRECTOR), "level of the call: the rank above the supervisor who handled it");
    assert_call_of(&center, other, None, "another supervisor is not above the handler");
}

/// Rules: 4.2, 4.3
#[test]
fn escalation_skips_a_busy_rank() {
    let (mut center, [_, _, director]) = staffed([OPERATOR, SUPERVISOR, DIRECTOR]);
    let [call, _] = receive_all(&mut center, [OPERATOR, SUPERVISOR]);
    escalate(&mut center, call, Some(director), "the supervisor is busy, and a director is free");
    assert_eq!(
        center.level(call),
        Ok(SUPERVISOR),
        "level of the call: the rank above the operator, even if a director answered"
    );
}

/// Rules: 4.3, 4.4
#[test]
fn escalated_call_waits_if_all_higher_ranks_are_busy() {
    let (mut center, [operator, supervisor]) = staffed([OPERATOR, SUPERVISOR]);
    let [call, other] = receive_all(&mut center, [OPERATOR, SUPERVISOR]);
    escalate(&mut center, call, None, "the only supervisor is busy");
    assert_waiting(&center, call, "no higher rank is free");
    assert_call_of(&center, operator, None, "the operator escalated the only call");
    complete(&mut center, other);
    assert_in_progress(&center, call, supervisor, "the supervisor became free");
}

/// Rules: 4.3, 4.4
#[test]
fn escalated_call_does_not_return_to_its_rank() {
    let (mut center, [operator, other]) = staffed([OPERATOR, OPERATOR]);
    let call = receive(&mut center);
    escalate(&mut center, call, None, "the center has no supervisor");
    for employee in [operator, other] {
        assert_call_of(&center, employee, None, "only a supervisor's call waits");
    }
    let next = receive(&mut center);
    assert_in_progress(&center, next, other, "the operator who escalated became free last");
    let next = receive(&mut center);
    assert_in_progress(&center, next, operator, "the operator who escalated is free");
    assert_waiting(&center, call, "the center has no supervisor");
}

/// Rules: 4.2, 4.3
#[test]
fn new_level_is_the_next_rank_even_without_staff() {
    let (mut center, [_, director]) = staffed([OPERATOR, DIRECTOR]);
    let call = receive(&mut center);
    escalate(&mut center, call, Some(director), "the center has no supervisor");
    let level = center.level(call);
    assert_eq!(level, Ok(SUPERVISOR), "level of a call that went from an operator to a director, without supervisors");
}

/// Rules: 4.4
#[test]
fn handler_takes_the_next_waiting_call() {
    let (mut center, [operator, supervisor]) = staffed([OPERATOR, SUPERVISOR]);
    let [call, other, waiting] = receive_all(&mut center, [OPERATOR, SUPERVISOR, OPERATOR]);
    escalate(&mut center, call, None, "the supervisor is busy");
    assert_in_progress(&center, waiting, operator, "the operator is free after escalating the other call");
    assert_in_progress(&center, other, supervisor, "an escalation must not affect a busy supervisor");
}

/// Rules: 4.5
#[test]
fn escalated_call_is_queued_by_arrival() {
    let (mut center, [_, supervisor]) = staffed([OPERATOR, SUPERVISOR]);
    let [first, second] = receive_all(&mut center, [OPERATOR, SUPERVISOR]);
    let later = receive_at(&mut center, SUPERVISOR);
    escalate(&mut center, first, None, "the supervisor is busy");
    complete(&mut center, second);
    assert_in_progress(
        &center,
        first,
        supervisor,
        "it arrived before the other waiting call, although it was queued later",
    );
    assert_waiting(&center, later, "it arrived after the escalated call");
}

/// Rules: 4.4
#[rstest]
#[case::first_in_the_queue([OPERATOR, SUPERVISOR], 0)]
#[case::behind_a_call_above_the_handler([DIRECTOR, OPERATOR], 1)]
fn supervisor_takes_the_next_call_up_to_their_rank(#[case] waiting: [Rank; 2], #[case] next: usize) {
    let (mut center, [supervisor]) = staffed([SUPERVISOR]);
    let call = receive(&mut center);
    let waiting = receive_all(&mut center, waiting);
    escalate(&mut center, call, None, "the center has no director");
    assert_in_progress(&center, waiting[next], supervisor, "it is the first call that a supervisor can take");
    assert_waiting(&center, waiting[1 - next], "the supervisor took the other call");
}

/// Rules: 0.1, 4.6
#[test]
fn escalate_rejects_the_highest_rank() {
    let (mut center, [director, ..]) = staffed([DIRECTOR, DIRECTOR, SUPERVISOR]);
    let [_, call] = receive_all(&mut center, [SUPERVISOR, OPERATOR]);
    assert_in_progress(&center, call, director, "the supervisor is busy");
    let error = Error::HighestRank { call, handler: director };
    assert_eq!(center.escalate(call), Err(error), "escalate of a call that a director handles");
    assert_in_progress(&center, call, director, "escalate failed, so it changed nothing");
    assert_eq!(center.level(call), Ok(OPERATOR), "level of a call that could not be escalated");
}

/// Rules: 0.1, 4.6
#[test]
fn escalate_rejects_a_waiting_call() {
    let (mut center, [operator]) = staffed([OPERATOR]);
    let [first, waiting, above] = receive_all(&mut center, [OPERATOR, OPERATOR, DIRECTOR]);
    for call in [waiting, above] {
        assert_eq!(center.escalate(call), Err(Error::WaitingCall(call)), "escalate of a waiting call");
        assert_waiting(&center, call, "escalate failed, so it changed nothing");
    }
    assert_eq!(center.level(above), Ok(DIRECTOR), "level of a waiting call that could not be escalated");
    complete(&mut center, first);
    assert_in_progress(&center, waiting, operator, "it still waited, since escalate of it failed");
}

/// Rules: 2.6
#[test]
fn finished_call_has_no_level_and_is_not_escalated() {
    let (mut center, _) = staffed([OPERATOR, SUPERVISOR]);
    let [completed, _, abandoned] = [(); 3].map(|()| receive(&mut center));
    hang_up(&mut center, abandoned);
    complete(&mut center, completed);
    for call in [completed, abandoned] {
        assert_eq!(center.level(call), Err(Error::FinishedCall(call)), "level of a finished call");
        assert_eq!(center.escalate(call), Err(Error::FinishedCall(call)), "escalate of a finished call");
    }
}

/// Rules: 0.4
#[test]
fn calls_take_no_memory_however_they_end() {
    let (mut center, _) = staffed([OPERATOR, SUPERVISOR]);
    // This call waits all the time.
    receive_at(&mut center, DIRECTOR);
    let number = Cell::new(0);
    let kept = memory_kept_by_calls(&mut center, |center, call| {
        number.set(number.get() + 1);
        match number.get() % 3 {
            0 => hang_up(center, call),
            1 => {
                center.escalate(call).expect("there is a rank above an operator");
                complete(center, call);
            }
            // The escalated call waits: its caller hangs up, or the supervisor takes it.
            _ => {
                let other = receive_at(center, SUPERVISOR);
                center.escalate(call).expect("there is a rank above an operator");
                if number.get() % 2 == 0 {
                    hang_up(center, call);
                    complete(center, other);
                } else {
                    complete(center, other);
                    complete(center, call);
                }
            }
        }
    });
    assert!(
        kept < 1_000,
        "after 10,000 calls were hung up or escalated, the center takes {kept} bytes more than before"
    );
}

/// Rules: 4.1, 4.2, 4.3, 4.4, 4.5, 4.6
#[test]
fn law_escalation_agrees_with_the_model() {
    testkit::law(scripts_with_known_calls(any_rank(), plans_to_stage_4()), |script| {
        run_script(&script, compare_levels);
    });
}
