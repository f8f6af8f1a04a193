//! A center whose staff has names, so that messages can say who did what.

use std::fmt::Debug;
use std::ops::{Deref, DerefMut};

use call_center::{
    AssignmentPolicy, CallCenter, CallId, CallState, Clock, EmployeeId, Error, Ladder, LongestIdle, Rank, SystemClock,
};

const NAMES: [&str; 6] = ["Ann", "Bob", "Cid", "Dan", "Eve", "Fay"];

/// A center that remembers whom it hired. The first employee is Ann, the second Bob, and so on.
pub struct Office<R = Rank, C = SystemClock, P = LongestIdle> {
    center: CallCenter<R, C, P>,
    hired: Vec<(EmployeeId, R)>,
}

impl<R: Ladder, C: Clock, P: AssignmentPolicy> Office<R, C, P> {
    /// Hires an employee for each of `ranks`. Returns their ids too.
    pub fn new<const N: usize>(center: CallCenter<R, C, P>, ranks: [R; N]) -> (Self, [EmployeeId; N]) {
        let mut office = Self { center, hired: Vec::new() };
        let staff = ranks.map(|rank| office.hire(rank));
        (office, staff)
    }

    pub fn hire(&mut self, rank: R) -> EmployeeId {
        let employee = self.center.hire(rank);
        self.hired.push((employee, rank));
        employee
    }

    /// Returns the name and the rank of an employee.
    pub fn name(&self, employee: EmployeeId) -> String {
        let nth = self.hired.iter().position(|&(id, _)| id == employee);
        match nth.and_then(|nth| Some((NAMES.get(nth)?, self.hired[nth].1))) {
            Some((name, rank)) => format!("{name} ({rank:?})"),
            None => employee.to_string(),
        }
    }

    pub fn names(&self, employees: &[EmployeeId]) -> Vec<String> {
        employees.iter().map(|&employee| self.name(employee)).collect()
    }

    /// Returns the `Debug` text of a value, with names instead of the ids of employees.
    pub fn readable(&self, value: &impl Debug) -> String {
        with_names(value, self.hired.iter().map(|&(id, _)| (id, self.name(id))))
    }

    /// Describes a state, such as "in progress with Ann (Operator)".
    pub fn describe(&self, state: Result<CallState, Error>) -> String {
        describe_state(state, |employee| self.name(employee))
    }
}

/// Returns the `Debug` text of a value, with names instead of the ids of employees.
pub fn with_names(value: &impl Debug, names: impl IntoIterator<Item = (EmployeeId, String)>) -> String {
    names.into_iter().fold(format!("{value:?}"), |text, (id, name)| text.replace(&format!("{id:?}"), &name))
}

/// Describes a state with the names of employees.
pub fn describe_state(state: Result<CallState, Error>, name: impl Fn(EmployeeId) -> String) -> String {
    match state {
        Ok(CallState::Waiting) => "waiting".to_owned(),
        Ok(CallState::InProgress(employee)) => format!("in progress with {}", name(employee)),
        Err(error) => format!("error: {error}"),
    }
}

/// Describes the call of an employee.
pub fn describe_call(call: Result<Option<CallId>, Error>) -> String {
    match call {
        Ok(Some(call)) => call.to_string(),
        Ok(None) => "none, since they are free".to_owned(),
        Err(error) => format!("error: {error}"),
    }
}

impl<R, C, P> Deref for Office<R, C, P> {
    type Target = CallCenter<R, C, P>;

    fn deref(&self) -> &Self::Target {
        &self.center
    }
}

impl<R, C, P> DerefMut for Office<R, C, P> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.center
    }
}
