//! Transcripts of chats.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::error::ChatError;
use crate::ids::{ChatId, MessageId, UserId};
use crate::message::Message;

/// A consistent copy of a chat: its participants and messages.
///
/// Participants are in ascending order of ids, and their names are distinct, trimmed and not blank. Messages are
/// numbered 0, 1, 2, …. Each has a text that could be posted, and an author who either is a participant or was removed.
///
/// serde reads and writes a [`TranscriptSnapshot`], and rejects a snapshot that breaks one of these rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TranscriptSnapshot", into = "TranscriptSnapshot")]
pub struct Transcript {
    // The fields are yours.
}

/// A transcript as plain data, which may be inconsistent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptSnapshot {
    /// The chat.
    pub chat: ChatId,
    /// The members, and the authors who left the chat and were not removed.
    pub participants: Vec<Participant>,
    /// The messages, the oldest first.
    pub messages: Vec<Message>,
}

/// A user in a transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The user's id.
    pub user: UserId,
    /// The user's name when the transcript was made.
    pub name: String,
}

/// The reason why a snapshot is not a valid transcript.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TranscriptError {
    /// A participant appears twice, or after one with a higher id.
    #[error("participants are not in ascending order of ids, at user {user}")]
    ParticipantOutOfOrder {
        /// The participant whose id is not higher than the previous one.
        user: UserId,
    },
    /// A name is blank or not trimmed.
    #[error("the name of participant {user} is blank or not trimmed")]
    BadName {
        /// The participant.
        user: UserId,
    },
    /// Two participants have the same name.
    #[error("two participants have the name {name:?}")]
    NameTwice {
        /// The name.
        name: String,
    },
    /// A message is missing, appears twice, or is out of order.
    #[error("expected message {expected}, found message {found}")]
    MessageOutOfOrder {
        /// The expected id.
        expected: MessageId,
        /// The id found instead.
        found: MessageId,
    },
    /// The author is neither a participant nor removed.
    #[error("the author of message {message}, user {author}, is not a participant")]
    UnknownAuthor {
        /// The message.
        message: MessageId,
        /// Its author.
        author: UserId,
    },
    /// The text could not be posted.
    #[error("message {message} has an invalid text")]
    BadText {
        /// The message.
        message: MessageId,
        /// The reason: [`ChatError::BlankText`] or [`ChatError::TextTooLong`].
        #[source]
        reason: ChatError,
    },
}

impl Transcript {
    /// Returns the id of the chat.
    #[must_use]
    pub fn chat(&self) -> ChatId {
        todo!("stage 7")
    }

    /// Returns the participants, in ascending order of ids.
    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        todo!("stage 7")
    }

    /// Returns the messages, the oldest first.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        todo!("stage 7")
    }
}

impl From<Transcript> for TranscriptSnapshot {
    fn from(transcript: Transcript) -> Self {
        todo!("stage 7")
    }
}

/// # Errors
///
/// Returns a [`TranscriptError`] for one of the faults in the snapshot (rule 7.5).
impl TryFrom<TranscriptSnapshot> for Transcript {
    type Error = TranscriptError;

    fn try_from(snapshot: TranscriptSnapshot) -> Result<Self, TranscriptError> {
        todo!("stage 7")
    }
}
