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

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::mpsc;

use call_center::{
    AssignmentPolicy, CallCenter, CallId, CallState, EmployeeId, Error, FewestAnswered, Ladder, LongestIdle, Rank,
    RoundRobin, SystemClock,
};
use enum_iterator::{Sequence, all};
use rstest::rstest;

use super::support::{
    Environment, ForcedChoice, Plans, PolicyKind, any_rank, assert_in_progress, assert_same_state, complete, ids,
    plans_to_stage_6, plans_with_broken_policies, plans_with_turnover, receive, receive_at, run_script_with_events,
    scripts,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

fn with_policy<P: AssignmentPolicy, const N: usize>(
    ranks: [Rank; N],
    policy: impl FnMut(Rank) -> P,
) -> (CallCenter<Rank, SystemClock, P>, [EmployeeId; N]) {
    let mut center = CallCenter::with_clock_and_policy(SystemClock::new(), policy);
    let staff = ranks.map(|rank| center.hire(rank));
    (center, staff)
}

/// Receives a call and completes it. Returns its handler.
fn serve<P: AssignmentPolicy>(center: &mut CallCenter<Rank, SystemClock, P>) -> EmployeeId {
    let call = receive(center);
    let Ok(CallState::InProgress(by)) = center.state(call) else {
        panic!("{call} must be answered, since an employee is free")
    };
    complete(center, call);
    by
}

#[test]
fn fewest_answered_prefers_the_smallest_count() {
    let (mut center, [ann, bob]) = with_policy([OPERATOR; 2], |_| FewestAnswered::default());
    let [first, _] = [(); 2].map(|()| receive(&mut center));
    complete(&mut center, first);
    assert_eq!(
        [serve(&mut center), serve(&mut center)],
        [ann, ann],
        "handlers of two calls while the other operator is busy"
    );
    let cid = center.hire(OPERATOR);
    let served = [(); 4].map(|()| serve(&mut center));
    assert_eq!(
        served,
        [cid, cid, cid, ann],
        "handlers of four calls: Cid is new and Ann has answered three; a tie goes to the longest idle"
    );
    assert!(center.call_of(bob).is_ok_and(|call| call.is_some()), "the other operator is busy all the time");
}

#[test]
fn fewest_answered_breaks_ties_by_idle_time() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| FewestAnswered::default());
    let calls = [(); 3].map(|()| receive(&mut center));
    for nth in [1, 2, 0] {
        complete(&mut center, calls[nth]);
    }
    let served = [(); 3].map(|()| serve(&mut center));
    assert_eq!(
        served,
        [bob, cid, ann],
        "handlers of three calls, when everyone has answered one: the order of becoming free"
    );
}

#[test]
fn fewest_answered_counts_calls_from_the_queue() {
    let (mut center, [ann, bob]) = with_policy([OPERATOR; 2], |_| FewestAnswered::default());
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, first);
    assert_in_progress(&center, third, ann, "it waited when she became free");
    complete(&mut center, third);
    complete(&mut center, second);
    assert_eq!(
        serve(&mut center),
        bob,
        "handler of a call: Bob has answered one; Ann has answered two, one of them from the queue"
    );
}

#[test]
fn round_robin_follows_the_order_of_ids() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, first, ann, "she has the smallest id");
    assert_in_progress(&center, second, bob, "he has the next id");
    complete(&mut center, second);
    complete(&mut center, first);
    let served = [(); 4].map(|()| serve(&mut center));
    assert_eq!(served, [cid, ann, bob, cid], "handlers of four calls after the second employee answered last");
}

#[test]
fn round_robin_skips_busy_employees() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, second, bob, "he has the next id");
    assert_eq!(
        [serve(&mut center), serve(&mut center)],
        [cid, cid],
        "handlers of two calls while both others are busy"
    );
    complete(&mut center, first);
    assert_eq!([serve(&mut center), serve(&mut center)], [ann, cid], "handlers of two calls while one other is busy");
}

#[test]
fn round_robin_continues_after_a_former_employee() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    assert_eq!([serve(&mut center), serve(&mut center)], [ann, bob], "handlers of the first two calls");
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    let dan = center.hire(OPERATOR);
    let served = [(); 3].map(|()| serve(&mut center));
    assert_eq!(served, [cid, dan, ann], "handlers after the employee who answered last was let go and a new one hired");
}

/// A notification that a policy received.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Notification {
    Freed(EmployeeId),
    Answered(EmployeeId),
    Left(EmployeeId),
}

type Log = Rc<RefCell<Vec<(Rank, Notification)>>>;

/// A longest-idle policy that logs its notifications and the requests for a choice.
struct Recorder {
    rank: Rank,
    log: Log,
    asked: Rc<RefCell<BTreeSet<Rank>>>,
    free: Vec<EmployeeId>,
}

impl Recorder {
    fn new(rank: Rank, log: &Log, asked: &Rc<RefCell<BTreeSet<Rank>>>) -> Self {
        Self { rank, log: Rc::clone(log), asked: Rc::clone(asked), free: Vec::new() }
    }

    fn log(&mut self, notification: Notification) {
        self.log.borrow_mut().push((self.rank, notification));
    }
}

impl AssignmentPolicy for Recorder {
    fn freed(&mut self, employee: EmployeeId) {
        self.free.push(employee);
        self.log(Notification::Freed(employee));
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.retain(|&other| other != employee);
        self.log(Notification::Answered(employee));
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.retain(|&other| other != employee);
        self.log(Notification::Left(employee));
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.asked.borrow_mut().insert(self.rank);
        self.free.first().copied()
    }
}

/// Creates a center whose policies log their notifications.
fn recording_center<const N: usize>(
    ranks: [Rank; N],
) -> (CallCenter<Rank, SystemClock, Recorder>, [EmployeeId; N], Log) {
    let log = Log::default();
    let (center, staff) = with_policy(ranks, |rank| Recorder::new(rank, &log, &Rc::default()));
    (center, staff, log)
}

/// Removes the notifications of the policy of `rank` from a log and returns them.
fn take_notifications(log: &Log, rank: Rank) -> Vec<Notification> {
    let mut log = log.borrow_mut();
    let taken = log.iter().filter(|&&(other, _)| other == rank).map(|&(_, notification)| notification).collect();
    log.retain(|&(other, _)| other != rank);
    taken
}

#[test]
fn one_policy_per_rank_is_created_from_the_lowest() {
    let mut made = Vec::new();
    let (mut center, [director]) = with_policy([DIRECTOR], |rank| {
        made.push(rank);
        LongestIdle::default()
    });
    let call = receive(&mut center);
    assert_in_progress(&center, call, director, "the only employee answers");
    assert_eq!(made, all::<Rank>().collect::<Vec<_>>(), "ranks for which policies were created");
}

#[test]
fn policy_is_notified_of_its_own_rank_only() {
    let (mut center, [ann, bob, cid], log) = recording_center([OPERATOR, SUPERVISOR, OPERATOR]);
    use Notification::{Answered, Freed, Left};
    assert_eq!(
        take_notifications(&log, OPERATOR),
        [Freed(ann), Freed(cid)],
        "notifications of the operators' policy after hiring"
    );
    assert_eq!(
        take_notifications(&log, SUPERVISOR),
        [Freed(bob)],
        "notifications of the supervisors' policy after hiring"
    );
    let call = receive(&mut center);
    assert_eq!(
        take_notifications(&log, OPERATOR),
        [Answered(ann)],
        "notifications of the operators' policy after an operator answered"
    );
    assert_eq!(
        take_notifications(&log, SUPERVISOR),
        [],
        "notifications of the supervisors' policy after an operator answered"
    );
    center.escalate(call).expect("there is a rank above an operator");
    assert_eq!(
        take_notifications(&log, OPERATOR),
        [Freed(ann)],
        "notifications of the operators' policy after an operator escalated"
    );
    assert_eq!(
        take_notifications(&log, SUPERVISOR),
        [Answered(bob)],
        "notifications of the supervisors' policy after a supervisor took an escalated call"
    );
    complete(&mut center, call);
    assert_eq!(
        take_notifications(&log, SUPERVISOR),
        [Freed(bob)],
        "notifications of the supervisors' policy after a supervisor completed a call"
    );
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    assert_eq!(
        take_notifications(&log, SUPERVISOR),
        [Left(bob)],
        "notifications of the supervisors' policy after a supervisor was let go"
    );
    assert_eq!(
        take_notifications(&log, OPERATOR),
        [],
        "notifications of the operators' policy after changes to supervisors"
    );
}

#[test]
fn taking_a_queued_call_notifies_freed_then_answered() {
    let (mut center, [ann], log) = recording_center([OPERATOR]);
    use Notification::{Answered, Freed};
    let [first, second, _] = [(); 3].map(|()| receive(&mut center));
    take_notifications(&log, OPERATOR);
    complete(&mut center, first);
    assert_eq!(
        take_notifications(&log, OPERATOR),
        [Freed(ann), Answered(ann)],
        "notifications after an operator completed a call and took a queued one"
    );
    center.escalate(second).expect("there is a rank above an operator");
    assert_eq!(
        take_notifications(&log, OPERATOR),
        [Freed(ann), Answered(ann)],
        "notifications after an operator escalated a call and took a queued one"
    );
    let bob = center.hire(SUPERVISOR);
    assert_eq!(
        take_notifications(&log, SUPERVISOR),
        [Freed(bob), Answered(bob)],
        "notifications after a supervisor was hired and took the escalated call"
    );
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

/// Creates a center whose policies choose what a test forces.
fn unreliable<const N: usize>(
    ranks: [Rank; N],
) -> (CallCenter<Rank, SystemClock, Unreliable<LongestIdle>>, [EmployeeId; N], ForcedChoice) {
    let answer = ForcedChoice::default();
    let (center, staff) =
        with_policy(ranks, |_| Unreliable { answer: Rc::clone(&answer), inner: LongestIdle::default() });
    (center, staff, answer)
}

/// A wrong choice when an operator should answer.
#[derive(Clone, Copy, Debug)]
enum WrongChoice {
    NoOne,
    Busy,
    OtherRank,
    LetGo,
    Unknown,
}

#[rstest]
#[case::no_one(WrongChoice::NoOne)]
#[case::busy_employee(WrongChoice::Busy)]
#[case::employee_of_another_rank(WrongChoice::OtherRank)]
#[case::former_employee(WrongChoice::LetGo)]
#[case::unknown_employee(WrongChoice::Unknown)]
fn receive_rejects_a_wrong_choice(#[case] wrong: WrongChoice) {
    let (mut center, [former, busy, _, supervisor], answer) = unreliable([OPERATOR, OPERATOR, OPERATOR, SUPERVISOR]);
    assert_eq!(center.let_go(former), Ok(()), "let_go of a free employee");
    let first = receive(&mut center);
    assert_in_progress(&center, first, busy, "the longest idle operator answers");
    let chosen = match wrong {
        WrongChoice::NoOne => None,
        WrongChoice::Busy => Some(busy),
        WrongChoice::OtherRank => Some(supervisor),
        WrongChoice::LetGo => Some(former),
        WrongChoice::Unknown => Some(ids().staff[4]),
    };
    let before = (center.snapshot(), center.report());
    answer.set(Some(chosen));
    assert_eq!(
        center.receive(OPERATOR),
        Err(Error::InvalidChoice { chosen }),
        "receive when the policy makes a wrong choice: {wrong:?}"
    );
    assert_same_state(&center.snapshot(), &before.0, "a rejected receive");
    assert_eq!(center.report(), before.1, "report after a rejected receive");
    answer.set(None);
    let next = center.receive(OPERATOR);
    assert_eq!(next, Ok(ids().calls[1]), "id of the next call, since a rejected one uses up no id");
}

#[test]
fn escalate_rejects_a_wrong_choice() {
    let (mut center, [ann, _], answer) = unreliable([OPERATOR, SUPERVISOR]);
    let call = receive(&mut center);
    let (sender, events) = mpsc::channel();
    center.observe(move |event| sender.send(*event).expect("the test holds the receiver"));
    let before = (center.snapshot(), center.report());
    let chosen = Some(ann);
    answer.set(Some(chosen));
    let error = Error::InvalidChoice { chosen };
    assert_eq!(
        center.escalate(call),
        Err(error),
        "escalate when the supervisors' policy chooses the operator who escalates"
    );
    assert_same_state(&center.snapshot(), &before.0, "a rejected escalation");
    assert_eq!(center.report(), before.1, "report after a rejected escalation");
    assert_eq!(events.try_iter().collect::<Vec<_>>(), [], "events of a rejected escalation");
}

#[test]
fn rejected_operation_notifies_no_policy() {
    let (log, answer) = (Log::default(), ForcedChoice::default());
    let (mut center, [ann, _, cid]) = with_policy([OPERATOR, SUPERVISOR, DIRECTOR], |rank| Unreliable {
        answer: Rc::clone(&answer),
        inner: Recorder::new(rank, &log, &Rc::default()),
    });
    let (call, other) = (receive(&mut center), receive_at(&mut center, DIRECTOR));
    log.take();
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

#[test]
fn only_the_policy_of_the_answering_rank_is_asked() {
    let asked = Rc::<RefCell<BTreeSet<Rank>>>::default();
    let (mut center, [ann, ..]) =
        with_policy([OPERATOR, SUPERVISOR, DIRECTOR], |rank| Recorder::new(rank, &Log::default(), &asked));
    let only = |rank| BTreeSet::from([rank]);
    let first = receive(&mut center);
    assert_eq!(asked.take(), only(OPERATOR), "policies asked when a call arrives and everyone is free");
    receive_at(&mut center, SUPERVISOR);
    assert_eq!(asked.take(), only(SUPERVISOR), "policies asked when a supervisor's call arrives");
    let third = receive(&mut center);
    assert_eq!(asked.take(), only(DIRECTOR), "policies asked when a call arrives and only the director is free");
    let fourth = receive(&mut center);
    assert_eq!(asked.take(), BTreeSet::new(), "policies asked when a call arrives and nobody is free");
    complete(&mut center, first);
    assert_in_progress(&center, fourth, ann, "she became free and takes the waiting call");
    let bob = center.hire(OPERATOR);
    assert_eq!(center.let_go(bob), Ok(()), "let_go of a free employee");
    complete(&mut center, third);
    assert_eq!(asked.take(), BTreeSet::new(), "policies asked when employees become free, take queued calls and leave");
    center.escalate(fourth).expect("there is a rank above an operator");
    assert_eq!(
        asked.take(),
        only(DIRECTOR),
        "policies asked by an escalation when the supervisor is busy and the director is free"
    );
    let fifth = receive(&mut center);
    assert_eq!(asked.take(), only(OPERATOR), "policies asked when a call arrives and the operator is free");
    center.escalate(fifth).expect("there is a rank above an operator");
    assert_eq!(asked.take(), BTreeSet::new(), "policies asked by an escalation when no higher rank is free");
}

/// An organization with four ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence)]
enum Hospital {
    Porter,
    Nurse,
    Doctor,
    Chief,
}

#[test]
fn call_climbs_all_four_ranks() {
    let mut center = CallCenter::new();
    let staff: Vec<EmployeeId> = all::<Hospital>().map(|rank| center.hire(rank)).collect();
    let call = receive(&mut center);
    for (rank, employee) in all::<Hospital>().zip(staff.iter().copied()) {
        assert_in_progress(&center, call, employee, &format!("it was escalated up to {rank:?}"));
        assert_eq!(center.level(call), Ok(rank), "level of a call that was escalated up to {rank:?}");
        if rank != Hospital::Chief {
            center.escalate(call).expect("there is a rank above");
        }
    }
    let error = Error::HighestRank { call, handler: staff[3] };
    assert_eq!(center.escalate(call), Err(error), "escalate of a call that the highest of four ranks handles");
}

#[test]
fn each_of_four_ranks_takes_calls_up_to_its_own() {
    let mut center = CallCenter::new();
    let calls: Vec<CallId> = all::<Hospital>().map(|level| receive_at(&mut center, level)).collect();
    let chief = center.hire(Hospital::Chief);
    assert_in_progress(&center, calls[0], chief, "it arrived first, and a chief can take any call");
    let nurse = center.hire(Hospital::Nurse);
    assert_in_progress(&center, calls[1], nurse, "a nurse can take a nurse's call");
    let porter = center.hire(Hospital::Porter);
    assert_eq!(center.call_of(porter), Ok(None), "call of a new porter when a doctor's and a chief's call wait");
    assert_eq!(center.report().waits.len(), 4, "number of ranks in the waits of a report");
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

#[test]
fn law_four_ranks_agree_with_the_model() {
    assert_agrees_with_model::<Hospital, _>(plans_to_stage_6(), PolicyKind::LongestIdle, |_| LongestIdle::default());
}

#[test]
fn law_bool_ranks_agree_with_the_model() {
    assert_agrees_with_model::<bool, _>(plans_to_stage_6(), PolicyKind::LongestIdle, |_| LongestIdle::default());
}

// Two ranks, so that a rank often has several free employees.
#[test]
fn law_fewest_answered_agrees_with_a_recount() {
    assert_agrees_with_model::<bool, _>(plans_with_turnover(), PolicyKind::FewestAnswered, |_| {
        FewestAnswered::default()
    });
}

#[test]
fn law_round_robin_agrees_with_a_search() {
    assert_agrees_with_model::<bool, _>(plans_with_turnover(), PolicyKind::RoundRobin, |_| RoundRobin::default());
}

#[test]
fn law_custom_policy_agrees_with_the_model() {
    assert_agrees_with_model::<Rank, _>(plans_with_turnover(), PolicyKind::ShortestIdle, |_| ShortestIdle::default());
}

#[test]
fn law_wrong_choices_change_nothing() {
    assert_agrees_with_model::<Rank, _>(plans_with_broken_policies(), PolicyKind::ShortestIdle, |environment| {
        Unreliable { answer: Rc::clone(&environment.forced_choice), inner: ShortestIdle::default() }
    });
}
