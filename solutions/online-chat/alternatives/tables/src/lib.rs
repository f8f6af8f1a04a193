//! Users, friends, private chats and groups, with one owner.
//!
//! A [`ChatService`] owns every user, request, friendship, chat and message, all of which refer to each other by id.
//! What users may do in a chat depends on its [`ChatKind`]. A [`Subscription`] tells its user about other users'
//! operations, a [`SharedChat`] lets threads share a service, and a [`Transcript`] is a copy of a chat.
//!
//! # The design
//!
//! There is one table per type, without indexes. Only lookups by id are direct; every other query searches a whole
//! table. In exchange, no fact is stored twice, so no two copies can disagree.
//!
//! - A user's role in a chat is part of the membership and ends with it, so a creator who leaves loses the role without
//!   extra code.
//! - Removing a user rewrites the author of their messages. As a result, reading needs no lookup, and no stored message
//!   refers to a removed user.
//! - All subscriptions are in one list, each with its user.
//!
//! This design is short, hard to get wrong, and fast enough for a few hundred users. However, posting searches all
//! members and all subscriptions, and removing a user visits every message.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod clock;
mod error;
mod event;
mod ids;
mod kind;
mod message;
mod request;
mod service;
mod shared;
mod table;
mod text;
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
