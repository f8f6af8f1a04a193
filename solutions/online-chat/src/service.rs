//! The service and its operations.

mod chats;
mod friends;
mod users;

use std::num::NonZeroUsize;

use crate::chats::{Chat, Chats};
use crate::clock::{Clock, SystemClock};
use crate::directory::Directory;
use crate::error::ChatError;
use crate::event::{Event, Subscribers, Subscription};
use crate::friends::{Friendships, Requests};
use crate::ids::UserId;

/// A chat service: the owner of all users, friend requests, friendships and chats.
///
/// Operations take the user who performs them as `user`. If an operation fails, it changes nothing (rule 0.1) and sends
/// no event (rule 6.2). If several errors apply, it returns the one listed first under *Errors* (rule 0.2).
///
/// # Examples
///
/// ```
/// use online_chat_solution::{ChatService, PasswordHash};
///
/// let mut service = ChatService::new();
/// let ada = service.add_user("Ada", PasswordHash::new("7d5c…"))?;
/// let ben = service.add_user("Ben", PasswordHash::new("03fa…"))?;
/// service.send_request(ada, ben)?;
/// service.send_request(ben, ada)?; // Crosses the first one, and so accepts it.
/// let chat = service.open_private(ada, ben)?;
/// service.post(ada, chat, "Hello, Ben")?;
/// let texts: Vec<_> = service.messages(ben, chat)?.map(|message| message.text).collect();
/// assert_eq!(texts, ["Hello, Ben"]);
///
/// # Ok::<_, online_chat_solution::ChatError>(())
///
/// ```
#[derive(Debug)]
pub struct ChatService<C = SystemClock> {
    clock: C,
    users: Directory,
    requests: Requests,
    friendships: Friendships,
    chats: Chats,
    subscribers: Subscribers,
}

impl ChatService {
    /// Creates an empty service that uses the system clock.
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(SystemClock::new())
    }
}

impl Default for ChatService {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Clock> ChatService<C> {
    /// Creates an empty service that uses `clock`.
    #[must_use]
    pub fn with_clock(clock: C) -> Self {
        Self {
            clock,
            users: Directory::default(),
            requests: Requests::default(),
            friendships: Friendships::default(),
            chats: Chats::default(),
            subscribers: Subscribers::default(),
        }
    }

    /// Removes a user, their friendships and their requests, and takes them out of all chats.
    ///
    /// Their messages stay, but with [`Author::Removed`](crate::Author::Removed) as the author. Their name becomes
    /// free, whereas their id is not issued again.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    ///
    /// # Cost
    ///
    /// O(log n) for each friendship, request and chat of the user, and for each member of those chats.
    pub fn remove_user(&mut self, user: UserId) -> Result<(), ChatError> {
        self.users.get(user)?;
        let mut affected = self.requests.remove_user(user);
        affected.extend(self.friendships.remove_user(user));
        let chats: Vec<_> = self.chats.of(user).collect();
        for chat in chats {
            // A chat that has ended has no members to notify.
            affected.extend(self.chats.remove_member(user, chat).into_iter().flat_map(Chat::members));
        }
        self.users.remove(user);
        self.subscribers.remove_user(user);
        self.subscribers.notify_others(&affected, user, Event::UserRemoved { user });
        Ok(())
    }

    /// Creates a subscription that receives the events for `user` from now on.
    ///
    /// The subscription holds at most `capacity` events. If a user has several subscriptions, all of them receive the
    /// same events. Once the user is removed, no more events arrive.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    ///
    /// # Cost
    ///
    /// Linear in the subscriptions of the user, and O(log n) with n users. Memory is allocated as events arrive.
    pub fn subscribe(&mut self, user: UserId, capacity: NonZeroUsize) -> Result<Subscription, ChatError> {
        self.users.get(user)?;
        Ok(self.subscribers.subscribe(user, capacity))
    }
}
