//! Messages.

use std::iter::FusedIterator;
use std::vec;

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

/// An iterator over the messages of a chat, the oldest first.
///
/// [`ChatService::messages`](crate::ChatService::messages) returns it. It is complete. It holds all messages of the chat,
/// even if a caller reads only a few: you can replace it by one that borrows your history.
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are used"]
pub struct Messages<'a> {
    all: vec::IntoIter<Message<&'a str>>,
}

impl<'a> Messages<'a> {
    /// Creates an iterator over these messages.
    pub(crate) fn new(messages: Vec<Message<&'a str>>) -> Self {
        Self { all: messages.into_iter() }
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<&'a str>;

    fn next(&mut self) -> Option<Self::Item> {
        self.all.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.all.size_hint()
    }
}

impl DoubleEndedIterator for Messages<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.all.next_back()
    }
}

impl ExactSizeIterator for Messages<'_> {}
impl FusedIterator for Messages<'_> {}
