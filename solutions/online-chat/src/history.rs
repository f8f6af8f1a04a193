//! The history of a chat.

use std::iter::{Enumerate, FusedIterator};
use std::slice;

use crate::clock::Timestamp;
use crate::directory::Directory;
use crate::ids::{MessageId, UserId};
use crate::message::Message;

/// An iterator over the messages of a chat, the oldest first.
///
/// [`ChatService::messages`](crate::ChatService::messages) returns it.
///
/// # Cost
///
/// O(log u) for each step from either end, with u users.
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are used"]
pub struct Messages<'a> {
    history: Enumerate<slice::Iter<'a, StoredMessage>>,
    users: &'a Directory,
}

/// A message in the history of its chat. Its index is its id.
#[derive(Debug)]
pub(crate) struct StoredMessage {
    pub(crate) author: UserId,
    pub(crate) text: String,
    pub(crate) sent: Timestamp,
}

impl<'a> Messages<'a> {
    pub(crate) fn new(history: &'a [StoredMessage], users: &'a Directory) -> Self {
        Self { history: history.iter().enumerate(), users }
    }

    fn view(&self, (index, stored): (usize, &'a StoredMessage)) -> Message<&'a str> {
        let StoredMessage { author, ref text, sent } = *stored;
        Message { id: MessageId(index as u64), author: self.users.author(author), text, sent }
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<&'a str>;

    fn next(&mut self) -> Option<Self::Item> {
        self.history.next().map(|indexed| self.view(indexed))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.history.size_hint()
    }
}

impl DoubleEndedIterator for Messages<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.history.next_back().map(|indexed| self.view(indexed))
    }
}

impl ExactSizeIterator for Messages<'_> {}
impl FusedIterator for Messages<'_> {}
