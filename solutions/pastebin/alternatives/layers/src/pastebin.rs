//! The service.

use std::num::{NonZeroU32, NonZeroU64};

use thiserror::Error;

use crate::claiming::ClaimingStore;
use crate::clock::Clock;
use crate::link::{Link, LinkSource};
use crate::store::{Paste, Store};
use crate::text::ValidText;
use crate::visible::VisibleStore;

/// The limits of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum size of a text, in bytes.
    pub max_size: usize,
    /// The maximum number of candidates for the link of a paste.
    pub attempts: NonZeroU32,
}

/// A service that stores texts under links. It keeps the pastes in a store `S`, and nowhere else.
#[derive(Debug)]
pub struct Pastebin<S, L, C> {
    pastes: ClaimingStore<VisibleStore<S, C>, L>,
    limits: Limits,
}

impl<S: Store, L: LinkSource, C: Clock> Pastebin<S, L, C> {
    /// Creates a service for the pastes in `store`.
    #[must_use]
    pub fn new(store: S, links: L, clock: C, limits: Limits) -> Self {
        Self { pastes: ClaimingStore::new(VisibleStore::new(store, clock), links, limits.attempts), limits }
    }

    /// Stores a text under a new link, with a lifetime in minutes or forever.
    ///
    /// # Errors
    ///
    /// [`PasteError`] if the text is rejected (rules 2.6 and 2.7), if no free link is found (rule 2.5), or if the store
    /// fails (rule 2.10). Then nothing can be read that could not be read before.
    pub fn paste(&mut self, text: &str, minutes: Option<NonZeroU64>) -> Result<Link, PasteError<S::Error>> {
        let text = ValidText::new(text, self.limits.max_size)?;
        let paste = Paste { text: text.into_string(), expiry: self.pastes.inner.expiry_after(minutes) };
        let link = self.pastes.insert(&paste).map_err(PasteError::Store)?;
        link.ok_or(PasteError::NoFreeLink(self.limits.attempts))
    }

    /// Returns the text of a link.
    ///
    /// # Errors
    ///
    /// [`ReadError`] if the link is free (rule 2.9), if its paste is expired (rule 3.2), or if the store fails (rule
    /// 2.10).
    pub fn read(&mut self, link: Link) -> Result<String, ReadError<S::Error>> {
        let paste = self.pastes.inner.get(link).map_err(ReadError::Store)?;
        Ok(paste.ok_or(ReadError::NotFound(link))?.text)
    }

    /// Removes the first `limit` expired pastes from the store, and returns their links, both by expiry, then by link.
    ///
    /// # Errors
    ///
    /// The store's error. The pastes removed before it stay removed (rule 3.10).
    pub fn purge(&mut self, limit: usize) -> Result<Vec<Link>, S::Error> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let expired = self.pastes.inner.expired_now(limit)?;
        for &link in &expired {
            self.pastes.inner.remove(link)?;
        }
        Ok(expired)
    }
}

/// A reason why a text cannot be pasted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PasteError<E> {
    /// The text is empty.
    #[error("the text is empty")]
    Empty,
    /// The text is too long.
    #[error("the text has {size} bytes, and the limit is {limit}")]
    TooLong {
        /// The size of the text, in bytes.
        size: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// All candidates are taken.
    #[error("found no free link among {0} candidates")]
    NoFreeLink(NonZeroU32),
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] E),
}

/// A reason why a link cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError<E> {
    /// The link is free, or its paste is expired.
    #[error("there is no paste {0}")]
    NotFound(Link),
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] E),
}
