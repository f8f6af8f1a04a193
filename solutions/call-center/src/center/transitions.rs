//! The transitions that operations consist of.

use super::{ActiveCall, CallCenter, CallState, Status};
use crate::clock::{Clock, Timestamp};
use crate::event::Event;
use crate::id::{CallId, EmployeeId};
use crate::policy::AssignmentPolicy;
use crate::rank::Ladder;
use crate::team::Team;

/// Each transition updates statuses, states, teams, times and events together, and cannot fail.
impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Gives a new or escalated call to `chosen`, or queues it.
    pub(super) fn answer_or_enqueue(&mut self, call: CallId, chosen: Option<EmployeeId>, now: Timestamp) -> CallState {
        let Some(employee) = chosen else {
            let level = self.calls[call].level;
            self.team(level).enqueue(call);
            self.observers.record(Event::Queued { call });
            return CallState::Waiting;
        };
        self.answer(call, employee, now);
        CallState::InProgress(employee)
    }

    /// Connects a call that is not queued with a free employee.
    fn answer(&mut self, call: CallId, by: EmployeeId, now: Timestamp) {
        let active = &mut self.calls[call];
        let waited = now.since(active.since);
        active.state = CallState::InProgress(by);
        active.since = now;
        let member = &mut self.staff[by];
        member.status = Status::Busy { call };
        let rank = member.rank;
        let team = self.team(rank);
        team.answered(by);
        team.waits.add(waited);
        self.observers.record(Event::Answered { call, by });
    }

    /// Ends the handling of a call and frees its handler. Afterward, the caller must update or remove the call.
    pub(super) fn release(&mut self, call: CallId, handler: EmployeeId, now: Timestamp) {
        let handled = now.since(self.calls[call].since);
        let rank = self.staff[handler].rank;
        self.team(rank).handling.add(handled);
        self.free(handler);
    }

    /// Makes an employee free, behind everyone who is already free.
    pub(super) fn free(&mut self, employee: EmployeeId) {
        self.freed += 1;
        let member = &mut self.staff[employee];
        member.status = Status::Free { since: self.freed };
        let rank = member.rank;
        self.team(rank).freed(employee);
    }

    /// Gives a free employee the first waiting call up to their rank, if there is one.
    pub(super) fn take_next(&mut self, employee: EmployeeId, now: Timestamp) {
        let rank = self.staff[employee].rank;
        if let Some(call) = self.teams.range(..=rank).filter_map(|(_, team)| team.first_waiting()).min() {
            let level = self.calls[call].level;
            self.team(level).dequeue(call);
            self.answer(call, employee, now);
        }
    }

    /// Completes a call in progress.
    pub(super) fn finish(&mut self, call: CallId, handler: EmployeeId) {
        let now = self.clock.now();
        self.release(call, handler, now);
        self.calls.remove(call);
        self.observers.record(Event::Completed { call, by: handler });
        self.take_next(handler, now);
    }

    /// Abandons a waiting call.
    pub(super) fn abandon(&mut self, call: CallId) {
        let now = self.clock.now();
        let ActiveCall { level, since, .. } = self.calls.remove(call);
        let team = self.team(level);
        team.dequeue(call);
        team.abandoned.add(now.since(since));
        self.observers.record(Event::Abandoned { call });
    }

    pub(super) fn team(&mut self, rank: R) -> &mut Team<P> {
        self.teams.get_mut(&rank).expect("every rank has a team")
    }
}
