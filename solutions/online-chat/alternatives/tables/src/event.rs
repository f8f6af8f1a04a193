//! Being told what others did.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ids::{ChatId, MessageId, RequestId, UserId};

/// Something that somebody else did.
///
/// It holds ids. What they stand for is asked of the service, which decides who may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Somebody asks for your friendship.
    RequestReceived {
        /// The request.
        request: RequestId,
        /// Who sent it.
        from: UserId,
    },
    /// Your request was accepted, by an answer or by one that crossed it.
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
        /// Who rejected it.
        by: UserId,
    },
    /// A friend ended your friendship.
    FriendshipEnded {
        /// Who is no friend anymore.
        by: UserId,
    },
    /// A friend opened your private chat for the first time.
    ChatOpened {
        /// The chat.
        chat: ChatId,
        /// The friend.
        by: UserId,
    },
    /// There is a new message in one of your chats.
    MessagePosted {
        /// The chat.
        chat: ChatId,
        /// The message.
        message: MessageId,
        /// Who wrote it.
        author: UserId,
    },
    /// Somebody, perhaps you, was brought into one of your chats.
    MemberJoined {
        /// The chat.
        chat: ChatId,
        /// Who is new.
        user: UserId,
        /// Who invited them.
        by: UserId,
    },
    /// Somebody, perhaps you, was taken out of one of your chats.
    MemberRemoved {
        /// The chat.
        chat: ChatId,
        /// Who is out.
        user: UserId,
        /// Who did it.
        by: UserId,
    },
    /// Somebody left one of your chats.
    MemberLeft {
        /// The chat.
        chat: ChatId,
        /// Who left.
        user: UserId,
    },
    /// Somebody that you shared a friendship, a request or a chat with was removed from the service.
    UserRemoved {
        /// Who is gone.
        user: UserId,
    },
}

/// Where one user's events arrive, in the order in which things were done.
///
/// It holds as many events as it has room for. If one more comes, the oldest is given up and counted as missed.
/// Dropping the subscription ends it.
#[derive(Debug)]
#[must_use = "dropping a subscription ends it"]
pub struct Subscription(Arc<Mutex<Inbox>>);

impl Subscription {
    /// The oldest event that was not taken or given up yet. It does not wait.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_next(&mut self) -> Option<Event> {
        lock(&self.0).events.pop_front()
    }

    /// How many events were given up for want of room.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn missed(&self) -> u64 {
        lock(&self.0).missed
    }
}

/// The events that wait, of which there are at most `room`.
#[derive(Debug)]
struct Inbox {
    room: NonZeroUsize,
    events: VecDeque<Event>,
    missed: u64,
}

/// The service's end of a subscription.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) user: UserId,
    inbox: Arc<Mutex<Inbox>>,
}

impl Listener {
    /// Both ends of a new subscription.
    pub(crate) fn new(user: UserId, room: NonZeroUsize) -> (Self, Subscription) {
        let inbox = Arc::new(Mutex::new(Inbox { room, events: VecDeque::new(), missed: 0 }));
        (Self { user, inbox: Arc::clone(&inbox) }, Subscription(inbox))
    }

    /// Whether the other end is gone.
    pub(crate) fn is_alone(&self) -> bool {
        Arc::strong_count(&self.inbox) == 1
    }

    pub(crate) fn hear(&self, event: Event) {
        let mut inbox = lock(&self.inbox);
        inbox.events.push_back(event);
        if inbox.events.len() > inbox.room.get() {
            inbox.events.pop_front();
            inbox.missed += 1;
        }
    }
}

fn lock(inbox: &Mutex<Inbox>) -> MutexGuard<'_, Inbox> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}
