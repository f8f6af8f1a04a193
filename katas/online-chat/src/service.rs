//! The service and its operations.

use std::num::NonZeroUsize;

use crate::clock::{Clock, SystemClock};
use crate::error::ChatError;
use crate::event::Subscription;
use crate::ids::{ChatId, MessageId, RequestId, UserId};
use crate::kind::{Action, ChatKind};
use crate::message::Messages;
use crate::request::{FriendRequest, RequestOutcome};
use crate::transcript::Transcript;
use crate::user::{PasswordHash, PasswordVerifier, User};

/// A chat service: the owner of all users, friend requests, friendships and chats.
///
/// Operations take the user who performs them as `user`. If an operation fails, it changes nothing (rule 0.1) and sends
/// no event (rule 6.2). If several errors apply, it returns the one listed first under *Errors* (rule 0.2).
#[derive(Debug)]
pub struct ChatService<C = SystemClock> {
    clock: C,
    // A placeholder: the other fields are yours.
    _yours: (),
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
        todo!("stage 1")
    }

    // Users.

    /// Adds a user and returns their id.
    ///
    /// # Errors
    ///
    /// [`BlankName`](ChatError::BlankName) (rule 1.1); [`NameTaken`](ChatError::NameTaken) (rule 1.2).
    pub fn add_user(&mut self, name: &str, password: PasswordHash) -> Result<UserId, ChatError> {
        todo!("stage 1")
    }

    /// Returns a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn user(&self, user: UserId) -> Result<&User, ChatError> {
        todo!("stage 1")
    }

    /// Returns the user with this name, after trimming it.
    #[must_use]
    pub fn find_user(&self, name: &str) -> Option<UserId> {
        todo!("stage 1")
    }

    // Friends.

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
    pub fn send_request(&mut self, user: UserId, recipient: UserId) -> Result<RequestOutcome, ChatError> {
        todo!("stage 2")
    }

    /// Accepts a request that was sent to `user`. The two become friends.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownRequest`](ChatError::UnknownRequest) (rule 0.4); [`NotRecipient`](ChatError::NotRecipient) (rule 2.3);
    /// [`AlreadyAnswered`](ChatError::AlreadyAnswered) (rule 2.4).
    pub fn accept_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        todo!("stage 2")
    }

    /// Rejects a request that was sent to `user`. The sender may send another.
    ///
    /// # Errors
    ///
    /// Same as [`accept_request`](Self::accept_request) (rules 0.4, 2.3, 2.4).
    pub fn reject_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        todo!("stage 2")
    }

    /// Returns the requests that `user` sent or received, including answered ones, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn requests(&self, user: UserId) -> Result<Vec<FriendRequest>, ChatError> {
        todo!("stage 2")
    }

    /// Returns the friends of `user`, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn friends(&self, user: UserId) -> Result<Vec<UserId>, ChatError> {
        todo!("stage 2")
    }

    // Private chats.

    /// Returns the private chat of `user` and `friend`, after creating it if there is none.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of `user`, then of `friend`
    /// (rule 0.4); [`NotFriends`](ChatError::NotFriends), also if both are the same user (rule 3.2).
    pub fn open_private(&mut self, user: UserId, friend: UserId) -> Result<ChatId, ChatError> {
        todo!("stage 3")
    }

    /// Returns the chats that `user` is in, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn chats(&self, user: UserId) -> Result<Vec<ChatId>, ChatError> {
        todo!("stage 3")
    }

    /// Checks that `user` may perform `action` in `chat`. Every operation on a chat starts with this check.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownChat`](ChatError::UnknownChat) (rule 0.4); [`NotInChat`](ChatError::NotInChat) (rule 3.8);
    /// [`NotAllowed`](ChatError::NotAllowed) if the kind of the chat does not allow it (rule 3.7).
    pub fn authorize(&self, user: UserId, chat: ChatId, action: Action) -> Result<(), ChatError> {
        todo!("stage 3")
    }

    /// Posts a message of `user` in `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Post`] (rule 3.6); then
    /// [`BlankText`](ChatError::BlankText) (rule 3.4) and [`TextTooLong`](ChatError::TextTooLong) (rule 4.11).
    ///
    /// # Cost
    ///
    /// Does not depend on the length of the history (rule 3.9).
    pub fn post(&mut self, user: UserId, chat: ChatId, text: &str) -> Result<MessageId, ChatError> {
        todo!("stage 3")
    }

    /// Returns all messages of `chat`, the oldest first.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 3.6).
    pub fn messages(&self, user: UserId, chat: ChatId) -> Result<Messages<'_>, ChatError> {
        todo!("stage 3")
    }

    /// Returns the members of `chat`, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 3.6).
    pub fn members(&self, user: UserId, chat: ChatId) -> Result<Vec<UserId>, ChatError> {
        todo!("stage 3")
    }
}

// The extensions, stages 4 to 7.
impl<C: Clock> ChatService<C> {
    // Groups and accounts.

    /// Creates a group. `user` becomes its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn create_group(&mut self, user: UserId) -> Result<ChatId, ChatError> {
        todo!("stage 4")
    }

    /// Adds a friend of `user` to `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Invite`] (rule 3.6); then, for `friend`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`AlreadyInChat`](ChatError::AlreadyInChat); [`NotFriends`](ChatError::NotFriends) (rule 4.3).
    pub fn invite(&mut self, user: UserId, chat: ChatId, friend: UserId) -> Result<(), ChatError> {
        todo!("stage 4")
    }

    /// Renames a user and frees the old name.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken) if another user has the name (rule
    /// 4.5).
    pub fn rename(&mut self, user: UserId, name: &str) -> Result<(), ChatError> {
        todo!("stage 4")
    }

    /// Replaces the password hash of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn set_password(&mut self, user: UserId, password: PasswordHash) -> Result<(), ChatError> {
        todo!("stage 4")
    }

    /// Checks the password of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`WrongPassword`](ChatError::WrongPassword) if `verifier` does not accept it (rule 4.6).
    pub fn authenticate(&self, user: UserId, password: &str, verifier: &dyn PasswordVerifier) -> Result<(), ChatError> {
        todo!("stage 4")
    }

    /// Returns a request that was sent to `user`, and marks it as read if it was unread.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownRequest`](ChatError::UnknownRequest) (rule 0.4); [`NotRecipient`](ChatError::NotRecipient) (rule 4.9).
    pub fn read_request(&mut self, user: UserId, request: RequestId) -> Result<FriendRequest, ChatError> {
        todo!("stage 4")
    }

    // Leaving.

    /// Ends the friendship of `user` and `friend`, for both.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of `user`, then of `friend`
    /// (rule 0.4); [`NotFriends`](ChatError::NotFriends), also if both are the same user (rule 5.1).
    pub fn unfriend(&mut self, user: UserId, friend: UserId) -> Result<(), ChatError> {
        todo!("stage 5")
    }

    /// Removes `user` from `chat`. The chat ends when its last member leaves.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Leave`] (rule 3.6).
    pub fn leave(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        todo!("stage 5")
    }

    /// Removes `member` from `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::RemoveMember`] (rule 3.6); then, for `member`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`Yourself`](ChatError::Yourself) if it is `user`; [`NotInChat`](ChatError::NotInChat) (rule 5.3).
    pub fn remove_member(&mut self, user: UserId, chat: ChatId, member: UserId) -> Result<(), ChatError> {
        todo!("stage 5")
    }

    /// Removes a user, their friendships and their requests, and takes them out of all chats.
    ///
    /// Their messages stay, but with [`Author::Removed`](crate::Author::Removed) as the author. Their name becomes
    /// free, whereas their id is not issued again.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn remove_user(&mut self, user: UserId) -> Result<(), ChatError> {
        todo!("stage 5")
    }

    // Notifications.

    /// Creates a subscription that receives the events for `user` from now on.
    ///
    /// The subscription holds at most `capacity` events. If a user has several subscriptions, all of them receive the
    /// same events. Once the user is removed, no more events arrive.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn subscribe(&mut self, user: UserId, capacity: NonZeroUsize) -> Result<Subscription, ChatError> {
        todo!("stage 6")
    }

    // Kinds and transcripts.

    /// Creates a chat with the permissions of `kind`. `user` becomes its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn create_group_of_kind(&mut self, user: UserId, kind: impl ChatKind + 'static) -> Result<ChatId, ChatError> {
        todo!("stage 7")
    }

    /// Returns a transcript of `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 7.4).
    pub fn transcript(&self, user: UserId, chat: ChatId) -> Result<Transcript, ChatError> {
        todo!("stage 7")
    }
}
