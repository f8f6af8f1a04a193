//! Transcripts of chats.

use std::collections::HashSet;

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
pub struct Transcript(TranscriptSnapshot);

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
        self.0.chat
    }

    /// Returns the participants, in ascending order of ids.
    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        &self.0.participants
    }

    /// Returns the messages, the oldest first.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.0.messages
    }

    /// Creates a transcript from a snapshot that is known to be consistent.
    pub(crate) fn of(snapshot: TranscriptSnapshot) -> Self {
        Self(snapshot)
    }
}

impl From<Transcript> for TranscriptSnapshot {
    fn from(transcript: Transcript) -> Self {
        transcript.0
    }
}

/// # Errors
///
/// Returns a [`TranscriptError`] for one of the faults in the snapshot (rule 7.5).
///
/// # Cost
///
/// O(m log p) for m messages and p participants.
impl TryFrom<TranscriptSnapshot> for Transcript {
    type Error = TranscriptError;

    fn try_from(snapshot: TranscriptSnapshot) -> Result<Self, TranscriptError> {
        check_participants(&snapshot.participants)?;
        for (expected, message) in (0..).map(MessageId).zip(&snapshot.messages) {
            check_message(message, expected, &snapshot.participants)?;
        }
        Ok(Self(snapshot))
    }
}

fn check_participants(participants: &[Participant]) -> Result<(), TranscriptError> {
    let mut names = HashSet::new();
    let mut previous = None;
    for &Participant { user, ref name } in participants {
        if previous >= Some(user) {
            return Err(TranscriptError::ParticipantOutOfOrder { user });
        }
        if name.is_empty() || name.trim() != name {
            return Err(TranscriptError::BadName { user });
        }
        if !names.insert(name) {
            return Err(TranscriptError::NameTwice { name: name.clone() });
        }
        previous = Some(user);
    }
    Ok(())
}

/// Checks a message. The participants must be in order.
fn check_message(message: &Message, expected: MessageId, participants: &[Participant]) -> Result<(), TranscriptError> {
    let id = message.id;
    if id != expected {
        return Err(TranscriptError::MessageOutOfOrder { expected, found: id });
    }
    if let Author::User(author) = message.author
        && participants.binary_search_by_key(&author, |participant| participant.user).is_err()
    {
        return Err(TranscriptError::UnknownAuthor { message: id, author });
    }
    check_text(&message.text).map_err(|reason| TranscriptError::BadText { message: id, reason })
}
