//! Chats, and who may do what in them.

use std::collections::BTreeSet;

use crate::chats::Chat;
use crate::clock::Clock;
use crate::error::ChatError;
use crate::event::Event;
use crate::ids::{ChatId, MessageId, UserId};
use crate::kind::{Action, ChatKind, Group};
use crate::message::{Message, Messages, check_text};
use crate::service::ChatService;
use crate::transcript::{Participant, Transcript, TranscriptSnapshot};

impl<C: Clock> ChatService<C> {
    /// The private chat of `user` and `friend`, which is made if they have none yet.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of either;
    /// [`NotFriends`](ChatError::NotFriends), also if both are the same.
    ///
    /// # Cost
    ///
    /// O(log n) with n users, friendships and chats.
    pub fn open_private(&mut self, user: UserId, friend: UserId) -> Result<ChatId, ChatError> {
        self.users.get(user)?;
        self.users.get(friend)?;
        self.require_friends(user, friend)?;
        if let Some(chat) = self.chats.private(user, friend) {
            return Ok(chat);
        }
        let chat = self.chats.open_private(user, friend);
        self.subscribers.tell(friend, Event::ChatOpened { chat, by: user });
        Ok(chat)
    }

    /// Makes a group. `user` is its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and chats.
    pub fn create_group(&mut self, user: UserId) -> Result<ChatId, ChatError> {
        self.create_group_of_kind(user, Group)
    }

    /// Makes a chat that goes by the rules of `kind`. `user` is its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and chats.
    pub fn create_group_of_kind(&mut self, user: UserId, kind: impl ChatKind + 'static) -> Result<ChatId, ChatError> {
        self.users.get(user)?;
        Ok(self.chats.found(user, Box::new(kind)))
    }

    /// The chats that `user` is in, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser).
    ///
    /// # Cost
    ///
    /// Linear in their number, and O(log n) with n memberships.
    pub fn chats(&self, user: UserId) -> Result<Vec<ChatId>, ChatError> {
        self.users.get(user)?;
        Ok(self.chats.of(user).collect())
    }

    /// Whether `user` may do `action` in `chat`. Every operation on a chat asks this first.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownChat`](ChatError::UnknownChat); [`NotInChat`](ChatError::NotInChat);
    /// [`NotAllowed`](ChatError::NotAllowed) if the kind of the chat says no.
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members.
    pub fn authorize(&self, user: UserId, chat: ChatId, action: Action) -> Result<(), ChatError> {
        self.admit(user, chat, action).map(drop)
    }

    /// Adds a message of `user` to `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Post`]; then [`BlankText`](ChatError::BlankText) and
    /// [`TextTooLong`](ChatError::TextTooLong).
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members, however long the history is; and O(log n) for each
    /// member or for each user with a subscription, whichever are fewer.
    pub fn post(&mut self, user: UserId, chat: ChatId, text: &str) -> Result<MessageId, ChatError> {
        self.admit(user, chat, Action::Post)?;
        check_text(text)?;
        let room = self.chats.get_mut(chat)?;
        let message = room.post(user, text, self.clock.now());
        let event = Event::MessagePosted { chat, message, author: user };
        self.subscribers.tell_others(room.members(), user, event);
        Ok(message)
    }

    /// All messages of `chat`, the oldest first.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members; then O(log u) for each message that is looked at, with
    /// u users.
    pub fn messages(&self, user: UserId, chat: ChatId) -> Result<Messages<'_>, ChatError> {
        let room = self.admit(user, chat, Action::Read)?;
        Ok(Messages::new(room.log(), &self.users))
    }

    /// Who is in `chat`, in ascending order of ids.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    ///
    /// # Cost
    ///
    /// Linear in their number, and O(log n) with n users, chats and friendships.
    pub fn members(&self, user: UserId, chat: ChatId) -> Result<Vec<UserId>, ChatError> {
        let room = self.admit(user, chat, Action::Read)?;
        Ok(room.members().iter().copied().collect())
    }

    /// Brings a friend of `user` into `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Invite`]. Then, of `friend`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`AlreadyInChat`](ChatError::AlreadyInChat); [`NotFriends`](ChatError::NotFriends).
    ///
    /// # Cost
    ///
    /// As [`post`](Self::post).
    pub fn invite(&mut self, user: UserId, chat: ChatId, friend: UserId) -> Result<(), ChatError> {
        let room = self.admit(user, chat, Action::Invite)?;
        self.users.get(friend)?;
        if room.members().contains(&friend) {
            return Err(ChatError::AlreadyInChat { user: friend, chat });
        }
        self.require_friends(user, friend)?;
        let room = self.chats.join(friend, chat)?;
        self.subscribers.tell_others(room.members(), user, Event::MemberJoined { chat, user: friend, by: user });
        Ok(())
    }

    /// Takes `member` out of `chat`.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::RemoveMember`]. Then, of `member`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`Yourself`](ChatError::Yourself) if it is `user`; [`NotInChat`](ChatError::NotInChat).
    ///
    /// # Cost
    ///
    /// As [`post`](Self::post).
    pub fn remove_member(&mut self, user: UserId, chat: ChatId, member: UserId) -> Result<(), ChatError> {
        let room = self.admit(user, chat, Action::RemoveMember)?;
        self.users.get(member)?;
        if member == user {
            return Err(ChatError::Yourself(user));
        }
        if !room.members().contains(&member) {
            return Err(ChatError::NotInChat { user: member, chat });
        }
        let event = Event::MemberRemoved { chat, user: member, by: user };
        self.subscribers.tell(member, event);
        if let Some(room) = self.chats.depart(member, chat) {
            self.subscribers.tell_others(room.members(), user, event);
        }
        Ok(())
    }

    /// Takes `user` out of `chat`. The last to leave ends it.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Leave`].
    ///
    /// # Cost
    ///
    /// As [`post`](Self::post).
    pub fn leave(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        self.admit(user, chat, Action::Leave)?;
        if let Some(room) = self.chats.depart(user, chat) {
            self.subscribers.tell_others(room.members(), user, Event::MemberLeft { chat, user });
        }
        Ok(())
    }

    /// A copy of `chat` to keep.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize) for [`Action::Read`].
    ///
    /// # Cost
    ///
    /// O(log u) for each message and member, with u users; and as [`authorize`](Self::authorize).
    pub fn transcript(&self, user: UserId, chat: ChatId) -> Result<Transcript, ChatError> {
        let room = self.admit(user, chat, Action::Read)?;
        // Of those who have written and are not in the chat, some may have been removed.
        let writers = room.log().iter().map(|posted| posted.author);
        let people: BTreeSet<_> = room.members().iter().copied().chain(writers).collect();
        let participants = people
            .into_iter()
            .filter_map(|user| self.users.get(user).ok())
            .map(|user| Participant { user: user.id, name: user.name.clone() })
            .collect();
        let messages = Messages::new(room.log(), &self.users).map(Message::into_owned).collect();
        Ok(Transcript::of(TranscriptSnapshot { chat, participants, messages }))
    }

    /// The chat, if `user` may do `action` in it. This is the one place where that is decided.
    fn admit(&self, user: UserId, chat: ChatId, action: Action) -> Result<&Chat, ChatError> {
        self.users.get(user)?;
        let room = self.chats.get(chat)?;
        let standing = room.standing(user, &self.friendships).ok_or(ChatError::NotInChat { user, chat })?;
        if room.kind().allows(standing, action) { Ok(room) } else { Err(ChatError::NotAllowed { user, chat, action }) }
    }
}
