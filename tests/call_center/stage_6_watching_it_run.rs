//! # Watching it run
//!
//! A wallboard, a bill, an archive: many want to know what happens in a center, and it should know none of them.
//! `observe` takes any closure and calls it with every event from then on, in the order that `Event` describes: what
//! was asked for comes first, then what became of the call, then what somebody who became free took. A refused
//! operation is no event.
//!
//! `report` sums up. A wait begins when a call is received or escalated. It ends when the call is answered, and counts
//! with the rank of the one who answered; or when the caller hangs up, and counts with the level of the call. Handling
//! begins when a call is answered and ends when it is completed or escalated; it counts with the rank of the one who
//! talked.
//!
//! Time comes in from outside, through `Clock`, so that a test can set it. A clock may go back; no time is negative.
//!
//! If each transition is in one place, each event and each figure has one place to come from. If you find yourself
//! adding the same line to three methods, stop and look at what they share.
//!
//! Look up: the observer pattern, and what closures make of it; `std::sync::mpsc`.
//!
//! Time box: 30 minutes.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use call_center::{CallCenter, CallId, Counts, EmployeeId, Error, Event, Rank, Report, Times};
use enum_iterator::all;
use rstest::rstest;

use super::support::{
    Discipline, Environment, ManualClock, any_rank, assert_same_state, complete, ids_of_staff, named, plans_to_stage_6,
    play_watched, receive, receive_all, scripts, staffed,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

/// What the center tells from now on.
fn watch(center: &mut CallCenter) -> Receiver<Event<Rank>> {
    let (sender, events) = mpsc::channel();
    center.observe(move |event| sender.send(*event).expect("the test listens"));
    events
}

fn told(events: &Receiver<Event<Rank>>) -> Vec<Event<Rank>> {
    events.try_iter().collect()
}

fn answered(call: CallId, by: EmployeeId) -> Event<Rank> {
    Event::Answered { call, by }
}

#[test]
fn a_call_that_comes_in_is_received_and_then_answered_or_queued() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let events = watch(&mut center);
    let first = receive(&mut center);
    let received = Event::Received { call: first, level: OPERATOR };
    assert_eq!(told(&events), [received, answered(first, ann)], "the events of a call for a free operator");
    let [second] = receive_all(&mut center, [SUPERVISOR]);
    let received = Event::Received { call: second, level: SUPERVISOR };
    assert_eq!(told(&events), [received, Event::Queued { call: second }], "the events of a call that has to wait");
}

#[rstest]
#[case::completed(true)]
#[case::hung_up(false)]
fn completed_comes_before_the_next_answered(#[case] by_employee: bool) {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    let events = watch(&mut center);
    for (call, next) in [(first, Some(second)), (second, None)] {
        if by_employee {
            complete(&mut center, call);
        } else {
            center.hang_up(call).expect("the call is not finished");
        }
        let mut expected = vec![Event::Completed { call, by: ann }];
        expected.extend(next.map(|next| answered(next, ann)));
        assert_eq!(told(&events), expected, "the events of the end of a call, {next:?} being in the line");
    }
}

#[test]
fn an_abandoned_call_is_one_event() {
    let (mut center, _) = staffed([OPERATOR]);
    let [_, second, _] = [(); 3].map(|()| receive(&mut center));
    let events = watch(&mut center);
    center.hang_up(second).expect("the call is not finished");
    assert_eq!(told(&events), [Event::Abandoned { call: second }], "nobody became free");
}

#[rstest]
#[case::to_somebody_free(false)]
#[case::to_the_line(true)]
fn an_escalated_call_comes_before_the_handlers_next_call(#[case] busy: bool) {
    let (mut center, [ann, bob]) = staffed([OPERATOR, SUPERVISOR]);
    let first = receive(&mut center);
    let [talking, waiting] = [(); 2].map(|()| receive(&mut center));
    if !busy {
        // Makes the supervisor free, and leaves a call in the line that he may not take.
        center.hang_up(waiting).expect("the call is not finished");
        complete(&mut center, talking);
    }
    let events = watch(&mut center);
    center.escalate(first).expect("there is a rank above an operator");
    let escalated = Event::Escalated { call: first, by: ann, level: SUPERVISOR };
    let expected = match busy {
        true => vec![escalated, Event::Queued { call: first }, answered(waiting, ann)],
        false => vec![escalated, answered(first, bob)],
    };
    assert_eq!(told(&events), expected, "the events of an escalation, the supervisor being busy: {busy}");
}

#[test]
fn hiring_is_told_before_what_the_new_employee_takes() {
    let (mut center, []) = staffed([]);
    let call = receive(&mut center);
    let events = watch(&mut center);
    let ann = center.hire("Ann", OPERATOR);
    let bob = center.hire("Bob", SUPERVISOR);
    let hired = |employee, rank| Event::Hired { employee, rank };
    let expected = [hired(ann, OPERATOR), answered(call, ann), hired(bob, SUPERVISOR)];
    assert_eq!(told(&events), expected, "the events of two hires, one call being in the line");
    center.let_go(bob).expect("he is free");
    assert_eq!(told(&events), [Event::LetGo { employee: bob }], "the events when somebody is let go");
}

#[test]
fn a_refused_operation_is_no_event() {
    let (mut center, [ann, _]) = staffed([DIRECTOR, OPERATOR]);
    let [call, finished, waiting] = receive_all(&mut center, [DIRECTOR, OPERATOR, DIRECTOR]);
    complete(&mut center, finished);
    let events = watch(&mut center);
    let (before, report) = (center.snapshot(), center.report());
    assert_eq!(center.escalate(call), Err(Error::HighestRank { call, handler: ann }), "a director talks to it");
    assert_eq!(center.complete(finished), Err(Error::FinishedCall(finished)), "it was completed");
    assert_eq!(center.complete(waiting), Err(Error::WaitingCall(waiting)), "it waits");
    assert_eq!(center.let_go(ann), Err(Error::BusyEmployee { employee: ann, call }), "she talks");
    assert_eq!(told(&events), [], "the events of operations that were refused");
    assert_same_state(&center.snapshot(), &before, "operations that were refused");
    assert_eq!(center.report(), report, "the report after operations that were refused");
}

#[test]
fn an_observer_is_told_what_happens_from_then_on() {
    let (mut center, [ann]) = staffed([OPERATOR]);
    let early = watch(&mut center);
    let call = receive(&mut center);
    let late = watch(&mut center);
    complete(&mut center, call);
    let received = Event::Received { call, level: OPERATOR };
    let completed = Event::Completed { call, by: ann };
    assert_eq!(told(&early), [received, answered(call, ann), completed], "what the first observer was told");
    assert_eq!(told(&late), [completed], "what an observer was told who came after the call was answered");
}

/// A center by a clock at zero.
fn timed<const N: usize>(ranks: [Rank; N]) -> (CallCenter<Rank, Rc<ManualClock>>, Rc<ManualClock>, [EmployeeId; N]) {
    let clock = Rc::new(ManualClock::default());
    let center = CallCenter::with_clock(named(&ranks), Rc::clone(&clock));
    let staff = ids_of_staff(&center);
    (center, clock, staff)
}

/// Times of whole seconds.
fn times<const N: usize>(seconds: [u64; N]) -> Times {
    Times {
        count: N as u64,
        total: Duration::from_secs(seconds.iter().sum()),
        longest: Duration::from_secs(seconds.into_iter().max().unwrap_or(0)),
    }
}

/// The times of operators, supervisors and directors.
fn by_rank(operators: Times, supervisors: Times, directors: Times) -> BTreeMap<Rank, Times> {
    BTreeMap::from([(OPERATOR, operators), (SUPERVISOR, supervisors), (DIRECTOR, directors)])
}

#[test]
fn a_new_report_has_every_rank_and_no_times() {
    let (center, ..) = timed([]);
    let none = || all().map(|rank| (rank, Times::default())).collect();
    let report = Report { counts: Counts::default(), waits: none(), handling: none(), abandoned: none() };
    assert_eq!(center.report(), report, "the report of a center where nothing has happened");
}

#[test]
fn waits_count_with_the_rank_of_the_one_who_answered() {
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
        "operators' calls, a director answers"
    );
    clock.set(60);
    center.hire("New", OPERATOR);
    let expected = by_rank(times([50]), times([]), times([0, 15]));
    assert_eq!(center.report().waits, expected, "an operator has taken the last call, which waited from 10 to 60");
}

#[test]
fn handling_counts_with_the_rank_of_the_one_who_talked() {
    let (mut center, clock, _) = timed([OPERATOR, DIRECTOR]);
    let first = receive(&mut center);
    let second = receive(&mut center);
    clock.set(30);
    complete(&mut center, first);
    assert_eq!(center.report().handling, by_rank(times([30]), times([]), times([])), "an operator completed a call");
    clock.set(50);
    center.hang_up(second).expect("the call is not finished");
    let expected = by_rank(times([30]), times([]), times([50]));
    assert_eq!(center.report().handling, expected, "a caller has hung up on a director");
}

#[test]
fn an_escalation_ends_a_handling_and_begins_a_wait() {
    let (mut center, clock, _) = timed([OPERATOR, SUPERVISOR]);
    let call = receive(&mut center);
    let other = receive(&mut center);
    clock.set(20);
    center.escalate(call).expect("there is a rank above an operator");
    assert_eq!(center.report().handling, by_rank(times([20]), times([]), times([])), "the operator has handed it on");
    clock.set(50);
    complete(&mut center, other);
    assert_eq!(center.report().waits, by_rank(times([0]), times([0, 30]), times([])), "it waited again, from 20 to 50");
    clock.set(55);
    complete(&mut center, call);
    let expected = by_rank(times([20]), times([50, 5]), times([]));
    assert_eq!(center.report().handling, expected, "the supervisor has talked to both calls, from 0 and from 50 on");
}

#[test]
fn abandoned_waits_count_with_the_level_of_the_call() {
    let (mut center, clock, _) = timed([OPERATOR]);
    let escalated = receive(&mut center);
    let waiting = receive(&mut center);
    clock.set(10);
    center.escalate(escalated).expect("there is a rank above an operator");
    let third = receive(&mut center);
    clock.set(40);
    center.hang_up(escalated).expect("the call is not finished");
    clock.set(45);
    center.hang_up(third).expect("the call is not finished");
    center.hang_up(waiting).expect("the call is not finished");
    let report = center.report();
    let expected = by_rank(times([35]), times([30]), times([]));
    assert_eq!(report.abandoned, expected, "a call waited from 10 to 45, an escalated one from 10 to 40");
    assert_eq!(report.handling, by_rank(times([10, 35]), times([]), times([])), "the operator talked to two calls");
}

#[test]
fn no_time_is_negative_if_the_clock_is_set_back() {
    let (mut center, clock, _) = timed([OPERATOR]);
    clock.set(100);
    let first = receive(&mut center);
    let second = receive(&mut center);
    let third = receive(&mut center);
    clock.set(40);
    center.hang_up(third).expect("the call is not finished");
    complete(&mut center, first);
    let report = center.report();
    assert_eq!(report.handling, by_rank(times([0]), times([]), times([])), "a call from 100 to 40");
    assert_eq!(report.waits, by_rank(times([0, 0]), times([]), times([])), "a wait from 100 to 40");
    assert_eq!(report.abandoned, by_rank(times([0]), times([]), times([])), "an abandoned wait from 100 to 40");
    clock.set(41);
    complete(&mut center, second);
    assert_eq!(center.report().handling, by_rank(times([0, 1]), times([]), times([])), "a call from 40 to 41");
}

#[test]
fn a_report_can_be_written_and_read() {
    let (mut center, clock, _) = timed([OPERATOR]);
    let call = receive(&mut center);
    receive(&mut center);
    clock.set(90);
    complete(&mut center, call);
    let report = center.report();
    let written = serde_json::to_value(&report).expect("a report can be written");
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
    let expected: serde_json::Value = serde_json::from_str(&expected).expect("the test writes JSON");
    assert_eq!(written, expected, "a report as JSON");
    let read: Report<Rank> = serde_json::from_value(written).expect("what was written can be read");
    assert_eq!(read, report, "a report, written and read again");
}

#[test]
fn law_events_and_report_tell_what_a_diary_would_tell() {
    testkit::law(scripts(any_rank::<Rank>(), plans_to_stage_6(), Discipline::LongestIdle), |script| {
        let environment = Environment::default();
        let center = CallCenter::with_clock(script.staff(), Rc::clone(&environment.clock));
        play_watched(&script, center, &environment);
    });
}
