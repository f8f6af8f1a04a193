//! What can go wrong.

use thiserror::Error;

use crate::id::{CallId, EmployeeId};

/// Why a [`CallCenter`](crate::CallCenter) refused an operation, which then changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The center has not issued this id.
    #[error("{0} was never received")]
    UnknownCall(CallId),
    /// The call is completed or abandoned.
    #[error("{0} is finished")]
    FinishedCall(CallId),
    /// The call waits, and the operation needs somebody who talks.
    #[error("{0} waits: nobody has answered it")]
    WaitingCall(CallId),
    /// The one who talks has the highest rank: there is nobody to escalate to.
    #[error("{call} cannot be escalated: {handler} has the highest rank")]
    HighestRank {
        /// The call.
        call: CallId,
        /// Who talks to it.
        handler: EmployeeId,
    },
    /// The center has not issued this id.
    #[error("{0} was never hired")]
    UnknownEmployee(EmployeeId),
    /// The employee has been let go.
    #[error("{0} does not work here anymore")]
    FormerEmployee(EmployeeId),
    /// The employee talks, and the operation needs one who is free.
    #[error("{employee} is busy with {call}")]
    BusyEmployee {
        /// The employee.
        employee: EmployeeId,
        /// The call that they talk to.
        call: CallId,
    },
    /// A policy was asked who of the free employees of its rank answers, and chose nobody or somebody else.
    #[error("the policy did not choose a free employee of its rank, but {chosen:?}")]
    InvalidChoice {
        /// What it answered.
        chosen: Option<EmployeeId>,
    },
}
