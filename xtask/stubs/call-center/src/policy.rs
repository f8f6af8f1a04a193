//! Policies that choose who answers.

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

/// A policy that chooses the employee who became free first (rule 7.6).
#[derive(Clone, Debug, Default)]
pub struct LongestIdle {
    // Add your fields.
}

impl AssignmentPolicy for LongestIdle {
    fn freed(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn answered(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn left(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn choose(&self) -> Option<EmployeeId> {
        todo!("stage 7")
    }
}

/// A policy that chooses the employee who answered the fewest calls (rule 7.7).
///
/// A tie goes to the employee who became free first.
#[derive(Clone, Debug, Default)]
pub struct FewestAnswered {
    // Add your fields.
}

impl AssignmentPolicy for FewestAnswered {
    fn freed(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn answered(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn left(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn choose(&self) -> Option<EmployeeId> {
        todo!("stage 7")
    }
}

/// A policy that chooses the smallest free id above the id that answered last, and wraps around (rule 7.8).
///
/// Employees also count as answering when they take a waiting call.
#[derive(Clone, Debug, Default)]
pub struct RoundRobin {
    // Add your fields.
}

impl AssignmentPolicy for RoundRobin {
    fn freed(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn answered(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn left(&mut self, employee: EmployeeId) {
        todo!("stage 7")
    }

    fn choose(&self) -> Option<EmployeeId> {
        todo!("stage 7")
    }
}
