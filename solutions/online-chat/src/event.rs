//! Being told what others did.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

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
///
/// # Examples
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use online_chat_solution::{ChatService, Event, MessageId, PasswordHash};
///
/// let mut service = ChatService::new();
/// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
/// let ben = service.add_user("Ben", PasswordHash::new("03fa"))?;
/// service.send_request(ada, ben)?;
/// service.send_request(ben, ada)?;
/// let chat = service.open_private(ada, ben)?;
/// let mut subscription = service.subscribe(ben, NonZeroUsize::MIN)?;
/// service.post(ada, chat, "one")?;
/// service.post(ada, chat, "two")?;
/// let message = MessageId(1);
/// assert_eq!(subscription.try_next(), Some(Event::MessagePosted { chat, message, author: ada }));
/// assert_eq!(subscription.missed(), 1);
/// # Ok::<_, online_chat_solution::ChatError>(())
/// ```
#[derive(Debug)]
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    inbox: Arc<Mutex<Inbox>>,
}

impl Subscription {
    /// The oldest event that was not taken or given up yet. It does not wait.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_next(&mut self) -> Option<Event> {
        lock(&self.inbox).events.pop_front()
    }

    /// How many events were given up for want of room.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn missed(&self) -> u64 {
        lock(&self.inbox).missed
    }
}

/// What has arrived and was not taken yet.
#[derive(Debug)]
struct Inbox {
    room: NonZeroUsize,
    events: VecDeque<Event>,
    missed: u64,
}

impl Inbox {
    fn receive(&mut self, event: Event) {
        if self.events.len() == self.room.get() {
            self.events.pop_front();
            self.missed += 1;
        }
        self.events.push_back(event);
    }
}

/// The inboxes of each user. The subscriptions own them: one that was dropped is found gone.
#[derive(Debug, Default)]
pub(crate) struct Subscribers {
    by_user: BTreeMap<UserId, Vec<Weak<Mutex<Inbox>>>>,
}

impl Subscribers {
    pub(crate) fn subscribe(&mut self, user: UserId, room: NonZeroUsize) -> Subscription {
        let inbox = Arc::new(Mutex::new(Inbox { room, events: VecDeque::new(), missed: 0 }));
        let inboxes = self.by_user.entry(user).or_default();
        // Who subscribes again and again, and is told nothing meanwhile, leaves nothing behind either.
        inboxes.retain(|inbox| inbox.upgrade().is_some());
        inboxes.push(Arc::downgrade(&inbox));
        Subscription { inbox }
    }

    pub(crate) fn tell(&mut self, user: UserId, event: Event) {
        if let Entry::Occupied(mut inboxes) = self.by_user.entry(user) {
            deliver(inboxes.get_mut(), event);
            if inboxes.get().is_empty() {
                inboxes.remove();
            }
        }
    }

    /// Tells all of `users` but the one who did it.
    ///
    /// # Cost
    ///
    /// It goes through `users` or through all subscribers, whichever are fewer.
    pub(crate) fn tell_others(&mut self, users: &BTreeSet<UserId>, actor: UserId, event: Event) {
        if self.are_fewer_than(users) {
            self.by_user.retain(|user, inboxes| {
                if *user != actor && users.contains(user) {
                    deliver(inboxes, event);
                }
                !inboxes.is_empty()
            });
        } else {
            users.iter().filter(|&&user| user != actor).for_each(|&user| self.tell(user, event));
        }
    }

    /// Whether it is quicker to go through the subscribers than through `users`.
    #[cfg_attr(false, mutants::skip)] // Both ways tell the same users the same; only the benchmark sees which is taken.
    fn are_fewer_than(&self, users: &BTreeSet<UserId>) -> bool {
        self.by_user.len() <= users.len()
    }

    /// Ends the subscriptions of `user`, who is removed, and tells those of `others`.
    pub(crate) fn remove(&mut self, user: UserId, others: &BTreeSet<UserId>) {
        self.by_user.remove(&user);
        self.tell_others(others, user, Event::UserRemoved { user });
    }
}

/// Puts an event into those inboxes that are still there, and forgets the others.
fn deliver(inboxes: &mut Vec<Weak<Mutex<Inbox>>>, event: Event) {
    inboxes.retain(|inbox| match inbox.upgrade() {
        Some(inbox) => {
            lock(&inbox).receive(event);
            true
        }
        None => false,
    });
}

/// Nothing that runs under the lock panics: a poisoned one is as good.
fn lock(inbox: &Mutex<Inbox>) -> MutexGuard<'_, Inbox> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}
