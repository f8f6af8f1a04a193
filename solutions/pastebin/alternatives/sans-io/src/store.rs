//! The port behind which the pastes are.

use std::error::Error;
use std::num::NonZeroU64;

use crate::clock::Timestamp;
use crate::link::Link;

/// A text and its expiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paste {
    /// The text.
    pub text: String,
    /// The time when it expires.
    pub expiry: Expiry,
}

/// The first time at which a paste is expired. `Never` comes after every time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expiry {
    /// The paste is expired from this time on.
    At(Timestamp),
    /// The paste does not expire.
    Never,
}

impl Expiry {
    /// Returns the expiry of a paste that is created now and has a lifetime in minutes. It saturates (rule 3.8).
    pub(crate) fn after(now: Timestamp, minutes: NonZeroU64) -> Self {
        let seconds = minutes.get().saturating_mul(60);
        Self::At(Timestamp(now.0.saturating_add(seconds)))
    }

    pub(crate) fn is_reached(self, now: Timestamp) -> bool {
        self <= Self::At(now)
    }
}

/// The port behind which the pastes are: a map from links to pastes that can also list the expired ones.
///
/// A store does not know the time. It keeps expired pastes until they are removed. Every method takes `&mut self`,
/// because even a read can change a connection or a cache, and can fail with the store's error.
pub trait Store {
    /// The store's error.
    type Error: Error + 'static;

    /// Stores the paste and returns `true` if the link is free. Otherwise, changes nothing and returns `false`.
    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Self::Error>;

    /// Returns the paste of a link, or `None` if the link is free.
    fn get(&mut self, link: Link) -> Result<Option<Paste>, Self::Error>;

    /// Removes the paste of a link, if there is one.
    fn remove(&mut self, link: Link) -> Result<(), Self::Error>;

    /// Returns the links of the pastes that are expired at `now`, by expiry, then by link, at most `limit` of them.
    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Self::Error>;
}

/// A service can borrow its store.
impl<S: Store + ?Sized> Store for &mut S {
    type Error = S::Error;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, S::Error> {
        (**self).insert(link, paste)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, S::Error> {
        (**self).get(link)
    }

    fn remove(&mut self, link: Link) -> Result<(), S::Error> {
        (**self).remove(link)
    }

    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, S::Error> {
        (**self).expired(now, limit)
    }
}
