//! A layer that finds free links.

use std::num::NonZeroU32;

use crate::link::{Link, LinkSource};
use crate::store::{Paste, Store};

/// A store that chooses the links of its pastes.
#[derive(Debug)]
pub(crate) struct ClaimingStore<S, L> {
    pub(crate) inner: S,
    links: L,
    attempts: NonZeroU32,
}

impl<S: Store, L: LinkSource> ClaimingStore<S, L> {
    pub(crate) fn new(inner: S, links: L, attempts: NonZeroU32) -> Self {
        Self { inner, links, attempts }
    }

    /// Stores a paste under the first free candidate. Returns `None` if all are taken.
    pub(crate) fn insert(&mut self, paste: &Paste) -> Result<Option<Link>, S::Error> {
        for _ in 0..self.attempts.get() {
            let link = self.links.candidate();
            if self.inner.insert(link, paste)? {
                return Ok(Some(link));
            }
        }
        Ok(None)
    }
}
