//! Users, friends, private chats and groups, with one owner of them all.
//!
//! A [`ChatService`] owns every user, request, friendship, chat and message; they know each other by ids. What a user
//! may do in a chat is decided in one place, by the [`ChatKind`] of the chat. A [`Subscription`] is told what
//! others did, a [`SharedChat`] lets many threads use one service, and a [`Transcript`] is a chat to keep.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// This goes with the last `todo!()`.
#![allow(unused_variables, clippy::needless_pass_by_value)]

mod clock;
mod error;
mod event;
mod ids;
mod kind;
mod message;
mod request;
mod service;
mod shared;
mod transcript;
mod user;

pub use clock::{Clock, SystemClock, Timestamp};
pub use error::ChatError;
pub use event::{Event, Subscription};
pub use ids::{ChatId, MessageId, RequestId, UserId};
pub use kind::{Action, ChatKind, Group, Private, Standing};
pub use message::{Author, MAX_TEXT, Message, Messages};
pub use request::{FriendRequest, RequestOutcome, RequestStatus};
pub use service::ChatService;
pub use shared::SharedChat;
pub use transcript::{Participant, Transcript, TranscriptError, TranscriptSnapshot};
pub use user::{PasswordHash, PasswordVerifier, User};
