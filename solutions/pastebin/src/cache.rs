//! A cache in front of a store.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;

use crate::clock::Timestamp;
use crate::link::Link;
use crate::store::{Paste, Store};

/// A store that answers repeated calls of `get` from memory. Everything else goes to the store that it wraps.
#[derive(Debug)]
pub struct CachedStore<S> {
    inner: S,
    capacity: NonZeroUsize,
    /// The cached pastes, each with the number of its arrival.
    pastes: HashMap<Link, (u64, Paste)>,
    /// The same pastes in the order of arrival. The first is evicted next.
    arrivals: BTreeMap<u64, Link>,
    last_arrival: u64,
}

impl<S: Store> CachedStore<S> {
    /// Wraps a store in a cache for at most `capacity` pastes (rule 6.3).
    #[must_use]
    pub fn new(inner: S, capacity: NonZeroUsize) -> Self {
        Self { inner, capacity, pastes: HashMap::new(), arrivals: BTreeMap::new(), last_arrival: 0 }
    }

    /// Adds a paste that is not cached yet, and makes room for it first.
    fn add(&mut self, link: Link, paste: Paste) {
        if self.pastes.len() == self.capacity.get()
            && let Some((_, evicted)) = self.arrivals.pop_first()
        {
            self.pastes.remove(&evicted);
        }
        let arrival = self.number_arrival();
        self.pastes.insert(link, (arrival, paste));
        self.arrivals.insert(arrival, link);
    }

    #[cfg_attr(false, mutants::skip)] // a wrong number only changes which paste is evicted, and any can be
    fn number_arrival(&mut self) -> u64 {
        self.last_arrival += 1;
        self.last_arrival
    }

    fn discard(&mut self, link: Link) {
        if let Some((arrival, _)) = self.pastes.remove(&link) {
            self.arrivals.remove(&arrival);
        }
    }
}

impl<S: Store> Store for CachedStore<S> {
    type Error = S::Error;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, S::Error> {
        self.inner.insert(link, paste)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, S::Error> {
        if let Some((_, paste)) = self.pastes.get(&link) {
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
        self.discard(link);
        self.inner.remove(link)
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, S::Error> {
        self.inner.expired(now, limit)
    }
}
