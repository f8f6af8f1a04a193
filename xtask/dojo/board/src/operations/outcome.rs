//! The return type of operations: a result with the changes to publish, or an error.

use dojo_protocol::messages::Refusal;
use thiserror::Error;

use crate::database::DatabaseError;
use crate::database::machines::{MachineAnswers, TokenOwner};
use crate::database::runs::RunSummary;
use crate::database::sessions::SessionRecord;
use crate::database::teams::TeamRecord;
use crate::secrets::Digest;
use crate::storage_limits::Shortage;

/// A change to apply to the [board's state](crate::board_state).
#[derive(Clone, Debug)]
pub enum StateChange {
    /// The session has changed.
    Session(SessionRecord),
    /// A team is new or has changed.
    Team(TeamRecord),
    /// A run has arrived.
    Run(RunSummary),
    /// A token was created.
    Token(Digest, TokenOwner),
    /// A machine's tokens were revoked.
    TokensRevoked {
        /// The machine's number.
        machine: u64,
    },
    /// A run has arrived. If it was stored without code, the shortage says why.
    Storage(Option<Shortage>),
    /// A machine has sent answers.
    Answers(MachineAnswers),
}

/// The reason why an operation failed.
#[derive(Debug, Error)]
pub enum OperationError {
    /// A rule forbids the operation.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// The database cannot be read or written.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<Refusal> for OperationError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The result of an operation, and the changes.
pub type Outcome<T> = Result<(T, Vec<StateChange>), OperationError>;
