//! Who of several free employees answers.

use crate::id::EmployeeId;

/// Decides who of the free employees of one rank answers the next call.
///
/// A center has one for each rank and tells it of that rank's employees only. A policy that wants to know who is free
/// has to remember what it is told:
///
/// - somebody is free now, because they were hired, or because they completed or escalated a call or were hung up on:
///   [`freed`](Self::freed);
/// - somebody who was free talks to a call now: [`answered`](Self::answered). Who takes a waiting call at once is
///   first freed and then answers, and the policy is not asked;
/// - somebody who was free does not work here anymore: [`left`](Self::left).
///
/// When a call needs somebody and at least one of the rank is free, the center asks whom to [`choose`](Self::choose).
/// It does so before it changes or tells anything: after a wrong answer the operation is refused, and nothing has
/// happened.
///
/// No method may panic: the center is in the middle of an operation when it tells a policy something.
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

/// The one who has answered the fewest calls since they were hired; of several, the one who became free first.
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

/// The next one in the order of ids after the one who answered last; after the end it begins again.
///
/// Who takes a waiting call has answered, too.
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
