//! The service, which owns everything.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use crate::clock::{Clock, SystemClock};
use crate::error::ChatError;
use crate::event::{Event, Listener, Subscription};
use crate::ids::{ChatId, MessageId, RequestId, UserId};
use crate::kind::{Action, ChatKind, Group, Private, Standing};
use crate::message::{Author, MAX_TEXT, Message, Messages};
use crate::request::{FriendRequest, RequestOutcome, RequestStatus};
use crate::table::Table;
use crate::transcript::{Participant, Transcript};
use crate::user::{PasswordHash, PasswordVerifier, User};

/// Users, their friendships and their chats.
///
/// The first argument of an operation is who asks for it. An operation that is refused changes nothing and tells
/// nobody. If there are several reasons, the error is the one that stands first under *Errors* of the operation.
///
/// # Cost
///
/// What has an id is found at once; everything else is searched for among all rows of a table.
#[derive(Debug)]
pub struct ChatService<C = SystemClock> {
    clock: C,
    users: Table<User>,
    requests: Table<FriendRequest>,
    /// Each pair once, the lesser id first.
    friendships: BTreeSet<(UserId, UserId)>,
    rooms: Table<Room>,
    listeners: Vec<Listener>,
}

/// A chat. The author of a message is rewritten when they are removed.
#[derive(Debug)]
struct Room {
    id: ChatId,
    kind: Box<dyn ChatKind>,
    seats: Vec<Seat>,
    messages: Vec<Message>,
}

/// A place in a chat.
#[derive(Clone, Copy, Debug)]
struct Seat {
    user: UserId,
    role: Role,
}

/// What a user came into a chat as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Creator,
    Guest,
    /// One of two, with the other.
    Partner(UserId),
}

impl Room {
    fn seat(&self, user: UserId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.user == user)
    }

    /// Who is in it, in ascending order of ids.
    fn people(&self) -> Vec<UserId> {
        let mut people: Vec<_> = self.seats.iter().map(|seat| seat.user).collect();
        people.sort_unstable();
        people
    }
}

/// The two, the lesser id first.
fn pair(one: UserId, other: UserId) -> (UserId, UserId) {
    (one.min(other), one.max(other))
}

/// What every text that is kept has passed.
pub(crate) fn check_text(text: &str) -> Result<(), ChatError> {
    let length = text.chars().count();
    if text.chars().all(char::is_whitespace) {
        Err(ChatError::BlankText)
    } else if length > MAX_TEXT {
        Err(ChatError::TextTooLong { length })
    } else {
        Ok(())
    }
}

impl ChatService {
    /// An empty service by the clock of the machine.
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
    /// An empty service by `clock`.
    #[must_use]
    pub fn with_clock(clock: C) -> Self {
        Self {
            clock,
            users: Table::default(),
            requests: Table::default(),
            friendships: BTreeSet::new(),
            rooms: Table::default(),
            listeners: Vec::new(),
        }
    }

    // Users.

    /// Adds a user and gives them an id.
    ///
    /// # Errors
    ///
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken).
    pub fn add_user(&mut self, name: &str, password: PasswordHash) -> Result<UserId, ChatError> {
        let name = self.free_name(name, None)?;
        let id = UserId(self.users.issued());
        self.users.add(User { id, name, password });
        Ok(id)
    }

    /// What is known of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn user(&self, user: UserId) -> Result<&User, ChatError> {
        self.users.get(user.0).ok_or_else(|| self.missing(user))
    }

    /// The user of that name, if there is one. The name may have white space at its ends.
    #[must_use]
    pub fn find_user(&self, name: &str) -> Option<UserId> {
        let name = name.trim();
        self.users.iter().find(|user| user.name == name).map(|user| user.id)
    }

    /// Gives a user another name; their old one is free then.
    ///
    /// # Errors
    ///
    /// Who asks: [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser). The name:
    /// [`BlankName`](ChatError::BlankName); [`NameTaken`](ChatError::NameTaken) if it is another user's.
    pub fn rename(&mut self, user: UserId, name: &str) -> Result<(), ChatError> {
        self.user(user)?;
        let name = self.free_name(name, Some(user))?;
        self.user_mut(user)?.name = name;
        Ok(())
    }

    /// Gives a user another password.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn set_password(&mut self, user: UserId, password: PasswordHash) -> Result<(), ChatError> {
        self.user_mut(user)?.password = password;
        Ok(())
    }

    /// Checks the password of a user.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`WrongPassword`](ChatError::WrongPassword) if `verifier` does not accept it.
    pub fn authenticate(&self, user: UserId, password: &str, verifier: &dyn PasswordVerifier) -> Result<(), ChatError> {
        let hash = &self.user(user)?.password;
        if verifier.verify(password, hash) { Ok(()) } else { Err(ChatError::WrongPassword(user)) }
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
                self.tell(&[recipient], user, Event::RequestReceived { request, from: user });
                Ok(RequestOutcome::Sent(request))
            }
        }
    }

    /// Looks at a request that was sent to `user`: if it was unread, it is read now.
    ///
    /// # Errors
    ///
    /// Who asks: [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser). The request:
    /// [`UnknownRequest`](ChatError::UnknownRequest), [`NotRecipient`](ChatError::NotRecipient).
    pub fn read_request(&mut self, user: UserId, request: RequestId) -> Result<FriendRequest, ChatError> {
        let known = self.sent_to(user, request)?;
        if known.status == RequestStatus::Unread {
            known.status = RequestStatus::Read;
        }
        Ok(*known)
    }

    /// Says yes to a request that was sent to `user`: the two are friends now.
    ///
    /// # Errors
    ///
    /// Who asks: [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser). The request:
    /// [`UnknownRequest`](ChatError::UnknownRequest), [`NotRecipient`](ChatError::NotRecipient),
    /// [`AlreadyAnswered`](ChatError::AlreadyAnswered).
    pub fn accept_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        let sender = self.answer(user, request, RequestStatus::Accepted)?;
        self.friendships.insert(pair(user, sender));
        self.tell(&[sender], user, Event::RequestAccepted { request, by: user });
        Ok(())
    }

    /// Says no to a request that was sent to `user`. It may be sent again.
    ///
    /// # Errors
    ///
    /// As [`accept_request`](Self::accept_request).
    pub fn reject_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        let sender = self.answer(user, request, RequestStatus::Rejected)?;
        self.tell(&[sender], user, Event::RequestRejected { request, by: user });
        Ok(())
    }

    /// The requests that `user` has sent or was sent, answered ones too, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn requests(&self, user: UserId) -> Result<Vec<FriendRequest>, ChatError> {
        self.user(user)?;
        let is_theirs = |request: &&FriendRequest| [request.sender, request.recipient].contains(&user);
        Ok(self.requests.iter().filter(is_theirs).copied().collect())
    }

    /// The friends of `user`, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn friends(&self, user: UserId) -> Result<Vec<UserId>, ChatError> {
        self.user(user)?;
        // Pairs with a lesser friend come before those with a greater one.
        let theirs = self.friendships.iter().filter(|&&(low, high)| low == user || high == user);
        Ok(theirs.map(|&(low, high)| if low == user { high } else { low }).collect())
    }

    /// Ends the friendship of `user` and `friend`, for both.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of either;
    /// [`NotFriends`](ChatError::NotFriends), also if both are the same.
    pub fn unfriend(&mut self, user: UserId, friend: UserId) -> Result<(), ChatError> {
        self.require_friends(user, friend)?;
        self.friendships.remove(&pair(user, friend));
        self.tell(&[friend], user, Event::FriendshipEnded { by: user });
        Ok(())
    }

    // Chats.

    /// The private chat of `user` and `friend`, which is made if they have none yet.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of either;
    /// [`NotFriends`](ChatError::NotFriends), also if both are the same.
    pub fn open_private(&mut self, user: UserId, friend: UserId) -> Result<ChatId, ChatError> {
        self.require_friends(user, friend)?;
        let is_theirs = |room: &Room| room.seat(user).is_some_and(|seat| seat.role == Role::Partner(friend));
        if let Some(room) = self.rooms.iter().find(|room| is_theirs(room)) {
            return Ok(room.id);
        }
        let seats = vec![Seat { user, role: Role::Partner(friend) }, Seat { user: friend, role: Role::Partner(user) }];
        let chat = self.add_room(Box::new(Private), seats);
        self.tell(&[friend], user, Event::ChatOpened { chat, by: user });
        Ok(chat)
    }

    /// Makes a group. `user` is its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn create_group(&mut self, user: UserId) -> Result<ChatId, ChatError> {
        self.create_group_of_kind(user, Group)
    }

    /// Makes a chat that goes by the rules of `kind`. `user` is its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn create_group_of_kind(&mut self, user: UserId, kind: impl ChatKind + 'static) -> Result<ChatId, ChatError> {
        self.user(user)?;
        Ok(self.add_room(Box::new(kind), vec![Seat { user, role: Role::Creator }]))
    }

    /// The chats that `user` is in, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn chats(&self, user: UserId) -> Result<Vec<ChatId>, ChatError> {
        self.user(user)?;
        Ok(self.rooms.iter().filter(|room| room.seat(user).is_some()).map(|room| room.id).collect())
    }

    /// Whether `user` may do `action` in `chat`. Every operation on a chat asks this first.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownChat`](ChatError::UnknownChat); [`NotInChat`](ChatError::NotInChat);
    /// [`NotAllowed`](ChatError::NotAllowed) if the kind of the chat says no.
    pub fn authorize(&self, user: UserId, chat: ChatId, action: Action) -> Result<(), ChatError> {
        self.enter(user, chat, action).map(drop)
    }

    /// Adds a message of `user` to `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Post`]; then [`BlankText`](ChatError::BlankText) and
    /// [`TextTooLong`](ChatError::TextTooLong).
    pub fn post(&mut self, user: UserId, chat: ChatId, text: &str) -> Result<MessageId, ChatError> {
        self.authorize(user, chat, Action::Post)?;
        check_text(text)?;
        let sent = self.clock.now();
        let room = self.room_mut(chat)?;
        let id = MessageId(room.messages.len() as u64);
        room.messages.push(Message { id, author: Author::User(user), text: text.to_owned(), sent });
        let people = room.people();
        self.tell(&people, user, Event::MessagePosted { chat, message: id, author: user });
        Ok(id)
    }

    /// All messages of `chat`, the oldest first.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    pub fn messages(&self, user: UserId, chat: ChatId) -> Result<Messages<'_>, ChatError> {
        Ok(Messages { kept: self.enter(user, chat, Action::Read)?.messages.iter() })
    }

    /// Who is in `chat`, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    pub fn members(&self, user: UserId, chat: ChatId) -> Result<Vec<UserId>, ChatError> {
        Ok(self.enter(user, chat, Action::Read)?.people())
    }

    /// Brings a friend of `user` into `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Invite`]. Then, of `friend`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`AlreadyInChat`](ChatError::AlreadyInChat); [`NotFriends`](ChatError::NotFriends).
    pub fn invite(&mut self, user: UserId, chat: ChatId, friend: UserId) -> Result<(), ChatError> {
        let room = self.enter(user, chat, Action::Invite)?;
        self.user(friend)?;
        if room.seat(friend).is_some() {
            return Err(ChatError::AlreadyInChat { user: friend, chat });
        }
        self.require_friends(user, friend)?;
        let room = self.room_mut(chat)?;
        room.seats.push(Seat { user: friend, role: Role::Guest });
        let people = room.people();
        self.tell(&people, user, Event::MemberJoined { chat, user: friend, by: user });
        Ok(())
    }

    /// Takes `member` out of `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::RemoveMember`]. Then, of `member`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`Yourself`](ChatError::Yourself) if it is `user`; [`NotInChat`](ChatError::NotInChat).
    pub fn remove_member(&mut self, user: UserId, chat: ChatId, member: UserId) -> Result<(), ChatError> {
        let room = self.enter(user, chat, Action::RemoveMember)?;
        self.user(member)?;
        if member == user {
            return Err(ChatError::Yourself(user));
        }
        if room.seat(member).is_none() {
            return Err(ChatError::NotInChat { user: member, chat });
        }
        let people = room.people();
        self.stand_up(member, chat)?;
        self.tell(&people, user, Event::MemberRemoved { chat, user: member, by: user });
        Ok(())
    }

    /// Takes `user` out of `chat`. The last to leave ends it.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Leave`].
    pub fn leave(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        let people = self.enter(user, chat, Action::Leave)?.people();
        self.stand_up(user, chat)?;
        self.tell(&people, user, Event::MemberLeft { chat, user });
        Ok(())
    }

    /// A copy of `chat` to keep.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    pub fn transcript(&self, user: UserId, chat: ChatId) -> Result<Transcript, ChatError> {
        let room = self.enter(user, chat, Action::Read)?;
        let is_in_it = |user: &&User| {
            room.seat(user.id).is_some() || room.messages.iter().any(|message| message.author == Author::User(user.id))
        };
        let participants = self.users.iter().filter(is_in_it);
        let participants = participants.map(|user| Participant { user: user.id, name: user.name.clone() });
        Ok(Transcript::of(chat, participants.collect(), room.messages.clone()))
    }

    // Leaving, and being told.

    /// Removes a user. Their friendships and requests end, and they are out of all chats. What they have written
    /// stays; its author reads as [`Author::Removed`](crate::Author::Removed). Their name is free, their id is not
    /// issued again.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn remove_user(&mut self, user: UserId) -> Result<(), ChatError> {
        self.user(user)?;
        let mut concerned = Vec::new();
        self.requests.retain(|request| {
            let pair = [request.sender, request.recipient];
            let ends = pair.contains(&user);
            if ends {
                concerned.extend(pair);
            }
            !ends
        });
        self.friendships.retain(|&(one, other)| {
            let ends = one == user || other == user;
            if ends {
                concerned.extend([one, other]);
            }
            !ends
        });
        self.rooms.retain(|room| {
            if room.seat(user).is_some() {
                room.seats.retain(|seat| seat.user != user);
                concerned.append(&mut room.people());
            }
            let written = room.messages.iter_mut().filter(|message| message.author == Author::User(user));
            written.for_each(|message| message.author = Author::Removed);
            !room.seats.is_empty()
        });
        self.users.remove(user.0);
        self.listeners.retain(|listener| listener.user != user);
        self.tell(&concerned, user, Event::UserRemoved { user });
        Ok(())
    }

    /// Where `user` is told, from now on, what others do that concerns them. It has room for `room` events.
    ///
    /// Subscriptions of one user are told the same. When the user is removed, nothing more arrives.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    pub fn subscribe(&mut self, user: UserId, room: NonZeroUsize) -> Result<Subscription, ChatError> {
        self.user(user)?;
        let (listener, subscription) = Listener::new(user, room);
        self.listeners.push(listener);
        Ok(subscription)
    }

    fn user_mut(&mut self, user: UserId) -> Result<&mut User, ChatError> {
        let missing = self.missing(user);
        self.users.get_mut(user.0).ok_or(missing)
    }

    /// Why there is no such user.
    fn missing(&self, user: UserId) -> ChatError {
        let was_there = user.0 < self.users.issued();
        if was_there { ChatError::RemovedUser(user) } else { ChatError::UnknownUser(user) }
    }

    /// `name`, trimmed, if nobody but `owner` has it.
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
        let known = self.requests.get_mut(request.0).ok_or(ChatError::UnknownRequest(request))?;
        if known.recipient == user { Ok(known) } else { Err(ChatError::NotRecipient { user, request }) }
    }

    /// Gives a request its answer; tells who sent it.
    fn answer(&mut self, user: UserId, request: RequestId, answer: RequestStatus) -> Result<UserId, ChatError> {
        let known = self.sent_to(user, request)?;
        if !known.status.is_pending() {
            return Err(ChatError::AlreadyAnswered { request, status: known.status });
        }
        known.status = answer;
        Ok(known.sender)
    }

    /// The chat, if `user` may do `action` in it.
    fn enter(&self, user: UserId, chat: ChatId, action: Action) -> Result<&Room, ChatError> {
        self.user(user)?;
        let room = self.rooms.get(chat.0).ok_or(ChatError::UnknownChat(chat))?;
        let seat = room.seat(user).ok_or(ChatError::NotInChat { user, chat })?;
        let standing = match seat.role {
            Role::Creator => Standing::Creator,
            Role::Guest => Standing::Member,
            Role::Partner(other) if self.are_friends(user, other) => Standing::Friend,
            Role::Partner(_) => Standing::FormerFriend,
        };
        if room.kind.allows(standing, action) { Ok(room) } else { Err(ChatError::NotAllowed { user, chat, action }) }
    }

    fn room_mut(&mut self, chat: ChatId) -> Result<&mut Room, ChatError> {
        self.rooms.get_mut(chat.0).ok_or(ChatError::UnknownChat(chat))
    }

    fn add_room(&mut self, kind: Box<dyn ChatKind>, seats: Vec<Seat>) -> ChatId {
        let id = ChatId(self.rooms.issued());
        self.rooms.add(Room { id, kind, seats, messages: Vec::new() });
        id
    }

    /// Takes `user` out of `chat`, which ends if nobody is left.
    fn stand_up(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        let room = self.room_mut(chat)?;
        room.seats.retain(|seat| seat.user != user);
        if room.seats.is_empty() {
            self.rooms.remove(chat.0);
        }
        Ok(())
    }

    /// Tells all of `users` but the one who did it.
    fn tell(&mut self, users: &[UserId], actor: UserId, event: Event) {
        self.listeners.retain(|listener| !listener.is_alone());
        for listener in &self.listeners {
            if listener.user != actor && users.contains(&listener.user) {
                listener.hear(event);
            }
        }
    }
}
