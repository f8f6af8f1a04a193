//! # Ranks
//!
//! Some calls are not for everyone. Each has a level: the lowest rank that may take it. `receive` means the lowest
//! level, and `receive_at` is told one. A call goes to the lowest rank, from its level on, that has a free employee,
//! and there to the one who became free first. Directors are expensive, so they answer only if nobody below may and
//! can.
//!
//! The other way round, whoever becomes free takes, among the waiting calls whose level is at most their rank, the one
//! that arrived first, wherever else in the line it stands. A director who becomes free takes an operator's call if
//! that came before all others; an operator passes over what is above them.
//!
//! "Operator, then supervisor, then director" tempts to a `match` with three arms, or to three fields. The signatures
//! do not say `Rank` but `R: Ladder`: any type whose values can be enumerated and compared. In stage 7 you will be glad
//! if nothing of yours knows how many ranks there are.
//!
//! Look up: `enum_iterator::all`, `BTreeMap::range`.
//!
//! Time box: 20 minutes.

use call_center::{CallCenter, CallState, EmployeeId, Error, Rank};
use rstest::rstest;

use super::support::{
    Discipline, any_rank, assert_in_progress, assert_waiting, complete, ids, plans_to_stage_3, play, receive,
    receive_all, receive_at, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

#[rstest]
#[case::an_operator_first(OPERATOR, &[DIRECTOR, SUPERVISOR, OPERATOR], Some(2))]
#[case::a_supervisor_without_an_operator(OPERATOR, &[DIRECTOR, SUPERVISOR], Some(1))]
#[case::a_director_as_the_last_resort(OPERATOR, &[DIRECTOR], Some(0))]
#[case::a_supervisor_for_a_supervisors_call(SUPERVISOR, &[OPERATOR, DIRECTOR, SUPERVISOR], Some(2))]
#[case::a_director_for_a_supervisors_call(SUPERVISOR, &[OPERATOR, DIRECTOR], Some(1))]
#[case::no_operator_for_a_supervisors_call(SUPERVISOR, &[OPERATOR, OPERATOR], None)]
#[case::a_director_for_a_directors_call(DIRECTOR, &[OPERATOR, SUPERVISOR, DIRECTOR], Some(2))]
#[case::no_supervisor_for_a_directors_call(DIRECTOR, &[OPERATOR, SUPERVISOR], None)]
fn a_call_goes_to_the_lowest_rank_that_may_take_it_and_is_free(
    #[case] level: Rank,
    #[case] free: &[Rank],
    #[case] taker: Option<usize>,
) {
    let mut center = CallCenter::new(free.iter().map(|&rank| ("E", rank)));
    let taker: Option<EmployeeId> = taker.map(|nth| center.snapshot().staff[nth].id);
    let state = center.receive_at(level).map(|receipt| receipt.state);
    let expected = taker.map_or(CallState::Waiting, CallState::InProgress);
    assert_eq!(
        state,
        Ok(expected),
        "what becomes of a call of level {level:?} if {free:?} are free, hired in this order"
    );
}

#[test]
fn a_call_without_a_level_has_the_lowest() {
    let (mut center, _) = staffed([DIRECTOR]);
    let call = receive(&mut center);
    assert_eq!(center.level(call), Ok(OPERATOR), "the level of a call, whoever answered it");
}

#[test]
fn a_call_keeps_its_level_whoever_answers_it() {
    let (mut center, [director]) = staffed([DIRECTOR]);
    let calls = receive_all(&mut center, [SUPERVISOR, OPERATOR]);
    assert_in_progress(&center, calls[0], director, "a director may take a supervisor's call");
    assert_eq!(center.level(calls[0]), Ok(SUPERVISOR), "the level of a call that a director talks to");
    assert_eq!(center.level(calls[1]), Ok(OPERATOR), "the level of a call that waits");
}

#[test]
fn the_level_of_a_finished_or_unknown_call_is_an_error() {
    let (mut center, _) = staffed([OPERATOR]);
    let call = receive(&mut center);
    complete(&mut center, call);
    let unknown = ids().calls[1];
    assert_eq!(center.level(call), Err(Error::FinishedCall(call)), "the call was completed");
    assert_eq!(center.level(unknown), Err(Error::UnknownCall(unknown)), "one call came in, and this is the second");
}

#[test]
fn an_employee_has_the_rank_that_the_list_gave_them() {
    let (center, staff) = staffed([DIRECTOR, OPERATOR, SUPERVISOR]);
    let ranks = staff.map(|employee| center.rank(employee));
    assert_eq!(ranks, [Ok(DIRECTOR), Ok(OPERATOR), Ok(SUPERVISOR)], "the ranks of the staff");
    let unknown = ids().staff[3];
    assert_eq!(center.rank(unknown), Err(Error::UnknownEmployee(unknown)), "three were hired, and this is the fourth");
}

#[test]
fn within_a_rank_who_became_free_first_answers_first() {
    let (mut center, [ann, operator, bob]) = staffed([SUPERVISOR, OPERATOR, SUPERVISOR]);
    let calls = receive_all(&mut center, [SUPERVISOR; 2]);
    complete(&mut center, calls[1]);
    complete(&mut center, calls[0]);
    let calls = receive_all(&mut center, [SUPERVISOR; 2]);
    assert_in_progress(&center, calls[0], bob, "the second supervisor became free first");
    assert_in_progress(&center, calls[1], ann, "the first supervisor became free after the second");
    assert_eq!(center.call_of(operator), Ok(None), "no call was for an operator");
}

#[rstest]
#[case::a_supervisor(SUPERVISOR)]
#[case::a_director(DIRECTOR)]
fn a_freed_superior_takes_an_operators_call(#[case] superior: Rank) {
    let (mut center, [employee]) = staffed([superior]);
    let [first, second] = receive_all(&mut center, [superior, OPERATOR]);
    complete(&mut center, first);
    assert_in_progress(&center, second, employee, "it waits, and everybody above its level may take it");
}

#[test]
fn a_freed_operator_passes_over_calls_above_them() {
    let (mut center, [operator, _]) = staffed([OPERATOR, SUPERVISOR]);
    let [first, _, third, fourth] = receive_all(&mut center, [OPERATOR, SUPERVISOR, SUPERVISOR, OPERATOR]);
    complete(&mut center, first);
    assert_waiting(&center, third, "it is above an operator");
    assert_in_progress(&center, fourth, operator, "it is the first that an operator may take");
}

#[test]
fn an_operator_stays_free_if_all_calls_that_wait_are_above_them() {
    let (mut center, [operator]) = staffed([OPERATOR]);
    let [first, second] = receive_all(&mut center, [OPERATOR, DIRECTOR]);
    complete(&mut center, first);
    assert_waiting(&center, second, "no director works here");
    assert_eq!(center.call_of(operator), Ok(None), "the call that waits is for a director");
    let third = receive(&mut center);
    assert_in_progress(&center, third, operator, "an operator is free, whatever waits for others");
}

#[rstest]
#[case::the_lowest_level_first([OPERATOR, SUPERVISOR, DIRECTOR])]
#[case::the_highest_level_first([DIRECTOR, SUPERVISOR, OPERATOR])]
#[case::mixed([SUPERVISOR, OPERATOR, SUPERVISOR])]
fn a_freed_director_takes_calls_by_arrival_whatever_their_level(#[case] levels: [Rank; 3]) {
    let (mut center, [director]) = staffed([DIRECTOR]);
    let mut talking = receive_at(&mut center, DIRECTOR);
    let waiting = receive_all(&mut center, levels);
    for call in waiting {
        complete(&mut center, talking);
        assert_in_progress(
            &center,
            call,
            director,
            "a director may take any, so they are answered in order of arrival",
        );
        talking = call;
    }
}

#[test]
fn law_calls_find_their_rank_as_in_a_list() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_3(), Discipline::LongestIdle), |script| play(&script));
}
