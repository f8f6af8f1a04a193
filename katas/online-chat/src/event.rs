//! Events and subscriptions.

use crate::ids::{ChatId, MessageId, RequestId, UserId};

/// A notification for one user about an operation of another.
///
/// Events hold only ids. For the rest, subscribers have to ask the service, which decides who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Another user sent you a friend request.
    RequestReceived {
        /// The request.
        request: RequestId,
        /// The sender.
        from: UserId,
    },
    /// Your request was accepted, by an answer or by a crossing request.
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
    /// Another member posted a message in one of your chats.
    MessagePosted {
        /// The chat.
        chat: ChatId,
        /// The message.
        message: MessageId,
        /// The author.
        author: UserId,
    },
    /// A user, possibly you, joined one of your chats.
    MemberJoined {
        /// The chat.
        chat: ChatId,
        /// The new member.
        user: UserId,
        /// The member who invited them.
        by: UserId,
    },
    /// A user, possibly you, was removed from one of your chats.
    MemberRemoved {
        /// The chat.
        chat: ChatId,
        /// The removed member.
        user: UserId,
        /// The user who removed them.
        by: UserId,
    },
    /// A member left one of your chats.
    MemberLeft {
        /// The chat.
        chat: ChatId,
        /// The former member.
        user: UserId,
    },
    /// A user who shared a friendship, a request or a chat with you was removed from the service.
    UserRemoved {
        /// The removed user.
        user: UserId,
    },
}

/// A bounded queue of events for one user, in the order of the operations (rule 6.1).
///
/// When the queue is full, a new event replaces the oldest, which [`missed`](Self::missed) counts (rule 6.4). Dropping the
/// subscription ends it (rule 6.6).
#[derive(Debug)]
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    // The fields are yours.
}

impl Subscription {
    /// Takes the oldest event. Returns `None` without waiting if there is none.
    pub fn try_next(&mut self) -> Option<Event> {
        todo!("stage 6")
    }

    /// Returns the number of events that were dropped because the queue was full.
    #[must_use]
    pub fn missed(&self) -> u64 {
        todo!("stage 6")
    }
}
