//! A chat to keep.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::error::ChatError;
use crate::ids::{ChatId, MessageId, UserId};
use crate::message::{Author, Message, check_text};

/// What was said in a chat, and by whom: a copy that is consistent in itself.
///
/// Its participants are in ascending order of ids, each with a name of their own, trimmed and not blank. Its messages
/// are numbered 0, 1, 2, …; each has a text that could be posted, and an author who is a participant or removed.
///
/// serde reads and writes it as a [`TranscriptSnapshot`]; reading refuses one that breaks any of this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TranscriptSnapshot", into = "TranscriptSnapshot")]
pub struct Transcript(TranscriptSnapshot);

/// A transcript as plain data, consistent or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptSnapshot {
    /// The chat.
    pub chat: ChatId,
    /// Who was in the chat when the transcript was made, and who of the others had written in it and was not removed.
    pub participants: Vec<Participant>,
    /// What was said, the oldest first.
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

/// What is wrong with a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TranscriptError {
    /// A participant comes twice, or after one of greater id.
    #[error("participant {user} is not in ascending order")]
    ParticipantOutOfOrder {
        /// Whose id is not greater than the one before.
        user: UserId,
    },
    /// A name is blank or has white space at an end.
    #[error("participant {user} has a name that is blank or not trimmed")]
    BadName {
        /// Whose name it is.
        user: UserId,
    },
    /// Two participants have one name.
    #[error("two participants are called {name:?}")]
    NameTwice {
        /// The name.
        name: String,
    },
    /// A message is missing, comes twice, or is not in its place.
    #[error("message {found} is where message {expected} should be")]
    MessageOutOfOrder {
        /// What should be there.
        expected: MessageId,
        /// What is there.
        found: MessageId,
    },
    /// The author is neither a participant nor removed.
    #[error("the author of message {message} is user {author}, who is no participant")]
    UnknownAuthor {
        /// The message.
        message: MessageId,
        /// Its author.
        author: UserId,
    },
    /// A text that could not be posted.
    #[error("message {message} has a text that could not be posted")]
    BadText {
        /// The message.
        message: MessageId,
        /// Why not: [`ChatError::BlankText`] or [`ChatError::TextTooLong`].
        #[source]
        reason: ChatError,
    },
}

impl Transcript {
    /// The chat.
    #[must_use]
    pub fn chat(&self) -> ChatId {
        self.0.chat
    }

    /// Who was in the chat or has written in it, in ascending order of ids.
    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        &self.0.participants
    }

    /// What was said, the oldest first.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.0.messages
    }

    /// A transcript of parts that are known to be consistent.
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
/// Each [`TranscriptError`]: the first that is met, participants before messages. In a message, its number is looked at
/// before its author, and its author before its text.
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

/// Checks a message beside participants that are in order.
fn check_message(message: &Message, expected: MessageId, participants: &[Participant]) -> Result<(), TranscriptError> {
    let found = message.id;
    if found != expected {
        return Err(TranscriptError::MessageOutOfOrder { expected, found });
    }
    if let Author::User(author) = message.author
        && participants.binary_search_by_key(&author, |participant| participant.user).is_err()
    {
        return Err(TranscriptError::UnknownAuthor { message: found, author });
    }
    check_text(&message.text).map_err(|reason| TranscriptError::BadText { message: found, reason })
}
