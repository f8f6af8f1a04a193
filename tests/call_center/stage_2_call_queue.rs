//! # Call queue
//!
//! Now there can be more calls than operators. If nobody is free, a call has to wait, and a caller may hang up either
//! in the queue or during the call. Write `hang_up`, and extend the operations of stage 1. For example, `complete` now
//! ends one call and may start another.
//!
//! Before it is finished, a call can now be in two states, and not every operation is valid in both. Write each
//! transition only once: if every operation frees operators through the same function, none of them can forget to check
//! the queue.
//!
//! Look up: state machines and their transitions.
//!
//! Time box: 17 minutes.

use call_center::{Error, Rank};
use proptest::strategy::Just;

use super::support::{
    assert_call_of, assert_in_progress, assert_waiting, compare_states, complete, hang_up, memory_kept_by_calls,
    plans_to_stage_2, receive, run_script, scripts_with_known_calls, staffed,
};

const OPERATOR: Rank = Rank::Operator;

/// Rules: 2.1
#[test]
fn call_waits_if_all_operators_are_busy() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_waiting(&center, second, "the only operator is busy");
    assert_in_progress(&center, first, ann, "a second call must not affect it");
}

/// Rules: 2.2
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

/// Rules: 2.2
#[test]
fn hired_operator_takes_the_call_that_arrived_first() {
    let (mut center, []) = staffed([]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_waiting(&center, first, "the center has no staff");
    let ann = center.hire(OPERATOR);
    assert_in_progress(&center, first, ann, "it waited when she was hired");
    assert_waiting(&center, second, "the only employee is busy");
    let bob = center.hire(OPERATOR);
    assert_in_progress(&center, second, bob, "it waited when he was hired");
}

/// Rules: 1.3, 2.2
#[test]
fn idle_order_is_by_the_last_time_of_becoming_free() {
    let (mut center, [ann, bob]) = staffed([OPERATOR; 2]);
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, first);
    complete(&mut center, second);
    complete(&mut center, third);
    for employee in [bob, ann] {
        let call = receive(&mut center);
        assert_in_progress(&center, call, employee, "the first operator took the waiting call and became free last");
    }
}

/// Rules: 2.3
#[test]
fn abandoned_call_leaves_the_queue() {
    for (abandoned, left) in [(0, [1, 2]), (1, [0, 2]), (2, [0, 1])] {
        let (mut center, [ann]) = staffed([OPERATOR]);
        let mut talking = receive(&mut center);
        let waiting = [(); 3].map(|()| receive(&mut center));
        hang_up(&mut center, waiting[abandoned]);
        assert_in_progress(&center, talking, ann, "another caller hung up");
        for next in left {
            complete(&mut center, talking);
            let why = format!("the caller of {} hung up, and the others keep their order", waiting[abandoned]);
            assert_in_progress(&center, waiting[next], ann, &why);
            talking = waiting[next];
        }
        complete(&mut center, talking);
        assert_call_of(&center, ann, None, "the queue is empty");
    }
}

/// Rules: 2.4
#[test]
fn hang_up_completes_a_call_in_progress() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    hang_up(&mut center, first);
    assert_in_progress(&center, second, ann, "hang_up freed the operator, who takes the waiting call");
    hang_up(&mut center, second);
    assert_call_of(&center, ann, None, "the queue is empty");
}

/// Rules: 0.1, 2.5
#[test]
fn complete_rejects_a_waiting_call() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_eq!(center.complete(second), Err(Error::WaitingCall(second)), "complete of a waiting call");
    assert_waiting(&center, second, "complete failed, so it changed nothing");
    assert_in_progress(&center, first, ann, "complete of another call failed");
    complete(&mut center, first);
    assert_in_progress(&center, second, ann, "it still waited, since complete of it failed");
}

/// Rules: 0.1, 2.6
#[test]
fn finished_call_stays_finished() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [completed, hung_up, abandoned, last] = [(); 4].map(|()| receive(&mut center));
    complete(&mut center, completed);
    // This call waits, and the next one is in progress.
    hang_up(&mut center, abandoned);
    hang_up(&mut center, hung_up);
    for call in [completed, hung_up, abandoned] {
        let error = Error::FinishedCall(call);
        assert_eq!(center.state(call), Err(error), "state of a finished call");
        assert_eq!(center.complete(call), Err(error), "complete of a finished call");
        assert_eq!(center.hang_up(call), Err(error), "hang_up of a finished call");
        assert_in_progress(&center, last, ann, "operations on finished calls must not affect it");
    }
    complete(&mut center, last);
    assert_eq!(center.state(last), Err(Error::FinishedCall(last)), "state of the last call, which was completed");
    let [next, waiting] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, next, ann, "she is free");
    assert_waiting(&center, waiting, "operations on finished calls must not free the only operator again");
}

/// Rules: 2.2
#[test]
fn long_queue_keeps_the_order_of_arrival() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let calls: Vec<_> = (0..300).map(|_| receive(&mut center)).collect();
    for call in calls {
        assert_in_progress(&center, call, ann, "300 calls were received, and she takes them in order of arrival");
        complete(&mut center, call);
    }
}

/// Rules: 0.4
#[test]
fn abandoned_calls_take_no_memory() {
    for waiting in [0, 1] {
        let (mut center, _) = staffed([OPERATOR]);
        for _ in 0..1 + waiting {
            receive(&mut center);
        }
        let kept = memory_kept_by_calls(&mut center, hang_up);
        assert!(
            kept < 1_000,
            "after 10,000 callers hung up, the center takes {kept} bytes more than before them; number of other calls \
             that wait all the time: {waiting}"
        );
    }
}

/// Rules: 2.1, 2.2, 2.3, 2.4, 2.5, 2.6
#[test]
fn law_call_queue_agrees_with_the_model() {
    testkit::law(scripts_with_known_calls(Just(OPERATOR), plans_to_stage_2()), |script| {
        run_script(&script, compare_states);
    });
}
