//! Events and subscriptions.

use crate::ids::{ChatId, MessageId, RequestId, UserId};

/// Something that another user did.
///
/// Events hold ids only. Subscribers ask the service for the rest, and the service decides who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Somebody sent you a friend request.
    RequestReceived {
        /// The request.
        request: RequestId,
        /// The sender.
        from: UserId,
    },
    /// Your request was accepted, by an answer or by a request that crossed it.
    RequestAccepted {
        /// The request.
        request: RequestId,
        /// Your new friend.
        by: UserId,
    },
    /// Your request was rejected.
    RequestRejected {
        /// The request.
        request: RequestId,
        /// The user who rejected it.
        by: UserId,
    },
    /// A friend ended your friendship.
    FriendshipEnded {
        /// The former friend.
        by: UserId,
    },
    /// A friend opened your private chat for the first time.
    ChatOpened {
        /// The chat.
        chat: ChatId,
        /// The friend.
        by: UserId,
    },
    /// Somebody posted a message in one of your chats.
    MessagePosted {
        /// The chat.
        chat: ChatId,
        /// The message.
        message: MessageId,
        /// The author.
        author: UserId,
    },
    /// Somebody, perhaps you, joined one of your chats.
    MemberJoined {
        /// The chat.
        chat: ChatId,
        /// The new member.
        user: UserId,
        /// The member who invited them.
        by: UserId,
    },
    /// Somebody, perhaps you, was removed from one of your chats.
    MemberRemoved {
        /// The chat.
        chat: ChatId,
        /// The removed member.
        user: UserId,
        /// The user who removed them.
        by: UserId,
    },
    /// Somebody left one of your chats.
    MemberLeft {
        /// The chat.
        chat: ChatId,
        /// The former member.
        user: UserId,
    },
    /// Somebody with whom you shared a friendship, a request or a chat was removed from the service.
    UserRemoved {
        /// The removed user.
        user: UserId,
    },
}

/// A queue of events for one user, in the order in which things were done.
///
/// It holds a limited number of events. When it is full, a new event replaces the oldest, which counts as missed.
/// Dropping the subscription ends it.
#[derive(Debug)]
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    // The fields are yours.
}

impl Subscription {
    /// Takes the oldest event, or returns `None` if there is none. It does not wait.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_next(&mut self) -> Option<Event> {
        todo!()
    }

    /// Returns the number of events that were dropped because the queue was full.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn missed(&self) -> u64 {
        todo!()
    }
}
