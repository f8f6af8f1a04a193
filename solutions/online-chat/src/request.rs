//! Friend requests.

use enum_iterator::Sequence;

use crate::clock::Timestamp;
use crate::ids::{RequestId, UserId};

/// How far a request has come.
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
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Unread | Self::Read)
    }
}

/// A request of one user to be a friend of another.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestOutcome {
    /// There is a new request.
    Sent(RequestId),
    /// It crossed this request, which is accepted now. There is no new one.
    Accepted(RequestId),
}
