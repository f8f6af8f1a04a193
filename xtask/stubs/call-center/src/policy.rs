//! Policies that choose who answers.

use crate::id::EmployeeId;

/// A policy that chooses which free employee of one rank answers the next call.
///
/// A center has one policy for each rank and notifies it about the employees of that rank only:
///
/// - [`freed`](Self::freed): somebody is free now, because they were hired, or because they completed or escalated a
///   call or were hung up on;
/// - [`answered`](Self::answered): somebody who was free answered a call. An employee who takes a waiting call at once
///   is first freed and then answers, without a choice;
/// - [`left`](Self::left): somebody who was free was let go.
///
/// When a call needs an employee and at least one of the rank is free, the center calls [`choose`](Self::choose). It
/// does so before it changes anything or notifies anybody: a wrong choice makes the operation fail, and nothing has
/// happened.
///
/// No method may panic: the center calls them in the middle of an operation.
pub trait AssignmentPolicy {
    /// Notes that `employee` is free now.
    fn freed(&mut self, employee: EmployeeId);

    /// Notes that `employee`, who was free, answered a call.
    fn answered(&mut self, employee: EmployeeId);

    /// Notes that `employee`, who was free, was let go. Their id is not issued again.
    fn left(&mut self, employee: EmployeeId);

    /// Returns the free employee who answers next, or `None` if nobody is free.
    fn choose(&self) -> Option<EmployeeId>;
}

/// A policy that chooses whoever became free first.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct LongestIdle {
    // Yours to design.
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

/// A policy that chooses whoever answered the fewest calls since they were hired.
///
/// Of several, it chooses whoever became free first.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct FewestAnswered {
    // Yours to design.
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

/// A policy that chooses the next id after that of whoever answered last, and starts over after the greatest id.
///
/// Taking a waiting call counts as answering.
///
/// # Cost
///
/// Logarithmic in the number of free employees.
#[derive(Clone, Debug, Default)]
pub struct RoundRobin {
    // Yours to design.
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
