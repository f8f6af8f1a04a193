//! Errors.

use thiserror::Error;

use crate::ids::{ChatId, RequestId, UserId};
use crate::kind::Action;
use crate::message::MAX_TEXT;
use crate::request::RequestStatus;

/// The reason why an operation failed. When an operation fails, it changes nothing and sends no event.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChatError {
    /// The name is blank.
    #[error("the name is blank")]
    BlankName,
    /// Another user has the name.
    #[error("the name {name:?} is already taken")]
    NameTaken {
        /// The name, trimmed.
        name: String,
    },
    /// The id was never issued.
    #[error("unknown user {0}")]
    UnknownUser(UserId),
    /// The user was removed.
    #[error("user {0} was removed")]
    RemovedUser(UserId),
    /// The verifier did not accept the password.
    #[error("wrong password for user {0}")]
    WrongPassword(UserId),
    /// Users cannot do this to themselves.
    #[error("user {0} cannot do this to themselves")]
    Yourself(UserId),
    /// The two users are already friends.
    #[error("users {user} and {other} are already friends")]
    AlreadyFriends {
        /// The sender.
        user: UserId,
        /// The friend.
        other: UserId,
    },
    /// An earlier request to the same recipient is pending.
    #[error("request {0} is still pending")]
    AlreadyPending(RequestId),
    /// The id was never issued, or one of the two users was removed.
    #[error("unknown request {0}")]
    UnknownRequest(RequestId),
    /// Only the recipient may do this.
    #[error("request {request} was not sent to user {user}")]
    NotRecipient {
        /// The user who tried.
        user: UserId,
        /// The request.
        request: RequestId,
    },
    /// The request already has an answer.
    #[error("request {request} was already answered: {status:?}")]
    AlreadyAnswered {
        /// The request.
        request: RequestId,
        /// The answer.
        status: RequestStatus,
    },
    /// The two users are not friends.
    #[error("users {user} and {other} are not friends")]
    NotFriends {
        /// The user who tried.
        user: UserId,
        /// The user who is not a friend.
        other: UserId,
    },
    /// The id was never issued, or the chat has ended.
    #[error("unknown chat {0}")]
    UnknownChat(ChatId),
    /// The user is not in the chat, or no longer in it.
    #[error("user {user} is not in chat {chat}")]
    NotInChat {
        /// The user who is not in the chat.
        user: UserId,
        /// The chat.
        chat: ChatId,
    },
    /// The kind of the chat does not allow the action for this user.
    #[error("permission denied for user {user} in chat {chat}: {action:?}")]
    NotAllowed {
        /// The user who tried.
        user: UserId,
        /// The chat.
        chat: ChatId,
        /// The action.
        action: Action,
    },
    /// The invited user is already in the chat.
    #[error("user {user} is already in chat {chat}")]
    AlreadyInChat {
        /// The invited user.
        user: UserId,
        /// The chat.
        chat: ChatId,
    },
    /// The text is blank.
    #[error("the text is blank")]
    BlankText,
    /// The text has more than [`MAX_TEXT`] characters.
    #[error("the text has {length} characters, but the maximum is {MAX_TEXT}")]
    TextTooLong {
        /// The number of characters.
        length: usize,
    },
}
