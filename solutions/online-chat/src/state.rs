//! Everything at a glance.

use crate::ids::{ChatId, UserId};
use crate::message::Message;
use crate::request::FriendRequest;
use crate::user::User;

/// All that a service knows, to be looked at and compared; made by [`ChatService::state`](crate::ChatService::state).
///
/// Lists are in ascending order of ids. Subscriptions are not in it.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// How many users there have ever been.
    pub users: u64,
    /// How many requests there have ever been.
    pub requests: u64,
    /// How many chats there have ever been.
    pub chats: u64,
}
