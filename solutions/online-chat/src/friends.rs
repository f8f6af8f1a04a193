//! Who is whose friend, and who has asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::clock::Timestamp;
use crate::error::ChatError;
use crate::ids::{RequestId, UserId};
use crate::request::{FriendRequest, RequestStatus};

/// Two users, whoever is named first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    low: UserId,
    high: UserId,
}

impl Pair {
    pub(crate) fn of(one: UserId, other: UserId) -> Self {
        Self { low: one.min(other), high: one.max(other) }
    }

    /// The other of the two.
    pub(crate) fn other(self, one: UserId) -> UserId {
        if one == self.low { self.high } else { self.low }
    }
}

/// The friendships: each pair in both directions, so that the friends of one stand together.
#[derive(Debug, Default)]
pub(crate) struct Friendships {
    links: BTreeSet<(UserId, UserId)>,
}

impl Friendships {
    pub(crate) fn link(&mut self, one: UserId, other: UserId) {
        self.links.insert((one, other));
        self.links.insert((other, one));
    }

    /// Ends a friendship; `false` if there is none.
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

    /// Ends all friendships of `user`; tells with whom.
    pub(crate) fn forget(&mut self, user: UserId) -> BTreeSet<UserId> {
        let friends: BTreeSet<_> = self.of(user).collect();
        for &friend in &friends {
            self.unlink(user, friend);
        }
        friends
    }
}

/// The requests by id, those of each user, and the one that a pair has to answer, if any.
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

    /// The request between the two that awaits its answer, whoever sent it.
    pub(crate) fn pending(&self, one: UserId, other: UserId) -> Option<&FriendRequest> {
        self.by_id.get(self.pending.get(&Pair::of(one, other))?)
    }

    pub(crate) fn add(&mut self, sender: UserId, recipient: UserId, sent: Timestamp) -> RequestId {
        let id = RequestId(self.issued);
        self.issued += 1;
        self.by_id.insert(id, FriendRequest { id, sender, recipient, status: RequestStatus::Unread, sent });
        self.by_user.extend([(sender, id), (recipient, id)]);
        self.pending.insert(Pair::of(sender, recipient), id);
        id
    }

    /// The request, if it was sent to `user`.
    pub(crate) fn sent_to(&mut self, user: UserId, request: RequestId) -> Result<&mut FriendRequest, ChatError> {
        match self.by_id.get_mut(&request) {
            None => Err(ChatError::UnknownRequest(request)),
            Some(known) if known.recipient != user => Err(ChatError::NotRecipient { user, request }),
            Some(known) => Ok(known),
        }
    }

    /// Gives a request its answer; tells who sent it.
    pub(crate) fn answer(
        &mut self,
        user: UserId,
        request: RequestId,
        answer: RequestStatus,
    ) -> Result<UserId, ChatError> {
        let known = self.sent_to(user, request)?;
        if !known.status.is_pending() {
            return Err(ChatError::AlreadyAnswered { request, status: known.status });
        }
        known.status = answer;
        let sender = known.sender;
        self.pending.remove(&Pair::of(sender, user));
        Ok(sender)
    }

    /// Drops all requests from and to `user`; tells who the others were.
    pub(crate) fn forget(&mut self, user: UserId) -> BTreeSet<UserId> {
        let dropped: Vec<_> = self.of(user).copied().collect();
        let mut others = BTreeSet::new();
        for FriendRequest { id, sender, recipient, .. } in dropped {
            let pair = Pair::of(sender, recipient);
            self.by_id.remove(&id);
            self.by_user.remove(&(sender, id));
            self.by_user.remove(&(recipient, id));
            self.pending.remove(&pair);
            others.insert(pair.other(user));
        }
        others
    }
}
