//! Operations on chats.

use std::collections::BTreeSet;

use crate::chats::Chat;
use crate::clock::Clock;
use crate::error::ChatError;
use crate::event::Event;
use crate::history::Messages;
use crate::ids::{ChatId, MessageId, UserId};
use crate::kind::{Action, ChatKind, Group};
use crate::message::Message;
use crate::service::ChatService;
use crate::text::check_text;
use crate::transcript::{Participant, Transcript, TranscriptSnapshot};

impl<C: Clock> ChatService<C> {
    /// Returns the private chat of `user` and `friend`, after creating it if there is none.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) of `user`, then of `friend`
    /// (rule 0.4); [`NotFriends`](ChatError::NotFriends), also if both are the same user (rule 3.2).
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
        self.subscribers.notify(friend, Event::ChatOpened { chat, by: user });
        Ok(chat)
    }

    /// Creates a group. `user` becomes its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and chats.
    pub fn create_group(&mut self, user: UserId) -> Result<ChatId, ChatError> {
        self.create_group_of_kind(user, Group)
    }

    /// Creates a chat with the permissions of `kind`. `user` becomes its creator and first member.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    ///
    /// # Cost
    ///
    /// O(log n) with n users and chats.
    pub fn create_group_of_kind(&mut self, user: UserId, kind: impl ChatKind + 'static) -> Result<ChatId, ChatError> {
        self.users.get(user)?;
        Ok(self.chats.create(user, Box::new(kind)))
    }

    /// Returns the chats that `user` is in, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4).
    ///
    /// # Cost
    ///
    /// Linear in their number, and O(log n) with n memberships.
    pub fn chats(&self, user: UserId) -> Result<Vec<ChatId>, ChatError> {
        self.users.get(user)?;
        Ok(self.chats.of(user).collect())
    }

    /// Checks that `user` may perform `action` in `chat`. Every operation on a chat starts with this check.
    ///
    /// # Errors
    ///
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser);
    /// [`UnknownChat`](ChatError::UnknownChat) (rule 0.4); [`NotInChat`](ChatError::NotInChat) (rule 3.8);
    /// [`NotAllowed`](ChatError::NotAllowed) if the kind of the chat does not allow it (rule 3.7).
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members.
    pub fn authorize(&self, user: UserId, chat: ChatId, action: Action) -> Result<(), ChatError> {
        self.authorized_chat(user, chat, action).map(drop)
    }

    /// Posts a message of `user` in `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Post`] (rule 3.6); then
    /// [`BlankText`](ChatError::BlankText) (rule 3.4) and [`TextTooLong`](ChatError::TextTooLong) (rule 4.11).
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members, however long the history is; and O(log n) for each
    /// member or for each user with a subscription, whichever are fewer.
    pub fn post(&mut self, user: UserId, chat: ChatId, text: &str) -> Result<MessageId, ChatError> {
        self.authorized_chat(user, chat, Action::Post)?;
        check_text(text)?;
        let room = self.chats.get_mut(chat)?;
        let message = room.post(user, text, self.clock.now());
        let event = Event::MessagePosted { chat, message, author: user };
        self.subscribers.notify_others(room.members(), user, event);
        Ok(message)
    }

    /// Returns all messages of `chat`, the oldest first.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 3.6).
    ///
    /// # Cost
    ///
    /// O(log n) with n users, chats, friendships and members; then O(log u) for each message that the iterator returns,
    /// with u users.
    pub fn messages(&self, user: UserId, chat: ChatId) -> Result<Messages<'_>, ChatError> {
        let room = self.authorized_chat(user, chat, Action::Read)?;
        Ok(Messages::new(room.history(), &self.users))
    }

    /// Returns the members of `chat`, in ascending order of ids (rule 0.5).
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 3.6).
    ///
    /// # Cost
    ///
    /// Linear in their number, and O(log n) with n users, chats and friendships.
    pub fn members(&self, user: UserId, chat: ChatId) -> Result<Vec<UserId>, ChatError> {
        let room = self.authorized_chat(user, chat, Action::Read)?;
        Ok(room.members().iter().copied().collect())
    }

    /// Adds a friend of `user` to `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Invite`] (rule 3.6); then, for `friend`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`AlreadyInChat`](ChatError::AlreadyInChat); [`NotFriends`](ChatError::NotFriends) (rule 4.3).
    ///
    /// # Cost
    ///
    /// Same as [`post`](Self::post).
    pub fn invite(&mut self, user: UserId, chat: ChatId, friend: UserId) -> Result<(), ChatError> {
        let room = self.authorized_chat(user, chat, Action::Invite)?;
        self.users.get(friend)?;
        if room.members().contains(&friend) {
            return Err(ChatError::AlreadyInChat { user: friend, chat });
        }
        self.require_friends(user, friend)?;
        let room = self.chats.add_member(friend, chat)?;
        self.subscribers.notify_others(room.members(), user, Event::MemberJoined { chat, user: friend, by: user });
        Ok(())
    }

    /// Removes `member` from `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::RemoveMember`] (rule 3.6); then, for `member`:
    /// [`UnknownUser`](ChatError::UnknownUser), [`RemovedUser`](ChatError::RemovedUser) (rule 0.4);
    /// [`Yourself`](ChatError::Yourself) if it is `user`; [`NotInChat`](ChatError::NotInChat) (rule 5.3).
    ///
    /// # Cost
    ///
    /// Same as [`post`](Self::post).
    pub fn remove_member(&mut self, user: UserId, chat: ChatId, member: UserId) -> Result<(), ChatError> {
        let room = self.authorized_chat(user, chat, Action::RemoveMember)?;
        self.users.get(member)?;
        if member == user {
            return Err(ChatError::Yourself(user));
        }
        if !room.members().contains(&member) {
            return Err(ChatError::NotInChat { user: member, chat });
        }
        let event = Event::MemberRemoved { chat, user: member, by: user };
        self.subscribers.notify(member, event);
        if let Some(room) = self.chats.remove_member(member, chat) {
            self.subscribers.notify_others(room.members(), user, event);
        }
        Ok(())
    }

    /// Removes `user` from `chat`. The chat ends when its last member leaves.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Leave`] (rule 3.6).
    ///
    /// # Cost
    ///
    /// Same as [`post`](Self::post).
    pub fn leave(&mut self, user: UserId, chat: ChatId) -> Result<(), ChatError> {
        self.authorized_chat(user, chat, Action::Leave)?;
        if let Some(room) = self.chats.remove_member(user, chat) {
            self.subscribers.notify_others(room.members(), user, Event::MemberLeft { chat, user });
        }
        Ok(())
    }

    /// Returns a transcript of `chat`.
    ///
    /// # Errors
    ///
    /// The errors of [`authorize`](Self::authorize) for [`Action::Read`] (rule 7.4).
    ///
    /// # Cost
    ///
    /// O(log u) for each message and member, with u users, plus the cost of [`authorize`](Self::authorize).
    pub fn transcript(&self, user: UserId, chat: ChatId) -> Result<Transcript, ChatError> {
        let room = self.authorized_chat(user, chat, Action::Read)?;
        // Authors who are no longer members may have been removed.
        let writers = room.history().iter().map(|message| message.author);
        let people: BTreeSet<_> = room.members().iter().copied().chain(writers).collect();
        let participants = people
            .into_iter()
            .filter_map(|user| self.users.get(user).ok())
            .map(|user| Participant { user: user.id, name: user.name.clone() })
            .collect();
        let messages = Messages::new(room.history(), &self.users).map(Message::into_owned).collect();
        Ok(Transcript::of(TranscriptSnapshot { chat, participants, messages }))
    }

    /// Returns the chat if `user` may perform `action` in it. All permission checks go through here.
    fn authorized_chat(&self, user: UserId, chat: ChatId, action: Action) -> Result<&Chat, ChatError> {
        self.users.get(user)?;
        let room = self.chats.get(chat)?;
        let standing = room.standing(user, &self.friendships).ok_or(ChatError::NotInChat { user, chat })?;
        if room.kind().allows(standing, action) { Ok(room) } else { Err(ChatError::NotAllowed { user, chat, action }) }
    }
}
