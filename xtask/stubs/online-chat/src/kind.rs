//! Who may do what in a chat.

use std::fmt;

use enum_iterator::Sequence;

/// What a user is to a chat that they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Standing {
    /// Made the chat, and has not been out of it since.
    Creator,
    /// Is in the chat, and did not make it.
    Member,
    /// Is one of two friends in their private chat.
    Friend,
    /// Is in a private chat with somebody who is no friend anymore, or was removed.
    FormerFriend,
}

/// What users do in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Action {
    /// See the messages, and who is in the chat.
    Read,
    /// Add a message.
    Post,
    /// Bring in a friend.
    Invite,
    /// Take somebody else out.
    RemoveMember,
    /// Go.
    Leave,
}

/// A kind of chat: what it allows to whom.
///
/// A service asks it about users who are in the chat. All others may do nothing, whatever the kind.
pub trait ChatKind: fmt::Debug + Send + Sync {
    /// Whether a user of this standing may do this.
    fn allows(&self, standing: Standing, action: Action) -> bool;
}

/// The chat of two friends. Both read and post; when they are friends no more, they read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Private;

impl ChatKind for Private {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        todo!()
    }
}

/// A chat of any number of members. All read, post, invite and leave; the creator removes members.
#[derive(Clone, Copy, Debug, Default)]
pub struct Group;

impl ChatKind for Group {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        todo!()
    }
}
