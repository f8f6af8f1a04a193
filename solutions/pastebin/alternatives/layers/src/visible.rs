//! A layer that knows the time.

use std::num::NonZeroU64;

use crate::clock::{Clock, Timestamp};
use crate::link::Link;
use crate::store::{Expiry, Paste, Store};

/// A store whose expired pastes cannot be seen, although their links are taken.
#[derive(Debug)]
pub(crate) struct VisibleStore<S, C> {
    inner: S,
    clock: C,
}

impl<S, C: Clock> VisibleStore<S, C> {
    pub(crate) fn new(inner: S, clock: C) -> Self {
        Self { inner, clock }
    }

    pub(crate) fn expiry_after(&self, minutes: Option<NonZeroU64>) -> Expiry {
        minutes.map_or(Expiry::Never, |minutes| Expiry::after(self.clock.now(), minutes))
    }

    /// Lists the pastes that are expired now.
    pub(crate) fn expired_now(&mut self, limit: usize) -> Result<Vec<Link>, S::Error>
    where
        S: Store,
    {
        let now = self.clock.now();
        self.expired(now, limit)
    }
}

impl<S: Store, C: Clock> Store for VisibleStore<S, C> {
    type Error = S::Error;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, S::Error> {
        self.inner.insert(link, paste)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, S::Error> {
        let found = self.inner.get(link)?;
        Ok(found.filter(|paste| !paste.expiry.is_reached(self.clock.now())))
    }

    fn remove(&mut self, link: Link) -> Result<(), S::Error> {
        self.inner.remove(link)
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, S::Error> {
        self.inner.expired(now, limit)
    }
}
