//! # Escalation
//!
//! "Let me put you through to my supervisor." `escalate` takes a call away from the one who talks to it and hands it to
//! the rank above. Above whom? Above the one who talks, not above the level that the call has had: a supervisor who
//! helps out with an operator's call hands it to a director.
//!
//! That rank is the call's new level. Somebody free takes it by the rules of stage 3, or it waits. It has waited
//! before, so its place in the line is by its arrival: calls that came in later stay behind it.
//!
//! The one who escalated is free then, and takes the next call of the line that they may take. It cannot be the same
//! call: that is above them now. In which order you do these steps decides whether this is a fact or an accident.
//!
//! From the highest rank there is no way up, which is an error, as is escalating a call that waits. An operation has to
//! find out about its errors before it changes anything.
//!
//! Look up: `enum_iterator::next`.
//!
//! Time box: 20 minutes.

use call_center::{CallState, Error, Rank};
use rstest::rstest;

use super::support::{
    Discipline, any_rank, assert_in_progress, assert_refused, assert_waiting, complete, ids, plans_to_stage_4, play,
    receive, receive_all, receive_at, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

#[test]
fn an_operator_escalates_to_a_supervisor() {
    let (mut center, [operator, supervisor, director]) = staffed([OPERATOR, SUPERVISOR, DIRECTOR]);
    let call = receive(&mut center);
    assert_eq!(center.escalate(call), Ok(CallState::InProgress(supervisor)), "who takes the escalated call");
    assert_in_progress(&center, call, supervisor, "it was escalated by an operator");
    assert_eq!(center.level(call), Ok(SUPERVISOR), "its level is the rank above the operator's");
    assert_eq!(center.call_of(operator), Ok(None), "the operator has handed the call on");
    assert_eq!(center.call_of(director), Ok(None), "a supervisor was free");
}

#[test]
fn a_call_can_be_escalated_to_the_top() {
    let (mut center, [_, _, director]) = staffed([OPERATOR, SUPERVISOR, DIRECTOR]);
    let call = receive(&mut center);
    center.escalate(call).expect("there is a rank above an operator");
    assert_eq!(center.escalate(call), Ok(CallState::InProgress(director)), "who takes it from the supervisor");
    assert_eq!(center.level(call), Ok(DIRECTOR), "its level is the rank above the supervisor's");
}

#[test]
fn the_level_is_above_the_handler_and_not_above_the_call() {
    let (mut center, [supervisor, other, director]) = staffed([SUPERVISOR, SUPERVISOR, DIRECTOR]);
    let call = receive(&mut center);
    assert_in_progress(&center, call, supervisor, "no operator works here, so a supervisor takes an operator's call");
    assert_eq!(
        center.escalate(call),
        Ok(CallState::InProgress(director)),
        "who takes an operator's call that a supervisor escalates: the rank above the supervisor"
    );
    assert_eq!(center.level(call), Ok(DIRECTOR), "the rank above the one who talked to it, a supervisor");
    assert_eq!(center.call_of(other), Ok(None), "another supervisor is no step up");
}

#[test]
fn an_escalated_call_goes_past_a_busy_rank() {
    let (mut center, [_, _, director]) = staffed([OPERATOR, SUPERVISOR, DIRECTOR]);
    let [call, _] = receive_all(&mut center, [OPERATOR, SUPERVISOR]);
    assert_eq!(center.escalate(call), Ok(CallState::InProgress(director)), "who takes it if the supervisor is busy");
    assert_eq!(center.level(call), Ok(SUPERVISOR), "its level is the rank above the operator's, whoever takes it");
}

#[test]
fn an_escalated_call_waits_if_nobody_above_is_free() {
    let (mut center, [operator, supervisor]) = staffed([OPERATOR, SUPERVISOR]);
    let [call, other] = receive_all(&mut center, [OPERATOR, SUPERVISOR]);
    assert_eq!(center.escalate(call), Ok(CallState::Waiting), "what becomes of it if the supervisor is busy");
    assert_waiting(&center, call, "nobody above the operator is free");
    assert_eq!(center.call_of(operator), Ok(None), "the operator has handed the call on");
    complete(&mut center, other);
    assert_in_progress(&center, call, supervisor, "the supervisor is free now");
}

#[test]
fn an_escalated_call_is_not_handed_back() {
    let (mut center, [operator, other]) = staffed([OPERATOR, OPERATOR]);
    let call = receive(&mut center);
    assert_eq!(center.escalate(call), Ok(CallState::Waiting), "no supervisor works here");
    for employee in [operator, other] {
        assert_eq!(center.call_of(employee), Ok(None), "an operator may not take a supervisor's call");
    }
    let next = receive(&mut center);
    assert_in_progress(&center, next, other, "who has escalated became free after the other operator");
    let next = receive(&mut center);
    assert_in_progress(&center, next, operator, "who has escalated is free, whatever waits for others");
    assert_waiting(&center, call, "no supervisor works here");
}

#[test]
fn who_escalates_takes_the_next_call_of_the_line() {
    let (mut center, [operator, supervisor]) = staffed([OPERATOR, SUPERVISOR]);
    let [call, other, waiting] = receive_all(&mut center, [OPERATOR, SUPERVISOR, OPERATOR]);
    assert_eq!(center.escalate(call), Ok(CallState::Waiting), "the supervisor is busy");
    assert_in_progress(&center, waiting, operator, "the operator has handed the other call on");
    assert_in_progress(&center, other, supervisor, "an escalation to a busy supervisor does not disturb them");
}

#[test]
fn an_escalated_call_keeps_its_place_by_arrival() {
    let (mut center, [_, supervisor]) = staffed([OPERATOR, SUPERVISOR]);
    let [first, second] = receive_all(&mut center, [OPERATOR, SUPERVISOR]);
    let later = receive_at(&mut center, SUPERVISOR);
    assert_eq!(center.escalate(first), Ok(CallState::Waiting), "the supervisor is busy");
    complete(&mut center, second);
    assert_in_progress(
        &center,
        first,
        supervisor,
        "it arrived before the other call that waits, although it was put into the line after it",
    );
    assert_waiting(&center, later, "it arrived after the escalated call");
}

#[rstest]
#[case::first_in_the_whole_line([OPERATOR, SUPERVISOR], 0)]
#[case::behind_a_call_above_the_handler([DIRECTOR, OPERATOR], 1)]
fn a_supervisor_who_escalates_takes_what_a_supervisor_may_take(#[case] waiting: [Rank; 2], #[case] next: usize) {
    let (mut center, [supervisor]) = staffed([SUPERVISOR]);
    let call = receive(&mut center);
    let waiting = receive_all(&mut center, waiting);
    assert_eq!(center.escalate(call), Ok(CallState::Waiting), "no director works here");
    assert_in_progress(&center, waiting[next], supervisor, "the first call that a supervisor may take");
    assert_waiting(&center, waiting[1 - next], "the supervisor took another");
}

#[test]
fn the_highest_rank_cannot_escalate() {
    let (mut center, [director, ..]) = staffed([DIRECTOR, DIRECTOR, SUPERVISOR]);
    let [_, call] = receive_all(&mut center, [SUPERVISOR, OPERATOR]);
    assert_in_progress(&center, call, director, "the supervisor is busy");
    let error = Error::HighestRank { call, handler: director };
    assert_refused(&mut center, error, "escalate of a call that a director talks to", |center| center.escalate(call));
}

#[test]
fn a_waiting_call_cannot_be_escalated() {
    let (mut center, _) = staffed([OPERATOR]);
    let [_, waiting, above] = receive_all(&mut center, [OPERATOR, OPERATOR, DIRECTOR]);
    for call in [waiting, above] {
        assert_refused(&mut center, Error::WaitingCall(call), "escalate of a call that waits", |center| {
            center.escalate(call)
        });
    }
}

#[test]
fn a_finished_or_unknown_call_cannot_be_escalated() {
    let (mut center, _) = staffed([OPERATOR, SUPERVISOR]);
    let call = receive(&mut center);
    complete(&mut center, call);
    let unknown = ids().calls[1];
    let what = "escalate of a call that is not there";
    assert_refused(&mut center, Error::FinishedCall(call), what, |center| center.escalate(call));
    assert_refused(&mut center, Error::UnknownCall(unknown), what, |center| center.escalate(unknown));
}

#[test]
fn law_escalated_calls_move_as_in_a_list() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_4(), Discipline::LongestIdle), |script| play(&script));
}
