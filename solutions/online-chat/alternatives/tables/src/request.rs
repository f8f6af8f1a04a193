//! Friend requests.

use enum_iterator::Sequence;

use crate::clock::Timestamp;
use crate::ids::{RequestId, UserId};

/// The status of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum RequestStatus {
    /// The recipient has not read it.
    Unread,
    /// The recipient has read it but not answered.
    Read,
    /// The recipient accepted it.
    Accepted,
    /// The recipient rejected it.
    Rejected,
}

impl RequestStatus {
    /// Returns whether the request has no answer yet.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Unread | Self::Read)
    }
}

/// A request from one user to become a friend of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FriendRequest {
    /// The request's id.
    pub id: RequestId,
    /// The sender.
    pub sender: UserId,
    /// The recipient.
    pub recipient: UserId,
    /// The status.
    pub status: RequestStatus,
    /// The time it was sent.
    pub sent: Timestamp,
}

/// The result of sending a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestOutcome {
    /// A new request was sent.
    Sent(RequestId),
    /// The recipient's pending request was accepted. No new request was created.
    Accepted(RequestId),
}
