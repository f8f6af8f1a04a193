//! A pastebin: a core with rules and no I/O, behind which any store can be.
//!
//! A [`Pastebin`] gives each text a [`Link`]. It calls three ports: a [`Store`] for the pastes, a [`LinkSource`] for new
//! links and a [`Clock`]. [`MemoryStore`], [`SplitStore`] and [`CachedStore`] are stores. [`HitCounts`] counts the
//! reads in an access log.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line when no `todo!()` is left.
#![allow(dead_code, unused_variables, clippy::needless_pass_by_value)]

mod cache;
mod clock;
mod hits;
mod link;
mod memory;
mod pastebin;
mod split;
mod store;

pub use cache::CachedStore;
pub use clock::{Clock, SystemClock, Timestamp};
pub use hits::{Field, HitCounts, HitEntry, HitSnapshot, Malformed, Month, SnapshotError};
pub use link::{Link, LinkSource, NumberTooLarge, ParseLinkError};
pub use memory::MemoryStore;
pub use pastebin::{Limits, PasteError, Pastebin, ReadError};
pub use split::{Contents, Metadata, SplitError, SplitStore};
pub use store::{Expiry, Paste, Store};
