//! Kinds of chats and their permissions.

use std::fmt;

use enum_iterator::Sequence;

/// The relation of a user to a chat that they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Standing {
    /// Created the chat, and has not been out of it since.
    Creator,
    /// Is in the chat, and is not its creator.
    Member,
    /// Is one of two friends in their private chat.
    Friend,
    /// Is in a private chat with somebody who is not a friend anymore, or was removed.
    FormerFriend,
}

/// An action in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Action {
    /// See the messages and the members.
    Read,
    /// Add a message.
    Post,
    /// Invite a friend.
    Invite,
    /// Remove another member.
    RemoveMember,
    /// Leave the chat.
    Leave,
}

/// The rules of a chat: which standing allows which action.
///
/// A service asks it about users who are in the chat. All others may do nothing, whatever the kind says.
pub trait ChatKind: fmt::Debug + Send + Sync {
    /// Returns whether a user of this standing may do this.
    fn allows(&self, standing: Standing, action: Action) -> bool;
}

/// The chat of two friends. Both read and post. When they are no longer friends, they only read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Private;

impl ChatKind for Private {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        matches!(
            (standing, action),
            (Standing::Friend, Action::Read | Action::Post) | (Standing::FormerFriend, Action::Read)
        )
    }
}

/// A chat of any number of members. All read, post, invite and leave; the creator removes members.
#[derive(Clone, Copy, Debug, Default)]
pub struct Group;

impl ChatKind for Group {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        match action {
            Action::Read | Action::Post | Action::Invite | Action::Leave => {
                matches!(standing, Standing::Creator | Standing::Member)
            }
            Action::RemoveMember => standing == Standing::Creator,
        }
    }
}
