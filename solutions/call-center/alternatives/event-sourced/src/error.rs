//! Errors.

use thiserror::Error;

use crate::id::{CallId, EmployeeId};

/// The reason why a [`CallCenter`](crate::CallCenter) rejected an operation. The operation changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The call waits, but the operation needs a call in progress.
    #[error("{0} is waiting and has no handler")]
    WaitingCall(CallId),
    /// The call is completed or abandoned.
    #[error("{0} is finished")]
    FinishedCall(CallId),
    /// The handler has the highest rank, so the call cannot be escalated.
    #[error("{call} cannot be escalated: {handler} has the highest rank")]
    HighestRank {
        /// The call.
        call: CallId,
        /// The handler.
        handler: EmployeeId,
    },
    /// The employee is busy, but the operation needs a free one.
    #[error("{employee} is busy with {call}")]
    BusyEmployee {
        /// The employee.
        employee: EmployeeId,
        /// The call that they handle.
        call: CallId,
    },
    /// The employee has been let go.
    #[error("{0} was let go")]
    FormerEmployee(EmployeeId),
    /// The center has not issued this id.
    #[error("{0} was never received")]
    UnknownCall(CallId),
    /// The center has not issued this id.
    #[error("{0} was never hired")]
    UnknownEmployee(EmployeeId),
    /// A policy chose `None`, or anyone but a free employee of its rank.
    #[error("the policy must choose a free employee of its rank, but chose {chosen:?}")]
    InvalidChoice {
        /// The policy's choice.
        chosen: Option<EmployeeId>,
    },
}
