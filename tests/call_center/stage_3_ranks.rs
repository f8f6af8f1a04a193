//! # Ranks
//!
//! Not everyone can take every call. Since directors are expensive, a new call goes to the lowest suitable rank that
//! has a free employee. A freed employee searches in the other direction. This stage has no new methods. Instead, you
//! generalize the code you already have.
//!
//! "Operator, then supervisor, then director" may tempt you to write a `match` with three arms, or three fields. Resist
//! the temptation, because the signatures say `R: Ladder`, which is any type whose values can be enumerated and
//! compared.
//!
//! Look up: `enum_iterator::all`.
//!
//! Time box: 22 minutes.

use std::cell::Cell;

use call_center::{CallCenter, CallState, Error, Rank};
use rstest::rstest;

use super::support::{
    any_rank, assert_call_of, assert_in_progress, assert_waiting, compare_states, complete, hang_up, ids,
    memory_kept_by_calls, plans_to_stage_3, receive, receive_all, receive_at, run_script, scripts_with_known_calls,
    staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

/// Rules: 3.1, 3.3
#[rstest]
#[case::free_operator_answers_first(OPERATOR, &[DIRECTOR, SUPERVISOR, OPERATOR], Some(2))]
#[case::supervisor_answers_without_an_operator(OPERATOR, &[DIRECTOR, SUPERVISOR], Some(1))]
#[case::director_answers_last(OPERATOR, &[DIRECTOR], Some(0))]
#[case::supervisor_takes_a_supervisor_call(SUPERVISOR, &[OPERATOR, DIRECTOR, SUPERVISOR], Some(2))]
#[case::director_takes_a_supervisor_call(SUPERVISOR, &[OPERATOR, DIRECTOR], Some(1))]
#[case::operator_skips_a_supervisor_call(SUPERVISOR, &[OPERATOR, OPERATOR], None)]
#[case::only_a_director_takes_a_director_call(DIRECTOR, &[OPERATOR, SUPERVISOR], None)]
fn call_goes_to_the_lowest_free_rank_at_or_above_its_level(
    #[case] level: Rank,
    #[case] free: &[Rank],
    #[case] handler: Option<usize>,
) {
    let (mut center, []) = staffed([]);
    let staff: Vec<_> = free.iter().map(|&rank| center.hire(rank)).collect();
    let call = receive_at(&mut center, level);
    let expected = handler.map_or(CallState::Waiting, |nth| CallState::InProgress(staff[nth]));
    assert_eq!(
        center.describe(center.state(call)),
        center.describe(Ok(expected)),
        "state of a call of level {level:?} when the free staff is {free:?}, in the order of hiring"
    );
}

/// Rules: 0.2
#[test]
fn ids_do_not_depend_on_ranks() {
    let (mut center, staff) = staffed([DIRECTOR, OPERATOR, SUPERVISOR]);
    assert_eq!(staff, ids().staff[..3], "ids of three employees of different ranks, compared with three operators");
    let calls = receive_all(&mut center, [SUPERVISOR, DIRECTOR, OPERATOR]);
    assert_eq!(calls, ids().calls[..3], "ids of three calls of different levels, compared with three operators' calls");
}

/// Rules: 3.2
#[test]
fn longest_idle_employee_of_a_rank_answers_first() {
    let (mut center, [ann, operator, bob]) = staffed([SUPERVISOR, OPERATOR, SUPERVISOR]);
    let calls = receive_all(&mut center, [SUPERVISOR; 2]);
    complete(&mut center, calls[1]);
    complete(&mut center, calls[0]);
    let calls = receive_all(&mut center, [SUPERVISOR; 2]);
    assert_in_progress(&center, calls[0], bob, "the second supervisor became free first");
    assert_in_progress(&center, calls[1], ann, "the first supervisor became free after the second");
    assert_call_of(&center, operator, None, "all calls are for supervisors");
}

/// Rules: 3.4
#[rstest]
#[case::supervisor(SUPERVISOR)]
#[case::director(DIRECTOR)]
fn freed_superior_takes_an_operator_call(#[case] superior: Rank) {
    let (mut center, [employee]) = staffed([superior]);
    let [first, second] = receive_all(&mut center, [superior, OPERATOR]);
    complete(&mut center, first);
    assert_in_progress(&center, second, employee, "a higher rank can take a waiting operator's call");
}

/// Rules: 3.4
#[test]
fn freed_operator_skips_calls_above_their_rank() {
    let (mut center, [operator, _]) = staffed([OPERATOR, SUPERVISOR]);
    let [first, _, third, fourth] = receive_all(&mut center, [OPERATOR, SUPERVISOR, SUPERVISOR, OPERATOR]);
    complete(&mut center, first);
    assert_waiting(&center, third, "its level is above an operator");
    assert_in_progress(&center, fourth, operator, "it is the first call that an operator can take");
}

/// Rules: 3.3, 3.4
#[test]
fn operator_stays_free_if_all_waiting_calls_are_above() {
    let (mut center, [operator]) = staffed([OPERATOR]);
    let [first, second] = receive_all(&mut center, [OPERATOR, DIRECTOR]);
    complete(&mut center, first);
    assert_waiting(&center, second, "the center has no director");
    assert_call_of(&center, operator, None, "the only waiting call is for a director");
    let third = receive(&mut center);
    assert_in_progress(&center, third, operator, "the operator is free, although a director's call waits");
}

/// Rules: 3.4
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

/// Rules: 3.4
#[rstest]
#[case::operator(OPERATOR, 2)]
#[case::supervisor(SUPERVISOR, 1)]
#[case::director(DIRECTOR, 0)]
fn hired_employee_takes_the_first_call_up_to_their_rank(#[case] rank: Rank, #[case] taken: usize) {
    let (mut center, []) = staffed([]);
    let calls = receive_all(&mut center, [DIRECTOR, SUPERVISOR, OPERATOR]);
    let employee = center.hire(rank);
    let why = "a director's, a supervisor's and an operator's call waited, in the order of arrival";
    assert_in_progress(&center, calls[taken], employee, why);
}

/// Rules: 2.3, 3.4
#[test]
fn abandoned_call_leaves_the_queue_of_its_level() {
    let (mut center, []) = staffed([]);
    let [first, second, third] = receive_all(&mut center, [OPERATOR, SUPERVISOR, SUPERVISOR]);
    hang_up(&mut center, second);
    let supervisor = center.hire(SUPERVISOR);
    assert_in_progress(&center, first, supervisor, "it arrived first");
    let supervisor = center.hire(SUPERVISOR);
    assert_in_progress(&center, third, supervisor, "the caller of the supervisors' other call hung up");
}

/// Rules: 0.3
#[test]
fn lookups_take_logarithmic_time() {
    const SIZE: usize = 20_000;
    let mut center = CallCenter::new();
    let staff: Vec<_> = (0..SIZE).map(|_| center.hire(OPERATOR)).collect();
    testkit::costs_less_than_a_walk(SIZE, "call_of the last employees", |number| {
        assert_eq!(center.call_of(staff[SIZE - 1 - number]), Ok(None), "call of an employee when nobody calls");
    });
    let supervisor = center.hire(SUPERVISOR);
    let [talking, waiting] = receive_all(&mut center, [SUPERVISOR, DIRECTOR]);
    testkit::costs_less_than_a_walk(SIZE, "state of two calls when 20,000 operators are free", |_| {
        assert_eq!(center.state(talking), Ok(CallState::InProgress(supervisor)), "state of a supervisor's call");
        assert_eq!(center.state(waiting), Ok(CallState::Waiting), "state of a call when there is no director");
    });
    const BUSY: usize = 8_000;
    let mut center = CallCenter::new();
    let calls: Vec<_> = (0..BUSY).map(|_| receive_at(&mut center, OPERATOR)).collect();
    let staff: Vec<_> = (0..BUSY).map(|_| center.hire(OPERATOR)).collect();
    testkit::costs_less_than_a_walk(BUSY, "call_of and state when 8,000 operators are busy", |number| {
        let number = BUSY - 1 - number;
        assert_eq!(center.call_of(staff[number]), Ok(Some(calls[number])), "call of a busy operator");
        assert_eq!(
            center.state(calls[number]),
            Ok(CallState::InProgress(staff[number])),
            "state of an operator's call"
        );
    });
    for &call in calls.iter().step_by(2) {
        complete(&mut center, call);
    }
    testkit::costs_less_than_a_walk(BUSY, "call_of and state when every other of 8,000 calls is finished", |number| {
        let number = BUSY - 2 - 2 * number;
        assert_eq!(center.call_of(staff[number]), Ok(None), "call of an operator who completed one");
        let finished = Err(Error::FinishedCall(calls[number]));
        assert_eq!(center.state(calls[number]), finished, "state of a call that was completed");
    });
    let (mut center, [operator, supervisor]) = staffed([OPERATOR, SUPERVISOR]);
    let talking = receive_at(&mut center, SUPERVISOR);
    let calls: Vec<_> = (0..SIZE).map(|_| receive_at(&mut center, SUPERVISOR)).collect();
    testkit::costs_less_than_a_walk(SIZE, "state of the last calls", |number| {
        let call = calls[SIZE - 1 - number];
        assert_eq!(center.state(call), Ok(CallState::Waiting), "state of a call when the only supervisor is busy");
    });
    testkit::costs_less_than_a_walk(
        SIZE,
        "state of a supervisor's call when 20,000 calls wait for supervisors",
        |_| {
            assert_eq!(center.state(talking), Ok(CallState::InProgress(supervisor)), "state of a supervisor's call");
        },
    );
    testkit::costs_less_than_a_walk(SIZE, "call_of an operator when 20,000 calls wait", |_| {
        assert_eq!(center.call_of(operator), Ok(None), "call of an operator when all calls are for supervisors");
    });
    let call = receive_at(&mut center, OPERATOR);
    testkit::costs_less_than_a_walk(SIZE, "call_of a busy operator when 20,000 calls wait", |_| {
        assert_eq!(center.call_of(operator), Ok(Some(call)), "call of an operator whose call arrived last");
    });
    complete(&mut center, call);
    testkit::costs_less_than_a_walk(SIZE, "state of a finished call when 20,000 calls wait", |_| {
        assert_eq!(center.state(call), Err(Error::FinishedCall(call)), "state of a call that was completed");
    });
}

/// Rules: 0.4
#[test]
fn finished_calls_take_no_memory_whoever_else_is_free_or_waits() {
    let (mut center, [supervisor, _]) = staffed([SUPERVISOR, OPERATOR]);
    let kept = memory_kept_by_calls(&mut center, complete);
    assert!(
        kept < 1_000,
        "after an operator completed 10,000 calls while a supervisor was free, the center takes {kept} bytes more"
    );
    assert_call_of(&center, supervisor, None, "an operator was free for each call");
    let (mut center, _) = staffed([OPERATOR]);
    let [first, waiting] = receive_all(&mut center, [OPERATOR, DIRECTOR]);
    let talking = Cell::new(first);
    let kept = memory_kept_by_calls(&mut center, |center, call| complete(center, talking.replace(call)));
    assert!(
        kept < 1_000,
        "after an operator took 10,000 calls from the queue while a director's call waited, the center takes {kept} \
         bytes more"
    );
    assert_waiting(&center, waiting, "the center has no director");
}

/// Rules: 3.1, 3.2, 3.3, 3.4
#[test]
fn law_ranks_agree_with_the_model() {
    testkit::law(scripts_with_known_calls(any_rank(), plans_to_stage_3()), |script| {
        run_script(&script, compare_states);
    });
}
