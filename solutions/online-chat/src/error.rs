//! Why an operation was refused.

use thiserror::Error;

use crate::ids::{ChatId, RequestId, UserId};
use crate::kind::Action;
use crate::message::MAX_TEXT;
use crate::request::RequestStatus;

/// Why an operation was refused. A refused operation has changed nothing and told nobody.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChatError {
    /// A name without any character that is not white space.
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
    /// The user was there and has been removed.
    #[error("user {0} has been removed")]
    RemovedUser(UserId),
    /// The verifier did not accept the password.
    #[error("wrong password for user {0}")]
    WrongPassword(UserId),
    /// Users cannot do this to themselves.
    #[error("user {0} cannot do this to themselves")]
    Yourself(UserId),
    /// A request between friends.
    #[error("users {user} and {other} are friends already")]
    AlreadyFriends {
        /// Who asked.
        user: UserId,
        /// The friend.
        other: UserId,
    },
    /// A second request while the first awaits its answer.
    #[error("request {0} awaits its answer")]
    AlreadyPending(RequestId),
    /// The id was never issued, or one of the two users has been removed.
    #[error("there is no request {0}")]
    UnknownRequest(RequestId),
    /// Only the recipient may do this.
    #[error("request {request} was not sent to user {user}")]
    NotRecipient {
        /// Who tried.
        user: UserId,
        /// The request.
        request: RequestId,
    },
    /// The request has had its answer.
    #[error("request {request} was answered before: {status:?}")]
    AlreadyAnswered {
        /// The request.
        request: RequestId,
        /// The answer.
        status: RequestStatus,
    },
    /// This takes friends.
    #[error("users {user} and {other} are not friends")]
    NotFriends {
        /// Who tried.
        user: UserId,
        /// Who is no friend.
        other: UserId,
    },
    /// The id was never issued, or the chat has ended.
    #[error("there is no chat {0}")]
    UnknownChat(ChatId),
    /// The user is not, or no longer, in the chat.
    #[error("user {user} is not in chat {chat}")]
    NotInChat {
        /// Who is not in it.
        user: UserId,
        /// The chat.
        chat: ChatId,
    },
    /// The kind of the chat does not allow this to the user.
    #[error("user {user} may not do this in chat {chat}: {action:?}")]
    NotAllowed {
        /// Who tried.
        user: UserId,
        /// The chat.
        chat: ChatId,
        /// What was tried.
        action: Action,
    },
    /// The user to invite is in the chat.
    #[error("user {user} is in chat {chat} already")]
    AlreadyInChat {
        /// Who was invited.
        user: UserId,
        /// The chat.
        chat: ChatId,
    },
    /// A text without any character that is not white space.
    #[error("a text must not be blank")]
    BlankText,
    /// A text of more than [`MAX_TEXT`] characters.
    #[error("a text has at most {MAX_TEXT} characters, not {length}")]
    TextTooLong {
        /// How many characters there are.
        length: usize,
    },
}
