//! Users, friends, private chats and groups, with one owner of them all.
//!
//! A [`ChatService`] owns every user, request, friendship, chat and message; they know each other by ids. What a user
//! may do in a chat is decided in one place, by the [`ChatKind`] of the chat. A [`Subscription`] is told what
//! others did, a [`SharedChat`] lets many threads use one service, and a [`Transcript`] is a chat to keep.
//!
//! # The design
//!
//! A table for each sort of thing, and no index: what has an id is found by it, and everything else is searched for. So
//! no fact is stored twice, and nothing could disagree with anything.
//!
//! - What a user is to a chat is written down where they sit in it, and goes when they go. A creator who leaves takes
//!   the role along, without a rule that says so.
//! - What becomes of a removed user is done at once: their messages are rewritten. Who reads looks nobody up, and
//!   nothing that is kept names somebody who is not there.
//! - Each subscription is in one list of all, with who it is for.
//!
//! It is short and hard to get wrong, and good for a few hundred users. Posting searches through all members and all
//! subscriptions, and removing a user goes through every message that there is.
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
