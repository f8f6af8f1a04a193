//! A store made of a database and an object store.

use std::error::Error;

use crate::clock::Timestamp;
use crate::link::Link;
use crate::store::{Expiry, Paste, Store};

/// The port to a database, which has the expiry of each paste. A call that fails has done nothing (rule 4.2).
pub trait Metadata {
    /// The port's error.
    type Error: Error + 'static;

    /// Inserts an expiry and returns `true` if the link has none. Otherwise, changes nothing and returns `false`.
    fn insert(&mut self, link: Link, expiry: Expiry) -> Result<bool, Self::Error>;

    /// Returns the expiry of a link.
    fn get(&mut self, link: Link) -> Result<Option<Expiry>, Self::Error>;

    /// Removes the expiry of a link, if there is one.
    fn remove(&mut self, link: Link) -> Result<(), Self::Error>;

    /// Returns the links that are expired at `now`, by expiry, then by link, at most `limit` of them.
    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Self::Error>;
}

/// The port to an object store, which has the text of each paste. A call that fails has done nothing (rule 4.2).
pub trait Contents {
    /// The port's error.
    type Error: Error + 'static;

    /// Stores the text of a link. It replaces the link's earlier text.
    fn put(&mut self, link: Link, text: &str) -> Result<(), Self::Error>;

    /// Returns the text of a link.
    fn get(&mut self, link: Link) -> Result<Option<String>, Self::Error>;

    /// Removes the text of a link, if there is one.
    fn remove(&mut self, link: Link) -> Result<(), Self::Error>;

    /// Returns the links of all texts, in any order.
    fn links(&mut self) -> Result<Vec<Link>, Self::Error>;
}

/// A store that keeps expiries only in `M` and texts only in `T` (rule 4.1).
#[derive(Debug)]
pub struct SplitStore<M, T> {
    /// Decides which pastes exist. Contents without metadata are not visible.
    metadata: M,
    contents: T,
}

impl<M: Metadata, T: Contents> SplitStore<M, T> {
    /// Creates a store for the pastes in these ports.
    #[must_use]
    pub fn new(metadata: M, contents: T) -> Self {
        Self { metadata, contents }
    }

    /// Removes the contents without metadata, and returns their number.
    ///
    /// # Errors
    ///
    /// [`SplitError`] if a port fails (rule 4.2). The contents removed before it stay removed.
    pub fn sweep(&mut self) -> Result<usize, SplitError<M::Error, T::Error>> {
        let mut swept = 0;
        for link in self.contents.links().map_err(SplitError::Contents)? {
            if self.metadata.get(link).map_err(SplitError::Metadata)?.is_none() {
                self.contents.remove(link).map_err(SplitError::Contents)?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}

impl<M: Metadata, T: Contents> Store for SplitStore<M, T> {
    type Error = SplitError<M::Error, T::Error>;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Self::Error> {
        // A put would replace the contents of a taken link.
        if self.metadata.get(link).map_err(SplitError::Metadata)?.is_some() {
            return Ok(false);
        }
        // The metadata make the paste visible, so they come last.
        self.contents.put(link, &paste.text).map_err(SplitError::Contents)?;
        self.metadata.insert(link, paste.expiry).map_err(SplitError::Metadata)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, Self::Error> {
        let Some(expiry) = self.metadata.get(link).map_err(SplitError::Metadata)? else { return Ok(None) };
        let text = self.contents.get(link).map_err(SplitError::Contents)?.ok_or(SplitError::Damaged(link))?;
        Ok(Some(Paste { text, expiry }))
    }

    fn remove(&mut self, link: Link) -> Result<(), Self::Error> {
        // Without metadata, the paste is not visible any more, even if its contents remain.
        self.metadata.remove(link).map_err(SplitError::Metadata)?;
        self.contents.remove(link).map_err(SplitError::Contents)
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Self::Error> {
        self.metadata.expired(now, limit).map_err(SplitError::Metadata)
    }
}

/// A reason why a [`SplitStore`] fails.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError<M, T> {
    /// The metadata port failed.
    #[error("the metadata port failed")]
    Metadata(#[source] M),
    /// The contents port failed.
    #[error("the contents port failed")]
    Contents(#[source] T),
    /// The link has metadata, but its contents have disappeared.
    #[error("the contents of {0} have disappeared")]
    Damaged(Link),
}
