//! Events and subscriptions.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

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
///
/// # Ok::<_, online_chat_solution::ChatError>(())
///
/// ```
#[derive(Debug)]
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    inbox: Arc<Mutex<Inbox>>,
}

impl Subscription {
    /// Takes the oldest event. Returns `None` without waiting if there is none.
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

/// The events that have not been taken yet.
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

/// The inboxes by user. A subscription owns its inbox, so upgrading the `Weak` fails after the subscription is dropped.
#[derive(Debug, Default)]
pub(crate) struct Subscribers {
    by_user: BTreeMap<UserId, Vec<Weak<Mutex<Inbox>>>>,
}

impl Subscribers {
    pub(crate) fn subscribe(&mut self, user: UserId, capacity: NonZeroUsize) -> Subscription {
        let inbox = Arc::new(Mutex::new(Inbox { capacity, events: VecDeque::new(), missed: 0 }));
        let inboxes = self.by_user.entry(user).or_default();
        // Otherwise, repeated subscribing with no event in between would grow the list without limit.
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

    /// Sends an event to all `users` except `actor`.
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

    /// Returns whether looping over the subscribers is faster than over `users`.
    #[cfg_attr(false, mutants::skip)] // Both loops notify the same users; only the benchmark shows the difference.
    fn are_fewer_than(&self, users: &BTreeSet<UserId>) -> bool {
        self.by_user.len() <= users.len()
    }

    #[cfg_attr(false, mutants::skip)] // Only frees memory: removed users are never notified.
    pub(crate) fn remove_user(&mut self, user: UserId) {
        self.by_user.remove(&user);
    }
}

/// Puts an event into every inbox, and removes inboxes whose subscription was dropped.
fn deliver(inboxes: &mut Vec<Weak<Mutex<Inbox>>>, event: Event) {
    inboxes.retain(|inbox| match inbox.upgrade() {
        Some(inbox) => {
            lock(&inbox).receive(event);
            true
        }
        None => false,
    });
}

/// Locks an inbox. Nothing panics while it is locked, so poison can be ignored.
fn lock(inbox: &Mutex<Inbox>) -> MutexGuard<'_, Inbox> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}
