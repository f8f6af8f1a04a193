//! A cache in front of a store.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use crate::clock::Timestamp;
use crate::link::Link;
use crate::store::{Paste, Store};

/// A store that answers repeated calls of `get` from memory. Everything else goes to the store that it wraps.
#[derive(Debug)]
pub struct CachedStore<S> {
    inner: S,
    capacity: NonZeroUsize,
    pastes: HashMap<Link, Paste>,
}

impl<S: Store> CachedStore<S> {
    /// Wraps a store in a cache for at most `capacity` pastes (rule 6.3).
    #[must_use]
    pub fn new(inner: S, capacity: NonZeroUsize) -> Self {
        Self { inner, capacity, pastes: HashMap::new() }
    }

    /// Adds a paste, and empties a full cache first.
    fn add(&mut self, link: Link, paste: Paste) {
        if self.pastes.len() == self.capacity.get() {
            self.pastes.clear();
        }
        self.pastes.insert(link, paste);
    }
}

impl<S: Store> Store for CachedStore<S> {
    type Error = S::Error;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, S::Error> {
        self.inner.insert(link, paste)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, S::Error> {
        if let Some(paste) = self.pastes.get(&link) {
            return Ok(Some(paste.clone()));
        }
        let found = self.inner.get(link)?;
        if let Some(paste) = &found {
            self.add(link, paste.clone());
        }
        Ok(found)
    }

    fn remove(&mut self, link: Link) -> Result<(), S::Error> {
        // A call that fails may have removed a part of the paste.
        self.pastes.remove(&link);
        self.inner.remove(link)
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, S::Error> {
        self.inner.expired(now, limit)
    }
}
