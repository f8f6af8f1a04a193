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
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use call_center::{CallCenter, CallId, Counts, EmployeeId, Error, Event, Rank, Report, Times};
use enum_iterator::all;
use rstest::rstest;

use super::support::{
    Environment, ManualClock, PolicyKind, any_rank, assert_same_state, complete, hang_up, plans_to_stage_6, receive,
    receive_all, run_script_with_events, scripts, staffed,
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

fn drain(events: &Receiver<Event<Rank>>) -> Vec<Event<Rank>> {
    events.try_iter().collect()
}

fn answered(call: CallId, by: EmployeeId) -> Event<Rank> {
    Event::Answered { call, by }
}

#[test]
fn receive_sends_received_then_answered_or_queued() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let events = observe(&mut center);
    let first = receive(&mut center);
    let received = Event::Received { call: first, level: OPERATOR };
    assert_eq!(drain(&events), [received, answered(first, ann)], "events of receiving a call when an operator is free");
    let [second] = receive_all(&mut center, [SUPERVISOR]);
    let received = Event::Received { call: second, level: SUPERVISOR };
    assert_eq!(
        drain(&events),
        [received, Event::Queued { call: second }],
        "events of receiving a call that has to wait"
    );
}

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
        assert_eq!(drain(&events), expected, "events of ending a call, next in the queue: {next:?}");
    }
}

#[test]
fn abandoning_a_call_sends_one_event() {
    let (mut center, _) = staffed([OPERATOR]);
    let [_, second, _] = [(); 3].map(|()| receive(&mut center));
    let events = observe(&mut center);
    hang_up(&mut center, second);
    assert_eq!(drain(&events), [Event::Abandoned { call: second }], "events of hanging up a waiting call");
}

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
    assert_eq!(drain(&events), expected, "events of an escalation, supervisor busy: {busy}");
}

#[test]
fn hired_precedes_the_call_of_the_new_employee() {
    let (mut center, []) = staffed([]);
    let call = receive(&mut center);
    let events = observe(&mut center);
    let ann = center.hire(OPERATOR);
    let bob = center.hire(SUPERVISOR);
    let hired = |employee, rank| Event::Hired { employee, rank };
    let expected = [hired(ann, OPERATOR), answered(call, ann), hired(bob, SUPERVISOR)];
    assert_eq!(drain(&events), expected, "events of two hires when one call waits");
    center.let_go(bob).expect("the employee is free");
    assert_eq!(drain(&events), [Event::LetGo { employee: bob }], "events of let_go");
}

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
    assert_eq!(drain(&events), [], "events of rejected operations");
    assert_same_state(&center.snapshot(), &before, "rejected operations");
    assert_eq!(center.report(), report, "report after rejected operations");
}

#[test]
fn observer_receives_only_later_events() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let early = observe(&mut center);
    let call = receive(&mut center);
    let late = observe(&mut center);
    complete(&mut center, call);
    let received = Event::Received { call, level: OPERATOR };
    let completed = Event::Completed { call, by: ann };
    assert_eq!(drain(&early), [received, answered(call, ann), completed], "events received by the first observer");
    assert_eq!(drain(&late), [completed], "events received by an observer that was added after the call was answered");
}

/// Creates a center whose clock shows zero.
fn timed<const N: usize>(ranks: [Rank; N]) -> (CallCenter<Rank, Rc<ManualClock>>, Rc<ManualClock>, [EmployeeId; N]) {
    let clock = Rc::new(ManualClock::default());
    let mut center = CallCenter::with_clock(Rc::clone(&clock));
    let staff = ranks.map(|rank| center.hire(rank));
    (center, clock, staff)
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

#[test]
fn new_report_has_every_rank_and_no_times() {
    let (center, ..) = timed([]);
    let none = || all().map(|rank| (rank, Times::default())).collect();
    let report = Report { counts: Counts::default(), waits: none(), handling: none(), abandoned: none() };
    assert_eq!(center.report(), report, "report of a new center");
}

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

#[test]
fn report_round_trips_through_serde() {
    let (mut center, clock, _) = timed([OPERATOR]);
    let call = receive(&mut center);
    receive(&mut center);
    clock.set(90);
    complete(&mut center, call);
    let report = center.report();
    let written = serde_json::to_value(&report).expect("a report can be serialized");
    let none = r#"{"count":0,"total":{"secs":0,"nanos":0},"longest":{"secs":0,"nanos":0}}"#;
    let once = r#"{"count":1,"total":{"secs":90,"nanos":0},"longest":{"secs":90,"nanos":0}}"#;
    let twice = r#"{"count":2,"total":{"secs":90,"nanos":0},"longest":{"secs":90,"nanos":0}}"#;
    let expected = format!(
        r#"{{
            "counts": {{ "received": 2, "waiting": 0, "in_progress": 1, "completed": 1, "abandoned": 0 }},
            "waits": {{ "operator": {twice}, "supervisor": {none}, "director": {none} }},
            "handling": {{ "operator": {once}, "supervisor": {none}, "director": {none} }},
            "abandoned": {{ "operator": {none}, "supervisor": {none}, "director": {none} }}
        }}"#
    );
    let expected: serde_json::Value = serde_json::from_str(&expected).expect("the expected text is valid JSON");
    assert_eq!(written, expected, "report as JSON");
    let read: Report<Rank> = serde_json::from_value(written).expect("the JSON of a report can be deserialized");
    assert_eq!(read, report, "report after a round trip through JSON");
}

#[test]
fn law_events_and_report_agree_with_the_model() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_6(), PolicyKind::LongestIdle), |script| {
        let environment = Environment::default();
        let center = CallCenter::with_clock(Rc::clone(&environment.clock));
        run_script_with_events(&script, center, &environment);
    });
}
