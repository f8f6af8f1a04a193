//! Operations on friendships and friend requests.

use crate::clock::Clock;
use crate::error::ChatError;
use crate::event::Event;
use crate::ids::{RequestId, UserId};
use crate::request::{FriendRequest, RequestOutcome, RequestStatus};
use crate::service::ChatService;

impl<C: Clock> ChatService<C> {
    /// Sends a friend request to `recipient`.
    ///
    /// If `recipient` has a pending request to `user`, that request is accepted instead, and no new one is created.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of `user`, then of `recipient`
    /// (rule 0.4); [`Yourself`](ChatError::Yourself); [`AlreadyFriends`](ChatError::AlreadyFriends);
    /// [`AlreadyPending`](ChatError::AlreadyPending) if an earlier request from `user` to `recipient` is pending (rule
    /// 2.6).
    ///
    /// # Cost
    ///
    /// O(log n) with n users, friendships and requests.
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::{ChatService, PasswordHash, RequestId, RequestOutcome};
    ///
    /// let mut service = ChatService::new();
    /// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
    /// let ben = service.add_user("Ben", PasswordHash::new("03fa"))?;
    /// assert_eq!(service.send_request(ada, ben)?, RequestOutcome::Sent(RequestId(0)));
    /// assert_eq!(service.send_request(ben, ada)?, RequestOutcome::Accepted(RequestId(0))); // Crosses the first one.
    ///
    /// # Ok::<_, online_chat_solution::ChatError>(())
    ///
    /// ```
    pub fn send_request(&mut self, user: UserId, recipient: UserId) -> Result<RequestOutcome, ChatError> {
        self.users.get(user)?;
        self.users.get(recipient)?;
        if user == recipient {
            return Err(ChatError::Yourself(user));
        }
        if self.friendships.contains(user, recipient) {
            return Err(ChatError::AlreadyFriends { user, other: recipient });
        }
        match self.requests.pending(user, recipient) {
            Some(crossed) if crossed.recipient == user => {
                let request = crossed.id;
                self.accept_request(user, request)?;
                Ok(RequestOutcome::Accepted(request))
            }
            Some(sent) => Err(ChatError::AlreadyPending(sent.id)),
            None => {
                let request = self.requests.add(user, recipient, self.clock.now());
                self.subscribers.notify(recipient, Event::RequestReceived { request, from: user });
                Ok(RequestOutcome::Sent(request))
            }
        }
    }

    /// Returns a request that was sent to `user`, and marks it as read if it was unread.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownRequest`](ChatError::UnknownRequest) (rule 0.4); [`NotRecipient`](ChatError::NotRecipient) (rule 4.9).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and requests.
    pub fn read_request(&mut self, user: UserId, request: RequestId) -> Result<FriendRequest, ChatError> {
        self.users.get(user)?;
        let received = self.requests.sent_to(user, request)?;
        if received.status == RequestStatus::Unread {
            received.status = RequestStatus::Read;
        }
        Ok(*received)
    }

    /// Accepts a request that was sent to `user`. The two become friends.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownRequest`](ChatError::UnknownRequest) (rule 0.4); [`NotRecipient`](ChatError::NotRecipient) (rule 2.3);
    /// [`AlreadyAnswered`](ChatError::AlreadyAnswered) (rule 2.4).
    ///
    /// # Cost
    ///
    /// O(log n) with n users, friendships and requests.
    pub fn accept_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        self.users.get(user)?;
        let sender = self.requests.answer(user, request, RequestStatus::Accepted)?;
        self.friendships.link(user, sender);
        self.subscribers.notify(sender, Event::RequestAccepted { request, by: user });
        Ok(())
    }

    /// Rejects a request that was sent to `user`. The sender may send another.
    ///
    /// # Errors
    ///
    /// Same as [`accept_request`](Self::accept_request) (rules 0.4, 2.3, 2.4).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and requests.
    pub fn reject_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        self.users.get(user)?;
        let sender = self.requests.answer(user, request, RequestStatus::Rejected)?;
        self.subscribers.notify(sender, Event::RequestRejected { request, by: user });
        Ok(())
    }

    /// Returns the requests that `user` sent or received, including answered ones, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    ///
    /// # Cost
    ///
    /// O(log n) for each of them, with n requests.
    pub fn requests(&self, user: UserId) -> Result<Vec<FriendRequest>, ChatError> {
        self.users.get(user)?;
        Ok(self.requests.of(user).copied().collect())
    }

    /// Returns the friends of `user`, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    ///
    /// # Cost
    ///
    /// Linear in their number, and O(log n) with n friendships.
    pub fn friends(&self, user: UserId) -> Result<Vec<UserId>, ChatError> {
        self.users.get(user)?;
        Ok(self.friendships.of(user).collect())
    }

    /// Ends the friendship of `user` and `friend`, for both.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of `user`, then of `friend`
    /// (rule 0.4); [`NotFriends`](ChatError::NotFriends), also if both are the same user (rule 5.1).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and friendships.
    pub fn unfriend(&mut self, user: UserId, friend: UserId) -> Result<(), ChatError> {
        self.users.get(user)?;
        self.users.get(friend)?;
        if !self.friendships.unlink(user, friend) {
            return Err(ChatError::NotFriends { user, other: friend });
        }
        self.subscribers.notify(friend, Event::FriendshipEnded { by: user });
        Ok(())
    }

    pub(super) fn require_friends(&self, user: UserId, other: UserId) -> Result<(), ChatError> {
        if self.friendships.contains(user, other) { Ok(()) } else { Err(ChatError::NotFriends { user, other }) }
    }
}
