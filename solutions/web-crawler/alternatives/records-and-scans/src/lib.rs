//! A web crawler: a pipeline of parts, each of which knows one thing.
//!
//! A [`Crawler`] takes an [`Address`] from its [`Frontier`], asks a [`Fetcher`] for the page, reads its links and adds them to
//! the frontier. A [`Signature`] finds near copies, and an [`Index`] finds pages by their words.
//!
//! # The design
//!
//! There are few types. The crawler keeps a record for each address, page and host, and looks through all of them in each step
//! to find out what is due. So no queue has to agree with a record, and a rule is a condition in a loop. The price is the loop:
//! a step takes as long as there are addresses, and the crawler knows everything.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod address;
mod clock;
mod crawler;
mod fetch;
mod frontier;
mod html;
mod index;
mod priority;
mod robots;
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
