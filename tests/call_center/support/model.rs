//! A naive model of the center that searches lists.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;
use std::time::Duration;

use call_center::{
    Call, CallId, CallState, Counts, Employee, EmployeeId, Error, Event, Ladder, Report, Snapshot, Times,
};
use enum_iterator::all;

use super::Ids;
use super::office::with_names;

/// The policy used by the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PolicyKind {
    LongestIdle,
    FewestAnswered,
    RoundRobin,
    /// Chooses the employee who became free last.
    ShortestIdle,
}

/// A naive center that stores lists and searches them from the front.
#[derive(Debug)]
pub struct Model<R> {
    ids: Rc<Ids>,
    policy: PolicyKind,
    /// True while every policy chooses nobody.
    pub policies_broken: bool,
    /// The time of the clock, in seconds.
    pub now: u64,
    pub state: Snapshot<R>,
    pub report: Report<R>,
    pub events: Vec<Event<R>>,
    hired: usize,
    since: BTreeMap<CallId, u64>,
    answered: BTreeMap<EmployeeId, u64>,
    last: BTreeMap<R, EmployeeId>,
}

impl<R: Ladder> Model<R> {
    pub fn new(staff: &[R], ids: Rc<Ids>, policy: PolicyKind) -> Self {
        let no_times = || all().map(|rank| (rank, Times::default())).collect();
        let mut model = Self {
            ids,
            policy,
            policies_broken: false,
            now: 0,
            state: Snapshot { staff: Vec::new(), idle: Vec::new(), calls: Vec::new(), counts: Counts::default() },
            report: Report {
                counts: Counts::default(),
                waits: no_times(),
                handling: no_times(),
                abandoned: no_times(),
            },
            events: Vec::new(),
            hired: 0,
            since: BTreeMap::new(),
            answered: BTreeMap::new(),
            last: BTreeMap::new(),
        };
        for &rank in staff {
            model.hire(rank);
        }
        model.events.clear();
        model
    }

    /// Returns an unfinished call if there is one and `number` is small; otherwise any id, possibly unknown.
    pub fn call(&self, number: usize) -> CallId {
        let unfinished = &self.state.calls;
        if number < 48 && !unfinished.is_empty() {
            return unfinished[number % unfinished.len()].id;
        }
        self.ids.calls[number % (self.state.counts.received as usize + 1)]
    }

    /// Returns an employee if there is one and `number` is small; otherwise any id, possibly unknown.
    pub fn employee(&self, number: usize) -> EmployeeId {
        let staff = &self.state.staff;
        if number < 48 && !staff.is_empty() {
            return staff[number % staff.len()].id;
        }
        self.ids.staff[number % (self.hired + 1)]
    }

    /// Returns the id and the rank of an employee.
    pub fn name(&self, id: EmployeeId) -> String {
        match self.state.staff.iter().find(|employee| employee.id == id) {
            Some(employee) => format!("{id} ({:?})", employee.rank),
            None => id.to_string(),
        }
    }

    /// Returns the `Debug` text of a value, with the ranks of employees.
    pub fn readable(&self, value: &impl Debug) -> String {
        with_names(value, self.state.staff.iter().map(|employee| (employee.id, self.name(employee.id))))
    }

    /// Returns true if the center has issued the id of this call.
    pub fn has_received(&self, call: CallId) -> bool {
        self.ids.calls[..self.state.counts.received as usize].contains(&call)
    }

    fn find(&mut self, call: CallId) -> Result<&mut Call<R>, Error> {
        let error = if self.has_received(call) { Error::FinishedCall(call) } else { Error::UnknownCall(call) };
        self.state.calls.iter_mut().find(|other| other.id == call).ok_or(error)
    }

    fn member(&mut self, employee: EmployeeId) -> Result<&mut Employee<R>, Error> {
        let error = if self.ids.staff[..self.hired].contains(&employee) {
            Error::FormerEmployee(employee)
        } else {
            Error::UnknownEmployee(employee)
        };
        self.state.staff.iter_mut().find(|other| other.id == employee).ok_or(error)
    }

    fn known(&mut self, employee: EmployeeId) -> &mut Employee<R> {
        self.member(employee).expect("the model knows its staff")
    }

    fn handler(&mut self, call: CallId) -> Result<EmployeeId, Error> {
        match self.find(call)?.state {
            CallState::InProgress(handler) => Ok(handler),
            CallState::Waiting => Err(Error::WaitingCall(call)),
        }
    }

    fn choose(&mut self, level: R) -> Result<Option<EmployeeId>, Error> {
        let ranks: Vec<(EmployeeId, R)> =
            self.state.idle.clone().into_iter().map(|id| (id, self.known(id).rank)).collect();
        let Some(rank) = ranks.iter().map(|&(_, rank)| rank).filter(|&rank| rank >= level).min() else {
            return Ok(None);
        };
        if self.policies_broken {
            return Err(Error::InvalidChoice { chosen: None });
        }
        let mut free = ranks.into_iter().filter(|&(_, other)| other == rank).map(|(id, _)| id);
        let answered = |id: &EmployeeId| self.answered.get(id).copied().unwrap_or(0);
        let last = self.last.get(&rank).copied();
        match self.policy {
            PolicyKind::LongestIdle => Ok(free.next()),
            PolicyKind::ShortestIdle => Ok(free.last()),
            PolicyKind::FewestAnswered => Ok(free.min_by_key(answered)),
            PolicyKind::RoundRobin => Ok(free.min_by_key(|&id| (last.is_some_and(|last| id <= last), id))),
        }
    }

    fn waited(&self, call: CallId) -> Duration {
        Duration::from_secs(self.now.saturating_sub(self.since[&call]))
    }

    fn answer(&mut self, call: CallId, by: EmployeeId) {
        let rank = self.known(by).rank;
        let waited = self.waited(call);
        add(self.report.waits.get_mut(&rank), waited);
        self.since.insert(call, self.now);
        self.state.idle.retain(|&other| other != by);
        self.known(by).call = Some(call);
        self.find(call).expect("the call is not finished").state = CallState::InProgress(by);
        *self.answered.entry(by).or_default() += 1;
        self.last.insert(rank, by);
        self.events.push(Event::Answered { call, by });
    }

    fn answer_or_queue(&mut self, call: CallId, chosen: Option<EmployeeId>) -> CallState {
        match chosen {
            Some(by) => self.answer(call, by),
            None => self.events.push(Event::Queued { call }),
        }
        self.find(call).expect("the call is not finished").state
    }

    fn release(&mut self, call: CallId, handler: EmployeeId) {
        let rank = self.known(handler).rank;
        let talked = self.waited(call);
        add(self.report.handling.get_mut(&rank), talked);
        self.known(handler).call = None;
        self.state.idle.push(handler);
    }

    fn take_next(&mut self, employee: EmployeeId) {
        let rank = self.known(employee).rank;
        let may = |call: &&Call<R>| call.state == CallState::Waiting && call.level <= rank;
        if let Some(call) = self.state.calls.iter().find(may).map(|call| call.id) {
            self.answer(call, employee);
        }
    }

    pub fn receive(&mut self, level: R) -> Result<CallId, Error> {
        let chosen = self.choose(level)?;
        let call = self.ids.calls[self.state.counts.received as usize];
        self.state.counts.received += 1;
        self.state.calls.push(Call { id: call, level, state: CallState::Waiting });
        self.since.insert(call, self.now);
        self.events.push(Event::Received { call, level });
        self.answer_or_queue(call, chosen);
        Ok(call)
    }

    pub fn complete(&mut self, call: CallId) -> Result<(), Error> {
        let handler = self.handler(call)?;
        self.release(call, handler);
        self.state.calls.retain(|other| other.id != call);
        self.state.counts.completed += 1;
        self.events.push(Event::Completed { call, by: handler });
        self.take_next(handler);
        Ok(())
    }

    pub fn hang_up(&mut self, call: CallId) -> Result<(), Error> {
        let Call { level, state, .. } = *self.find(call)?;
        if state != CallState::Waiting {
            return self.complete(call);
        }
        let waited = self.waited(call);
        add(self.report.abandoned.get_mut(&level), waited);
        self.state.calls.retain(|other| other.id != call);
        self.state.counts.abandoned += 1;
        self.events.push(Event::Abandoned { call });
        Ok(())
    }

    pub fn escalate(&mut self, call: CallId) -> Result<CallState, Error> {
        let handler = self.handler(call)?;
        let rank = self.known(handler).rank;
        let level = all().find(|&above: &R| above > rank).ok_or(Error::HighestRank { call, handler })?;
        let chosen = self.choose(level)?;
        self.release(call, handler);
        self.since.insert(call, self.now);
        *self.find(call)? = Call { id: call, level, state: CallState::Waiting };
        self.events.push(Event::Escalated { call, by: handler, level });
        let state = self.answer_or_queue(call, chosen);
        self.take_next(handler);
        Ok(state)
    }

    pub fn hire(&mut self, rank: R) -> EmployeeId {
        let id = self.ids.staff[self.hired];
        self.hired += 1;
        self.state.staff.push(Employee { id, rank, call: None });
        self.state.idle.push(id);
        self.events.push(Event::Hired { employee: id, rank });
        self.take_next(id);
        id
    }

    pub fn let_go(&mut self, employee: EmployeeId) -> Result<(), Error> {
        if let Some(call) = self.member(employee)?.call {
            return Err(Error::BusyEmployee { employee, call });
        }
        self.state.staff.retain(|other| other.id != employee);
        self.state.idle.retain(|&other| other != employee);
        self.events.push(Event::LetGo { employee });
        Ok(())
    }

    /// Computes the counts from the list of calls.
    pub fn count(&mut self) {
        let waiting = self.state.calls.iter().filter(|call| call.state == CallState::Waiting).count() as u64;
        self.state.counts.waiting = waiting;
        self.state.counts.in_progress = self.state.calls.len() as u64 - waiting;
        self.report.counts = self.state.counts;
    }
}

fn add(times: Option<&mut Times>, time: Duration) {
    let times = times.expect("the model has an entry for each rank");
    times.count += 1;
    times.total += time;
    times.longest = times.longest.max(time);
}
