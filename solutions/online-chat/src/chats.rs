//! Chats and their members.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::clock::Timestamp;
use crate::error::ChatError;
use crate::friends::{Friendships, Pair};
use crate::history::StoredMessage;
use crate::ids::{ChatId, MessageId, UserId};
use crate::kind::{ChatKind, Private, Standing};

/// A chat with its members and history.
#[derive(Debug)]
pub(crate) struct Chat {
    kind: Box<dyn ChatKind>,
    origin: Origin,
    members: BTreeSet<UserId>,
    history: Vec<StoredMessage>,
}

/// The way a chat was created, which decides the standing of its members.
#[derive(Clone, Copy, Debug)]
enum Origin {
    /// The two friends of a private chat.
    Friends(Pair),
    /// The creator, or `None` after they were out of the chat.
    Creator(Option<UserId>),
}

impl Chat {
    pub(crate) fn kind(&self) -> &dyn ChatKind {
        &*self.kind
    }

    pub(crate) fn members(&self) -> &BTreeSet<UserId> {
        &self.members
    }

    pub(crate) fn history(&self) -> &[StoredMessage] {
        &self.history
    }

    /// Returns the standing of `user`, or `None` if they are not in the chat.
    pub(crate) fn standing(&self, user: UserId, friendships: &Friendships) -> Option<Standing> {
        if !self.members.contains(&user) {
            return None;
        }
        Some(match self.origin {
            Origin::Friends(pair) if friendships.contains(user, pair.other(user)) => Standing::Friend,
            Origin::Friends(_) => Standing::FormerFriend,
            Origin::Creator(Some(creator)) if creator == user => Standing::Creator,
            Origin::Creator(_) => Standing::Member,
        })
    }

    pub(crate) fn post(&mut self, author: UserId, text: &str, sent: Timestamp) -> MessageId {
        let id = MessageId(self.history.len() as u64);
        self.history.push(StoredMessage { author, text: text.to_owned(), sent });
        id
    }
}

/// All chats, with an index by user and an index of private chats by pair.
#[derive(Debug, Default)]
pub(crate) struct Chats {
    issued: u64,
    by_id: BTreeMap<ChatId, Chat>,
    by_user: BTreeSet<(UserId, ChatId)>,
    private: HashMap<Pair, ChatId>,
}

impl Chats {
    pub(crate) fn get(&self, chat: ChatId) -> Result<&Chat, ChatError> {
        self.by_id.get(&chat).ok_or(ChatError::UnknownChat(chat))
    }

    pub(crate) fn get_mut(&mut self, chat: ChatId) -> Result<&mut Chat, ChatError> {
        self.by_id.get_mut(&chat).ok_or(ChatError::UnknownChat(chat))
    }

    pub(crate) fn of(&self, user: UserId) -> impl Iterator<Item = ChatId> {
        self.by_user.range((user, ChatId(0))..=(user, ChatId(u64::MAX))).map(|&(_, chat)| chat)
    }

    /// Returns the private chat of two users.
    pub(crate) fn private(&self, one: UserId, other: UserId) -> Option<ChatId> {
        self.private.get(&Pair::new(one, other)).copied()
    }

    pub(crate) fn open_private(&mut self, one: UserId, other: UserId) -> ChatId {
        let pair = Pair::new(one, other);
        let id = self.add(Box::new(Private), Origin::Friends(pair), [one, other].into());
        self.private.insert(pair, id);
        id
    }

    pub(crate) fn create(&mut self, creator: UserId, kind: Box<dyn ChatKind>) -> ChatId {
        self.add(kind, Origin::Creator(Some(creator)), [creator].into())
    }

    fn add(&mut self, kind: Box<dyn ChatKind>, origin: Origin, members: BTreeSet<UserId>) -> ChatId {
        let id = ChatId(self.issued);
        self.issued += 1;
        self.by_user.extend(members.iter().map(|&member| (member, id)));
        self.by_id.insert(id, Chat { kind, origin, members, history: Vec::new() });
        id
    }

    /// Adds a member to a chat and returns the chat.
    pub(crate) fn add_member(&mut self, user: UserId, id: ChatId) -> Result<&Chat, ChatError> {
        let chat = self.by_id.get_mut(&id).ok_or(ChatError::UnknownChat(id))?;
        chat.members.insert(user);
        self.by_user.insert((user, id));
        Ok(chat)
    }

    /// Removes a member from a chat. Returns the chat, or `None` if that was the last member.
    pub(crate) fn remove_member(&mut self, user: UserId, id: ChatId) -> Option<&Chat> {
        let Entry::Occupied(mut entry) = self.by_id.entry(id) else { return None };
        let chat = entry.get_mut();
        chat.members.remove(&user);
        self.by_user.remove(&(user, id));
        match &mut chat.origin {
            Origin::Creator(creator) => {
                creator.take_if(|creator| *creator == user);
            }
            // Users leave a private chat only by being removed, so this pair never opens it again.
            Origin::Friends(pair) => {
                self.private.remove(pair);
            }
        }
        if chat.members.is_empty() {
            entry.remove();
            return None;
        }
        Some(entry.into_mut())
    }
}
