//! A cache in front of a store.

use std::marker::PhantomData;
use std::num::NonZeroUsize;

use crate::clock::Timestamp;
use crate::link::Link;
use crate::store::{Paste, Store};

/// A store that answers repeated calls of `get` from memory. Everything else goes to the store that it wraps.
#[derive(Debug)]
pub struct CachedStore<S> {
    /// Replace this placeholder with your fields.
    yours: PhantomData<S>,
}

impl<S: Store> CachedStore<S> {
    /// Wraps a store in a cache for at most `capacity` pastes (rule 6.3).
    #[must_use]
    pub fn new(inner: S, capacity: NonZeroUsize) -> Self {
        todo!("stage 6")
    }
}

impl<S: Store> Store for CachedStore<S> {
    type Error = S::Error;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, S::Error> {
        todo!("stage 6")
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, S::Error> {
        todo!("stage 6")
    }

    fn remove(&mut self, link: Link) -> Result<(), S::Error> {
        todo!("stage 6")
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, S::Error> {
        todo!("stage 6")
    }
}
