//! Events and subscriptions.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

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
    /// Takes the oldest event, or returns `None` if there is none. It does not wait.
    ///
    /// # Cost
    ///
    /// Constant.
    pub fn try_next(&mut self) -> Option<Event> {
        lock(&self.inbox).events.pop_front()
    }

    /// Returns the number of events that were dropped because the queue was full.
    ///
    /// # Cost
    ///
    /// Constant.
    #[must_use]
    pub fn missed(&self) -> u64 {
        lock(&self.inbox).missed
    }
}

/// The events that arrived and were not taken yet.
#[derive(Debug)]
struct Inbox {
    capacity: NonZeroUsize,
    events: VecDeque<Event>,
    missed: u64,
}

impl Inbox {
    fn receive(&mut self, event: Event) {
        if self.events.len() == self.capacity.get() {
            self.events.pop_front();
            self.missed += 1;
        }
        self.events.push_back(event);
    }
}

/// The inboxes of each user. Subscriptions own them, so an inbox whose subscription was dropped cannot be upgraded.
#[derive(Debug, Default)]
pub(crate) struct Subscribers {
    by_user: BTreeMap<UserId, Vec<Weak<Mutex<Inbox>>>>,
}

impl Subscribers {
    pub(crate) fn subscribe(&mut self, user: UserId, capacity: NonZeroUsize) -> Subscription {
        let inbox = Arc::new(Mutex::new(Inbox { capacity, events: VecDeque::new(), missed: 0 }));
        let inboxes = self.by_user.entry(user).or_default();
        // Otherwise a user who subscribes again and again, with no event in between, would fill the list.
        inboxes.retain(|inbox| inbox.upgrade().is_some());
        inboxes.push(Arc::downgrade(&inbox));
        Subscription { inbox }
    }

    pub(crate) fn notify(&mut self, user: UserId, event: Event) {
        if let Entry::Occupied(mut inboxes) = self.by_user.entry(user) {
            deliver(inboxes.get_mut(), event);
            if inboxes.get().is_empty() {
                inboxes.remove();
            }
        }
    }

    /// Sends an event to all of `users` except `actor`.
    ///
    /// # Cost
    ///
    /// Linear in `users` or in all subscribers, whichever are fewer, times O(log n).
    pub(crate) fn notify_others(&mut self, users: &BTreeSet<UserId>, actor: UserId, event: Event) {
        if self.are_fewer_than(users) {
            self.by_user.retain(|user, inboxes| {
                if *user != actor && users.contains(user) {
                    deliver(inboxes, event);
                }
                !inboxes.is_empty()
            });
        } else {
            users.iter().filter(|&&user| user != actor).for_each(|&user| self.notify(user, event));
        }
    }

    /// Whether it is faster to loop over the subscribers than over `users`.
    #[cfg_attr(false, mutants::skip)] // Both ways notify the same users; only the benchmark sees which is taken.
    fn are_fewer_than(&self, users: &BTreeSet<UserId>) -> bool {
        self.by_user.len() <= users.len()
    }

    #[cfg_attr(false, mutants::skip)] // It only frees memory: nothing notifies a removed user.
    pub(crate) fn remove_user(&mut self, user: UserId) {
        self.by_user.remove(&user);
    }
}

/// Puts an event into the inboxes that still exist, and removes the others.
fn deliver(inboxes: &mut Vec<Weak<Mutex<Inbox>>>, event: Event) {
    inboxes.retain(|inbox| match inbox.upgrade() {
        Some(inbox) => {
            lock(&inbox).receive(event);
            true
        }
        None => false,
    });
}

/// Locks an inbox. Nothing panics while it is locked, so poison says nothing.
fn lock(inbox: &Mutex<Inbox>) -> MutexGuard<'_, Inbox> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}
