//! # The line
//!
//! More calls come in than there are operators. A call for which nobody is free waits, and whoever becomes free takes
//! the waiting call that arrived first, at once: `complete` ends one call and may begin another.
//!
//! Callers lose patience. `hang_up` ends a call whatever its state: one that waited was abandoned, one that somebody
//! talked to is completed, and frees them just as `complete` does. A call may leave the line from its middle, and must
//! leave nothing behind there.
//!
//! A call now has two states before it is finished, and not every operation suits both: nobody can complete a call that
//! waits. Write each transition once. If `complete` and `hang_up` both free an operator, they should do it in one
//! place, and nobody can forget to look at the line.
//!
//! Look up: `BTreeSet::first`; what a state machine is, and what its transitions are.
//!
//! Time box: 15 minutes.

use call_center::{CallState, Counts, Error, Outcome, Rank};
use proptest::strategy::Just;
use rstest::rstest;

use super::support::{
    Discipline, assert_in_progress, assert_refused, assert_waiting, complete, ids, plans_to_stage_2, play, receive,
    scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;

#[test]
fn a_call_waits_if_everybody_is_busy() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let first = receive(&mut center);
    let receipt = center.receive().expect("a call is received even if nobody is free");
    assert_eq!(receipt.state, CallState::Waiting, "what became of a second call, with one operator");
    assert_waiting(&center, receipt.call, "the only operator is busy");
    assert_in_progress(&center, first, ann, "another call that waits does not disturb it");
}

#[test]
fn without_staff_every_call_waits() {
    let (mut center, []) = staffed([]);
    let calls = [(); 2].map(|()| receive(&mut center));
    for call in calls {
        assert_waiting(&center, call, "nobody works here");
    }
}

#[test]
fn whoever_becomes_free_takes_the_call_that_arrived_first() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let [first, second, third, fourth, fifth] = [(); 5].map(|()| receive(&mut center));
    complete(&mut center, second);
    assert_in_progress(&center, third, bob, "it arrived first of those that wait");
    complete(&mut center, first);
    assert_in_progress(&center, fourth, ann, "it is the next to have arrived");
    assert_waiting(&center, fifth, "both operators are busy again");
    complete(&mut center, fourth);
    assert_in_progress(&center, fifth, ann, "it is the last in the line");
}

#[test]
fn the_order_of_the_free_ones_is_that_of_becoming_free_last() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, first);
    complete(&mut center, second);
    complete(&mut center, third);
    assert_eq!(
        center.snapshot().idle,
        [bob, ann],
        "the first operator took the waiting call and became free after that"
    );
}

#[test]
fn a_caller_who_hangs_up_while_waiting_has_abandoned_the_call() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_eq!(center.hang_up(second), Ok(Outcome::Abandoned), "nobody talked to it");
    assert_eq!(center.state(second), Err(Error::FinishedCall(second)), "an abandoned call is finished");
    assert_in_progress(&center, first, ann, "another caller has hung up");
    complete(&mut center, first);
    assert_eq!(center.call_of(ann), Ok(None), "the only call that waited was abandoned");
}

#[rstest]
#[case::the_first(0, [1, 2])]
#[case::one_between(1, [0, 2])]
#[case::the_last(2, [0, 1])]
fn an_abandoned_call_leaves_its_place_in_the_line(#[case] abandoned: usize, #[case] left: [usize; 2]) {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let mut talking = receive(&mut center);
    let waiting = [(); 3].map(|()| receive(&mut center));
    assert_eq!(center.hang_up(waiting[abandoned]), Ok(Outcome::Abandoned), "nobody talked to it");
    for next in left {
        complete(&mut center, talking);
        assert_in_progress(&center, waiting[next], ann, "the others keep their order");
        talking = waiting[next];
    }
    complete(&mut center, talking);
    assert_eq!(center.call_of(ann), Ok(None), "the line is empty");
}

#[test]
fn a_caller_who_hangs_up_while_talking_has_completed_the_call() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_eq!(center.hang_up(first), Ok(Outcome::Completed), "an operator talked to it");
    assert_in_progress(&center, second, ann, "the operator was freed by a hang_up and takes the call that waits");
    assert_eq!(center.hang_up(second), Ok(Outcome::Completed), "an operator talked to it, after it had waited");
    assert_eq!(center.call_of(ann), Ok(None), "the line is empty");
}

#[test]
fn a_waiting_call_cannot_be_completed() {
    let (mut center, _) = staffed([OPERATOR]);
    let [_, second] = [(); 2].map(|()| receive(&mut center));
    assert_refused(&mut center, Error::WaitingCall(second), "complete of a call that waits", |center| {
        center.complete(second)
    });
}

#[rstest]
#[case::completed(Outcome::Completed)]
#[case::abandoned(Outcome::Abandoned)]
fn a_finished_call_stays_finished(#[case] outcome: Outcome) {
    let (mut center, _) = staffed([OPERATOR]);
    let [first, second, _] = [(); 3].map(|()| receive(&mut center));
    let call = match outcome {
        Outcome::Completed => first,
        Outcome::Abandoned => second,
    };
    assert_eq!(center.hang_up(call), Ok(outcome), "how the call ended");
    let error = Error::FinishedCall(call);
    assert_refused(&mut center, error, "a second hang_up", |center| center.hang_up(call));
    assert_refused(&mut center, error, "complete after a hang_up", |center| center.complete(call));
}

#[test]
fn nobody_can_hang_up_a_call_that_has_not_come_in() {
    let (mut center, _) = staffed([OPERATOR]);
    receive(&mut center);
    let unknown = ids().calls[1];
    assert_refused(&mut center, Error::UnknownCall(unknown), "hang_up of an unknown call", |center| {
        center.hang_up(unknown)
    });
}

#[test]
fn every_call_is_counted_once() {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let calls = [(); 6].map(|()| receive(&mut center));
    let counts = Counts { received: 6, waiting: 4, in_progress: 2, completed: 0, abandoned: 0 };
    assert_eq!(center.snapshot().counts, counts, "six calls, two operators");
    complete(&mut center, calls[0]);
    assert_eq!(center.hang_up(calls[5]), Ok(Outcome::Abandoned), "it waited");
    let counts = Counts { received: 6, waiting: 2, in_progress: 2, completed: 1, abandoned: 1 };
    assert_eq!(center.snapshot().counts, counts, "one call completed, one abandoned");
}

#[test]
fn law_a_line_moves_as_a_list_would() {
    testkit::law(scripts(Just(OPERATOR), plans_to_stage_2(), Discipline::LongestIdle), |script| play(&script));
}
