//! Events.

use crate::id::{CallId, EmployeeId};

/// A change in a [`CallCenter`](crate::CallCenter).
///
/// Each operation causes the following events, in this order (rule 6.1):
///
/// | operation | events |
/// | --- | --- |
/// | receive | `Received`, then `Answered` or `Queued` |
/// | complete, hang up while talking | `Completed`, then `Answered` if the freed employee takes a waiting call |
/// | hang up while waiting | `Abandoned` |
/// | escalate | `Escalated`, then `Answered` or `Queued` of that call, then `Answered` if the freed employee takes a waiting call |
/// | hire | `Hired`, then `Answered` if the new employee takes a waiting call |
/// | let go | `LetGo` |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event<R> {
    /// A call was received.
    Received {
        /// The call.
        call: CallId,
        /// Its level.
        level: R,
    },
    /// An employee answered a call.
    Answered {
        /// The call.
        call: CallId,
        /// The handler.
        by: EmployeeId,
    },
    /// A new or escalated call waits, since nobody is free.
    Queued {
        /// The call.
        call: CallId,
    },
    /// A call was handed to a higher rank.
    Escalated {
        /// The call.
        call: CallId,
        /// The former handler.
        by: EmployeeId,
        /// Its new level.
        level: R,
    },
    /// A call in progress ended.
    Completed {
        /// The call.
        call: CallId,
        /// The former handler.
        by: EmployeeId,
    },
    /// The caller of a waiting call hung up.
    Abandoned {
        /// The call.
        call: CallId,
    },
    /// An employee was hired.
    Hired {
        /// The new employee.
        employee: EmployeeId,
        /// Their rank.
        rank: R,
    },
    /// An employee was let go.
    LetGo {
        /// The former employee.
        employee: EmployeeId,
    },
}
