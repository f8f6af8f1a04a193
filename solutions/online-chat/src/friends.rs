//! Friendships and friend requests.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::clock::Timestamp;
use crate::error::ChatError;
use crate::ids::{RequestId, UserId};
use crate::request::{FriendRequest, RequestStatus};

/// An unordered pair of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    low: UserId,
    high: UserId,
}

impl Pair {
    pub(crate) fn new(one: UserId, other: UserId) -> Self {
        Self { low: one.min(other), high: one.max(other) }
    }

    /// Returns the other user of the pair.
    pub(crate) fn other(self, one: UserId) -> UserId {
        if one == self.low { self.high } else { self.low }
    }
}

/// All friendships, stored in both directions, so the friends of one user are adjacent.
#[derive(Debug, Default)]
pub(crate) struct Friendships {
    links: BTreeSet<(UserId, UserId)>,
}

impl Friendships {
    pub(crate) fn link(&mut self, one: UserId, other: UserId) {
        self.links.insert((one, other));
        self.links.insert((other, one));
    }

    /// Ends a friendship. Returns `false` if there was none.
    pub(crate) fn unlink(&mut self, one: UserId, other: UserId) -> bool {
        self.links.remove(&(other, one));
        self.links.remove(&(one, other))
    }

    pub(crate) fn contains(&self, one: UserId, other: UserId) -> bool {
        self.links.contains(&(one, other))
    }

    pub(crate) fn of(&self, user: UserId) -> impl Iterator<Item = UserId> {
        self.links.range((user, UserId(0))..=(user, UserId(u64::MAX))).map(|&(_, friend)| friend)
    }

    /// Ends all friendships of `user`. Returns the former friends.
    pub(crate) fn remove_user(&mut self, user: UserId) -> BTreeSet<UserId> {
        let friends: BTreeSet<_> = self.of(user).collect();
        for &friend in &friends {
            self.unlink(user, friend);
        }
        friends
    }
}

/// All requests, with an index by user and an index of pending requests by pair.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    issued: u64,
    by_id: BTreeMap<RequestId, FriendRequest>,
    by_user: BTreeSet<(UserId, RequestId)>,
    pending: HashMap<Pair, RequestId>,
}

impl Requests {
    pub(crate) fn of(&self, user: UserId) -> impl Iterator<Item = &FriendRequest> {
        let ids = self.by_user.range((user, RequestId(0))..=(user, RequestId(u64::MAX)));
        ids.filter_map(|(_, id)| self.by_id.get(id))
    }

    /// Returns the pending request between two users, in either direction.
    pub(crate) fn pending(&self, one: UserId, other: UserId) -> Option<&FriendRequest> {
        self.by_id.get(self.pending.get(&Pair::new(one, other))?)
    }

    pub(crate) fn add(&mut self, sender: UserId, recipient: UserId, sent: Timestamp) -> RequestId {
        let id = RequestId(self.issued);
        self.issued += 1;
        self.by_id.insert(id, FriendRequest { id, sender, recipient, status: RequestStatus::Unread, sent });
        self.by_user.extend([(sender, id), (recipient, id)]);
        self.pending.insert(Pair::new(sender, recipient), id);
        id
    }

    /// Returns the request, if it was sent to `user`.
    pub(crate) fn sent_to(&mut self, user: UserId, request: RequestId) -> Result<&mut FriendRequest, ChatError> {
        let received = self.by_id.get_mut(&request).ok_or(ChatError::UnknownRequest(request))?;
        if received.recipient == user { Ok(received) } else { Err(ChatError::NotRecipient { user, request }) }
    }

    /// Records the answer to a request and returns its sender.
    pub(crate) fn answer(
        &mut self,
        user: UserId,
        request: RequestId,
        answer: RequestStatus,
    ) -> Result<UserId, ChatError> {
        let FriendRequest { status, sender, .. } = self.sent_to(user, request)?;
        if !status.is_pending() {
            return Err(ChatError::AlreadyAnswered { request, status: *status });
        }
        *status = answer;
        let sender = *sender;
        self.pending.remove(&Pair::new(sender, user));
        Ok(sender)
    }

    /// Removes all requests from and to `user`. Returns the other users of those requests.
    pub(crate) fn remove_user(&mut self, user: UserId) -> BTreeSet<UserId> {
        let dropped: Vec<_> = self.of(user).copied().collect();
        let mut others = BTreeSet::new();
        for FriendRequest { id, sender, recipient, .. } in dropped {
            let pair = Pair::new(sender, recipient);
            self.by_id.remove(&id);
            self.by_user.remove(&(sender, id));
            self.by_user.remove(&(recipient, id));
            self.pending.remove(&pair);
            others.insert(pair.other(user));
        }
        others
    }
}
