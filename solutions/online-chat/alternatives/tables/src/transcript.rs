//! Transcripts of chats.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::error::ChatError;
use crate::ids::{ChatId, MessageId, UserId};
use crate::message::{Author, Message};
use crate::text::check_text;

/// A consistent copy of a chat: its participants and messages.
///
/// Participants are in ascending order of ids, and their names are distinct, trimmed and not blank. Messages are
/// numbered 0, 1, 2, …. Each has a text that could be posted, and an author who either is a participant or was removed.
///
/// serde reads and writes a [`TranscriptSnapshot`], and rejects a snapshot that breaks one of these rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TranscriptSnapshot", into = "TranscriptSnapshot")]
pub struct Transcript {
    chat: ChatId,
    participants: Vec<Participant>,
    messages: Vec<Message>,
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
        self.chat
    }

    /// Returns the participants, in ascending order of ids.
    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// Returns the messages, the oldest first.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Creates a transcript from parts that are known to be consistent.
    pub(crate) fn of(chat: ChatId, participants: Vec<Participant>, messages: Vec<Message>) -> Self {
        Self { chat, participants, messages }
    }
}

impl From<Transcript> for TranscriptSnapshot {
    fn from(transcript: Transcript) -> Self {
        let Transcript { chat, participants, messages } = transcript;
        Self { chat, participants, messages }
    }
}

/// # Errors
///
/// Returns a [`TranscriptError`] for one of the faults in the snapshot (rule 7.5).
///
/// # Cost
///
/// O((m + p) p) for m messages and p participants.
impl TryFrom<TranscriptSnapshot> for Transcript {
    type Error = TranscriptError;

    fn try_from(snapshot: TranscriptSnapshot) -> Result<Self, TranscriptError> {
        let TranscriptSnapshot { chat, participants, messages } = snapshot;
        for (place, &Participant { user, ref name }) in participants.iter().enumerate() {
            let before = &participants[..place];
            if before.last().is_some_and(|last| last.user >= user) {
                return Err(TranscriptError::ParticipantOutOfOrder { user });
            }
            if name.is_empty() || name.trim().len() < name.len() {
                return Err(TranscriptError::BadName { user });
            }
            if before.iter().any(|other| other.name == *name) {
                return Err(TranscriptError::NameTwice { name: name.clone() });
            }
        }
        for (number, message) in (0..).zip(&messages) {
            let (expected, id) = (MessageId(number), message.id);
            if id != expected {
                return Err(TranscriptError::MessageOutOfOrder { expected, found: id });
            }
            match message.author {
                Author::User(author) if participants.iter().all(|participant| participant.user != author) => {
                    return Err(TranscriptError::UnknownAuthor { message: id, author });
                }
                Author::User(_) | Author::Removed => {}
            }
            check_text(&message.text).map_err(|reason| TranscriptError::BadText { message: id, reason })?;
        }
        Ok(Self { chat, participants, messages })
    }
}
