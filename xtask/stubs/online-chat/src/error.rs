//! Errors.

use thiserror::Error;

use crate::ids::{ChatId, RequestId, UserId};
use crate::kind::Action;
use crate::message::MAX_TEXT;
use crate::request::RequestStatus;

/// The reason why an operation was refused. A refused operation changes nothing and notifies nobody.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChatError {
    /// The name is blank.
    #[error("a name must not be blank")]
    BlankName,
    /// Another user has the name.
    #[error("the name {name:?} is taken")]
    NameTaken {
        /// The name, trimmed.
        name: String,
    },
    /// The id was never issued.
    #[error("there is no user {0}")]
    UnknownUser(UserId),
    /// The user was removed.
    #[error("user {0} has been removed")]
    RemovedUser(UserId),
    /// The verifier did not accept the password.
    #[error("wrong password for user {0}")]
    WrongPassword(UserId),
    /// Users cannot do this to themselves.
    #[error("user {0} cannot do this to themselves")]
    Yourself(UserId),
    /// The two are friends, so there is nothing to request.
    #[error("users {user} and {other} are friends already")]
    AlreadyFriends {
        /// The sender.
        user: UserId,
        /// The friend.
        other: UserId,
    },
    /// The user's earlier request to the same recipient is pending.
    #[error("request {0} awaits its answer")]
    AlreadyPending(RequestId),
    /// The id was never issued, or one of the two users has been removed.
    #[error("there is no request {0}")]
    UnknownRequest(RequestId),
    /// Only the recipient may do this.
    #[error("request {request} was not sent to user {user}")]
    NotRecipient {
        /// The user who tried.
        user: UserId,
        /// The request.
        request: RequestId,
    },
    /// The request was answered before.
    #[error("request {request} was answered before: {status:?}")]
    AlreadyAnswered {
        /// The request.
        request: RequestId,
        /// The answer.
        status: RequestStatus,
    },
    /// The two are not friends.
    #[error("users {user} and {other} are not friends")]
    NotFriends {
        /// The user who tried.
        user: UserId,
        /// The user who is not a friend.
        other: UserId,
    },
    /// The id was never issued, or the chat has ended.
    #[error("there is no chat {0}")]
    UnknownChat(ChatId),
    /// The user is not, or no longer, in the chat.
    #[error("user {user} is not in chat {chat}")]
    NotInChat {
        /// The user who is not in the chat.
        user: UserId,
        /// The chat.
        chat: ChatId,
    },
    /// The kind of the chat does not allow the user this action.
    #[error("user {user} may not do this in chat {chat}: {action:?}")]
    NotAllowed {
        /// The user who tried.
        user: UserId,
        /// The chat.
        chat: ChatId,
        /// The action.
        action: Action,
    },
    /// The invited user is in the chat already.
    #[error("user {user} is in chat {chat} already")]
    AlreadyInChat {
        /// The invited user.
        user: UserId,
        /// The chat.
        chat: ChatId,
    },
    /// The text is blank.
    #[error("a text must not be blank")]
    BlankText,
    /// The text has more than [`MAX_TEXT`] characters.
    #[error("a text has at most {MAX_TEXT} characters, not {length}")]
    TextTooLong {
        /// The number of characters.
        length: usize,
    },
}
