//! Helpers shared by the stages.

// If a stage is left out, some helpers are unused.
#![allow(dead_code, unused_imports)]

mod assertions;
mod model;
mod operations;

mod office;

use std::cell::Cell;
use std::time::Duration;

use call_center::{AssignmentPolicy, CallCenter, CallId, Clock, EmployeeId, Ladder, Rank, Timestamp};

pub use assertions::{
    assert_call_of, assert_in_progress, assert_rejected, assert_same_report, assert_same_state, assert_waiting,
    compare_levels, compare_snapshots, compare_states, escalate, run_script, run_script_with_events,
};
pub use model::PolicyKind;
pub use office::Office;
pub use operations::{
    Environment, ForcedChoice, Plans, any_rank, plans_to_stage_2, plans_to_stage_3, plans_to_stage_4, plans_to_stage_5,
    plans_to_stage_6, plans_with_broken_policies, plans_with_turnover, scripts, scripts_with_known_calls,
    scripts_without_waiting,
};

/// A clock set by tests, which counts how often it is read.
#[derive(Debug, Default)]
pub struct ManualClock {
    time: Cell<Duration>,
    reads: Cell<usize>,
}

impl ManualClock {
    /// Sets the time in seconds.
    pub fn set(&self, seconds: u64) {
        self.set_to(Duration::from_secs(seconds));
    }

    pub fn set_to(&self, time: Duration) {
        self.time.set(time);
    }

    /// Returns how often the clock was read since the last call of this method.
    pub fn take_reads(&self) -> usize {
        self.reads.take()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.reads.set(self.reads.get() + 1);
        Timestamp::at(self.time.get())
    }
}

/// Creates a center with one employee for each of `ranks`. Returns their ids too.
pub fn staffed<const N: usize>(ranks: [Rank; N]) -> (Office, [EmployeeId; N]) {
    Office::new(CallCenter::new(), ranks)
}

/// Returns the lowest rank.
pub fn lowest<R: Ladder>() -> R {
    enum_iterator::first().expect("a ladder has at least one rank")
}

/// Receives a call at the lowest level.
#[track_caller]
pub fn receive<R: Ladder, C: Clock, P: AssignmentPolicy>(center: &mut CallCenter<R, C, P>) -> CallId {
    receive_at(center, lowest())
}

/// Receives 10,000 calls, each of which `end` ends at once. Returns how many bytes the center keeps for them.
///
/// Some calls come before, so that room for later calls does not count. The number of calls is so large that even one
/// bit per call takes more than 1,000 bytes.
pub fn memory_kept_by_calls(center: &mut CallCenter, end: impl Fn(&mut CallCenter, CallId)) -> i64 {
    let serve = |center: &mut CallCenter, calls| {
        for _ in 0..calls {
            let call = receive(center);
            end(center, call);
        }
    };
    serve(center, 300);
    testkit::count_allocations(|| serve(center, 10_000)).bytes_current
}

/// Receives a call at `level`.
#[track_caller]
pub fn receive_at<R: Ladder, C: Clock, P: AssignmentPolicy>(center: &mut CallCenter<R, C, P>, level: R) -> CallId {
    center.receive(level).expect("receive succeeds")
}

/// Receives a call at each of `levels`.
#[track_caller]
pub fn receive_all<R: Ladder, C: Clock, P: AssignmentPolicy, const N: usize>(
    center: &mut CallCenter<R, C, P>,
    levels: [R; N],
) -> [CallId; N] {
    levels.map(|level| receive_at(center, level))
}

/// Hangs up a call, which must not be finished.
#[track_caller]
pub fn hang_up<R: Ladder, C: Clock, P: AssignmentPolicy>(center: &mut CallCenter<R, C, P>, call: CallId) {
    assert_eq!(center.hang_up(call), Ok(()), "hang_up of {call}, which is not finished");
}

/// Completes a call, which must be in progress.
#[track_caller]
pub fn complete<R: Ladder, C: Clock, P: AssignmentPolicy>(center: &mut CallCenter<R, C, P>, call: CallId) {
    assert_eq!(center.complete(call), Ok(()), "complete of {call}, which is in progress");
}

/// The ids that every center issues, in order.
#[derive(Clone, Debug)]
pub struct Ids {
    pub calls: Vec<CallId>,
    pub staff: Vec<EmployeeId>,
}

/// Returns more ids than a test needs.
pub fn ids() -> Ids {
    let mut center = CallCenter::new();
    let staff = (0..60).map(|_| center.hire(Rank::Operator)).collect();
    let mut calls = Vec::new();
    for _ in 0..60 {
        calls.push(receive(&mut center));
        complete(&mut center, calls[calls.len() - 1]);
    }
    Ids { calls, staff }
}
