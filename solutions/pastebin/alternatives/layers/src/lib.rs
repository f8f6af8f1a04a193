//! A pastebin: a core with rules and no I/O, behind which any store can be.
//!
//! Each rule is a layer of its own: a type around a text, around a store, or around a store and a link source.
//!
//! A [`Pastebin`] gives each text a [`Link`]. It calls three ports: a [`Store`] for the pastes, a [`LinkSource`] for new
//! links and a [`Clock`]. [`MemoryStore`], [`SplitStore`] and [`CachedStore`] are stores. [`HitCounts`] counts the
//! reads in an access log.
//!
//! # Examples
//!
//! ```
//! use std::num::{NonZeroU32, NonZeroU64};
//!
//! use pastebin_layers::{Limits, Link, MemoryStore, Pastebin, SystemClock};
//!
//! let mut numbers = 0..;
//! let links = || Link::try_from(numbers.next().expect("the numbers suffice")).expect("the number is small");
//! let limits = Limits { max_size: 1_000_000, attempts: NonZeroU32::MIN };
//! let mut pastebin = Pastebin::new(MemoryStore::default(), links, SystemClock, limits);
//!
//! let link = pastebin.paste("fn main() {}", NonZeroU64::new(60))?;
//! assert_eq!(link.to_string(), "0000000");
//! assert_eq!(pastebin.read(link)?, "fn main() {}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod cache;
mod claiming;
mod clock;
mod hits;
mod link;
mod memory;
mod pastebin;
mod split;
mod store;
mod text;
mod visible;

pub use cache::CachedStore;
pub use clock::{Clock, SystemClock, Timestamp};
pub use hits::{Field, HitCounts, HitEntry, HitSnapshot, Malformed, Month, SnapshotError};
pub use link::{Link, LinkSource, NumberTooLarge, ParseLinkError};
pub use memory::MemoryStore;
pub use pastebin::{Limits, PasteError, Pastebin, ReadError};
pub use split::{Contents, Metadata, SplitError, SplitStore};
pub use store::{Expiry, Paste, Store};
