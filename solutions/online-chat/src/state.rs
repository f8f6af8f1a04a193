//! Everything at a glance.

use crate::ids::{ChatId, UserId};
use crate::message::Message;
use crate::request::FriendRequest;
use crate::user::User;

/// All that a service knows, to be looked at and compared; made by [`ChatService::state`](crate::ChatService::state).
///
/// Lists are in ascending order of ids. Subscriptions are not in it.
///
/// # Examples
///
/// ```
/// use online_chat_solution::{ChatService, State};
///
/// assert_eq!(ChatService::new().state(), State::default());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The users who are there.
    pub users: Vec<User>,
    /// The requests between them, answered ones too.
    pub requests: Vec<FriendRequest>,
    /// The pairs of friends, each once, with the lesser id first.
    pub friendships: Vec<(UserId, UserId)>,
    /// The chats that have not ended.
    pub chats: Vec<ChatState>,
    /// How many ids were issued.
    pub issued: Issued,
}

/// A chat in a [`State`].
///
/// # Examples
///
/// ```
/// use online_chat_solution::{ChatService, PasswordHash};
///
/// let mut service = ChatService::new();
/// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
/// service.create_group(ada)?;
/// let state = service.state();
/// assert_eq!((state.chats[0].kind.as_str(), state.chats[0].creator), ("group", Some(ada)));
/// # Ok::<_, online_chat_solution::ChatError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatState {
    /// The chat's id.
    pub id: ChatId,
    /// What its kind is called.
    pub kind: String,
    /// Who made it and has not been out of it since. A private chat has no creator.
    pub creator: Option<UserId>,
    /// Who is in it.
    pub members: Vec<UserId>,
    /// What was said, the oldest first.
    pub messages: Vec<Message>,
}

/// How many ids of each sort were issued.
///
/// # Examples
///
/// ```
/// use online_chat_solution::{ChatService, PasswordHash};
///
/// let mut service = ChatService::new();
/// service.add_user("Ada", PasswordHash::new("7d5c"))?;
/// assert_eq!(service.state().issued.users, 1);
/// # Ok::<_, online_chat_solution::ChatError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// How many users there have ever been.
    pub users: u64,
    /// How many requests there have ever been.
    pub requests: u64,
    /// How many chats there have ever been.
    pub chats: u64,
}
