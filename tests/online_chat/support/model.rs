//! The model: a naive service that searches lists.

use std::collections::BTreeSet;

use online_chat::{
    Action, Author, ChatError, ChatId, FriendRequest, MAX_TEXT, Message, MessageId, PasswordHash, RequestId,
    RequestOutcome, RequestStatus, User, UserId,
};

use super::at;

/// The part of a state that a stage compares. A stage calls no operation of later stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    Users,
    Friends,
    Chats,
}

/// The state of a service that users can see, in ascending order of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub users: Vec<User>,
    /// The id of the next user.
    pub next_user: u64,
    pub requests: Vec<FriendRequest>,
    /// The pairs of friends, each once, with the lower id first.
    pub friendships: Vec<(UserId, UserId)>,
    pub chats: Vec<Chat>,
}

/// A chat in a [`State`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    pub id: ChatId,
    /// The user who may remove members.
    pub creator: Option<UserId>,
    pub members: Vec<UserId>,
    pub messages: Vec<Message>,
}

impl State {
    pub fn are_friends(&self, user: UserId, other: UserId) -> bool {
        self.friendships.contains(&pair(user, other))
    }

    /// Returns the chat with this id.
    pub fn chat(&self, id: ChatId) -> Option<&Chat> {
        self.chats.iter().find(|chat| chat.id == id)
    }
}

/// Returns two users, the lower id first.
fn pair(one: UserId, other: UserId) -> (UserId, UserId) {
    (one.min(other), one.max(other))
}

/// A naive service with the methods of [`ChatService`](online_chat::ChatService).
#[derive(Debug, Default)]
pub struct Model {
    pub state: State,
    /// The current time, in seconds.
    pub now: u64,
    pub next_request: u64,
    next_chat: u64,
    private: BTreeSet<ChatId>,
}

impl Model {
    pub fn add_user(&mut self, name: &str, password: PasswordHash) -> Result<UserId, ChatError> {
        let name = self.check_name(name, None)?;
        let id = UserId(self.state.next_user);
        self.state.next_user += 1;
        self.state.users.push(User { id, name, password });
        Ok(id)
    }

    pub fn rename(&mut self, user: UserId, name: &str) -> Result<(), ChatError> {
        self.check_user(user)?;
        self.user(user).name = self.check_name(name, Some(user))?;
        Ok(())
    }

    pub fn set_password(&mut self, user: UserId, password: PasswordHash) -> Result<(), ChatError> {
        self.check_user(user)?;
        self.user(user).password = password;
        Ok(())
    }

    pub fn send_request(&mut self, user: UserId, other: UserId) -> Result<RequestOutcome, ChatError> {
        self.check_user(user)?;
        self.check_user(other)?;
        if user == other {
            return Err(ChatError::Yourself(user));
        }
        if self.state.are_friends(user, other) {
            return Err(ChatError::AlreadyFriends { user, other });
        }
        let pending = self.state.requests.iter().filter(|request| request.status.is_pending());
        for &FriendRequest { id, sender, recipient, .. } in pending {
            if (sender, recipient) == (user, other) {
                return Err(ChatError::AlreadyPending(id));
            }
            if (sender, recipient) == (other, user) {
                self.accept_request(user, id)?;
                return Ok(RequestOutcome::Accepted(id));
            }
        }
        let id = RequestId(self.next_request);
        self.next_request += 1;
        let (status, sent) = (RequestStatus::Unread, at(self.now));
        self.state.requests.push(FriendRequest { id, sender: user, recipient: other, status, sent });
        Ok(RequestOutcome::Sent(id))
    }

    pub fn read_request(&mut self, user: UserId, request: RequestId) -> Result<FriendRequest, ChatError> {
        let request = self.request(user, request)?;
        if request.status == RequestStatus::Unread {
            request.status = RequestStatus::Read;
        }
        Ok(*request)
    }

    pub fn accept_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        let sender = self.answer(user, request, RequestStatus::Accepted)?;
        self.state.friendships.push(pair(user, sender));
        self.state.friendships.sort_unstable();
        Ok(())
    }

    pub fn reject_request(&mut self, user: UserId, request: RequestId) -> Result<(), ChatError> {
        self.answer(user, request, RequestStatus::Rejected).map(drop)
    }

    pub fn unfriend(&mut self, user: UserId, friend: UserId) -> Result<(), ChatError> {
        self.check_friends(user, friend)?;
        self.state.friendships.retain(|&friends| friends != pair(user, friend));
        Ok(())
    }

    pub fn open_private(&mut self, user: UserId, friend: UserId) -> Result<ChatId, ChatError> {
        self.check_friends(user, friend)?;
        let mut private = self.state.chats.iter().filter(|chat| self.private.contains(&chat.id));
        let theirs = private.find(|chat| chat.members.contains(&user) && chat.members.contains(&friend));
        if let Some(chat) = theirs {
            return Ok(chat.id);
        }
        let id = self.add_chat(None, vec![user.min(friend), user.max(friend)]);
        self.private.insert(id);
        Ok(id)
    }

    pub fn create_group(&mut self, user: UserId) -> Result<ChatId, ChatError> {
        self.check_user(user)?;
        Ok(self.add_chat(Some(user), vec![user]))
    }

    /// Applies the permission table of the brief.
    pub fn authorize(&self, user: UserId, chat: ChatId, action: Action) -> Result<(), ChatError> {
        self.check_user(user)?;
        let is_private = self.private.contains(&chat);
        let Chat { creator, members, .. } = self.state.chat(chat).ok_or(ChatError::UnknownChat(chat))?;
        if !members.contains(&user) {
            return Err(ChatError::NotInChat { user, chat });
        }
        let allowed = match action {
            Action::Read => true,
            Action::Post => {
                !is_private || members.iter().any(|&other| other != user && self.state.are_friends(user, other))
            }
            Action::Invite | Action::Leave => !is_private,
            Action::RemoveMember => *creator == Some(user),
        };
        if allowed { Ok(()) } else { Err(ChatError::NotAllowed { user, chat, action }) }
    }

    pub fn post(&mut self, author: UserId, chat: ChatId, text: &str) -> Result<MessageId, ChatError> {
        self.authorize(author, chat, Action::Post)?;
        if text.trim().is_empty() {
            return Err(ChatError::BlankText);
        }
        assert!(text.len() <= MAX_TEXT, "laws use short texts");
        let sent = at(self.now);
        let messages = &mut self.chat(chat).messages;
        let id = MessageId(messages.len() as u64);
        messages.push(Message { id, author: Author::User(author), text: text.to_owned(), sent });
        Ok(id)
    }

    pub fn invite(&mut self, user: UserId, chat: ChatId, friend: UserId) -> Result<(), ChatError> {
        self.authorize(user, chat, Action::Invite)?;
        self.check_user(friend)?;
        if self.chat(chat).members.contains(&friend) {
            return Err(ChatError::AlreadyInChat { user: friend, chat });
        }
        self.check_friends(user, friend)?;
        let members = &mut self.chat(chat).members;
        members.push(friend);
        members.sort_unstable();
        Ok(())
    }

    pub fn remove_member(&mut self, user: UserId, chat: ChatId, member: UserId) -> Result<(), ChatError> {
        self.authorize(user, chat, Action::RemoveMember)?;
        self.check_user(member)?;
        if member == user {
            return Err(ChatError::Yourself(user));
        }
        if !self.chat(chat).members.contains(&member) {
            return Err(ChatError::NotInChat { user: member, chat });
        }
        self.chat(chat).remove(member);
        Ok(())
    }

    pub fn leave(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        self.authorize(user, chat, Action::Leave)?;
        self.chat(chat).remove(user);
        self.end_empty_chats();
        Ok(())
    }

    pub fn remove_user(&mut self, user: UserId) -> Result<(), ChatError> {
        self.check_user(user)?;
        let State { users, requests, friendships, chats, .. } = &mut self.state;
        users.retain(|other| other.id != user);
        requests.retain(|request| request.sender != user && request.recipient != user);
        friendships.retain(|&(one, other)| one != user && other != user);
        for chat in chats {
            chat.remove(user);
            let written = chat.messages.iter_mut().filter(|message| message.author == Author::User(user));
            written.for_each(|message| message.author = Author::Removed);
        }
        self.end_empty_chats();
        Ok(())
    }

    fn check_user(&self, user: UserId) -> Result<(), ChatError> {
        match self.state.users.iter().any(|other| other.id == user) {
            true => Ok(()),
            false if user.0 < self.state.next_user => Err(ChatError::RemovedUser(user)),
            false => Err(ChatError::UnknownUser(user)),
        }
    }

    /// Returns the trimmed `name`, unless it is blank or taken by a user other than `owner`.
    fn check_name(&self, name: &str, owner: Option<UserId>) -> Result<String, ChatError> {
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(ChatError::BlankName);
        }
        match self.state.users.iter().find(|user| user.name == name) {
            Some(user) if Some(user.id) != owner => Err(ChatError::NameTaken { name }),
            _ => Ok(name),
        }
    }

    fn check_friends(&self, user: UserId, other: UserId) -> Result<(), ChatError> {
        self.check_user(user)?;
        self.check_user(other)?;
        if self.state.are_friends(user, other) { Ok(()) } else { Err(ChatError::NotFriends { user, other }) }
    }

    fn user(&mut self, id: UserId) -> &mut User {
        self.state.users.iter_mut().find(|user| user.id == id).expect("checked before")
    }

    fn chat(&mut self, id: ChatId) -> &mut Chat {
        self.state.chats.iter_mut().find(|chat| chat.id == id).expect("checked before")
    }

    /// Returns the request, if it was sent to `user`.
    fn request(&mut self, user: UserId, request: RequestId) -> Result<&mut FriendRequest, ChatError> {
        self.check_user(user)?;
        match self.state.requests.iter_mut().find(|other| other.id == request) {
            None => Err(ChatError::UnknownRequest(request)),
            Some(FriendRequest { recipient, .. }) if *recipient != user => {
                Err(ChatError::NotRecipient { user, request })
            }
            Some(sent) => Ok(sent),
        }
    }

    /// Records the answer to a request. Returns its sender.
    fn answer(&mut self, user: UserId, request: RequestId, answer: RequestStatus) -> Result<UserId, ChatError> {
        let FriendRequest { status, sender, .. } = self.request(user, request)?;
        if !status.is_pending() {
            return Err(ChatError::AlreadyAnswered { request, status: *status });
        }
        *status = answer;
        Ok(*sender)
    }

    fn add_chat(&mut self, creator: Option<UserId>, members: Vec<UserId>) -> ChatId {
        let id = ChatId(self.next_chat);
        self.next_chat += 1;
        self.state.chats.push(Chat { id, creator, members, messages: Vec::new() });
        id
    }

    fn end_empty_chats(&mut self) {
        self.state.chats.retain(|chat| !chat.members.is_empty());
    }
}

impl Chat {
    /// Removes a member. A creator loses that role.
    fn remove(&mut self, user: UserId) {
        self.members.retain(|&member| member != user);
        self.creator = self.creator.filter(|&creator| creator != user);
    }
}
