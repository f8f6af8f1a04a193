//! Messages.

use std::iter::{Enumerate, FusedIterator};
use std::slice;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::directory::Directory;
use crate::error::ChatError;
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
/// O(log u) for each step from either end, with u users.
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are used"]
pub struct Messages<'a> {
    log: Enumerate<slice::Iter<'a, Posted>>,
    users: &'a Directory,
}

/// A message in its chat. Its place is its id.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) author: UserId,
    pub(crate) text: String,
    pub(crate) sent: Timestamp,
}

impl<'a> Messages<'a> {
    pub(crate) fn new(log: &'a [Posted], users: &'a Directory) -> Self {
        Self { log: log.iter().enumerate(), users }
    }

    fn view((place, posted): (usize, &'a Posted), users: &Directory) -> Message<&'a str> {
        let Posted { author, ref text, sent } = *posted;
        Message { id: MessageId(place as u64), author: users.author(author), text, sent }
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<&'a str>;

    fn next(&mut self) -> Option<Self::Item> {
        self.log.next().map(|placed| Self::view(placed, self.users))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.log.size_hint()
    }
}

impl DoubleEndedIterator for Messages<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.log.next_back().map(|placed| Self::view(placed, self.users))
    }
}

impl ExactSizeIterator for Messages<'_> {}
impl FusedIterator for Messages<'_> {}

impl Message<&str> {
    pub(crate) fn into_owned(self) -> Message {
        Message { id: self.id, author: self.author, text: self.text.to_owned(), sent: self.sent }
    }
}

/// What every text that is kept has passed.
pub(crate) fn check_text(text: &str) -> Result<(), ChatError> {
    if text.trim().is_empty() {
        return Err(ChatError::BlankText);
    }
    match text.chars().count() {
        length if length > MAX_TEXT => Err(ChatError::TextTooLong { length }),
        _ => Ok(()),
    }
}
