//! Messages.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::{MessageId, UserId};

/// The maximum number of characters (`char`) of a text.
pub const MAX_TEXT: usize = 2_000;

/// The author of a message.
///
/// serde writes `{"user": 3}` or `"removed"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// A user who was not removed.
    User(UserId),
    /// A user who was removed.
    Removed,
}

/// A message, owned (`Message`) or borrowed from its chat (`Message<&str>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message<T = String> {
    /// The message's id: 0, 1, 2, … within its chat.
    pub id: MessageId,
    /// The author.
    pub author: Author,
    /// The text: not blank, and at most [`MAX_TEXT`] characters.
    pub text: T,
    /// The time it was posted.
    pub sent: Timestamp,
}

impl Message<&str> {
    pub(crate) fn into_owned(self) -> Message {
        Message { id: self.id, author: self.author, text: self.text.to_owned(), sent: self.sent }
    }
}
