//! From strangers to friends, and back.

use crate::clock::Clock;
use crate::error::ChatError;
use crate::event::Event;
use crate::ids::{RequestId, UserId};
use crate::request::{FriendRequest, RequestOutcome, RequestStatus};
use crate::service::ChatService;

impl<C: Clock> ChatService<C> {
    /// Asks `recipient` to be a friend of `user`.
    ///
    /// If `recipient` has asked `user` before and awaits an answer, this is the answer: that request is accepted, and
    /// there is no new one.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of either;
    /// [`Yourself`](ChatError::Yourself); [`AlreadyFriends`](ChatError::AlreadyFriends);
    /// [`AlreadyPending`](ChatError::AlreadyPending) if `user` has asked before and awaits an answer.
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
    /// # Ok::<_, online_chat_solution::ChatError>(())
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
                self.subscribers.tell(recipient, Event::RequestReceived { request, from: user });
                Ok(RequestOutcome::Sent(request))
            }
        }
    }

    /// Looks at a request that was sent to `user`: if it was unread, it is read now.
    ///
    /// # Errors
    ///
    /// Who asks: [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser). The request:
    /// [`UnknownRequest`](ChatError::UnknownRequest), [`NotRecipient`](ChatError::NotRecipient).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and requests.
    pub fn read_request(&mut self, user: UserId, request: RequestId) -> Result<FriendRequest, ChatError> {
        self.users.get(user)?;
        let known = self.requests.sent_to(user, request)?;
        if known.status == RequestStatus::Unread {
            known.status = RequestStatus::Read;
        }
        Ok(*known)
    }

    /// Says yes to a request that was sent to `user`: the two are friends now.
    ///
    /// # Errors
    ///
    /// Who asks: [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser). The request:
    /// [`UnknownRequest`](ChatError::UnknownRequest), [`NotRecipient`](ChatError::NotRecipient),
    /// [`AlreadyAnswered`](ChatError::AlreadyAnswered).
    ///
    /// # Cost
    ///
    /// O(log n) with n users, friendships and requests.
    pub fn accept_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        self.users.get(user)?;
        let sender = self.requests.answer(user, request, RequestStatus::Accepted)?;
        self.friendships.link(user, sender);
        self.subscribers.tell(sender, Event::RequestAccepted { request, by: user });
        Ok(())
    }

    /// Says no to a request that was sent to `user`. It may be sent again.
    ///
    /// # Errors
    ///
    /// As [`accept_request`](Self::accept_request).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and requests.
    pub fn reject_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        self.users.get(user)?;
        let sender = self.requests.answer(user, request, RequestStatus::Rejected)?;
        self.subscribers.tell(sender, Event::RequestRejected { request, by: user });
        Ok(())
    }

    /// The requests that `user` has sent or was sent, answered ones too, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log n) for each of them, with n requests.
    pub fn requests(&self, user: UserId) -> Result<Vec<FriendRequest>, ChatError> {
        self.users.get(user)?;
        Ok(self.requests.of(user).copied().collect())
    }

    /// The friends of `user`, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
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
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of either;
    /// [`NotFriends`](ChatError::NotFriends), also if both are the same.
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
        self.subscribers.tell(friend, Event::FriendshipEnded { by: user });
        Ok(())
    }

    pub(super) fn require_friends(&self, user: UserId, other: UserId) -> Result<(), ChatError> {
        if self.friendships.contains(user, other) { Ok(()) } else { Err(ChatError::NotFriends { user, other }) }
    }
}
