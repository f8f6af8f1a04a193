//! The service, which owns everything.

use std::marker::PhantomData;
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

/// Users, their friendships and their chats.
///
/// The first argument of an operation is who asks for it. An operation that is refused changes nothing and tells
/// nobody. If there are several reasons, the error is the one that stands first under *Errors* of the operation.
#[derive(Debug)]
pub struct ChatService<C = SystemClock> {
    /// The fields are yours; this one only mentions the parameter.
    yours: PhantomData<C>,
}

impl ChatService {
    /// An empty service by the clock of the machine.
    #[must_use]
    pub fn new() -> Self {
        todo!()
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
        todo!()
    }

    // Users.

    /// Adds a user and gives them an id.
    ///
    /// # Errors
    ///
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn add_user(&mut self, name: &str, password: PasswordHash) -> Result<UserId, ChatError> {
        todo!()
    }

    /// What is known of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn user(&self, user: UserId) -> Result<&User, ChatError> {
        todo!()
    }

    /// The user of that name, if there is one. The name may have white space at its ends.
    ///
    /// # Cost
    ///
    /// Constant on average.
    #[must_use]
    pub fn find_user(&self, name: &str) -> Option<UserId> {
        todo!()
    }

    /// Gives a user another name; their old one is free then.
    ///
    /// # Errors
    ///
    /// Who asks: [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser). The name:
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken) if it is another user's.
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn rename(&mut self, user: UserId, name: &str) -> Result<(), ChatError> {
        todo!()
    }

    /// Gives a user another password.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log u) with u users.
    pub fn set_password(&mut self, user: UserId, password: PasswordHash) -> Result<(), ChatError> {
        todo!()
    }

    /// Checks the password of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`WrongPassword`](ChatError::WrongPassword) if `verifier` does not accept it.
    ///
    /// # Cost
    ///
    /// O(log u) with u users, and what the verifier takes.
    pub fn authenticate(&self, user: UserId, password: &str, verifier: &dyn PasswordVerifier) -> Result<(), ChatError> {
        todo!()
    }

    // Friends.

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
    pub fn send_request(&mut self, user: UserId, recipient: UserId) -> Result<RequestOutcome, ChatError> {
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
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
        todo!()
    }

    // Chats.

    /// The private chat of `user` and `friend`, which is made if they have none yet.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of either;
    /// [`NotFriends`](ChatError::NotFriends), also if both are the same.
    ///
    /// # Cost
    ///
    /// O(log n) with n users, friendships and chats.
    pub fn open_private(&mut self, user: UserId, friend: UserId) -> Result<ChatId, ChatError> {
        todo!()
    }

    /// Makes a group. `user` is its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and chats.
    pub fn create_group(&mut self, user: UserId) -> Result<ChatId, ChatError> {
        todo!()
    }

    /// Makes a chat that goes by the rules of `kind`. `user` is its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and chats.
    pub fn create_group_of_kind(&mut self, user: UserId, kind: impl ChatKind + 'static) -> Result<ChatId, ChatError> {
        todo!()
    }

    /// The chats that `user` is in, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// Linear in their number, and O(log n) with n memberships.
    pub fn chats(&self, user: UserId) -> Result<Vec<ChatId>, ChatError> {
        todo!()
    }

    /// Whether `user` may do `action` in `chat`. Every operation on a chat asks this first.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownChat`](ChatError::UnknownChat); [`NotInChat`](ChatError::NotInChat);
    /// [`NotAllowed`](ChatError::NotAllowed) if the kind of the chat says no.
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members.
    pub fn authorize(&self, user: UserId, chat: ChatId, action: Action) -> Result<(), ChatError> {
        todo!()
    }

    /// Adds a message of `user` to `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Post`]; then [`BlankText`](ChatError::BlankText) and
    /// [`TextTooLong`](ChatError::TextTooLong).
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members, however long the history is; and O(log n) for each
    /// member or for each user with a subscription, whichever are fewer.
    pub fn post(&mut self, user: UserId, chat: ChatId, text: &str) -> Result<MessageId, ChatError> {
        todo!()
    }

    /// All messages of `chat`, the oldest first.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members; then O(log u) for each message that is looked at, with
    /// u users.
    pub fn messages(&self, user: UserId, chat: ChatId) -> Result<Messages<'_>, ChatError> {
        todo!()
    }

    /// Who is in `chat`, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    ///
    /// # Cost
    ///
    /// Linear in their number, and O(log n) with n users, chats and friendships.
    pub fn members(&self, user: UserId, chat: ChatId) -> Result<Vec<UserId>, ChatError> {
        todo!()
    }

    /// Brings a friend of `user` into `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Invite`]. Then, of `friend`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`AlreadyInChat`](ChatError::AlreadyInChat); [`NotFriends`](ChatError::NotFriends).
    ///
    /// # Cost
    ///
    /// As [`post`](Self::post).
    pub fn invite(&mut self, user: UserId, chat: ChatId, friend: UserId) -> Result<(), ChatError> {
        todo!()
    }

    /// Takes `member` out of `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::RemoveMember`]. Then, of `member`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`Yourself`](ChatError::Yourself) if it is `user`; [`NotInChat`](ChatError::NotInChat).
    ///
    /// # Cost
    ///
    /// As [`post`](Self::post).
    pub fn remove_member(&mut self, user: UserId, chat: ChatId, member: UserId) -> Result<(), ChatError> {
        todo!()
    }

    /// Takes `user` out of `chat`. The last to leave ends it.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Leave`].
    ///
    /// # Cost
    ///
    /// As [`post`](Self::post).
    pub fn leave(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        todo!()
    }

    /// A copy of `chat` to keep.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    ///
    /// # Cost
    ///
    /// O(log u) for each message and member, with u users; and as [`authorize`](Self::authorize).
    pub fn transcript(&self, user: UserId, chat: ChatId) -> Result<Transcript, ChatError> {
        todo!()
    }

    // Leaving, and being told.

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
        todo!()
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
        todo!()
    }
}
