//! Messages.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::{MessageId, UserId};

/// How many characters (`char`) a text has at most.
pub const MAX_TEXT: usize = 2_000;

/// Who wrote a message.
///
/// serde writes `{"user": 3}` or `"removed"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// A user who is there.
    User(UserId),
    /// A user who was removed.
    Removed,
}

/// A message: one that is kept (`Message`), or a look at one that is kept elsewhere (`Message<&str>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message<T = String> {
    /// The message's id, which rises within its chat: 0, 1, 2, ….
    pub id: MessageId,
    /// Who wrote it.
    pub author: Author,
    /// What was written: not blank, and of at most [`MAX_TEXT`] characters.
    pub text: T,
    /// When it was posted.
    pub sent: Timestamp,
}

/// The messages of a chat, the oldest first; made by [`ChatService::messages`](crate::ChatService::messages).
///
/// # Cost
///
/// A step from either end does not depend on the number of messages.
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are used"]
pub struct Messages<'a> {
    /// The fields are yours; this one only mentions the parameter.
    yours: PhantomData<&'a ()>,
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<&'a str>;

    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        todo!()
    }
}

impl DoubleEndedIterator for Messages<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        todo!()
    }
}

impl ExactSizeIterator for Messages<'_> {}
impl FusedIterator for Messages<'_> {}
