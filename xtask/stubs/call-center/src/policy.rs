//! Policies that choose who answers.

use crate::id::EmployeeId;

/// A policy that chooses which free employee of one rank answers the next call.
///
/// A center has one policy for each rank and notifies it about employees of that rank only:
///
/// - [`freed`](Self::freed): an employee became free, because they were hired or because their call was completed, hung
///   up or escalated;
/// - [`answered`](Self::answered): a free employee answered a call. An employee who takes a waiting call is first freed
///   and then answers, without a choice;
/// - [`left`](Self::left): a free employee was let go.
///
/// When a call needs an employee and the rank has a free one, the center calls [`choose`](Self::choose). It does so
/// before it changes anything or notifies anyone. After a wrong choice, the operation fails and changes nothing.
///
/// The methods must not panic, since the center calls them in the middle of an operation.
pub trait AssignmentPolicy {
    /// Notes that `employee` is free now.
    fn freed(&mut self, employee: EmployeeId);

    /// Notes that `employee` answered a call and is no longer free.
    fn answered(&mut self, employee: EmployeeId);

    /// Notes that `employee`, who was free, was let go. Their id is never issued again.
    fn left(&mut self, employee: EmployeeId);

    /// Returns the free employee who should answer next, or `None` if nobody is free.
    fn choose(&self) -> Option<EmployeeId>;
}

/// A policy that chooses the employee who became free first.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct LongestIdle {
    // Add your fields.
}

impl AssignmentPolicy for LongestIdle {
    fn freed(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn answered(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn left(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn choose(&self) -> Option<EmployeeId> {
        todo!()
    }
}

/// A policy that chooses the employee who answered the fewest calls since they were hired.
///
/// A tie goes to the employee who became free first.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct FewestAnswered {
    // Add your fields.
}

impl AssignmentPolicy for FewestAnswered {
    fn freed(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn answered(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn left(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn choose(&self) -> Option<EmployeeId> {
        todo!()
    }
}

/// A policy that chooses the smallest free id above the id that answered last, and wraps around.
///
/// Taking a waiting call counts as answering.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct RoundRobin {
    // Add your fields.
}

impl AssignmentPolicy for RoundRobin {
    fn freed(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn answered(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn left(&mut self, employee: EmployeeId) {
        todo!()
    }

    fn choose(&self) -> Option<EmployeeId> {
        todo!()
    }
}
