//! Friend requests.

use enum_iterator::Sequence;

use crate::clock::Timestamp;
use crate::ids::{RequestId, UserId};

/// How far a request has come.
///
/// # Examples
///
/// ```
/// use online_chat_solution::RequestStatus;
///
/// assert_eq!(enum_iterator::cardinality::<RequestStatus>(), 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum RequestStatus {
    /// The recipient has not looked at it.
    Unread,
    /// The recipient has looked at it and not answered.
    Read,
    /// The recipient has said yes.
    Accepted,
    /// The recipient has said no.
    Rejected,
}

impl RequestStatus {
    /// Whether an answer is awaited.
    ///
    /// # Examples
    ///
    /// ```
    /// use online_chat_solution::RequestStatus;
    ///
    /// assert!(RequestStatus::Read.is_pending());
    /// assert!(!RequestStatus::Rejected.is_pending());
    /// ```
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Unread | Self::Read)
    }
}

/// A request of one user to be a friend of another.
///
/// # Examples
///
/// ```
/// use online_chat_solution::{ChatService, PasswordHash, RequestStatus};
///
/// let mut service = ChatService::new();
/// let ada = service.add_user("Ada", PasswordHash::new("7d5c"))?;
/// let ben = service.add_user("Ben", PasswordHash::new("03fa"))?;
/// service.send_request(ada, ben)?;
/// let request = service.requests(ben)?[0];
/// assert_eq!((request.sender, request.status), (ada, RequestStatus::Unread));
/// # Ok::<_, online_chat_solution::ChatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FriendRequest {
    /// The request's id.
    pub id: RequestId,
    /// Who sent it.
    pub sender: UserId,
    /// Who may answer it.
    pub recipient: UserId,
    /// How far it has come.
    pub status: RequestStatus,
    /// When it was sent.
    pub sent: Timestamp,
}

/// What came of sending a request.
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
/// assert_eq!(service.send_request(ben, ada)?, RequestOutcome::Accepted(RequestId(0)));
/// # Ok::<_, online_chat_solution::ChatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestOutcome {
    /// There is a new request.
    Sent(RequestId),
    /// It crossed this request, which is accepted now. There is no new one.
    Accepted(RequestId),
}
