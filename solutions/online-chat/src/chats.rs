//! The chats and who is in them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::clock::Timestamp;
use crate::error::ChatError;
use crate::friends::{Friendships, Pair};
use crate::ids::{ChatId, MessageId, UserId};
use crate::kind::{ChatKind, Private, Standing};
use crate::message::Posted;

/// One chat.
#[derive(Debug)]
pub(crate) struct Chat {
    kind: Box<dyn ChatKind>,
    origin: Origin,
    members: BTreeSet<UserId>,
    log: Vec<Posted>,
}

/// What the standing of a member comes from.
#[derive(Clone, Copy, Debug)]
enum Origin {
    /// Opened by one of two friends.
    Friendship(Pair),
    /// Made by a user, who may be gone.
    Founded(Option<UserId>),
}

impl Chat {
    pub(crate) fn kind(&self) -> &dyn ChatKind {
        &*self.kind
    }

    pub(crate) fn members(&self) -> &BTreeSet<UserId> {
        &self.members
    }

    pub(crate) fn log(&self) -> &[Posted] {
        &self.log
    }

    /// What `user` is to this chat; `None` for one who is not in it.
    pub(crate) fn standing(&self, user: UserId, friendships: &Friendships) -> Option<Standing> {
        if !self.members.contains(&user) {
            return None;
        }
        Some(match self.origin {
            Origin::Friendship(pair) if friendships.contains(user, pair.other(user)) => Standing::Friend,
            Origin::Friendship(_) => Standing::FormerFriend,
            Origin::Founded(Some(creator)) if creator == user => Standing::Creator,
            Origin::Founded(_) => Standing::Member,
        })
    }

    pub(crate) fn post(&mut self, author: UserId, text: &str, sent: Timestamp) -> MessageId {
        let id = MessageId(self.log.len() as u64);
        self.log.push(Posted { author, text: text.to_owned(), sent });
        id
    }
}

/// The chats by id, those of each user, and the private one of each pair.
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

    /// The private chat of the two.
    pub(crate) fn private(&self, one: UserId, other: UserId) -> Option<ChatId> {
        self.private.get(&Pair::of(one, other)).copied()
    }

    pub(crate) fn open_private(&mut self, one: UserId, other: UserId) -> ChatId {
        let pair = Pair::of(one, other);
        let id = self.add(Box::new(Private), Origin::Friendship(pair), [one, other].into());
        self.private.insert(pair, id);
        id
    }

    pub(crate) fn found(&mut self, creator: UserId, kind: Box<dyn ChatKind>) -> ChatId {
        self.add(kind, Origin::Founded(Some(creator)), [creator].into())
    }

    fn add(&mut self, kind: Box<dyn ChatKind>, origin: Origin, members: BTreeSet<UserId>) -> ChatId {
        let id = ChatId(self.issued);
        self.issued += 1;
        self.by_user.extend(members.iter().map(|&member| (member, id)));
        self.by_id.insert(id, Chat { kind, origin, members, log: Vec::new() });
        id
    }

    /// The only way into a chat that is there already. The chat, with its new member.
    pub(crate) fn join(&mut self, user: UserId, id: ChatId) -> Result<&Chat, ChatError> {
        let chat = self.by_id.get_mut(&id).ok_or(ChatError::UnknownChat(id))?;
        chat.members.insert(user);
        self.by_user.insert((user, id));
        Ok(chat)
    }

    /// The only way out. The chat, without the member; `None` if there is none: the last to go ends it.
    pub(crate) fn depart(&mut self, user: UserId, id: ChatId) -> Option<&Chat> {
        let Entry::Occupied(mut entry) = self.by_id.entry(id) else { return None };
        let chat = entry.get_mut();
        chat.members.remove(&user);
        self.by_user.remove(&(user, id));
        match &mut chat.origin {
            Origin::Founded(creator) => drop(creator.take_if(|creator| *creator == user)),
            // Who leaves a private chat was removed: the two will not open it again.
            Origin::Friendship(pair) => drop(self.private.remove(pair)),
        }
        if chat.members.is_empty() {
            entry.remove();
            return None;
        }
        Some(entry.into_mut())
    }
}
