//! Users, friends, private chats and groups, with one owner.
//!
//! A [`ChatService`] owns every user, request, friendship, chat and message; they refer to each other by ids. The
//! [`ChatKind`] of a chat decides what users may do in it. A [`Subscription`] receives events about what others did, a
//! [`SharedChat`] lets many threads use one service, and a [`Transcript`] is a copy of a chat.
//!
//! # The design
//!
//! A table for each sort of thing, and no index: what has an id is found by it, and everything else is searched for. So
//! no fact is stored twice, and no two facts can disagree.
//!
//! - The role of a user in a chat is part of the membership and ends with it. A creator who leaves loses the role
//!   without a rule that says so.
//! - The messages of a removed user are rewritten at once. Readers look nobody up, and nothing that is stored names an
//!   absent user.
//! - All subscriptions are in one list, each with its user.
//!
//! It is short, hard to get wrong, and good for a few hundred users. Posting searches all members and all
//! subscriptions, and removing a user visits every message.
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
