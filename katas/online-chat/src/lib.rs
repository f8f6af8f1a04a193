//! Users, friends, private chats and groups, with one owner.
//!
//! A [`ChatService`] owns every user, request, friendship, chat and message; they refer to each other by id. The
//! [`ChatKind`] of a chat decides what users may do in it. A [`Subscription`] receives events about operations of
//! others, a [`SharedChat`] lets threads share a service, and a [`Transcript`] is a copy of a chat.
//!
//! You write each body that is a `todo!("stage N")`, in the order of the stages. Those of stages 1 to 3 are all in
//! `service.rs`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this together with the last `todo!`.
#![allow(dead_code, unused_variables, clippy::needless_pass_by_value)]

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
