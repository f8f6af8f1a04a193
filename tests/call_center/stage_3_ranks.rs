//! # Ranks
//!
//! Not every call is for everyone. Each call has a level, the lowest rank that can take it. A new call goes to the
//! lowest rank with a free employee, since directors are expensive. A freed employee searches in the other direction:
//! for the first call in the queue with a level at or below their rank.
//!
//! "Operator, then supervisor, then director" suggests a `match` with three arms or three fields. Resist that: the
//! signatures say `R: Ladder`, any type whose values can be enumerated and compared. In stage 7 you support other
//! ranks, and code that does not depend on the number of ranks needs no change.
//!
//! Look up: `enum_iterator::all`, `BTreeMap::range`.
//!
//! Time box: 20 minutes.

use call_center::{CallCenter, CallState, EmployeeId, Error, Rank};
use rstest::rstest;

use super::support::{
    PolicyKind, any_rank, assert_in_progress, assert_waiting, complete, ids, plans_to_stage_3, receive, receive_all,
    receive_at, run_script, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

#[rstest]
#[case::free_operator_answers_first(OPERATOR, &[DIRECTOR, SUPERVISOR, OPERATOR], Some(2))]
#[case::supervisor_answers_without_an_operator(OPERATOR, &[DIRECTOR, SUPERVISOR], Some(1))]
#[case::director_answers_last(OPERATOR, &[DIRECTOR], Some(0))]
#[case::supervisor_takes_a_supervisor_call(SUPERVISOR, &[OPERATOR, DIRECTOR, SUPERVISOR], Some(2))]
#[case::director_takes_a_supervisor_call(SUPERVISOR, &[OPERATOR, DIRECTOR], Some(1))]
#[case::operator_skips_a_supervisor_call(SUPERVISOR, &[OPERATOR, OPERATOR], None)]
#[case::director_takes_a_director_call(DIRECTOR, &[OPERATOR, SUPERVISOR, DIRECTOR], Some(2))]
#[case::supervisor_skips_a_director_call(DIRECTOR, &[OPERATOR, SUPERVISOR], None)]
fn call_goes_to_the_lowest_free_rank_at_or_above_its_level(
    #[case] level: Rank,
    #[case] free: &[Rank],
    #[case] handler: Option<usize>,
) {
    let mut center = CallCenter::new(free.iter().map(|&rank| ("E", rank)));
    let handler: Option<EmployeeId> = handler.map(|nth| center.snapshot().staff[nth].id);
    let state = center.receive_at(level).map(|receipt| receipt.state);
    let expected = handler.map_or(CallState::Waiting, CallState::InProgress);
    assert_eq!(
        state,
        Ok(expected),
        "state of a call of level {level:?} when the free staff is {free:?}, in the order of hiring"
    );
}

#[test]
fn receive_uses_the_lowest_level() {
    let (mut center, _) = staffed([DIRECTOR]);
    let call = receive(&mut center);
    assert_eq!(center.level(call), Ok(OPERATOR), "level of a received call that a director answered");
}

#[test]
fn answering_does_not_change_the_level() {
    let (mut center, [director]) = staffed([DIRECTOR]);
    let calls = receive_all(&mut center, [SUPERVISOR, OPERATOR]);
    assert_in_progress(&center, calls[0], director, "a director can take a supervisor's call");
    assert_eq!(center.level(calls[0]), Ok(SUPERVISOR), "level of a call that a director handles");
    assert_eq!(center.level(calls[1]), Ok(OPERATOR), "level of a waiting call");
}

#[test]
fn level_of_a_finished_or_unknown_call_is_an_error() {
    let (mut center, _) = staffed([OPERATOR]);
    let call = receive(&mut center);
    complete(&mut center, call);
    let unknown = ids().calls[1];
    assert_eq!(center.level(call), Err(Error::FinishedCall(call)), "level of a completed call");
    assert_eq!(
        center.level(unknown),
        Err(Error::UnknownCall(unknown)),
        "level of a second call, when one was received"
    );
}

#[test]
fn employees_have_the_rank_from_the_list() {
    let (center, staff) = staffed([DIRECTOR, OPERATOR, SUPERVISOR]);
    let ranks = staff.map(|employee| center.rank(employee));
    assert_eq!(ranks, [Ok(DIRECTOR), Ok(OPERATOR), Ok(SUPERVISOR)], "ranks of the staff");
    let unknown = ids().staff[3];
    assert_eq!(
        center.rank(unknown),
        Err(Error::UnknownEmployee(unknown)),
        "rank of a fourth employee, when three were hired"
    );
}

#[test]
fn longest_idle_employee_of_a_rank_answers_first() {
    let (mut center, [ann, operator, bob]) = staffed([SUPERVISOR, OPERATOR, SUPERVISOR]);
    let calls = receive_all(&mut center, [SUPERVISOR; 2]);
    complete(&mut center, calls[1]);
    complete(&mut center, calls[0]);
    let calls = receive_all(&mut center, [SUPERVISOR; 2]);
    assert_in_progress(&center, calls[0], bob, "the second supervisor became free first");
    assert_in_progress(&center, calls[1], ann, "the first supervisor became free after the second");
    assert_eq!(center.call_of(operator), Ok(None), "call of the operator, when all calls are for supervisors");
}

#[rstest]
#[case::supervisor(SUPERVISOR)]
#[case::director(DIRECTOR)]
fn freed_superior_takes_an_operator_call(#[case] superior: Rank) {
    let (mut center, [employee]) = staffed([superior]);
    let [first, second] = receive_all(&mut center, [superior, OPERATOR]);
    complete(&mut center, first);
    assert_in_progress(&center, second, employee, "a higher rank can take a waiting operator's call");
}

#[test]
fn freed_operator_skips_calls_above_their_rank() {
    let (mut center, [operator, _]) = staffed([OPERATOR, SUPERVISOR]);
    let [first, _, third, fourth] = receive_all(&mut center, [OPERATOR, SUPERVISOR, SUPERVISOR, OPERATOR]);
    complete(&mut center, first);
    assert_waiting(&center, third, "its level is above an operator");
    assert_in_progress(&center, fourth, operator, "it is the first call that an operator can take");
}

#[test]
fn operator_stays_free_if_all_waiting_calls_are_above() {
    let (mut center, [operator]) = staffed([OPERATOR]);
    let [first, second] = receive_all(&mut center, [OPERATOR, DIRECTOR]);
    complete(&mut center, first);
    assert_waiting(&center, second, "the center has no director");
    assert_eq!(center.call_of(operator), Ok(None), "call of the operator when the only waiting call is for a director");
    let third = receive(&mut center);
    assert_in_progress(&center, third, operator, "the operator is free, although a director's call waits");
}

#[rstest]
#[case::lowest_level_first([OPERATOR, SUPERVISOR, DIRECTOR])]
#[case::highest_level_first([DIRECTOR, SUPERVISOR, OPERATOR])]
#[case::mixed_levels([SUPERVISOR, OPERATOR, SUPERVISOR])]
fn freed_director_takes_calls_in_order_of_arrival(#[case] levels: [Rank; 3]) {
    let (mut center, [director]) = staffed([DIRECTOR]);
    let mut talking = receive_at(&mut center, DIRECTOR);
    let waiting = receive_all(&mut center, levels);
    for call in waiting {
        complete(&mut center, talking);
        assert_in_progress(&center, call, director, "a director takes calls of all levels in order of arrival");
        talking = call;
    }
}

#[test]
fn law_ranks_agree_with_the_model() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_3(), PolicyKind::LongestIdle), |script| {
        run_script(&script);
    });
}
