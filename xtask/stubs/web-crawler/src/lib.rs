//! A web crawler: a pipeline of parts, each of which knows one thing.
//!
//! A [`Crawler`] takes an [`Address`] from its [`Frontier`], asks a [`Fetcher`] for the page, reads its links and adds them to
//! the frontier. A [`Signature`] finds near copies, and an [`Index`] finds pages by their words.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line with the last `todo!()`.
#![allow(dead_code, unused_variables, clippy::needless_pass_by_value)]

mod address;
mod clock;
mod crawler;
mod fetch;
mod frontier;
mod html;
mod index;
mod priority;
mod settings;
mod signature;
mod url;

pub use address::{Address, AddressError};
pub use clock::{Clock, Timestamp};
pub use crawler::{Crawler, Parts, Step};
pub use fetch::{FetchError, Fetcher, Response};
pub use frontier::Frontier;
pub use html::{Document, read_html};
pub use index::{Index, SearchResult};
pub use priority::{BreadthFirst, Priority};
pub use settings::{Freshness, Politeness, Settings};
pub use signature::{Fraction, ShingleSet, Shingles, Signature};
pub use url::{UrlParts, split};
