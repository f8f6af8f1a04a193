//! Events and subscriptions.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
pub struct Subscription(Arc<Mutex<Inbox>>);

impl Subscription {
    /// Takes the oldest event, or returns `None` if there is none. It does not wait.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_next(&mut self) -> Option<Event> {
        lock(&self.0).events.pop_front()
    }

    /// Returns the number of events that were dropped because the queue was full.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn missed(&self) -> u64 {
        lock(&self.0).missed
    }
}

/// The events that wait, at most `capacity` of them.
#[derive(Debug)]
struct Inbox {
    capacity: NonZeroUsize,
    events: VecDeque<Event>,
    missed: u64,
}

/// The service's end of a subscription.
#[derive(Debug)]
pub(crate) struct Subscriber {
    pub(crate) user: UserId,
    inbox: Arc<Mutex<Inbox>>,
}

impl Subscriber {
    /// Both ends of a new subscription.
    pub(crate) fn new(user: UserId, capacity: NonZeroUsize) -> (Self, Subscription) {
        let inbox = Arc::new(Mutex::new(Inbox { capacity, events: VecDeque::new(), missed: 0 }));
        (Self { user, inbox: Arc::clone(&inbox) }, Subscription(inbox))
    }

    /// Whether the subscription was dropped.
    pub(crate) fn is_dropped(&self) -> bool {
        Arc::strong_count(&self.inbox) == 1
    }

    pub(crate) fn receive(&self, event: Event) {
        let mut inbox = lock(&self.inbox);
        inbox.events.push_back(event);
        if inbox.events.len() > inbox.capacity.get() {
            inbox.events.pop_front();
            inbox.missed += 1;
        }
    }
}

fn lock(inbox: &Mutex<Inbox>) -> MutexGuard<'_, Inbox> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}
