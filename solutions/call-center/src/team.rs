//! The employees of one rank, and the calls that wait for them.

use std::collections::BTreeSet;

use crate::id::{CallId, EmployeeId};
use crate::policy::AssignmentPolicy;
use crate::report::Times;

/// A team of one rank: its policy, how many of it are free, which calls of that level wait, and figures about both.
pub(crate) struct Team<P> {
    policy: P,
    free: usize,
    /// In order of arrival, since ids rise.
    line: BTreeSet<CallId>,
    pub(crate) waits: Times,
    pub(crate) handling: Times,
    pub(crate) abandoned: Times,
}

impl<P: AssignmentPolicy> Team<P> {
    pub(crate) fn new(policy: P) -> Self {
        Self {
            policy,
            free: 0,
            line: BTreeSet::new(),
            waits: Times::default(),
            handling: Times::default(),
            abandoned: Times::default(),
        }
    }

    pub(crate) fn has_free(&self) -> bool {
        self.free > 0
    }

    /// Returns the policy's choice, which may be wrong.
    pub(crate) fn choose(&self) -> Option<EmployeeId> {
        self.policy.choose()
    }

    pub(crate) fn freed(&mut self, employee: EmployeeId) {
        self.free += 1;
        self.policy.freed(employee);
    }

    pub(crate) fn answered(&mut self, employee: EmployeeId) {
        self.free -= 1;
        self.policy.answered(employee);
    }

    pub(crate) fn left(&mut self, employee: EmployeeId) {
        self.free -= 1;
        self.policy.left(employee);
    }

    pub(crate) fn line_up(&mut self, call: CallId) {
        self.line.insert(call);
    }

    pub(crate) fn leave_line(&mut self, call: CallId) {
        self.line.remove(&call);
    }

    /// Returns the waiting call that arrived first.
    pub(crate) fn first_in_line(&self) -> Option<CallId> {
        self.line.first().copied()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.line.len()
    }
}
