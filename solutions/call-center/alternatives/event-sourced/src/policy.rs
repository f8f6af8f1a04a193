//! Policies that choose who answers.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::EmployeeId;

/// A policy that chooses which free employee of one rank answers the next call.
///
/// The center calls these methods in the middle of an operation, so they must not panic.
pub trait AssignmentPolicy {
    /// Notes that `employee` is free now.
    fn freed(&mut self, employee: EmployeeId);

    /// Notes that `employee` answered a call and is no longer free.
    fn answered(&mut self, employee: EmployeeId);

    /// Notes that `employee`, who was free, was let go. Their id will never be issued again.
    fn left(&mut self, employee: EmployeeId);

    /// Returns the free employee who should answer next, or `None` if nobody is free.
    fn choose(&self) -> Option<EmployeeId>;
}

/// A policy that chooses the employee who became free first.
///
/// # Cost
///
/// Linear in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct LongestIdle {
    free: Vec<EmployeeId>,
}

impl AssignmentPolicy for LongestIdle {
    fn freed(&mut self, employee: EmployeeId) {
        self.free.push(employee);
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.retain(|&other| other != employee);
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.retain(|&other| other != employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        self.free.first().copied()
    }
}

/// A policy that chooses the employee who answered the fewest calls.
///
/// A tie goes to the employee who became free first.
///
/// # Cost
///
/// Linear in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct FewestAnswered {
    free: LongestIdle,
    answered: BTreeMap<EmployeeId, u64>,
}

impl AssignmentPolicy for FewestAnswered {
    fn freed(&mut self, employee: EmployeeId) {
        self.free.freed(employee);
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.answered(employee);
        *self.answered.entry(employee).or_default() += 1;
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.left(employee);
        self.answered.remove(&employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        let answered = |id: &EmployeeId| self.answered.get(id).copied().unwrap_or_default();
        self.free.free.iter().copied().min_by_key(answered)
    }
}

/// A policy that chooses the smallest free id above the id that answered last, and wraps around.
///
/// # Cost
///
/// Linear in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct RoundRobin {
    free: BTreeSet<EmployeeId>,
    last: Option<EmployeeId>,
}

impl AssignmentPolicy for RoundRobin {
    fn freed(&mut self, employee: EmployeeId) {
        self.free.insert(employee);
    }

    fn answered(&mut self, employee: EmployeeId) {
        self.free.remove(&employee);
        self.last = Some(employee);
    }

    fn left(&mut self, employee: EmployeeId) {
        self.free.remove(&employee);
    }

    fn choose(&self) -> Option<EmployeeId> {
        let comes_later = |id: &EmployeeId| (Some(*id) <= self.last, *id);
        self.free.iter().copied().min_by_key(comes_later)
    }
}
