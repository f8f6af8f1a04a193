//! The employees and unfinished calls, a state that decisions read and events change.

use std::collections::BTreeMap;

use crate::center::CallState;
use crate::error::Error;
use crate::event::Event;
use crate::id::{CallId, EmployeeId};
use crate::rank::Ladder;
use crate::snapshot::{Call, Counts};

/// An employee.
#[derive(Clone, Copy)]
pub(crate) struct Member<R> {
    pub(crate) rank: R,
    pub(crate) call: Option<CallId>,
}

pub(crate) struct State<R> {
    pub(crate) staff: BTreeMap<EmployeeId, Member<R>>,
    /// The free employees, longest idle first.
    pub(crate) idle: Vec<EmployeeId>,
    pub(crate) calls: BTreeMap<CallId, Call<R>>,
    hired: u64,
    received: u64,
    abandoned: u64,
}

/// Queries.
impl<R: Ladder> State<R> {
    pub(crate) fn new() -> Self {
        Self { staff: BTreeMap::new(), idle: Vec::new(), calls: BTreeMap::new(), hired: 0, received: 0, abandoned: 0 }
    }

    pub(crate) fn call(&self, id: CallId) -> Result<&Call<R>, Error> {
        let error = if id.0 > self.received { Error::UnknownCall(id) } else { Error::FinishedCall(id) };
        self.calls.get(&id).ok_or(error)
    }

    pub(crate) fn member(&self, id: EmployeeId) -> Result<&Member<R>, Error> {
        let error = if id.0 > self.hired { Error::UnknownEmployee(id) } else { Error::FormerEmployee(id) };
        self.staff.get(&id).ok_or(error)
    }

    /// Returns the handler of a call.
    fn handler(&self, id: CallId) -> Result<EmployeeId, Error> {
        match self.call(id)?.state {
            CallState::InProgress(by) => Ok(by),
            CallState::Waiting => Err(Error::WaitingCall(id)),
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        let waiting = self.calls.values().filter(|call| call.state == CallState::Waiting).count() as u64;
        let unfinished = self.calls.len() as u64;
        Counts {
            received: self.received,
            waiting,
            in_progress: unfinished - waiting,
            completed: self.received - unfinished - self.abandoned,
            abandoned: self.abandoned,
        }
    }
}

/// Decisions, which return an operation's events but change nothing.
impl<R: Ladder> State<R> {
    pub(crate) fn receive(
        &self,
        level: R,
        choose: impl Fn(R) -> Option<EmployeeId>,
    ) -> Result<(CallId, Vec<Event<R>>), Error> {
        let call = CallId(self.received + 1);
        Ok((call, vec![Event::Received { call, level }, self.answered_or_queued(call, level, choose)?]))
    }

    pub(crate) fn complete(&self, call: CallId) -> Result<Vec<Event<R>>, Error> {
        let by = self.handler(call)?;
        let mut events = vec![Event::Completed { call, by }];
        events.extend(self.next(by, self.member(by)?.rank));
        Ok(events)
    }

    pub(crate) fn hang_up(&self, call: CallId) -> Result<Vec<Event<R>>, Error> {
        match self.call(call)?.state {
            CallState::Waiting => Ok(vec![Event::Abandoned { call }]),
            CallState::InProgress(_) => self.complete(call),
        }
    }

    pub(crate) fn escalate(
        &self,
        call: CallId,
        choose: impl Fn(R) -> Option<EmployeeId>,
    ) -> Result<Vec<Event<R>>, Error> {
        let by = self.handler(call)?;
        let rank = self.member(by)?.rank;
        let level = enum_iterator::next(&rank).ok_or(Error::HighestRank { call, handler: by })?;
        let mut events = vec![Event::Escalated { call, by, level }, self.answered_or_queued(call, level, choose)?];
        events.extend(self.next(by, rank));
        Ok(events)
    }

    pub(crate) fn hire(&self, rank: R) -> (EmployeeId, Vec<Event<R>>) {
        let employee = EmployeeId(self.hired + 1);
        let mut events = vec![Event::Hired { employee, rank }];
        events.extend(self.next(employee, rank));
        (employee, events)
    }

    pub(crate) fn let_go(&self, employee: EmployeeId) -> Result<Vec<Event<R>>, Error> {
        match self.member(employee)?.call {
            Some(call) => Err(Error::BusyEmployee { employee, call }),
            None => Ok(vec![Event::LetGo { employee }]),
        }
    }

    /// Returns the event for a new or escalated call: answered or queued.
    fn answered_or_queued(
        &self,
        call: CallId,
        level: R,
        choose: impl Fn(R) -> Option<EmployeeId>,
    ) -> Result<Event<R>, Error> {
        let free = || self.idle.iter().map(|&id| (id, self.staff[&id].rank));
        let Some(rank) = free().map(|(_, rank)| rank).filter(|&rank| rank >= level).min() else {
            return Ok(Event::Queued { call });
        };
        let chosen = choose(rank);
        let by = chosen.filter(|&id| free().any(|one| one == (id, rank)));
        by.map(|by| Event::Answered { call, by }).ok_or(Error::InvalidChoice { chosen })
    }

    /// Returns the event for a freed employee who takes a waiting call, if there is one.
    fn next(&self, by: EmployeeId, rank: R) -> Option<Event<R>> {
        let mut waiting = self.calls.values().filter(|call| call.state == CallState::Waiting);
        waiting.find(|call| call.level <= rank).map(|call| Event::Answered { call: call.id, by })
    }
}

/// Changes.
impl<R: Ladder> State<R> {
    pub(crate) fn apply(&mut self, event: &Event<R>) {
        match *event {
            Event::Received { call, level } => {
                self.received += 1;
                self.calls.insert(call, Call { id: call, level, state: CallState::Waiting });
            }
            Event::Queued { .. } => {}
            Event::Answered { call, by } => {
                self.idle.retain(|&other| other != by);
                self.set_call(by, Some(call));
                let call = self.calls.get_mut(&call).expect("an answered call is not finished");
                call.state = CallState::InProgress(by);
            }
            Event::Escalated { call, by, level } => {
                self.calls.insert(call, Call { id: call, level, state: CallState::Waiting });
                self.free(by);
            }
            Event::Completed { call, by } => {
                self.calls.remove(&call);
                self.free(by);
            }
            Event::Abandoned { call } => {
                self.abandoned += 1;
                self.calls.remove(&call);
            }
            Event::Hired { employee, rank } => {
                self.hired += 1;
                self.staff.insert(employee, Member { rank, call: None });
                self.free(employee);
            }
            Event::LetGo { employee } => {
                self.idle.retain(|&other| other != employee);
                self.staff.remove(&employee);
            }
        }
    }

    fn free(&mut self, employee: EmployeeId) {
        self.set_call(employee, None);
        self.idle.push(employee);
    }

    fn set_call(&mut self, employee: EmployeeId, call: Option<CallId>) {
        self.staff.get_mut(&employee).expect("a busy or freed employee is on the staff").call = call;
    }
}
