//! A web crawler: a pipeline of parts, each of which knows one thing.
//!
//! A [`Crawler`] takes an [`Address`] from its [`Frontier`], asks a [`Fetcher`] for the page, reads its links and adds them to
//! the frontier. A [`Signature`] finds near copies, and an [`Index`] finds pages by their words.
//!
//! # Examples
//!
//! ```
//! use web_crawler_solution::{
//!     Address, BreadthFirst, Clock, Crawler, FetchError, Fetcher, Parts, Response, Settings, Shingles, Step, Timestamp,
//! };
//!
//! struct OnePage;
//!
//! impl Fetcher for OnePage {
//!     fn fetch(&mut self, address: &Address) -> Result<Response, FetchError> {
//!         match address.to_string().as_str() {
//!             "http://example.com/" => Ok(Response::Page("<title>Home</title>Hello".to_owned())),
//!             _ => Err(FetchError::NotFound),
//!         }
//!     }
//! }
//!
//! struct NoClock;
//!
//! impl Clock for NoClock {
//!     fn now(&self) -> Timestamp {
//!         Timestamp(0)
//!     }
//! }
//!
//! let parts = Parts { fetcher: OnePage, clock: NoClock, signature: Shingles, priority: BreadthFirst };
//! let mut crawler = Crawler::new(parts, Settings::default());
//! let home: Address = "http://example.com".parse()?;
//! crawler.seed(home.clone());
//! assert_eq!(crawler.step(), Step::Expanded(home));
//! assert_eq!(crawler.step(), Step::Done);
//! assert_eq!(crawler.index().search("hello")[0].title, "Home");
//! # Ok::<(), web_crawler_solution::AddressError>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod address;
mod clock;
mod crawler;
mod fetch;
mod frontier;
mod hosts;
mod html;
mod index;
mod near_copies;
mod priority;
mod revisits;
mod robots;
mod settings;
mod signature;
mod url;
mod words;

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
