//! The naive model of a service: a map and a time.

use std::collections::BTreeMap;

use pastebin::{Expiry, Link, Paste, Timestamp};

use super::{at, link};

/// The expected pastes, including expired ones that are not purged.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub pastes: BTreeMap<Link, Paste>,
    pub now: u64,
}

impl Model {
    /// Stores a paste under the first free candidate and returns it, or `None` if all are taken.
    pub fn paste(&mut self, text: &str, minutes: Option<u64>, candidates: &[u64]) -> Option<Link> {
        let free = candidates.iter().map(|&number| link(number)).find(|link| !self.pastes.contains_key(link))?;
        let expiry = minutes.map_or(Expiry::Never, |minutes| at(self.now + 60 * minutes));
        self.pastes.insert(free, Paste { text: text.to_owned(), expiry });
        Some(free)
    }

    pub fn read(&self, link: Link) -> Option<&str> {
        self.pastes.get(&link).filter(|paste| !self.is_expired(paste)).map(|paste| paste.text.as_str())
    }

    pub fn purge(&mut self, limit: usize) -> Vec<Link> {
        let mut expired: Vec<_> = self.pastes.iter().filter(|(_, paste)| self.is_expired(paste)).collect();
        expired.sort_by_key(|&(&link, paste)| (paste.expiry, link));
        let links: Vec<_> = expired.into_iter().map(|(&link, _)| link).take(limit).collect();
        self.pastes.retain(|link, _| !links.contains(link));
        links
    }

    fn is_expired(&self, paste: &Paste) -> bool {
        paste.expiry <= Expiry::At(Timestamp(self.now))
    }

    /// Forgets the expired pastes whose links are not taken. A failed purge may have removed them.
    pub fn forget_purged(&mut self, taken: &[Link]) {
        let now = self.now;
        self.pastes.retain(|link, paste| paste.expiry > at(now) || taken.contains(link));
    }
}
