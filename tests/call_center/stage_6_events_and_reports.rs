//! # Events and reports
//!
//! A wallboard, a billing system and an archive all want to know what happens in a center, but the center should not
//! depend on any of them. Instead, `observe` registers a closure, and the center calls it with every event, in the
//! order given by the table in the documentation of `Event`.
//!
//! `report` returns counts and times. The center reads the time from a `Clock` that the caller passes in, so that tests
//! can set it. Note that a clock may go back, but a duration must never be negative.
//!
//! If each transition has a single place in your code, so does each event and each number in the report. If you find
//! yourself adding the same line to three methods, look for the part that they share.
//!
//! Look up: the observer pattern with closures, `std::sync::mpsc`.
//!
//! Time box: 35 minutes.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use call_center::{CallCenter, CallId, Counts, EmployeeId, Error, Event, Rank, Report, Times};
use enum_iterator::all;
use rstest::rstest;

use super::support::{
    Environment, ManualClock, Office, PolicyKind, any_rank, assert_in_progress, assert_same_report, assert_same_state,
    complete, hang_up, memory_kept_by_calls, plans_to_stage_6, receive, receive_all, run_script_with_events, scripts,
    staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

/// Returns a channel that receives all further events.
fn observe(center: &mut CallCenter) -> Receiver<Event<Rank>> {
    let (sender, events) = mpsc::channel();
    center.observe(move |event| sender.send(*event).expect("the test holds the receiver"));
    events
}

/// Compares the events since the last call of this function with the expected ones.
#[track_caller]
fn assert_events(center: &Office, events: &Receiver<Event<Rank>>, expected: &[Event<Rank>], operation: &str) {
    let actual: Vec<_> = events.try_iter().collect();
    assert_eq!(center.readable(&actual), center.readable(&expected), "events of {operation}");
}

fn answered(call: CallId, by: EmployeeId) -> Event<Rank> {
    Event::Answered { call, by }
}

/// Rules: 6.1
#[test]
fn receive_sends_received_then_answered_or_queued() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let events = observe(&mut center);
    let first = receive(&mut center);
    let received = Event::Received { call: first, level: OPERATOR };
    assert_events(&center, &events, &[received, answered(first, ann)], "receiving a call when an operator is free");
    let [second] = receive_all(&mut center, [SUPERVISOR]);
    let received = Event::Received { call: second, level: SUPERVISOR };
    assert_events(&center, &events, &[received, Event::Queued { call: second }], "receiving a call that has to wait");
}

/// Rules: 6.1
#[rstest]
#[case::completed(true)]
#[case::hung_up(false)]
fn completed_precedes_the_next_answered(#[case] by_employee: bool) {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    let events = observe(&mut center);
    for (call, next) in [(first, Some(second)), (second, None)] {
        if by_employee {
            complete(&mut center, call);
        } else {
            hang_up(&mut center, call);
        }
        let mut expected = vec![Event::Completed { call, by: ann }];
        expected.extend(next.map(|next| answered(next, ann)));
        assert_events(&center, &events, &expected, &format!("ending {call}, when the next in the queue is {next:?}"));
    }
}

/// Rules: 6.1
#[test]
fn abandoning_a_call_sends_one_event() {
    let (mut center, _) = staffed([OPERATOR]);
    let [_, second, _] = [(); 3].map(|()| receive(&mut center));
    let events = observe(&mut center);
    hang_up(&mut center, second);
    assert_events(&center, &events, &[Event::Abandoned { call: second }], "hanging up a waiting call");
}

/// Rules: 6.1
#[rstest]
#[case::supervisor_is_free(false)]
#[case::supervisor_is_busy(true)]
fn escalated_call_precedes_the_next_call_of_its_handler(#[case] busy: bool) {
    let (mut center, [ann, bob]) = staffed([OPERATOR, SUPERVISOR]);
    let first = receive(&mut center);
    let [talking, waiting] = [(); 2].map(|()| receive(&mut center));
    if !busy {
        // Empties the queue and frees the supervisor.
        hang_up(&mut center, waiting);
        complete(&mut center, talking);
    }
    let events = observe(&mut center);
    center.escalate(first).expect("there is a rank above an operator");
    let escalated = Event::Escalated { call: first, by: ann, level: SUPERVISOR };
    let expected = match busy {
        true => vec![escalated, Event::Queued { call: first }, answered(waiting, ann)],
        false => vec![escalated, answered(first, bob)],
    };
    assert_events(&center, &events, &expected, &format!("an escalation, when the supervisor is busy: {busy}"));
}

/// Rules: 6.1
#[test]
fn hired_precedes_the_call_of_the_new_employee() {
    let (mut center, []) = staffed([]);
    let call = receive(&mut center);
    let events = observe(&mut center);
    let ann = center.hire(OPERATOR);
    let bob = center.hire(SUPERVISOR);
    let hired = |employee, rank| Event::Hired { employee, rank };
    let expected = [hired(ann, OPERATOR), answered(call, ann), hired(bob, SUPERVISOR)];
    assert_events(&center, &events, &expected, "two hires when one call waits");
    center.let_go(bob).expect("the employee is free");
    assert_events(&center, &events, &[Event::LetGo { employee: bob }], "let_go");
}

/// Rules: 0.1, 6.1
#[test]
fn rejected_operation_sends_no_event() {
    let (mut center, [ann, _]) = staffed([DIRECTOR, OPERATOR]);
    let [call, finished, waiting] = receive_all(&mut center, [DIRECTOR, OPERATOR, DIRECTOR]);
    complete(&mut center, finished);
    let events = observe(&mut center);
    let (before, report) = (center.snapshot(), center.report());
    assert_eq!(
        center.escalate(call),
        Err(Error::HighestRank { call, handler: ann }),
        "escalate of a call that a director handles"
    );
    assert_eq!(center.complete(finished), Err(Error::FinishedCall(finished)), "complete of a finished call");
    assert_eq!(center.complete(waiting), Err(Error::WaitingCall(waiting)), "complete of a waiting call");
    assert_eq!(center.let_go(ann), Err(Error::BusyEmployee { employee: ann, call }), "let_go of a busy employee");
    assert_events(&center, &events, &[], "rejected operations");
    assert_same_state(&center.snapshot(), &before, "rejected operations");
    assert_same_report(&center.report(), &report, "rejected operations");
    let dan = center.hire(SUPERVISOR);
    let hired = Event::Hired { employee: dan, rank: SUPERVISOR };
    assert_events(&center, &events, &[hired], "a hire after the rejected operations");
}

/// Rules: 6.1
#[test]
fn observer_receives_only_later_events() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let early = observe(&mut center);
    let call = receive(&mut center);
    let late = observe(&mut center);
    complete(&mut center, call);
    let received = Event::Received { call, level: OPERATOR };
    let completed = Event::Completed { call, by: ann };
    assert_events(&center, &early, &[received, answered(call, ann), completed], "the first observer");
    assert_events(&center, &late, &[completed], "an observer that was added after the call was answered");
}

/// Rules: 0.4
#[test]
fn delivered_events_take_no_memory() {
    let (mut center, _) = staffed([OPERATOR]);
    center.observe(|_| ());
    let kept = memory_kept_by_calls(&mut center, complete);
    assert!(kept < 1_000, "after 10,000 observed calls, the center takes {kept} bytes more than before them");
}

/// Creates a center whose clock shows zero.
fn timed<const N: usize>(ranks: [Rank; N]) -> (Office<Rank, Rc<ManualClock>>, Rc<ManualClock>, [EmployeeId; N]) {
    let clock = Rc::new(ManualClock::default());
    let (center, staff) = Office::new(CallCenter::with_clock(Rc::clone(&clock)), ranks);
    clock.take_reads();
    (center, clock, staff)
}

/// A panic in an observer shows how far the operation has got at that moment.
/// Rules: 6.1, 6.2
#[test]
fn observers_are_called_when_the_operation_is_complete() {
    type Operation = fn(&mut Office<Rank, Rc<ManualClock>>, [CallId; 3], EmployeeId);
    let operations: [(&str, Operation); 6] = [
        ("a hire", |center, _, _| _ = center.hire(SUPERVISOR)),
        ("receiving a call", |center, _, _| _ = receive(center)),
        ("a completion", |center, [_, talking, _], _| complete(center, talking)),
        ("an abandoned call", |center, [.., waiting], _| hang_up(center, waiting)),
        ("an escalation", |center, [first, ..], _| _ = center.escalate(first)),
        ("let_go", |center, _, free| _ = center.let_go(free)),
    ];
    for (name, operation) in operations {
        // Returns the states and reports after the operation and at the end, the events of the operation, and the
        // result and the events of the next one.
        let run = |panics_at: usize| {
            let (mut center, clock, [_, _, free, _]) = timed([SUPERVISOR, DIRECTOR, OPERATOR, OPERATOR]);
            let calls = receive_all(&mut center, [SUPERVISOR, DIRECTOR, SUPERVISOR]);
            clock.set(10);
            let (sender, events) = mpsc::channel();
            let mut number = 0;
            center.observe(move |event| {
                sender.send(*event).expect("the test holds the receiver");
                number += 1;
                if number == panics_at {
                    panic::resume_unwind(Box::new("this observer panics on purpose"));
                }
            });
            let _ = panic::catch_unwind(AssertUnwindSafe(|| operation(&mut center, calls, free)));
            let state = (center.snapshot(), center.report());
            let delivered: Vec<_> = events.try_iter().collect();
            let next = (center.receive(OPERATOR), events.try_iter().collect::<Vec<_>>());
            center.hire(OPERATOR);
            for call in calls {
                // The operation has finished some of them.
                let _ = center.hang_up(call);
            }
            receive(&mut center);
            (state, (center.snapshot(), center.report()), delivered, next)
        };
        let (expected, end, all_events, expected_next) = run(0);
        let count = all_events.len();
        for nth in 1..=count {
            let (state, later, delivered, next) = run(nth);
            let after = format!("{name}, when an observer panics at event {nth} of {count}");
            assert_same_state(&state.0, &expected.0, &after);
            assert_same_report(&state.1, &expected.1, &after);
            let again = next.1.iter().find(|event| delivered.contains(event));
            assert_eq!(again, None, "event that the next operation reports again, after {after}");
            assert_eq!(next.0, expected_next.0, "result of the next operation, receive, after {after}");
            // Remaining events of the first operation may come before.
            let skipped = next.1.len().saturating_sub(expected_next.1.len());
            assert_eq!(next.1[skipped..], expected_next.1, "last events of the next operation, receive, after {after}");
            assert_same_state(&later.0, &end.0, format_args!("{after}, and some more operations"));
            assert_same_report(&later.1, &end.1, format_args!("{after}, and some more operations"));
        }
    }
}

/// Returns the figures of times given in whole seconds.
fn times<const N: usize>(seconds: [u64; N]) -> Times {
    Times {
        count: N as u64,
        total: Duration::from_secs(seconds.iter().sum()),
        longest: Duration::from_secs(seconds.into_iter().max().unwrap_or(0)),
    }
}

/// Returns a map of the times of operators, supervisors and directors.
fn by_rank(operators: Times, supervisors: Times, directors: Times) -> BTreeMap<Rank, Times> {
    BTreeMap::from([(OPERATOR, operators), (SUPERVISOR, supervisors), (DIRECTOR, directors)])
}

/// Rules: 6.9
#[test]
fn new_report_has_every_rank_and_no_times() {
    let (center, ..) = timed([]);
    let none = || all().map(|rank| (rank, Times::default())).collect();
    let report = Report { counts: Counts::default(), waits: none(), handling: none(), abandoned: none() };
    assert_eq!(center.report(), report, "report of a new center");
}

/// Rules: 6.3
#[test]
fn waits_count_for_the_rank_that_answered() {
    let (mut center, clock, _) = timed([DIRECTOR]);
    let first = receive(&mut center);
    clock.set(10);
    receive(&mut center);
    receive(&mut center);
    clock.set(25);
    complete(&mut center, first);
    assert_eq!(
        center.report().waits,
        by_rank(times([]), times([]), times([0, 15])),
        "waits when a director answers operators' calls"
    );
    clock.set(60);
    center.hire(OPERATOR);
    let expected = by_rank(times([50]), times([]), times([0, 15]));
    assert_eq!(center.report().waits, expected, "waits after an operator took a call that waited from 10 to 60");
}

/// Rules: 6.5
#[test]
fn handling_counts_for_the_rank_of_the_handler() {
    let (mut center, clock, _) = timed([OPERATOR, DIRECTOR]);
    let first = receive(&mut center);
    let second = receive(&mut center);
    clock.set(30);
    complete(&mut center, first);
    assert_eq!(
        center.report().handling,
        by_rank(times([30]), times([]), times([])),
        "handling after an operator completed a call"
    );
    clock.set(50);
    hang_up(&mut center, second);
    let expected = by_rank(times([30]), times([]), times([50]));
    assert_eq!(center.report().handling, expected, "handling after a caller hung up on a director");
}

/// Rules: 6.3, 6.5
#[test]
fn escalation_ends_handling_and_starts_a_wait() {
    let (mut center, clock, _) = timed([OPERATOR, SUPERVISOR]);
    let call = receive(&mut center);
    let other = receive(&mut center);
    clock.set(20);
    center.escalate(call).expect("there is a rank above an operator");
    assert_eq!(
        center.report().handling,
        by_rank(times([20]), times([]), times([])),
        "handling after the operator escalated at 20"
    );
    clock.set(50);
    complete(&mut center, other);
    assert_eq!(
        center.report().waits,
        by_rank(times([0]), times([0, 30]), times([])),
        "waits after the escalated call waited from 20 to 50"
    );
    clock.set(55);
    complete(&mut center, call);
    let expected = by_rank(times([20]), times([50, 5]), times([]));
    assert_eq!(center.report().handling, expected, "handling by the supervisor, from 0 to 50 and from 50 to 55");
}

/// Rules: 6.4, 6.5
#[test]
fn abandoned_waits_count_for_the_level_of_the_call() {
    let (mut center, clock, _) = timed([OPERATOR]);
    let escalated = receive(&mut center);
    let waiting = receive(&mut center);
    clock.set(10);
    center.escalate(escalated).expect("there is a rank above an operator");
    let third = receive(&mut center);
    clock.set(40);
    hang_up(&mut center, escalated);
    clock.set(45);
    hang_up(&mut center, third);
    hang_up(&mut center, waiting);
    let report = center.report();
    let expected = by_rank(times([35]), times([30]), times([]));
    assert_eq!(
        report.abandoned, expected,
        "abandoned waits: an operator's call from 10 to 45, an escalated one from 10 to 40"
    );
    assert_eq!(
        report.handling,
        by_rank(times([10, 35]), times([]), times([])),
        "handling by the operator, from 0 to 10 and from 10 to 45"
    );
}

/// Rules: 6.7
#[test]
fn times_are_zero_if_the_clock_goes_back() {
    let (mut center, clock, _) = timed([OPERATOR]);
    clock.set(100);
    let first = receive(&mut center);
    let second = receive(&mut center);
    let third = receive(&mut center);
    clock.set(40);
    hang_up(&mut center, third);
    complete(&mut center, first);
    let report = center.report();
    assert_eq!(report.handling, by_rank(times([0]), times([]), times([])), "handling from 100 to 40");
    assert_eq!(report.waits, by_rank(times([0, 0]), times([]), times([])), "waits, the second from 100 to 40");
    assert_eq!(report.abandoned, by_rank(times([0]), times([]), times([])), "abandoned wait from 100 to 40");
    clock.set(41);
    complete(&mut center, second);
    assert_eq!(
        center.report().handling,
        by_rank(times([0, 1]), times([]), times([])),
        "handling of a second call from 40 to 41"
    );
}

/// Rules: 6.3, 6.4, 6.5
#[test]
fn times_before_the_creation_of_the_center_count() {
    let clock = Rc::new(ManualClock::default());
    clock.set(1_000);
    let (mut center, _) = Office::new(CallCenter::with_clock(Rc::clone(&clock)), [OPERATOR]);
    clock.set(10);
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    clock.set(30);
    hang_up(&mut center, third);
    complete(&mut center, first);
    clock.set(37);
    center.escalate(second).expect("there is a rank above an operator");
    clock.set(42);
    hang_up(&mut center, second);
    let report = center.report();
    let created = "in a center that was created at 1000";
    let expected = by_rank(times([20, 7]), times([]), times([]));
    assert_eq!(report.handling, expected, "handling from 10 to 30 and from 30 to 37, {created}");
    let expected = by_rank(times([0, 20]), times([]), times([]));
    assert_eq!(report.waits, expected, "waits at 10 and from 10 to 30, {created}");
    let expected = by_rank(times([20]), times([5]), times([]));
    assert_eq!(report.abandoned, expected, "abandoned waits from 10 to 30 and from 37 to 42, {created}");
}

/// Rules: 6.6
#[test]
fn operation_reads_the_clock_at_most_once() {
    let (mut center, clock, _) = timed([OPERATOR, SUPERVISOR]);
    let check = |operation: &str| {
        let reads = clock.take_reads();
        assert!(reads <= 1, "{operation} reads the clock {reads} times");
    };
    check("hire of an employee");
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let call = receive(&mut center);
            check("receive");
            call
        })
        .collect();
    center.escalate(calls[0]).expect("there is a rank above an operator");
    check("escalate of a call whose handler takes another call");
    complete(&mut center, calls[1]);
    check("complete of a call whose handler takes another call");
    center.hire(OPERATOR);
    check("hire of an employee who takes a call");
    let waiting = [(); 3].map(|()| receive(&mut center))[2];
    clock.take_reads();
    hang_up(&mut center, waiting);
    check("hang_up of a waiting call");
    let _ = center.report();
    check("report");
}

/// Rules: 6.6
#[test]
fn times_are_exact() {
    let (mut center, clock, _) = timed([OPERATOR]);
    let ten_years = Duration::new(315_360_000, 2);
    let exact = [Duration::from_nanos(999_999_999), ten_years];
    let mut now = Duration::new(3, 500_000_000);
    for time in exact {
        clock.set_to(now);
        let call = receive(&mut center);
        now += time;
        clock.set_to(now);
        complete(&mut center, call);
    }
    let handling = center.report().handling[&OPERATOR];
    let expected = Times { count: 2, total: Duration::new(315_360_001, 1), longest: ten_years };
    assert_eq!(handling, expected, "handling of two calls, which took 0.999999999 s and 315,360,000.000000002 s");
}

/// Rules: 6.7
#[test]
fn total_stays_at_the_largest_duration() {
    let (mut center, clock, _) = timed([OPERATOR]);
    for _ in 0..2 {
        clock.set(1);
        let (handled, abandoned) = (receive(&mut center), receive(&mut center));
        clock.set_to(Duration::MAX);
        hang_up(&mut center, abandoned);
        complete(&mut center, handled);
    }
    let longest = Duration::MAX - Duration::from_secs(1);
    let expected = Times { count: 2, total: Duration::MAX, longest };
    let what = "each of which took a second less than the largest duration";
    assert_eq!(center.report().handling[&OPERATOR], expected, "handling of two calls, {what}");
    assert_eq!(center.report().abandoned[&OPERATOR], expected, "two abandoned waits, {what}");
}

/// Rules: 6.8
#[test]
fn times_do_not_affect_the_order() {
    let (mut center, clock, [ann, bob]) = timed([OPERATOR; 2]);
    clock.set(50);
    let [first, second, third, fourth] = [(); 4].map(|()| {
        let call = receive(&mut center);
        clock.set(10);
        call
    });
    complete(&mut center, second);
    assert_in_progress(&center, third, bob, "it arrived first of the waiting calls");
    complete(&mut center, first);
    assert_in_progress(&center, fourth, ann, "it arrived next");
    clock.set(9);
    complete(&mut center, third);
    clock.set(8);
    complete(&mut center, fourth);
    let expected = center.names(&[bob, ann]);
    assert_eq!(
        center.names(&center.snapshot().idle),
        expected,
        "free employees when the clock went back between the calls"
    );
    let call = receive(&mut center);
    assert_in_progress(&center, call, bob, "he became free first, although the clock went back");
}

/// Rules: 0.2, 2.2, 3.2, 5.6, 6.5, 6.9
#[test]
fn more_than_65535_calls_keep_order_and_counts() {
    let (mut center, clock, [ann, bob, cid]) = timed([OPERATOR, OPERATOR, SUPERVISOR]);
    let mut waiting = Vec::new();
    let mut last = None;
    for number in 0..66_000 {
        clock.set(number);
        if number == 1_000 {
            let [call] = receive_all(&mut center, [SUPERVISOR]);
            complete(&mut center, call);
            waiting.extend(receive_all(&mut center, [DIRECTOR]));
        }
        let call = receive(&mut center);
        assert!(Some(call) > last, "{call} was received after {last:?}, so its id must be greater");
        last = Some(call);
        let by = if number % 2 == 0 { ann } else { bob };
        if center.call_of(by) != Ok(Some(call)) {
            assert_in_progress(&center, call, by, &format!("two operators take turns; {number} calls came before"));
        }
        clock.set(number + 1);
        complete(&mut center, call);
    }
    waiting.extend(receive_all(&mut center, [DIRECTOR]));
    let idle = center.names(&center.snapshot().idle);
    assert_eq!(
        idle,
        center.names(&[cid, ann, bob]),
        "free employees; Cid completed a call after 1,000 of 66,000 others"
    );
    let report = center.report();
    let handling = Times { count: 66_000, total: Duration::from_secs(66_000), longest: Duration::from_secs(1) };
    assert_eq!(report.handling[&OPERATOR], handling, "handling of 66,000 calls that took a second each");
    assert_eq!(report.waits[&OPERATOR].count, 66_000, "number of waits after 66,000 calls");
    let counts = Counts { received: 66_003, waiting: 2, in_progress: 0, completed: 66_001, abandoned: 0 };
    assert_eq!(report.counts, counts, "counts in the report, with two directors' calls waiting");
    let dan = center.hire(DIRECTOR);
    assert_in_progress(&center, waiting[0], dan, "it arrived about 65,000 calls before the other waiting call");
}

/// Rules: 6.9
#[test]
fn report_has_the_counts_of_the_snapshot() {
    let (mut center, _) = staffed([OPERATOR; 2]);
    let calls = [(); 5].map(|()| receive(&mut center));
    complete(&mut center, calls[0]);
    hang_up(&mut center, calls[4]);
    let counts = Counts { received: 5, waiting: 1, in_progress: 2, completed: 1, abandoned: 1 };
    assert_eq!(center.report().counts, counts, "counts in the report of five calls");
    assert_eq!(center.snapshot().counts, counts, "counts in the snapshot of five calls");
}

/// Rules: 6.1, 6.3, 6.4, 6.5, 6.7, 6.8, 6.9
#[test]
fn law_events_and_report_agree_with_the_model() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_6(), PolicyKind::LongestIdle), |script| {
        let environment = Environment::default();
        let center = CallCenter::with_clock(Rc::clone(&environment.clock));
        run_script_with_events(&script, center, &environment);
    });
}
