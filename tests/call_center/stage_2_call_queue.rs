//! # Call queue
//!
//! Now calls can outnumber operators. A call waits if nobody is free, and a freed operator takes the waiting call that
//! arrived first. So `complete` ends one call and can start another.
//!
//! Callers can also hang up, in the queue or during the call. If their call is in the middle of the queue, remove it
//! completely.
//!
//! A call now has two states before it is finished, and not every operation is valid in both. Write each transition
//! once: if `complete` and `hang_up` free an operator in the same function, neither can forget to check the queue.
//!
//! Look up: `BTreeSet::first`, state machines and their transitions.
//!
//! Time box: 15 minutes.

use call_center::{CallState, Counts, Error, Outcome, Rank};
use proptest::strategy::Just;
use rstest::rstest;

use super::support::{
    PolicyKind, assert_in_progress, assert_rejected, assert_waiting, complete, ids, plans_to_stage_2, receive,
    run_script, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;

#[test]
fn call_waits_if_all_operators_are_busy() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let first = receive(&mut center);
    let receipt = center.receive().expect("a call is received even if nobody is free");
    assert_eq!(receipt.state, CallState::Waiting, "state of a second call with one operator");
    assert_waiting(&center, receipt.call, "the only operator is busy");
    assert_in_progress(&center, first, ann, "a second call must not affect it");
}

#[test]
fn every_call_waits_without_staff() {
    let (mut center, []) = staffed([]);
    let calls = [(); 2].map(|()| receive(&mut center));
    for call in calls {
        assert_waiting(&center, call, "the center has no staff");
    }
}

#[test]
fn freed_operator_takes_the_call_that_arrived_first() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let [first, second, third, fourth, fifth] = [(); 5].map(|()| receive(&mut center));
    complete(&mut center, second);
    assert_in_progress(&center, third, bob, "it arrived first of the waiting calls");
    complete(&mut center, first);
    assert_in_progress(&center, fourth, ann, "it arrived next");
    assert_waiting(&center, fifth, "both operators are busy again");
    complete(&mut center, fourth);
    assert_in_progress(&center, fifth, ann, "it is the only waiting call");
}

#[test]
fn idle_order_is_by_the_last_time_of_becoming_free() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, first);
    complete(&mut center, second);
    complete(&mut center, third);
    assert_eq!(
        center.snapshot().idle,
        [bob, ann],
        "free operators: the first one took the waiting call and became free last"
    );
}

#[test]
fn hang_up_abandons_a_waiting_call() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_eq!(center.hang_up(second), Ok(Outcome::Abandoned), "outcome of hanging up a waiting call");
    assert_eq!(center.state(second), Err(Error::FinishedCall(second)), "state of an abandoned call");
    assert_in_progress(&center, first, ann, "another caller hung up");
    complete(&mut center, first);
    assert_eq!(center.call_of(ann), Ok(None), "call of the operator after the only waiting call was abandoned");
}

#[rstest]
#[case::first(0, [1, 2])]
#[case::middle(1, [0, 2])]
#[case::last(2, [0, 1])]
fn abandoned_call_leaves_the_queue(#[case] abandoned: usize, #[case] left: [usize; 2]) {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let mut talking = receive(&mut center);
    let waiting = [(); 3].map(|()| receive(&mut center));
    assert_eq!(center.hang_up(waiting[abandoned]), Ok(Outcome::Abandoned), "outcome of hanging up a waiting call");
    for next in left {
        complete(&mut center, talking);
        assert_in_progress(&center, waiting[next], ann, "the remaining calls keep their order");
        talking = waiting[next];
    }
    complete(&mut center, talking);
    assert_eq!(center.call_of(ann), Ok(None), "call of the operator when the queue is empty");
}

#[test]
fn hang_up_completes_a_call_in_progress() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_eq!(center.hang_up(first), Ok(Outcome::Completed), "outcome of hanging up a call in progress");
    assert_in_progress(&center, second, ann, "hang_up freed the operator, who takes the waiting call");
    assert_eq!(
        center.hang_up(second),
        Ok(Outcome::Completed),
        "outcome of hanging up a call in progress that had waited"
    );
    assert_eq!(center.call_of(ann), Ok(None), "call of the operator when the queue is empty");
}

#[test]
fn complete_rejects_a_waiting_call() {
    let (mut center, _) = staffed([OPERATOR]);
    let [_, second] = [(); 2].map(|()| receive(&mut center));
    assert_rejected(&mut center, Error::WaitingCall(second), "complete of a waiting call", |center| {
        center.complete(second)
    });
}

#[rstest]
#[case::completed(Outcome::Completed)]
#[case::abandoned(Outcome::Abandoned)]
fn finished_call_stays_finished(#[case] outcome: Outcome) {
    let (mut center, _) = staffed([OPERATOR]);
    let [first, second, _] = [(); 3].map(|()| receive(&mut center));
    let call = match outcome {
        Outcome::Completed => first,
        Outcome::Abandoned => second,
    };
    assert_eq!(center.hang_up(call), Ok(outcome), "outcome of the first hang_up");
    let error = Error::FinishedCall(call);
    assert_rejected(&mut center, error, "second hang_up", |center| center.hang_up(call));
    assert_rejected(&mut center, error, "complete after hang_up", |center| center.complete(call));
}

#[test]
fn hang_up_rejects_an_unknown_call() {
    let (mut center, _) = staffed([OPERATOR]);
    receive(&mut center);
    let unknown = ids().calls[1];
    assert_rejected(&mut center, Error::UnknownCall(unknown), "hang_up of an unknown call", |center| {
        center.hang_up(unknown)
    });
}

#[test]
fn every_call_counts_once() {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let calls = [(); 6].map(|()| receive(&mut center));
    let counts = Counts { received: 6, waiting: 4, in_progress: 2, completed: 0, abandoned: 0 };
    assert_eq!(center.snapshot().counts, counts, "counts of six calls with two operators");
    complete(&mut center, calls[0]);
    assert_eq!(center.hang_up(calls[5]), Ok(Outcome::Abandoned), "outcome of hanging up a waiting call");
    let counts = Counts { received: 6, waiting: 2, in_progress: 2, completed: 1, abandoned: 1 };
    assert_eq!(center.snapshot().counts, counts, "counts after one call was completed and one abandoned");
}

#[test]
fn law_call_queue_agrees_with_the_model() {
    testkit::law(scripts(Just(OPERATOR), plans_to_stage_2(), PolicyKind::LongestIdle), |script| run_script(&script));
}
