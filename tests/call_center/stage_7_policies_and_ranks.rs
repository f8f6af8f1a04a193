//! # Policies and ranks of your own
//!
//! Two things that seemed fixed now vary, and a good design takes both without a change to what is there.
//!
//! Who of several free employees answers becomes a strategy, `AssignmentPolicy`, one for each rank. It is told who
//! becomes free, who answers, and who leaves, and remembers what it needs. `LongestIdle` is what you have done so far;
//! `FewestAnswered` and `RoundRobin` come with it, and this suite brings some of its own. Whether somebody of a rank is
//! free stays for the center to know, and so does the line: who becomes free takes a waiting call without the policy
//! being asked.
//!
//! A policy is somebody else's code, so the center does not trust it. If it names nobody, or anybody but a free
//! employee of its rank, the operation is refused, and nothing has changed: no id is used up, no event told, no other
//! policy told anything. So ask first.
//!
//! And the ranks: the center works for any `Ladder`. The suite brings an organization of four ranks, and one whose
//! ranks are `false` and `true`.
//!
//! Look up: the strategy pattern; `BTreeSet::range` with an excluded bound.
//!
//! Time box: 35 minutes.

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
    Answer, Discipline, Environment, Plans, any_rank, assert_in_progress, assert_same_state, complete, ids,
    ids_of_staff, named, plans_to_stage_6, plans_with_turnover, plans_with_unsound_policies, play_watched, receive,
    receive_at, scripts,
};

const OPERATOR: Rank = Rank::Operator;
const SUPERVISOR: Rank = Rank::Supervisor;
const DIRECTOR: Rank = Rank::Director;

fn with_policy<P: AssignmentPolicy, const N: usize>(
    ranks: [Rank; N],
    policy: impl FnMut(Rank) -> P,
) -> (CallCenter<Rank, SystemClock, P>, [EmployeeId; N]) {
    let center = CallCenter::with_clock_and_policy(named(&ranks), SystemClock::new(), policy);
    let staff = ids_of_staff(&center);
    (center, staff)
}

/// Receives a call and completes it; returns who talked to it.
fn serve<P: AssignmentPolicy>(center: &mut CallCenter<Rank, SystemClock, P>) -> EmployeeId {
    let receipt = center.receive().expect("a call is received");
    let CallState::InProgress(by) = receipt.state else { panic!("nobody has answered {}", receipt.call) };
    complete(center, receipt.call);
    by
}

#[test]
fn fewest_answered_prefers_who_has_answered_the_fewest() {
    let (mut center, [ann, bob]) = with_policy([OPERATOR; 2], |_| FewestAnswered::default());
    let [first, _] = [(); 2].map(|()| receive(&mut center));
    complete(&mut center, first);
    assert_eq!([serve(&mut center), serve(&mut center)], [ann, ann], "the other operator talks");
    let cid = center.hire("Cid", OPERATOR);
    let served = [(); 4].map(|()| serve(&mut center));
    assert_eq!(
        served,
        [cid, cid, cid, ann],
        "Ann has answered three calls, and Cid is new; of equals, the longest idle"
    );
    assert!(center.call_of(bob).is_ok_and(|call| call.is_some()), "the other operator talks all the time");
}

#[test]
fn of_those_with_equally_few_answers_the_longest_idle_answers() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| FewestAnswered::default());
    let calls = [(); 3].map(|()| receive(&mut center));
    for nth in [1, 2, 0] {
        complete(&mut center, calls[nth]);
    }
    let served = [(); 3].map(|()| serve(&mut center));
    assert_eq!(served, [bob, cid, ann], "each has answered one call, and this is how they became free");
}

#[test]
fn a_call_taken_from_the_line_counts_as_answered() {
    let (mut center, [ann, bob]) = with_policy([OPERATOR; 2], |_| FewestAnswered::default());
    let [first, second, third] = [(); 3].map(|()| receive(&mut center));
    complete(&mut center, first);
    assert_in_progress(&center, third, ann, "it waited when she became free");
    complete(&mut center, third);
    complete(&mut center, second);
    assert_eq!(serve(&mut center), bob, "he has answered one call, she has answered two and been free for longer");
}

#[test]
fn calls_go_round_if_that_is_the_policy() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, first, ann, "she is the first");
    assert_in_progress(&center, second, bob, "he comes after her");
    complete(&mut center, second);
    complete(&mut center, first);
    let served = [(); 4].map(|()| serve(&mut center));
    assert_eq!(served, [cid, ann, bob, cid], "who answers next, in the order of ids after the second");
}

#[test]
fn the_round_passes_over_those_who_are_not_free() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    let [first, second] = [(); 2].map(|()| receive(&mut center));
    assert_in_progress(&center, second, bob, "he comes after the first");
    assert_eq!([serve(&mut center), serve(&mut center)], [cid, cid], "both others talk");
    complete(&mut center, first);
    assert_eq!([serve(&mut center), serve(&mut center)], [ann, cid], "one other talks");
}

#[test]
fn the_round_goes_on_if_the_last_one_was_let_go() {
    let (mut center, [ann, bob, cid]) = with_policy([OPERATOR; 3], |_| RoundRobin::default());
    assert_eq!([serve(&mut center), serve(&mut center)], [ann, bob], "the first two of the round");
    assert_eq!(center.let_go(bob), Ok(()), "he is free and can go");
    let dan = center.hire("Dan", OPERATOR);
    let served = [(); 3].map(|()| serve(&mut center));
    assert_eq!(served, [cid, dan, ann], "who comes after somebody who is gone, and a new one after all others");
}

/// What a policy is told.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    Freed(EmployeeId),
    Answered(EmployeeId),
    Left(EmployeeId),
}

type Log = Rc<RefCell<Vec<(Rank, Told)>>>;

/// The longest idle, and a log of what it is told, and whether it is asked.
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

    fn note(&mut self, told: Told) {
        self.log.borrow_mut().push((self.rank, told));
    }
}

impl AssignmentPolicy for Recorder {
    fn freed(&mut self, employee: EmployeeId) {
        self.free.push(employee);
        self.note(Told::Freed(employee));
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.retain(|&other| other != employee);
        self.note(Told::Answered(employee));
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.retain(|&other| other != employee);
        self.note(Told::Left(employee));
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.asked.borrow_mut().insert(self.rank);
        self.free.first().copied()
    }
}

/// A center whose policies write what they are told into a log.
fn recorded<const N: usize>(ranks: [Rank; N]) -> (CallCenter<Rank, SystemClock, Recorder>, [EmployeeId; N], Log) {
    let log = Log::default();
    let (center, staff) = with_policy(ranks, |rank| Recorder::new(rank, &log, &Rc::default()));
    (center, staff, log)
}

/// Takes out of a log what the policy of `rank` was told.
fn told(log: &Log, rank: Rank) -> Vec<Told> {
    let mut log = log.borrow_mut();
    let told = log.iter().filter(|&&(other, _)| other == rank).map(|&(_, told)| told).collect();
    log.retain(|&(other, _)| other != rank);
    told
}

#[test]
fn there_is_one_policy_for_each_rank_made_from_the_lowest_on() {
    let mut made = Vec::new();
    let (mut center, [director]) = with_policy([DIRECTOR], |rank| {
        made.push(rank);
        LongestIdle::default()
    });
    let call = receive(&mut center);
    assert_in_progress(&center, call, director, "the only one who works here answers");
    assert_eq!(made, all::<Rank>().collect::<Vec<_>>(), "the ranks that policies were made for");
}

#[test]
fn a_policy_is_told_about_employees_of_its_rank_only() {
    let (mut center, [ann, bob, cid], log) = recorded([OPERATOR, SUPERVISOR, OPERATOR]);
    use Told::{Answered, Freed, Left};
    assert_eq!(told(&log, OPERATOR), [Freed(ann), Freed(cid)], "hiring makes free");
    assert_eq!(told(&log, SUPERVISOR), [Freed(bob)], "hiring makes free");
    let call = receive(&mut center);
    assert_eq!(told(&log, OPERATOR), [Answered(ann)], "an operator has answered");
    assert_eq!(told(&log, SUPERVISOR), [], "an operator has answered, which is no concern of the supervisors' policy");
    center.escalate(call).expect("there is a rank above an operator");
    assert_eq!(told(&log, OPERATOR), [Freed(ann)], "an operator has handed a call on");
    assert_eq!(told(&log, SUPERVISOR), [Answered(bob)], "a supervisor has taken an escalated call");
    complete(&mut center, call);
    assert_eq!(told(&log, SUPERVISOR), [Freed(bob)], "a supervisor has completed a call");
    assert_eq!(center.let_go(bob), Ok(()), "he is free and can go");
    assert_eq!(told(&log, SUPERVISOR), [Left(bob)], "a supervisor was let go");
    assert_eq!(told(&log, OPERATOR), [], "nothing has happened to the operators since");
}

#[test]
fn who_takes_a_call_from_the_line_is_freed_and_then_answers() {
    let (mut center, [ann], log) = recorded([OPERATOR]);
    use Told::{Answered, Freed};
    let [first, second, _] = [(); 3].map(|()| receive(&mut center));
    told(&log, OPERATOR);
    complete(&mut center, first);
    assert_eq!(
        told(&log, OPERATOR),
        [Freed(ann), Answered(ann)],
        "she has completed a call and taken one from the line"
    );
    center.escalate(second).expect("there is a rank above an operator");
    assert_eq!(
        told(&log, OPERATOR),
        [Freed(ann), Answered(ann)],
        "she has escalated a call and taken one from the line"
    );
    let bob = center.hire("Bob", SUPERVISOR);
    assert_eq!(told(&log, SUPERVISOR), [Freed(bob), Answered(bob)], "he was hired and has taken the escalated call");
}

/// A sound policy, unless a test wants another answer.
struct Unreliable<P> {
    answer: Answer,
    sound: P,
}

impl<P: AssignmentPolicy> AssignmentPolicy for Unreliable<P> {
    fn freed(&mut self, employee: EmployeeId) {
        self.sound.freed(employee);
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.sound.answered(employee);
    }

    fn left(&mut self, employee: EmployeeId) {
        self.sound.left(employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.answer.get().unwrap_or_else(|| self.sound.choose())
    }
}

/// A center whose policies say what a test wants.
fn unreliable<const N: usize>(
    ranks: [Rank; N],
) -> (CallCenter<Rank, SystemClock, Unreliable<LongestIdle>>, [EmployeeId; N], Answer) {
    let answer = Answer::default();
    let (center, staff) =
        with_policy(ranks, |_| Unreliable { answer: Rc::clone(&answer), sound: LongestIdle::default() });
    (center, staff, answer)
}

/// Whom a policy may name wrongly when an operator should answer.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Nobody,
    SomebodyBusy,
    SomebodyOfAnotherRank,
    SomebodyWhoWasLetGo,
    SomebodyUnknown,
}

#[rstest]
#[case::nobody(Wrong::Nobody)]
#[case::somebody_busy(Wrong::SomebodyBusy)]
#[case::somebody_of_another_rank(Wrong::SomebodyOfAnotherRank)]
#[case::somebody_who_was_let_go(Wrong::SomebodyWhoWasLetGo)]
#[case::somebody_unknown(Wrong::SomebodyUnknown)]
fn a_choice_that_is_not_free_in_the_rank_is_an_error(#[case] wrong: Wrong) {
    let (mut center, [gone, busy, _, supervisor], answer) = unreliable([OPERATOR, OPERATOR, OPERATOR, SUPERVISOR]);
    assert_eq!(center.let_go(gone), Ok(()), "everybody is free and can go");
    let first = receive(&mut center);
    assert_in_progress(&center, first, busy, "the operator who is free for the longest time answers");
    let chosen = match wrong {
        Wrong::Nobody => None,
        Wrong::SomebodyBusy => Some(busy),
        Wrong::SomebodyOfAnotherRank => Some(supervisor),
        Wrong::SomebodyWhoWasLetGo => Some(gone),
        Wrong::SomebodyUnknown => Some(ids().staff[4]),
    };
    let before = (center.snapshot(), center.report());
    answer.set(Some(chosen));
    assert_eq!(
        center.receive(),
        Err(Error::InvalidChoice { chosen }),
        "a call comes in, and the policy names {wrong:?}"
    );
    assert_same_state(&center.snapshot(), &before.0, "the operation was refused");
    assert_eq!(center.report(), before.1, "the report after the operation was refused");
    answer.set(None);
    let next = center.receive().map(|receipt| receipt.call);
    assert_eq!(next, Ok(ids().calls[1]), "the id of the next call: the refused one has used none up");
}

#[test]
fn a_wrong_choice_refuses_an_escalation() {
    let (mut center, [ann, _], answer) = unreliable([OPERATOR, SUPERVISOR]);
    let call = receive(&mut center);
    let (sender, events) = mpsc::channel();
    center.observe(move |event| sender.send(*event).expect("the test listens"));
    let before = (center.snapshot(), center.report());
    let chosen = Some(ann);
    answer.set(Some(chosen));
    let error = Error::InvalidChoice { chosen };
    assert_eq!(center.escalate(call), Err(error), "the policy names the operator who escalates");
    assert_same_state(&center.snapshot(), &before.0, "the operation was refused");
    assert_eq!(center.report(), before.1, "the report after the operation was refused");
    assert_eq!(events.try_iter().collect::<Vec<_>>(), [], "the events of an operation that was refused");
}

#[test]
fn no_policy_is_told_of_an_operation_that_is_refused() {
    let (log, answer) = (Log::default(), Answer::default());
    let (mut center, [ann, _, cid]) = with_policy([OPERATOR, SUPERVISOR, DIRECTOR], |rank| Unreliable {
        answer: Rc::clone(&answer),
        sound: Recorder::new(rank, &log, &Rc::default()),
    });
    let (call, other) = (receive(&mut center), receive_at(&mut center, DIRECTOR));
    log.take();
    let highest = Error::HighestRank { call: other, handler: cid };
    assert_eq!(center.escalate(other), Err(highest), "the director talks to it");
    assert_eq!(center.let_go(ann), Err(Error::BusyEmployee { employee: ann, call }), "she talks");
    answer.set(Some(None));
    let invalid = Error::InvalidChoice { chosen: None };
    assert_eq!(center.receive(), Err(invalid), "a call comes in, and the supervisors' policy chooses nobody");
    assert_eq!(center.escalate(call), Err(invalid), "a call is escalated, and the supervisors' policy chooses nobody");
    assert_eq!(log.take(), [], "what policies were told of operations that were refused");
}

#[test]
fn the_policy_of_the_rank_that_answers_is_asked_and_no_other() {
    let asked = Rc::<RefCell<BTreeSet<Rank>>>::default();
    let (mut center, [ann, ..]) =
        with_policy([OPERATOR, SUPERVISOR, DIRECTOR], |rank| Recorder::new(rank, &Log::default(), &asked));
    let only = |rank| BTreeSet::from([rank]);
    let first = receive(&mut center);
    assert_eq!(asked.take(), only(OPERATOR), "everybody is free, and a call comes in");
    receive_at(&mut center, SUPERVISOR);
    assert_eq!(asked.take(), only(SUPERVISOR), "a call for a supervisor comes in");
    let third = receive(&mut center);
    assert_eq!(asked.take(), only(DIRECTOR), "a call comes in when only the director is free");
    let fourth = receive(&mut center);
    assert_eq!(asked.take(), BTreeSet::new(), "a call comes in when nobody is free");
    complete(&mut center, first);
    assert_in_progress(&center, fourth, ann, "she became free and takes the waiting call");
    let bob = center.hire("Bob", OPERATOR);
    assert_eq!(center.let_go(bob), Ok(()), "he is free and can go");
    complete(&mut center, third);
    assert_eq!(asked.take(), BTreeSet::new(), "people become free, take what waits for them, and leave");
    center.escalate(fourth).expect("there is a rank above an operator");
    assert_eq!(
        asked.take(),
        only(DIRECTOR),
        "a call is escalated when the supervisor is busy and the director is free"
    );
    let fifth = receive(&mut center);
    assert_eq!(asked.take(), only(OPERATOR), "a call comes in when the operator is free");
    center.escalate(fifth).expect("there is a rank above an operator");
    assert_eq!(asked.take(), BTreeSet::new(), "a call is escalated when nobody above is free");
}

/// An organization of four ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence)]
enum Hospital {
    Porter,
    Nurse,
    Doctor,
    Chief,
}

#[test]
fn a_call_climbs_all_ranks_of_another_organization() {
    let ranks: Vec<Hospital> = all().collect();
    let mut center = CallCenter::new(named(&ranks));
    let staff: [EmployeeId; 4] = ids_of_staff(&center);
    let call = receive(&mut center);
    assert_eq!(center.level(call), Ok(Hospital::Porter), "the lowest level");
    for (rank, employee) in all::<Hospital>().zip(staff) {
        assert_in_progress(&center, call, employee, &format!("it has been escalated up to {rank:?}"));
        assert_eq!(center.level(call), Ok(rank), "the level of a call that was escalated up to {rank:?}");
        if rank != Hospital::Chief {
            center.escalate(call).expect("there is a rank above");
        }
    }
    let error = Error::HighestRank { call, handler: staff[3] };
    assert_eq!(center.escalate(call), Err(error), "the highest of four ranks talks to it");
}

#[test]
fn every_rank_of_an_organization_takes_calls_up_to_its_own() {
    let mut center = CallCenter::new(Vec::<(String, Hospital)>::new());
    let calls: Vec<CallId> = all::<Hospital>().map(|level| receive_at(&mut center, level)).collect();
    let chief = center.hire("C", Hospital::Chief);
    assert_in_progress(&center, calls[0], chief, "a chief may take any call, and this is the first");
    let nurse = center.hire("N", Hospital::Nurse);
    assert_in_progress(&center, calls[1], nurse, "a nurse may take a nurse's call");
    let porter = center.hire("P", Hospital::Porter);
    assert_eq!(center.call_of(porter), Ok(None), "what waits is for doctors and chiefs");
    assert_eq!(center.report().waits.len(), 4, "the ranks that a report has an entry for");
}

/// The one who became free last.
#[derive(Default)]
struct ShortestIdle(Vec<EmployeeId>);

impl AssignmentPolicy for ShortestIdle {
    fn freed(&mut self, employee: EmployeeId) {
        assert!(!self.0.contains(&employee), "{employee} is said to be free now, and was already");
        self.0.push(employee);
    }

    fn answered(&mut self, employee: EmployeeId) {
        assert!(self.0.contains(&employee), "{employee} is said to have answered, and was not free");
        self.0.retain(|&other| other != employee);
    }

    fn left(&mut self, employee: EmployeeId) {
        assert!(self.0.contains(&employee), "{employee} is said to have left, and was not free");
        self.0.retain(|&other| other != employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.0.last().copied()
    }
}

/// Tries scripts of an organization on centers whose policies `policy` makes, in step with a model.
fn agree<R: Ladder + Send + 'static, P: AssignmentPolicy>(
    plans: Plans<R>,
    discipline: Discipline,
    policy: impl Fn(&Environment) -> P,
) {
    testkit::law(scripts(any_rank(), plans, discipline), |script| {
        let environment = Environment::default();
        let clock = Rc::clone(&environment.clock);
        let center = CallCenter::with_clock_and_policy(script.staff(), clock, |_| policy(&environment));
        play_watched(&script, center, &environment);
    });
}

#[test]
fn law_a_center_of_four_ranks_works_as_a_list() {
    agree::<Hospital, _>(plans_to_stage_6(), Discipline::LongestIdle, |_| LongestIdle::default());
}

#[test]
fn law_a_center_whose_ranks_are_false_and_true_works_as_a_list() {
    agree::<bool, _>(plans_to_stage_6(), Discipline::LongestIdle, |_| LongestIdle::default());
}

// Two ranks, so that several of a rank are free and there is somebody to choose.
#[test]
fn law_the_fewest_answered_is_who_a_recount_finds() {
    agree::<bool, _>(plans_with_turnover(), Discipline::FewestAnswered, |_| FewestAnswered::default());
}

#[test]
fn law_the_next_of_the_round_is_who_a_search_finds() {
    agree::<bool, _>(plans_with_turnover(), Discipline::RoundRobin, |_| RoundRobin::default());
}

#[test]
fn law_a_policy_of_the_suite_decides_who_answers() {
    agree::<Rank, _>(plans_with_turnover(), Discipline::ShortestIdle, |_| ShortestIdle::default());
}

#[test]
fn law_a_wrong_answer_at_any_time_changes_nothing() {
    agree::<Rank, _>(plans_with_unsound_policies(), Discipline::ShortestIdle, |environment| Unreliable {
        answer: Rc::clone(&environment.answer),
        sound: ShortestIdle::default(),
    });
}
