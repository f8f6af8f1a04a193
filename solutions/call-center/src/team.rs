//! The employees of one rank and the queue of calls at that level.

use std::collections::BTreeSet;

use crate::id::{CallId, EmployeeId};
use crate::policy::AssignmentPolicy;
use crate::report::Times;

/// The policy, the number of free employees, the queue and the times of one rank.
pub(crate) struct Team<P> {
    policy: P,
    free: usize,
    /// The waiting calls. Since ids rise, the set is in order of arrival.
    queue: BTreeSet<CallId>,
    pub(crate) waits: Times,
    pub(crate) handling: Times,
    pub(crate) abandoned: Times,
}

impl<P: AssignmentPolicy> Team<P> {
    pub(crate) fn new(policy: P) -> Self {
        Self {
            policy,
            free: 0,
            queue: BTreeSet::new(),
            waits: Times::default(),
            handling: Times::default(),
            abandoned: Times::default(),
        }
    }

    pub(crate) fn has_free(&self) -> bool {
        self.free > 0
    }

    /// Returns the policy's choice, which the caller must check.
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

    pub(crate) fn enqueue(&mut self, call: CallId) {
        self.queue.insert(call);
    }

    pub(crate) fn dequeue(&mut self, call: CallId) {
        self.queue.remove(&call);
    }

    /// Returns the waiting call that arrived first.
    pub(crate) fn first_waiting(&self) -> Option<CallId> {
        self.queue.first().copied()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.queue.len()
    }
}
