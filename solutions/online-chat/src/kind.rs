//! Kinds of chats and their permissions.

use std::fmt;

use enum_iterator::Sequence;

/// The relation of a user to a chat that they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Standing {
    /// The creator, who has been in the chat ever since.
    Creator,
    /// A member who is not the creator.
    Member,
    /// A user in a private chat with a friend.
    Friend,
    /// A user in a private chat with a former friend or a removed user.
    FormerFriend,
}

/// An action in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Action {
    /// Read messages, members and transcripts.
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

/// The permissions in a chat, by standing.
///
/// The service asks a kind only about users who are in the chat, and denies every action to anyone else.
///
/// # Examples
///
/// A guest book, which only its owner reads:
///
/// ```
/// use online_chat_solution::{Action, ChatKind, Group, Standing};
///
/// #[derive(Debug)]
/// struct GuestBook;
///
/// impl ChatKind for GuestBook {
///     fn allows(&self, standing: Standing, action: Action) -> bool {
///         if action == Action::Read { standing == Standing::Creator } else { Group.allows(standing, action) }
///     }
/// }
/// assert!(!GuestBook.allows(Standing::Member, Action::Read));
/// ```
pub trait ChatKind: fmt::Debug + Send + Sync {
    /// Returns whether a user with this standing may perform `action`.
    fn allows(&self, standing: Standing, action: Action) -> bool;
}

/// The kind of private chats. Friends read and post; former friends only read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Private;

impl ChatKind for Private {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        match action {
            Action::Read => matches!(standing, Standing::Friend | Standing::FormerFriend),
            Action::Post => standing == Standing::Friend,
            Action::Invite | Action::RemoveMember | Action::Leave => false,
        }
    }
}

/// The kind of groups. All members read, post, invite and leave; only the creator removes members.
#[derive(Clone, Copy, Debug, Default)]
pub struct Group;

impl ChatKind for Group {
    fn allows(&self, standing: Standing, action: Action) -> bool {
        match standing {
            Standing::Creator => true,
            Standing::Member => action != Action::RemoveMember,
            Standing::Friend | Standing::FormerFriend => false,
        }
    }
}
