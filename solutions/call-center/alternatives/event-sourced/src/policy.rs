//! Who of several free employees answers.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::EmployeeId;

/// Decides who of the free employees of one rank answers the next call.
///
/// A center has one for each rank, and tells it who of that rank becomes free, answers and leaves. It asks it only if
/// somebody is free, and before anything is changed or told.
pub trait AssignmentPolicy {
    /// `employee` is free now.
    fn freed(&mut self, employee: EmployeeId);

    /// `employee`, who was free, talks to a call now.
    fn answered(&mut self, employee: EmployeeId);

    /// `employee`, who was free, does not work here anymore. Their id does not come again.
    fn left(&mut self, employee: EmployeeId);

    /// Who answers next; it must be one of those who are free. `None` if nobody is.
    fn choose(&self) -> Option<EmployeeId>;
}

/// The one who became free first.
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

/// The one who has answered the fewest calls since they were hired; of several, the one who became free first.
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

/// The next one in the order of ids after the one who answered last; after the end it begins again.
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
