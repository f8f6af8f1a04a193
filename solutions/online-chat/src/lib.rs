//! Users, friends, private chats and groups, with one owner.
//!
//! A [`ChatService`] owns every user, request, friendship, chat and message, all of which refer to each other by id.
//! What users may do in a chat depends on its [`ChatKind`]. A [`Subscription`] tells its user about other users'
//! operations, a [`SharedChat`] lets threads share a service, and a [`Transcript`] is a copy of a chat.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod chats;
mod clock;
mod directory;
mod error;
mod event;
mod friends;
mod history;
mod ids;
mod kind;
mod message;
mod request;
mod service;
mod shared;
mod text;
mod transcript;
mod user;

pub use clock::{Clock, SystemClock, Timestamp};
pub use error::ChatError;
pub use event::{Event, Subscription};
pub use history::Messages;
pub use ids::{ChatId, MessageId, RequestId, UserId};
pub use kind::{Action, ChatKind, Group, Private, Standing};
pub use message::{Author, MAX_TEXT, Message};
pub use request::{FriendRequest, RequestOutcome, RequestStatus};
pub use service::ChatService;
pub use shared::SharedChat;
pub use transcript::{Participant, Transcript, TranscriptError, TranscriptSnapshot};
pub use user::{PasswordHash, PasswordVerifier, User};
