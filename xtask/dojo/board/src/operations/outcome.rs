//! What an operation returns: its result and the changes to publish, or why it failed.

use dojo_protocol::messages::Refusal;
use thiserror::Error;

use crate::database::DatabaseError;
use crate::database::machines::{MachineAnswers, TokenOwner};
use crate::database::runs::RunSummary;
use crate::database::sessions::SessionRecord;
use crate::database::teams::TeamRecord;
use crate::secrets::Digest;
use crate::storage_limits::Shortage;

/// A change that the [board's state](crate::board_state) has to follow.
#[derive(Clone, Debug)]
pub enum StateChange {
    /// The session has changed.
    Session(SessionRecord),
    /// A team is new or has changed.
    Team(TeamRecord),
    /// A run has arrived.
    Run(RunSummary),
    /// A token is valid now.
    Token(Digest, TokenOwner),
    /// A machine's tokens are no longer valid.
    TokensRevoked {
        /// The machine's number.
        machine: u64,
    },
    /// Whether storage is short for a run that has arrived.
    Storage(Option<Shortage>),
    /// A machine has sent answers.
    Answers(MachineAnswers),
}

/// The reason why an operation failed.
#[derive(Debug, Error)]
pub enum OperationError {
    /// A rule does not allow it.
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

/// The result of an operation, and what has changed.
pub type Outcome<T> = Result<(T, Vec<StateChange>), OperationError>;
