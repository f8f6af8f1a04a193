//! The transitions that operations are made of.

use super::{ActiveCall, CallCenter, Status};
use crate::clock::{Clock, Timestamp};
use crate::event::Event;
use crate::id::{CallId, EmployeeId};
use crate::policy::AssignmentPolicy;
use crate::rank::Ladder;
use crate::snapshot::CallState;
use crate::team::Team;

/// Each transition keeps statuses, states, teams, figures and events in step, and none can fail.
impl<R: Ladder, C: Clock, P: AssignmentPolicy> CallCenter<R, C, P> {
    /// Gives a new or escalated call to `taker`, or puts it into the line.
    pub(super) fn place(&mut self, call: CallId, taker: Option<EmployeeId>, now: Timestamp) -> CallState {
        let Some(employee) = taker else {
            let level = self.calls[call].level;
            self.team(level).line_up(call);
            self.observers.record(Event::Queued { call });
            return CallState::Waiting;
        };
        self.answer(call, employee, now);
        CallState::InProgress(employee)
    }

    /// Connects a call that is in no line with somebody who is free.
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

    /// Ends the conversation of a call and frees its handler. The call is in no valid state until the next step.
    pub(super) fn release(&mut self, call: CallId, handler: EmployeeId, now: Timestamp) {
        let talked = now.since(self.calls[call].since);
        let rank = self.staff[handler].rank;
        self.team(rank).handling.add(talked);
        self.free(handler);
    }

    /// Makes an employee free, as the last one to become so.
    pub(super) fn free(&mut self, employee: EmployeeId) {
        self.freed += 1;
        let member = &mut self.staff[employee];
        member.status = Status::Free { since: self.freed };
        let rank = member.rank;
        self.team(rank).freed(employee);
    }

    /// Gives somebody who is free the first waiting call that they may take, if there is one.
    pub(super) fn take_next(&mut self, employee: EmployeeId, now: Timestamp) {
        let rank = self.staff[employee].rank;
        if let Some(call) = self.teams.range(..=rank).filter_map(|(_, team)| team.first_in_line()).min() {
            let level = self.calls[call].level;
            self.team(level).leave_line(call);
            self.answer(call, employee, now);
        }
    }

    /// Completes a call that is in progress.
    pub(super) fn finish(&mut self, call: CallId, handler: EmployeeId) {
        let now = self.clock.now();
        self.release(call, handler, now);
        self.calls.remove(call);
        self.observers.record(Event::Completed { call, by: handler });
        self.take_next(handler, now);
    }

    /// Abandons a call that waits.
    pub(super) fn abandon(&mut self, call: CallId) {
        let now = self.clock.now();
        let ActiveCall { level, since, .. } = self.calls.remove(call);
        let team = self.team(level);
        team.leave_line(call);
        team.abandoned.add(now.since(since));
        self.observers.record(Event::Abandoned { call });
    }

    pub(super) fn team(&mut self, rank: R) -> &mut Team<P> {
        self.teams.get_mut(&rank).expect("every rank has a team")
    }
}
