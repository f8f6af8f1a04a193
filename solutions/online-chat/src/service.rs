//! The service, which owns everything.

mod chats;
mod friends;
mod users;

use std::num::NonZeroUsize;

use crate::chats::{Chat, Chats};
use crate::clock::{Clock, SystemClock};
use crate::directory::Directory;
use crate::error::ChatError;
use crate::event::{Subscribers, Subscription};
use crate::friends::{Friendships, Requests};
use crate::ids::UserId;

/// Users, their friendships and their chats.
///
/// The first argument of an operation is who asks for it. An operation that is refused changes nothing and tells
/// nobody. If there are several reasons, the error is the one that stands first under *Errors* of the operation.
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
/// # Ok::<_, online_chat_solution::ChatError>(())
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
    /// An empty service by the clock of the machine.
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
    /// An empty service by `clock`.
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

    /// Removes a user. Their friendships and requests end, and they are out of all chats. What they have written
    /// stays; its author reads as [`Author::Removed`](crate::Author::Removed). Their name is free, their id is not
    /// issued again.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log n) for each friendship, request and chat of the user, and for each member of those chats.
    pub fn remove_user(&mut self, user: UserId) -> Result<(), ChatError> {
        self.users.get(user)?;
        let mut concerned = self.requests.forget(user);
        concerned.append(&mut self.friendships.forget(user));
        let chats: Vec<_> = self.chats.of(user).collect();
        for chat in chats {
            // Nobody is left to tell of a chat that has ended.
            concerned.extend(self.chats.depart(user, chat).into_iter().flat_map(Chat::members));
        }
        self.users.remove(user);
        self.subscribers.remove(user, &concerned);
        Ok(())
    }

    /// Where `user` is told, from now on, what others do that concerns them. It has room for `room` events.
    ///
    /// Subscriptions of one user are told the same. When the user is removed, nothing more arrives.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// Linear in the subscriptions of the user, and O(log n) with n users. Memory is allocated as events arrive.
    pub fn subscribe(&mut self, user: UserId, room: NonZeroUsize) -> Result<Subscription, ChatError> {
        self.users.get(user)?;
        Ok(self.subscribers.subscribe(user, room))
    }
}
