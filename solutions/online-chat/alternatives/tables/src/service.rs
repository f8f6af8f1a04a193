//! The service and its operations.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use crate::clock::{Clock, SystemClock};
use crate::error::ChatError;
use crate::event::{Event, Subscriber, Subscription};
use crate::ids::{ChatId, MessageId, RequestId, UserId};
use crate::kind::{Action, ChatKind, Group, Private, Standing};
use crate::message::{Author, Message, Messages};
use crate::request::{FriendRequest, RequestOutcome, RequestStatus};
use crate::table::Table;
use crate::text::check_text;
use crate::transcript::{Participant, Transcript};
use crate::user::{PasswordHash, PasswordVerifier, User};

/// A chat service: the owner of all users, friend requests, friendships and chats.
///
/// Operations take the user who performs them as `user`. If an operation fails, it changes nothing (rule 0.1) and sends
/// no event (rule 6.2). If several errors apply, it returns the one listed first under *Errors* (rule 0.2).
///
/// # Cost
///
/// Lookups by id are constant. Everything else searches all rows of a table.
#[derive(Debug)]
pub struct ChatService<C = SystemClock> {
    clock: C,
    users: Table<User>,
    requests: Table<FriendRequest>,
    /// Each pair once, the lower id first.
    friendships: BTreeSet<(UserId, UserId)>,
    chats: Table<Chat>,
    subscribers: Vec<Subscriber>,
}

/// A chat. Removing a user rewrites the author of their messages.
#[derive(Debug)]
struct Chat {
    id: ChatId,
    kind: Box<dyn ChatKind>,
    memberships: Vec<Membership>,
    messages: Vec<Message>,
}

#[derive(Clone, Copy, Debug)]
struct Membership {
    user: UserId,
    role: Role,
}

/// The role of a user in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Creator,
    Member,
    /// A user of a private chat, with the other one.
    Partner(UserId),
}

impl Chat {
    fn membership(&self, user: UserId) -> Option<&Membership> {
        self.memberships.iter().find(|membership| membership.user == user)
    }

    /// Returns the members, in ascending order of ids.
    fn members(&self) -> Vec<UserId> {
        let mut members: Vec<_> = self.memberships.iter().map(|membership| membership.user).collect();
        members.sort_unstable();
        members
    }
}

/// Returns the two users, the lower id first.
fn pair(one: UserId, other: UserId) -> (UserId, UserId) {
    (one.min(other), one.max(other))
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
        Self {
            clock,
            users: Table::default(),
            requests: Table::default(),
            friendships: BTreeSet::new(),
            chats: Table::default(),
            subscribers: Vec::new(),
        }
    }

    // Users.

    /// Adds a user and returns their id.
    ///
    /// # Errors
    ///
    /// [`BlankName`](ChatError::BlankName) (rule 1.1); [`NameTaken`](ChatError::NameTaken) (rule 1.2).
    pub fn add_user(&mut self, name: &str, password: PasswordHash) -> Result<UserId, ChatError> {
        let name = self.free_name(name, None)?;
        let id = UserId(self.users.issued());
        self.users.add(User { id, name, password });
        Ok(id)
    }

    /// Returns a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn user(&self, user: UserId) -> Result<&User, ChatError> {
        self.users.get(user.0).ok_or_else(|| self.missing(user))
    }

    /// Returns the user with this name, after trimming it.
    #[must_use]
    pub fn find_user(&self, name: &str) -> Option<UserId> {
        let name = name.trim();
        self.users.iter().find(|user| user.name == name).map(|user| user.id)
    }

    /// Renames a user and frees the old name.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken) if another user has the name (rule
    /// 4.5).
    pub fn rename(&mut self, user: UserId, name: &str) -> Result<(), ChatError> {
        self.user(user)?;
        let name = self.free_name(name, Some(user))?;
        self.user_mut(user)?.name = name;
        Ok(())
    }

    /// Replaces the password hash of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn set_password(&mut self, user: UserId, password: PasswordHash) -> Result<(), ChatError> {
        self.user_mut(user)?.password = password;
        Ok(())
    }

    /// Checks the password of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`WrongPassword`](ChatError::WrongPassword) if `verifier` does not accept it (rule 4.6).
    pub fn authenticate(&self, user: UserId, password: &str, verifier: &dyn PasswordVerifier) -> Result<(), ChatError> {
        let hash = &self.user(user)?.password;
        if verifier.verify(password, hash) { Ok(()) } else { Err(ChatError::WrongPassword(user)) }
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
        self.user(user)?;
        self.user(recipient)?;
        if user == recipient {
            return Err(ChatError::Yourself(user));
        }
        if self.are_friends(user, recipient) {
            return Err(ChatError::AlreadyFriends { user, other: recipient });
        }
        let is_between = |request: &&FriendRequest| pair(request.sender, request.recipient) == pair(user, recipient);
        let between = self.requests.iter().filter(is_between).find(|request| request.status.is_pending());
        match between.copied() {
            Some(request) if request.sender == user => Err(ChatError::AlreadyPending(request.id)),
            Some(request) => self.accept_request(user, request.id).map(|()| RequestOutcome::Accepted(request.id)),
            None => {
                let request = RequestId(self.requests.issued());
                let (status, sent) = (RequestStatus::Unread, self.clock.now());
                self.requests.add(FriendRequest { id: request, sender: user, recipient, status, sent });
                self.notify(&[recipient], user, Event::RequestReceived { request, from: user });
                Ok(RequestOutcome::Sent(request))
            }
        }
    }

    /// Returns a request that was sent to `user`, and marks it as read if it was unread.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownRequest`](ChatError::UnknownRequest) (rule 0.4); [`NotRecipient`](ChatError::NotRecipient) (rule 4.9).
    pub fn read_request(&mut self, user: UserId, request: RequestId) -> Result<FriendRequest, ChatError> {
        let received = self.sent_to(user, request)?;
        if received.status == RequestStatus::Unread {
            received.status = RequestStatus::Read;
        }
        Ok(*received)
    }

    /// Accepts a request that was sent to `user`. The two become friends.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownRequest`](ChatError::UnknownRequest) (rule 0.4); [`NotRecipient`](ChatError::NotRecipient) (rule 2.3);
    /// [`AlreadyAnswered`](ChatError::AlreadyAnswered) (rule 2.4).
    pub fn accept_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        let sender = self.answer(user, request, RequestStatus::Accepted)?;
        self.friendships.insert(pair(user, sender));
        self.notify(&[sender], user, Event::RequestAccepted { request, by: user });
        Ok(())
    }

    /// Rejects a request that was sent to `user`. The sender may send another.
    ///
    /// # Errors
    ///
    /// Same as [`accept_request`](Self::accept_request) (rules 0.4, 2.3, 2.4).
    pub fn reject_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        let sender = self.answer(user, request, RequestStatus::Rejected)?;
        self.notify(&[sender], user, Event::RequestRejected { request, by: user });
        Ok(())
    }

    /// Returns the requests that `user` sent or received, including answered ones, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn requests(&self, user: UserId) -> Result<Vec<FriendRequest>, ChatError> {
        self.user(user)?;
        let is_theirs = |request: &&FriendRequest| [request.sender, request.recipient].contains(&user);
        Ok(self.requests.iter().filter(is_theirs).copied().collect())
    }

    /// Returns the friends of `user`, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn friends(&self, user: UserId) -> Result<Vec<UserId>, ChatError> {
        self.user(user)?;
        // The set is ordered, so pairs where `user` is second come first, and the friends are in ascending order.
        let theirs = self.friendships.iter().filter(|&&(low, high)| low == user || high == user);
        Ok(theirs.map(|&(low, high)| if low == user { high } else { low }).collect())
    }

    /// Ends the friendship of `user` and `friend`, for both.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of `user`, then of `friend`
    /// (rule 0.4); [`NotFriends`](ChatError::NotFriends), also if both are the same user (rule 5.1).
    pub fn unfriend(&mut self, user: UserId, friend: UserId) -> Result<(), ChatError> {
        self.require_friends(user, friend)?;
        self.friendships.remove(&pair(user, friend));
        self.notify(&[friend], user, Event::FriendshipEnded { by: user });
        Ok(())
    }

    // Chats.

    /// Returns the private chat of `user` and `friend`, after creating it if there is none.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of `user`, then of `friend`
    /// (rule 0.4); [`NotFriends`](ChatError::NotFriends), also if both are the same user (rule 3.2).
    pub fn open_private(&mut self, user: UserId, friend: UserId) -> Result<ChatId, ChatError> {
        self.require_friends(user, friend)?;
        let is_with_friend = |membership: &Membership| membership.role == Role::Partner(friend);
        if let Some(room) = self.chats.iter().find(|room| room.membership(user).is_some_and(is_with_friend)) {
            return Ok(room.id);
        }
        let partner = |user, other| Membership { user, role: Role::Partner(other) };
        let chat = self.add_chat(Box::new(Private), vec![partner(user, friend), partner(friend, user)]);
        self.notify(&[friend], user, Event::ChatOpened { chat, by: user });
        Ok(chat)
    }

    /// Creates a group. `user` becomes its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn create_group(&mut self, user: UserId) -> Result<ChatId, ChatError> {
        self.create_group_of_kind(user, Group)
    }

    /// Creates a chat with the permissions of `kind`. `user` becomes its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn create_group_of_kind(&mut self, user: UserId, kind: impl ChatKind + 'static) -> Result<ChatId, ChatError> {
        self.user(user)?;
        Ok(self.add_chat(Box::new(kind), vec![Membership { user, role: Role::Creator }]))
    }

    /// Returns the chats that `user` is in, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn chats(&self, user: UserId) -> Result<Vec<ChatId>, ChatError> {
        self.user(user)?;
        Ok(self.chats.iter().filter(|room| room.membership(user).is_some()).map(|room| room.id).collect())
    }

    /// Checks that `user` may perform `action` in `chat`. Every operation on a chat starts with this check.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownChat`](ChatError::UnknownChat) (rule 0.4); [`NotInChat`](ChatError::NotInChat) (rule 3.8);
    /// [`NotAllowed`](ChatError::NotAllowed) if the kind of the chat does not allow it (rule 3.7).
    pub fn authorize(&self, user: UserId, chat: ChatId, action: Action) -> Result<(), ChatError> {
        self.authorized_chat(user, chat, action).map(drop)
    }

    /// Posts a message of `user` in `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Post`] (rule 3.6); then
    /// [`BlankText`](ChatError::BlankText) (rule 3.4) and [`TextTooLong`](ChatError::TextTooLong) (rule 4.11).
    pub fn post(&mut self, user: UserId, chat: ChatId, text: &str) -> Result<MessageId, ChatError> {
        self.authorize(user, chat, Action::Post)?;
        check_text(text)?;
        let sent = self.clock.now();
        let room = self.chat_mut(chat)?;
        let id = MessageId(room.messages.len() as u64);
        room.messages.push(Message { id, author: Author::User(user), text: text.to_owned(), sent });
        let members = room.members();
        self.notify(&members, user, Event::MessagePosted { chat, message: id, author: user });
        Ok(id)
    }

    /// Returns all messages of `chat`, the oldest first.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 3.6).
    pub fn messages(&self, user: UserId, chat: ChatId) -> Result<Messages<'_>, ChatError> {
        Ok(Messages { messages: self.authorized_chat(user, chat, Action::Read)?.messages.iter() })
    }

    /// Returns the members of `chat`, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 3.6).
    pub fn members(&self, user: UserId, chat: ChatId) -> Result<Vec<UserId>, ChatError> {
        Ok(self.authorized_chat(user, chat, Action::Read)?.members())
    }

    /// Adds a friend of `user` to `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Invite`] (rule 3.6); then, for `friend`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`AlreadyInChat`](ChatError::AlreadyInChat); [`NotFriends`](ChatError::NotFriends) (rule 4.3).
    pub fn invite(&mut self, user: UserId, chat: ChatId, friend: UserId) -> Result<(), ChatError> {
        let room = self.authorized_chat(user, chat, Action::Invite)?;
        self.user(friend)?;
        if room.membership(friend).is_some() {
            return Err(ChatError::AlreadyInChat { user: friend, chat });
        }
        self.require_friends(user, friend)?;
        let room = self.chat_mut(chat)?;
        room.memberships.push(Membership { user: friend, role: Role::Member });
        let members = room.members();
        self.notify(&members, user, Event::MemberJoined { chat, user: friend, by: user });
        Ok(())
    }

    /// Removes `member` from `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::RemoveMember`] (rule 3.6); then, for `member`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`Yourself`](ChatError::Yourself) if it is `user`; [`NotInChat`](ChatError::NotInChat) (rule 5.3).
    pub fn remove_member(&mut self, user: UserId, chat: ChatId, member: UserId) -> Result<(), ChatError> {
        let room = self.authorized_chat(user, chat, Action::RemoveMember)?;
        self.user(member)?;
        if member == user {
            return Err(ChatError::Yourself(user));
        }
        if room.membership(member).is_none() {
            return Err(ChatError::NotInChat { user: member, chat });
        }
        let members = room.members();
        self.remove_membership(member, chat)?;
        self.notify(&members, user, Event::MemberRemoved { chat, user: member, by: user });
        Ok(())
    }

    /// Removes `user` from `chat`. The chat ends when its last member leaves.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Leave`] (rule 3.6).
    pub fn leave(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        let members = self.authorized_chat(user, chat, Action::Leave)?.members();
        self.remove_membership(user, chat)?;
        self.notify(&members, user, Event::MemberLeft { chat, user });
        Ok(())
    }

    /// Returns a transcript of `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 7.4).
    pub fn transcript(&self, user: UserId, chat: ChatId) -> Result<Transcript, ChatError> {
        let room = self.authorized_chat(user, chat, Action::Read)?;
        let is_in_it = |user: &&User| {
            room.membership(user.id).is_some()
                || room.messages.iter().any(|message| message.author == Author::User(user.id))
        };
        let participants = self.users.iter().filter(is_in_it);
        let participants = participants.map(|user| Participant { user: user.id, name: user.name.clone() });
        Ok(Transcript::of(chat, participants.collect(), room.messages.clone()))
    }

    // Removal and subscriptions.

    /// Removes a user, their friendships and their requests, and takes them out of all chats.
    ///
    /// Their messages stay, but with [`Author::Removed`](crate::Author::Removed) as the author. Their name becomes
    /// free, whereas their id is not issued again.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn remove_user(&mut self, user: UserId) -> Result<(), ChatError> {
        self.user(user)?;
        let mut affected = Vec::new();
        self.requests.retain(|request| {
            let pair = [request.sender, request.recipient];
            let ends = pair.contains(&user);
            if ends {
                affected.extend(pair);
            }
            !ends
        });
        self.friendships.retain(|&(one, other)| {
            let ends = one == user || other == user;
            if ends {
                affected.extend([one, other]);
            }
            !ends
        });
        self.chats.retain(|room| {
            if room.membership(user).is_some() {
                room.memberships.retain(|membership| membership.user != user);
                affected.append(&mut room.members());
            }
            let written = room.messages.iter_mut().filter(|message| message.author == Author::User(user));
            written.for_each(|message| message.author = Author::Removed);
            !room.memberships.is_empty()
        });
        self.users.remove(user.0);
        self.subscribers.retain(|subscriber| subscriber.user != user);
        self.notify(&affected, user, Event::UserRemoved { user });
        Ok(())
    }

    /// Creates a subscription that receives the events for `user` from now on.
    ///
    /// The subscription holds at most `capacity` events. If a user has several subscriptions, all of them receive the
    /// same events. Once the user is removed, no more events arrive.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    pub fn subscribe(&mut self, user: UserId, capacity: NonZeroUsize) -> Result<Subscription, ChatError> {
        self.user(user)?;
        self.subscribers.retain(|subscriber| !subscriber.is_dropped());
        let (subscriber, subscription) = Subscriber::new(user, capacity);
        self.subscribers.push(subscriber);
        Ok(subscription)
    }

    fn user_mut(&mut self, user: UserId) -> Result<&mut User, ChatError> {
        let missing = self.missing(user);
        self.users.get_mut(user.0).ok_or(missing)
    }

    /// Returns the error for an absent user.
    fn missing(&self, user: UserId) -> ChatError {
        let was_issued = user.0 < self.users.issued();
        if was_issued { ChatError::RemovedUser(user) } else { ChatError::UnknownUser(user) }
    }

    /// Returns the trimmed `name`, unless it is blank or taken by a user other than `owner`.
    fn free_name(&self, name: &str, owner: Option<UserId>) -> Result<String, ChatError> {
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(ChatError::BlankName);
        }
        match self.find_user(&name) {
            Some(holder) if Some(holder) != owner => Err(ChatError::NameTaken { name }),
            _ => Ok(name),
        }
    }

    fn are_friends(&self, one: UserId, other: UserId) -> bool {
        self.friendships.contains(&pair(one, other))
    }

    fn require_friends(&self, user: UserId, other: UserId) -> Result<(), ChatError> {
        self.user(user)?;
        self.user(other)?;
        if self.are_friends(user, other) { Ok(()) } else { Err(ChatError::NotFriends { user, other }) }
    }

    fn sent_to(&mut self, user: UserId, request: RequestId) -> Result<&mut FriendRequest, ChatError> {
        self.user(user)?;
        let received = self.requests.get_mut(request.0).ok_or(ChatError::UnknownRequest(request))?;
        if received.recipient == user { Ok(received) } else { Err(ChatError::NotRecipient { user, request }) }
    }

    /// Records the answer to a request and returns its sender.
    fn answer(&mut self, user: UserId, request: RequestId, answer: RequestStatus) -> Result<UserId, ChatError> {
        let FriendRequest { status, sender, .. } = self.sent_to(user, request)?;
        if !status.is_pending() {
            return Err(ChatError::AlreadyAnswered { request, status: *status });
        }
        *status = answer;
        Ok(*sender)
    }

    /// Returns the chat if `user` may perform `action` in it.
    fn authorized_chat(&self, user: UserId, chat: ChatId, action: Action) -> Result<&Chat, ChatError> {
        self.user(user)?;
        let room = self.chats.get(chat.0).ok_or(ChatError::UnknownChat(chat))?;
        let membership = room.membership(user).ok_or(ChatError::NotInChat { user, chat })?;
        let standing = match membership.role {
            Role::Creator => Standing::Creator,
            Role::Member => Standing::Member,
            Role::Partner(other) if self.are_friends(user, other) => Standing::Friend,
            Role::Partner(_) => Standing::FormerFriend,
        };
        if room.kind.allows(standing, action) { Ok(room) } else { Err(ChatError::NotAllowed { user, chat, action }) }
    }

    fn chat_mut(&mut self, chat: ChatId) -> Result<&mut Chat, ChatError> {
        self.chats.get_mut(chat.0).ok_or(ChatError::UnknownChat(chat))
    }

    fn add_chat(&mut self, kind: Box<dyn ChatKind>, memberships: Vec<Membership>) -> ChatId {
        let id = ChatId(self.chats.issued());
        self.chats.add(Chat { id, kind, memberships, messages: Vec::new() });
        id
    }

    /// Removes `user` from `chat`. The chat ends with its last member.
    fn remove_membership(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        let room = self.chat_mut(chat)?;
        room.memberships.retain(|membership| membership.user != user);
        if room.memberships.is_empty() {
            self.chats.remove(chat.0);
        }
        Ok(())
    }

    /// Sends an event to all `users` except `actor`.
    fn notify(&mut self, users: &[UserId], actor: UserId, event: Event) {
        self.subscribers.retain(|subscriber| !subscriber.is_dropped());
        for subscriber in &self.subscribers {
            if subscriber.user != actor && users.contains(&subscriber.user) {
                subscriber.receive(event);
            }
        }
    }
}
