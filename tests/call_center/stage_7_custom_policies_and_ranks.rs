//! # Custom policies and ranks
//!
//! In this stage, two things that were fixed become parameters: policies and ranks. If your design is good, you will
//! barely have to change existing code. The stub's constructors already create the `policies`, but the center does not
//! use them yet.
//!
//! A policy chooses among the free employees of one rank. This is a strategy: each rank has its own `AssignmentPolicy`.
//! You write `LongestIdle`, which corresponds to your current behavior, as well as `FewestAnswered` and `RoundRobin`,
//! and the tests add policies too. The center still knows who is free, and it still owns the queue.
//!
//! Because policies can be written by other people, the center checks every choice. Ask the policy before you change
//! anything, so that there is nothing to undo if the choice is invalid.
//!
//! As for the ranks, the tests use an organization with four of them, and even `bool` as a ladder with two ranks.
//!
//! Look up: the strategy pattern, `BTreeSet::range` with an excluded bound.
//!
//! Time box: 45 minutes.

use std::fmt;
use std::rc::Rc;
use std::sync::mpsc;

use call_center::{
    AssignmentPolicy, CallCenter, CallState, EmployeeId, Error, Event, FewestAnswered, Ladder, LongestIdle, Rank,
    RoundRobin, SystemClock,
};
use enum_iterator::{Sequence, all};
use rstest::rstest;
use testkit::CallLog;

use super::support::{
    Environment, ForcedChoice, Office, Plans, PolicyKind, any_rank, assert_call_of, assert_in_progress,
    assert_same_report, assert_same_state, complete, hang_up, ids, plans_to_stage_6, plans_with_broken_policies,
    plans_with_turnover, receive, receive_all, receive_at, run_script_with_events, scripts,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

type PolicyOffice<P> = Office<Rank, SystemClock, P>;

fn with_policy<P: AssignmentPolicy, const N: usize>(
    ranks: [Rank; N],
    policy: impl FnMut(Rank) -> P,
) -> (PolicyOffice<P>, [EmployeeId; N]) {
    Office::new(CallCenter::with_clock_and_policy(SystemClock::new(), policy), ranks)
}

/// Receives a call and completes it. Returns its handler.
fn serve<P: AssignmentPolicy>(center: &mut PolicyOffice<P>) -> EmployeeId {
    let call = receive(center);
    let Ok(CallState::InProgress(by)) = center.state(call) else {
        panic!("{call} must be answered, since an employee is free")
    };
    complete(center, call);
    by
}

/// Receives a call for each of `handlers`, completes it before the next, and compares who answered.
#[track_caller]
fn assert_serve<P: AssignmentPolicy>(center: &mut PolicyOffice<P>, handlers: &[EmployeeId], what: &str) {
    let served: Vec<_> = handlers.iter().map(|_| serve(center)).collect();
    assert_eq!(center.names(&served), center.names(handlers), "{what}");
}

/// Rules: 7.7
#[test]
fn fewest_answered_prefers_the_smallest_count() {
    let (mut center, [ann, bob]) = with_policy([OPERATOR; 2], |_| FewestAnswered::default());
    let [first, _] = [(); 2].map(|()| receive(&mut center));
    complete(&mut center, first);
    assert_serve(&mut center, &[ann, ann], "handlers of two calls while the other operator is busy");
    let cid = center.hire(OPERATOR);
    assert_serve(
        &mut center,
        &[cid, cid, cid, ann],
        "handlers of four calls: Cid is new and Ann has answered three; a tie goes to the longest idle",
    );
    assert!(center.call_of(bob).is_ok_and(|call| call.is_some()), "the other operator is busy all the time");
}

/// Rules: 7.7
#[test]
fn fewest_answered_breaks_ties_by_idle_time() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| FewestAnswered::default());
    let calls = [(); 3].map(|()| receive(&mut center));
    for nth in [1, 2, 0] {
        complete(&mut center, calls[nth]);
    }
    assert_serve(
        &mut center,
        &[bob, cid, ann],
        "handlers of three calls, when everyone has answered one: the order of becoming free",
    );
}

/// Rules: 7.7
#[test]
fn fewest_answered_counts_calls_from_the_queue() {
    let (mut center, [ann, bob]) = with_policy([OPERATOR; 2], |_| FewestAnswered::default());
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, first);
    assert_in_progress(&center, third, ann, "it waited when she became free");
    complete(&mut center, third);
    complete(&mut center, second);
    assert_serve(
        &mut center,
        &[bob],
        "handler of a call: Bob has answered one; Ann has answered two, one of them from the queue",
    );
}

/// Rules: 7.8
#[test]
fn round_robin_follows_the_order_of_ids() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, first, ann, "she has the smallest id");
    assert_in_progress(&center, second, bob, "he has the next id");
    complete(&mut center, second);
    complete(&mut center, first);
    assert_serve(&mut center, &[cid, ann, bob, cid], "handlers of four calls after the second employee answered last");
}

/// Rules: 7.8
#[test]
fn round_robin_skips_busy_employees() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, second, bob, "he has the next id");
    assert_serve(&mut center, &[cid, cid], "handlers of two calls while both others are busy");
    complete(&mut center, first);
    assert_serve(&mut center, &[ann, cid], "handlers of two calls while one other is busy");
}

/// Rules: 7.8
#[test]
fn round_robin_continues_after_a_former_employee() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    assert_serve(&mut center, &[ann, bob], "handlers of the first two calls");
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    let dan = center.hire(OPERATOR);
    assert_serve(
        &mut center,
        &[cid, dan, ann],
        "handlers after the employee who answered last was let go and a new one hired",
    );
}

/// A step of a policy that is used without a center.
#[derive(Clone, Copy, Debug)]
enum Step {
    Freed(usize),
    Answered(usize),
    Left(usize),
}

use Step::{Answered, Freed, Left};

/// Performs steps, and compares the policy's choice after each of them. Employees are numbers, in the order of ids.
#[track_caller]
fn assert_choices(mut policy: impl AssignmentPolicy, steps: &[(Step, Option<usize>)]) {
    let staff = ids().staff;
    let nth = |id: EmployeeId| staff.iter().position(|&other| other == id);
    assert_eq!(policy.choose().and_then(nth), None, "choice of a new policy");
    for (number, &(step, expected)) in steps.iter().enumerate() {
        match step {
            Freed(nth) => policy.freed(staff[nth]),
            Answered(nth) => policy.answered(staff[nth]),
            Left(nth) => policy.left(staff[nth]),
        }
        let so_far: Vec<Step> = steps[..=number].iter().map(|&(step, _)| step).collect();
        assert_eq!(policy.choose().and_then(nth), expected, "choice among employees 0, 1 and 2 after {so_far:?}");
    }
}

/// Rules: 7.6, 7.9
#[test]
fn longest_idle_works_without_a_center() {
    let steps = [
        (Freed(2), Some(2)),
        (Freed(0), Some(2)),
        (Freed(1), Some(2)),
        (Answered(0), Some(2)),
        (Left(2), Some(1)),
        (Freed(0), Some(1)),
        (Answered(1), Some(0)),
        (Answered(0), None),
        (Freed(1), Some(1)),
        (Freed(0), Some(1)),
        (Left(1), Some(0)),
        (Left(0), None),
    ];
    assert_choices(LongestIdle::default(), &steps);
}

/// Rules: 7.7, 7.9
#[test]
fn fewest_answered_works_without_a_center() {
    let steps = [
        (Freed(2), Some(2)),
        (Freed(0), Some(2)),
        (Freed(1), Some(2)),
        (Answered(0), Some(2)),
        (Freed(0), Some(2)),
        (Answered(2), Some(1)),
        (Left(1), Some(0)),
        (Freed(2), Some(0)),
        (Answered(2), Some(0)),
        (Answered(0), None),
        (Freed(0), Some(0)),
        (Freed(2), Some(0)),
        (Answered(0), Some(2)),
        (Left(2), None),
    ];
    assert_choices(FewestAnswered::default(), &steps);
    let others_answer_than_chosen = [
        (Freed(0), Some(0)),
        (Freed(1), Some(0)),
        (Answered(1), Some(0)),
        (Freed(1), Some(0)),
        (Answered(1), Some(0)),
        (Freed(1), Some(0)),
        (Answered(0), Some(1)),
        (Freed(0), Some(0)),
    ];
    assert_choices(FewestAnswered::default(), &others_answer_than_chosen);
}

/// Rules: 7.8, 7.9
#[test]
fn round_robin_works_without_a_center() {
    let steps = [
        (Freed(2), Some(2)),
        (Freed(0), Some(0)),
        (Freed(1), Some(0)),
        (Answered(1), Some(2)),
        (Answered(2), Some(0)),
        (Answered(0), None),
        (Freed(2), Some(2)),
        (Freed(0), Some(2)),
        (Freed(1), Some(1)),
        (Answered(1), Some(2)),
        (Left(2), Some(0)),
        (Freed(1), Some(0)),
        (Answered(0), Some(1)),
        (Freed(0), Some(1)),
        (Answered(1), Some(0)),
        (Left(0), None),
        (Freed(1), Some(1)),
    ];
    assert_choices(RoundRobin::default(), &steps);
}

/// Rules: 7.7
#[test]
fn fewest_answered_counts_more_than_65535_answers() {
    let (mut policy, staff) = (FewestAnswered::default(), ids().staff);
    let [ann, bob, dan, eve] = [0, 1, 2, 3].map(|nth| staff[nth]);
    // Eve becomes free long before Dan.
    for (employee, calls) in [(bob, 500), (ann, 60_000), (eve, 0), (ann, 5_600), (dan, 0)] {
        for _ in 0..calls {
            policy.freed(employee);
            policy.answered(employee);
        }
        policy.freed(employee);
    }
    for (employee, what) in [
        (eve, "neither Eve nor Dan has answered a call, and Eve became free first"),
        (dan, "Dan has answered no call"),
        (bob, "Bob has answered 500 calls, and Ann 65,600"),
    ] {
        assert_eq!(policy.choose(), Some(employee), "choice when {what}; the ids are {:?}", &staff[..4]);
        policy.answered(employee);
    }
}

/// Rules: 0.4
#[test]
fn policies_forget_finished_calls() {
    fn check<P: AssignmentPolicy + Default>(name: &str) {
        for others in [0, 1] {
            let (mut policy, staff) = (P::default(), ids().staff);
            for &employee in &staff[..others] {
                policy.freed(employee);
            }
            let mut serve = |calls| {
                for number in 0..calls {
                    let employee = staff[1 + number % 2];
                    policy.freed(employee);
                    policy.answered(employee);
                }
            };
            serve(300);
            let kept = testkit::count_allocations(|| serve(3_000)).bytes_current;
            assert!(
                kept < 1_000,
                "{name}: after 3,000 calls, {kept} bytes more are in use; number of other employees who are free all \
                 the time: {others}"
            );
        }
    }
    check::<LongestIdle>("LongestIdle");
    check::<FewestAnswered>("FewestAnswered");
    check::<RoundRobin>("RoundRobin");
}

/// Rules: 0.4
#[test]
fn policies_forget_former_employees() {
    fn turnover<P: AssignmentPolicy>(center: &mut CallCenter<Rank, SystemClock, P>, employees: usize, alone: bool) {
        for _ in 0..employees {
            let employee = center.hire(OPERATOR);
            if alone {
                let call = receive(center);
                complete(center, call);
            }
            assert_eq!(center.let_go(employee), Ok(()), "let_go of a free employee");
        }
    }
    fn check<P: AssignmentPolicy + Default>(policy: &str) {
        for (alone, how) in [(true, "answered a call"), (false, "came while another employee was free")] {
            let mut center = CallCenter::with_clock_and_policy(SystemClock::new(), |_: Rank| P::default());
            if !alone {
                center.hire(OPERATOR);
            }
            turnover(&mut center, 300, alone);
            let kept = testkit::count_allocations(|| turnover(&mut center, 1_000, alone)).bytes_current;
            assert!(kept < 1_000, "{policy}: after 1,000 employees {how} and left, {kept} bytes more are in use");
        }
    }
    check::<LongestIdle>("LongestIdle");
    check::<FewestAnswered>("FewestAnswered");
    check::<RoundRobin>("RoundRobin");
}

/// A call of a policy's method.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Freed(EmployeeId),
    Answered(EmployeeId),
    Left(EmployeeId),
    Choose,
}

/// The calls of all policies of a center, each with the policy's rank.
type Log = CallLog<(Rank, Method)>;

/// A longest-idle policy that logs its calls.
struct Recorder {
    rank: Rank,
    log: Log,
    free: Vec<EmployeeId>,
}

impl Recorder {
    fn new(rank: Rank, log: &Log) -> Self {
        Self { rank, log: log.clone(), free: Vec::new() }
    }
}

impl AssignmentPolicy for Recorder {
    fn freed(&mut self, employee: EmployeeId) {
        self.free.push(employee);
        self.log.record((self.rank, Method::Freed(employee)));
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.retain(|&other| other != employee);
        self.log.record((self.rank, Method::Answered(employee)));
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.retain(|&other| other != employee);
        self.log.record((self.rank, Method::Left(employee)));
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.log.record((self.rank, Method::Choose));
        self.free.first().copied()
    }
}

/// Creates a center whose policies log their calls.
fn recording_center<const N: usize>(ranks: [Rank; N]) -> (PolicyOffice<Recorder>, [EmployeeId; N], Log) {
    let log = Log::new();
    let (center, staff) = with_policy(ranks, |rank| Recorder::new(rank, &log));
    (center, staff, log)
}

/// Empties the log and compares its notifications with the expected ones.
#[track_caller]
fn assert_notified(center: &PolicyOffice<Recorder>, log: &Log, expected: &[(Rank, Method)], after: &str) {
    let show = |&(rank, method): &(Rank, Method)| match method {
        Method::Freed(employee) => format!("{rank:?}: freed {}", center.name(employee)),
        Method::Answered(employee) => format!("{rank:?}: answered {}", center.name(employee)),
        Method::Left(employee) => format!("{rank:?}: left {}", center.name(employee)),
        Method::Choose => format!("{rank:?}: choose"),
    };
    let calls = log.take();
    let notifications: Vec<_> = calls.iter().filter(|(_, method)| *method != Method::Choose).map(show).collect();
    let expected: Vec<_> = expected.iter().map(show).collect();
    assert_eq!(notifications, expected, "notifications of the policies of each rank, in order, after {after}");
}

/// Empties the log and returns the ranks whose policies were asked to choose.
fn take_asked(log: &Log) -> Vec<Rank> {
    log.take().into_iter().filter(|(_, method)| *method == Method::Choose).map(|(rank, _)| rank).collect()
}

/// Rules: 7.1
#[test]
fn each_rank_has_one_policy() {
    let mut made = Vec::new();
    let (mut center, [director]) = with_policy([DIRECTOR], |rank| {
        made.push(rank);
        LongestIdle::default()
    });
    let call = receive(&mut center);
    assert_in_progress(&center, call, director, "the only employee answers");
    made.sort();
    assert_eq!(made, all::<Rank>().collect::<Vec<_>>(), "ranks for which policies were created");
}

/// Rules: 7.1, 7.2
#[rstest]
#[case::longest_idle(LongestIdle::default())]
#[case::fewest_answered(FewestAnswered::default())]
#[case::round_robin(RoundRobin::default())]
fn ranks_can_have_clones_of_a_policy<P: AssignmentPolicy + Clone>(#[case] policy: P) {
    let (mut center, [supervisor, operator, _]) = with_policy([SUPERVISOR, OPERATOR, DIRECTOR], |_| policy.clone());
    assert_serve(&mut center, &[operator], "every rank has a clone of one policy");
    let call = center.receive(SUPERVISOR).expect("the policies choose free employees");
    let state = center.state(call);
    assert_eq!(state, Ok(CallState::InProgress(supervisor)), "state of a call if every rank has a clone of one policy");
}

/// Rules: 7.2
#[test]
fn policy_is_notified_of_its_own_rank_only() {
    use Method::{Answered, Freed, Left};
    let (mut center, [ann, bob, cid], log) = recording_center([OPERATOR, SUPERVISOR, OPERATOR]);
    let hired = [(OPERATOR, Freed(ann)), (SUPERVISOR, Freed(bob)), (OPERATOR, Freed(cid))];
    assert_notified(&center, &log, &hired, "three hires");
    let call = receive(&mut center);
    assert_notified(&center, &log, &[(OPERATOR, Answered(ann))], "Ann answered a call");
    let other = receive_at(&mut center, SUPERVISOR);
    assert_notified(&center, &log, &[(SUPERVISOR, Answered(bob))], "Bob answered a call");
    complete(&mut center, call);
    assert_notified(&center, &log, &[(OPERATOR, Freed(ann))], "Ann completed her call");
    hang_up(&mut center, other);
    assert_notified(&center, &log, &[(SUPERVISOR, Freed(bob))], "Bob's caller hung up");
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    assert_notified(&center, &log, &[(SUPERVISOR, Left(bob))], "Bob was let go");
    let waiting = receive_at(&mut center, DIRECTOR);
    hang_up(&mut center, waiting);
    assert_notified(&center, &log, &[], "a director's call waited and was abandoned");
}

/// Rules: 7.2
#[test]
fn taking_a_waiting_call_notifies_freed_then_answered() {
    use Method::{Answered, Freed};
    let (mut center, [ann], log) = recording_center([OPERATOR]);
    let [first, second, _] = [(); 3].map(|()| receive(&mut center));
    let _ = log.take();
    complete(&mut center, first);
    let both = [(OPERATOR, Freed(ann)), (OPERATOR, Answered(ann))];
    assert_notified(&center, &log, &both, "Ann completed a call and took a waiting one");
    center.escalate(second).expect("there is a rank above an operator");
    assert_notified(&center, &log, &both, "Ann escalated a call and took a waiting one");
    let bob = center.hire(SUPERVISOR);
    let both = [(SUPERVISOR, Freed(bob)), (SUPERVISOR, Answered(bob))];
    assert_notified(&center, &log, &both, "Bob was hired and took the escalated call");
}

/// Rules: 7.2
#[test]
fn escalation_notifies_freed_before_answered() {
    use Method::{Answered, Freed};
    let (mut center, [ann, bob, cid], log) = recording_center([OPERATOR, SUPERVISOR, DIRECTOR]);
    let call = receive(&mut center);
    let _ = log.take();
    for (rank, from, above, to) in [(OPERATOR, ann, SUPERVISOR, bob), (SUPERVISOR, bob, DIRECTOR, cid)] {
        center.escalate(call).expect("there is a rank above");
        let expected = [(rank, Freed(from)), (above, Answered(to))];
        assert_notified(&center, &log, &expected, &format!("{} escalated a call", center.name(from)));
    }
}

/// Rules: 7.3
#[test]
fn only_the_policy_of_the_answering_rank_is_asked() {
    let (mut center, [ann, ..], log) = recording_center([OPERATOR, SUPERVISOR, DIRECTOR]);
    let first = receive(&mut center);
    assert_eq!(take_asked(&log), [OPERATOR], "policies asked when a call arrives and everyone is free");
    receive_at(&mut center, SUPERVISOR);
    assert_eq!(take_asked(&log), [SUPERVISOR], "policies asked when a supervisor's call arrives");
    let third = receive(&mut center);
    assert_eq!(take_asked(&log), [DIRECTOR], "policies asked when a call arrives and only the director is free");
    let fourth = receive(&mut center);
    assert_eq!(take_asked(&log), [], "policies asked when a call arrives and nobody is free");
    complete(&mut center, first);
    assert_in_progress(&center, fourth, ann, "she became free and takes the waiting call");
    let bob = center.hire(OPERATOR);
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    complete(&mut center, third);
    assert_eq!(take_asked(&log), [], "policies asked when employees become free, take waiting calls and leave");
    center.escalate(fourth).expect("there is a rank above an operator");
    let asked = take_asked(&log);
    assert_eq!(
        asked,
        [DIRECTOR],
        "policies asked by an escalation when the supervisor is busy and the director is free"
    );
    let fifth = receive(&mut center);
    assert_eq!(take_asked(&log), [OPERATOR], "policies asked when a call arrives and the operator is free");
    center.escalate(fifth).expect("there is a rank above an operator");
    assert_eq!(take_asked(&log), [], "policies asked by an escalation when no higher rank is free");
}

/// Rules: 7.4
#[test]
fn policy_is_asked_before_any_policy_is_notified() {
    let (mut center, _, log) = recording_center([OPERATOR, SUPERVISOR]);
    let _ = log.take();
    let call = receive(&mut center);
    assert_eq!(log.take().first(), Some(&(OPERATOR, Method::Choose)), "first call to a policy by receive");
    center.escalate(call).expect("there is a rank above an operator");
    assert_eq!(log.take().first(), Some(&(SUPERVISOR, Method::Choose)), "first call to a policy by escalate");
}

/// A policy that forwards to another one, unless a test forces its choice.
struct Unreliable<P> {
    answer: ForcedChoice,
    inner: P,
}

impl<P: AssignmentPolicy> AssignmentPolicy for Unreliable<P> {
    fn freed(&mut self, employee: EmployeeId) {
        self.inner.freed(employee);
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.inner.answered(employee);
    }

    fn left(&mut self, employee: EmployeeId) {
        self.inner.left(employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.answer.get().unwrap_or_else(|| self.inner.choose())
    }
}

/// Creates a center whose supervisors' policy chooses what a test forces.
fn unreliable<const N: usize>(
    ranks: [Rank; N],
) -> (PolicyOffice<Unreliable<LongestIdle>>, [EmployeeId; N], ForcedChoice) {
    let answer = ForcedChoice::default();
    let (center, staff) = with_policy(ranks, |rank| Unreliable {
        answer: if rank == SUPERVISOR { Rc::clone(&answer) } else { ForcedChoice::default() },
        inner: LongestIdle::default(),
    });
    (center, staff, answer)
}

/// A wrong choice when a supervisor should answer.
#[derive(Clone, Copy, Debug)]
enum WrongChoice {
    NoOne,
    Busy,
    LowerRank,
    HigherRank,
    LetGo,
    Unknown,
}

/// Rules: 0.1, 7.5
#[rstest]
#[case::no_one(WrongChoice::NoOne)]
#[case::busy_employee(WrongChoice::Busy)]
#[case::employee_of_a_lower_rank(WrongChoice::LowerRank)]
#[case::employee_of_a_higher_rank(WrongChoice::HigherRank)]
#[case::former_employee(WrongChoice::LetGo)]
#[case::unknown_employee(WrongChoice::Unknown)]
fn receive_and_escalate_reject_a_wrong_choice(#[case] wrong: WrongChoice) {
    let ranks = [SUPERVISOR, SUPERVISOR, SUPERVISOR, OPERATOR, OPERATOR, DIRECTOR];
    let (mut center, [former, busy, _, ann, operator, director], answer) = unreliable(ranks);
    assert_eq!(center.let_go(former), Ok(()), "let_go of a free employee");
    let first = receive_at(&mut center, SUPERVISOR);
    assert_in_progress(&center, first, busy, "the longest idle supervisor answers");
    let call = receive(&mut center);
    assert_in_progress(&center, call, ann, "the longest idle operator answers");
    let (sender, events) = mpsc::channel();
    center.observe(move |event| sender.send(*event).expect("the test holds the receiver"));
    let chosen = match wrong {
        WrongChoice::NoOne => None,
        WrongChoice::Busy => Some(busy),
        WrongChoice::LowerRank => Some(operator),
        WrongChoice::HigherRank => Some(director),
        WrongChoice::LetGo => Some(former),
        WrongChoice::Unknown => Some(ids().staff[6]),
    };
    let before = (center.snapshot(), center.report());
    answer.set(Some(chosen));
    let error = Error::InvalidChoice { chosen };
    let what = format!("when the supervisors' policy makes a wrong choice: {wrong:?}");
    assert_eq!(center.receive(SUPERVISOR), Err(error), "receive of a supervisor's call, {what}");
    assert_eq!(center.escalate(call), Err(error), "escalate of an operator's call, {what}");
    assert_same_state(&center.snapshot(), &before.0, "a rejected receive and a rejected escalation");
    assert_same_report(&center.report(), &before.1, "a rejected receive and a rejected escalation");
    assert_eq!(events.try_iter().collect::<Vec<_>>(), [], "events of rejected operations");
    answer.set(None);
    let next = center.receive(OPERATOR);
    assert_eq!(next, Ok(ids().calls[2]), "id of the next call, since a rejected one uses up no id");
    let employee = center.hire(DIRECTOR);
    let events: Vec<_> = events.try_iter().skip(2).collect();
    assert_eq!(events, [Event::Hired { employee, rank: DIRECTOR }], "events of a hire after rejected operations");
}

/// Rules: 0.1, 7.4
#[test]
fn rejected_operation_notifies_no_policy() {
    let (log, answer) = (Log::new(), ForcedChoice::default());
    let (mut center, [ann, _, cid]) = with_policy([OPERATOR, SUPERVISOR, DIRECTOR], |rank| Unreliable {
        answer: Rc::clone(&answer),
        inner: Recorder::new(rank, &log),
    });
    let (call, other) = (receive(&mut center), receive_at(&mut center, DIRECTOR));
    let _ = log.take();
    let highest = Error::HighestRank { call: other, handler: cid };
    assert_eq!(center.escalate(other), Err(highest), "escalate of a call that the director handles");
    assert_eq!(center.let_go(ann), Err(Error::BusyEmployee { employee: ann, call }), "let_go of a busy employee");
    answer.set(Some(None));
    let invalid = Error::InvalidChoice { chosen: None };
    assert_eq!(
        center.receive(OPERATOR),
        Err(invalid),
        "receive when the operator is busy and the supervisors' policy chooses nobody"
    );
    assert_eq!(center.escalate(call), Err(invalid), "escalate when the supervisors' policy chooses nobody");
    assert_eq!(log.take(), [], "notifications of policies after rejected operations");
}

/// An organization with four ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence)]
enum Hospital {
    Porter,
    Nurse,
    Doctor,
    Chief,
}

/// Rules: 7.10
#[test]
fn call_climbs_all_four_ranks() {
    use Hospital::{Chief, Doctor, Nurse, Porter};
    let (mut center, staff) = Office::new(CallCenter::new(), [Porter, Nurse, Doctor, Chief]);
    let call = receive(&mut center);
    for (rank, employee) in all::<Hospital>().zip(staff) {
        assert_in_progress(&center, call, employee, &format!("it was escalated up to {rank:?}"));
        assert_eq!(center.level(call), Ok(rank), "level of a call that was escalated up to {rank:?}");
        if rank != Chief {
            center.escalate(call).expect("there is a rank above");
        }
    }
    let error = Error::HighestRank { call, handler: staff[3] };
    assert_eq!(center.escalate(call), Err(error), "escalate of a call that the highest of four ranks handles");
}

/// Rules: 7.10
#[test]
fn each_of_four_ranks_takes_calls_up_to_its_own() {
    use Hospital::{Chief, Doctor, Nurse, Porter};
    let (mut center, []) = Office::new(CallCenter::new(), []);
    let calls = receive_all(&mut center, [Porter, Nurse, Doctor, Chief]);
    let chief = center.hire(Chief);
    assert_in_progress(&center, calls[0], chief, "it arrived first, and a chief can take any call");
    let nurse = center.hire(Nurse);
    assert_in_progress(&center, calls[1], nurse, "a nurse can take a nurse's call");
    let porter = center.hire(Porter);
    assert_call_of(&center, porter, None, "only a doctor's and a chief's call wait");
    assert_eq!(center.report().waits.len(), 4, "number of ranks in the waits of a report");
    let (mut center, [chief]) = Office::new(CallCenter::new(), [Chief]);
    let call = receive(&mut center);
    assert_in_progress(&center, call, chief, "a chief is free, three ranks above the call's level");
}

/// Rules: 7.10
#[test]
fn a_single_rank_is_the_highest() {
    let (mut center, [ann]) = Office::new(CallCenter::new(), [()]);
    let [call, waiting] = receive_all(&mut center, [(); 2]);
    let error = Error::HighestRank { call, handler: ann };
    assert_eq!(center.escalate(call), Err(error), "escalate in a center with a single rank");
    complete(&mut center, call);
    assert_in_progress(&center, waiting, ann, "she became free");
}

/// A ladder of 512 ranks with the same `Debug` text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Sequence)]
struct Tall(bool, u8);

impl fmt::Debug for Tall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of 512 ranks")
    }
}

/// Rules: 7.10
#[test]
fn call_climbs_512_ranks() {
    let mut center = CallCenter::<Tall>::new();
    let staff: Vec<_> = all().map(|rank| center.hire(rank)).collect();
    let call = receive(&mut center);
    for (nth, rank) in all::<Tall>().enumerate() {
        let state = center.state(call);
        assert_eq!(state, Ok(CallState::InProgress(staff[nth])), "state of a call that was escalated {nth} times");
        assert!(center.level(call) == Ok(rank), "the level of a call that was escalated {nth} times is wrong");
        if nth < 511 {
            center.escalate(call).expect("there is a rank above");
        }
    }
    let error = Error::HighestRank { call, handler: staff[511] };
    assert_eq!(center.escalate(call), Err(error), "escalate of a call that the highest of 512 ranks handles");
}

/// A policy that chooses the employee who became free last.
#[derive(Default)]
struct ShortestIdle(Vec<EmployeeId>);

impl AssignmentPolicy for ShortestIdle {
    fn freed(&mut self, employee: EmployeeId) {
        assert!(
            !self.0.contains(&employee),
            "the policy was notified that {employee} was freed, but they were already free"
        );
        self.0.push(employee);
    }

    fn answered(&mut self, employee: EmployeeId) {
        assert!(self.0.contains(&employee), "the policy was notified that {employee} answered, but they were not free");
        self.0.retain(|&other| other != employee);
    }

    fn left(&mut self, employee: EmployeeId) {
        assert!(self.0.contains(&employee), "the policy was notified that {employee} left, but they were not free");
        self.0.retain(|&other| other != employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.0.last().copied()
    }
}

/// Runs generated scripts on centers with policies from `policy`, and compares each step with the model.
fn assert_agrees_with_model<R: Ladder + Send + 'static, P: AssignmentPolicy>(
    plans: Plans<R>,
    kind: PolicyKind,
    policy: impl Fn(&Environment) -> P,
) {
    testkit::law(scripts(any_rank(), plans, kind), |script| {
        let environment = Environment::default();
        let clock = Rc::clone(&environment.clock);
        let center = CallCenter::with_clock_and_policy(clock, |_| policy(&environment));
        run_script_with_events(&script, center, &environment);
    });
}

/// Rules: 7.10
#[test]
fn law_four_ranks_agree_with_the_model() {
    assert_agrees_with_model::<Hospital, _>(plans_to_stage_6(), PolicyKind::LongestIdle, |_| LongestIdle::default());
}

// Two ranks, so that a rank often has several free employees.
/// Rules: 7.7
#[test]
fn law_fewest_answered_agrees_with_a_recount() {
    assert_agrees_with_model::<bool, _>(plans_with_turnover(), PolicyKind::FewestAnswered, |_| {
        FewestAnswered::default()
    });
}

/// Rules: 7.8
#[test]
fn law_round_robin_agrees_with_a_search() {
    assert_agrees_with_model::<bool, _>(plans_with_turnover(), PolicyKind::RoundRobin, |_| RoundRobin::default());
}

/// Rules: 0.1, 7.2, 7.3, 7.5
#[test]
fn law_custom_policy_agrees_with_the_model() {
    assert_agrees_with_model::<Rank, _>(plans_with_broken_policies(), PolicyKind::ShortestIdle, |environment| {
        Unreliable { answer: Rc::clone(&environment.forced_choice), inner: ShortestIdle::default() }
    });
}
