//! A store in memory.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

use crate::clock::Timestamp;
use crate::link::Link;
use crate::store::{Expiry, Paste, Store};

/// A store in memory, empty by default. It never fails.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    pastes: HashMap<Link, Paste>,
    /// The pastes that expire, in the order in which they do.
    by_expiry: BTreeSet<(Timestamp, Link)>,
}

impl Store for MemoryStore {
    type Error = Infallible;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Infallible> {
        let Entry::Vacant(entry) = self.pastes.entry(link) else { return Ok(false) };
        entry.insert(paste.clone());
        if let Expiry::At(time) = paste.expiry {
            self.by_expiry.insert((time, link));
        }
        Ok(true)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, Infallible> {
        Ok(self.pastes.get(&link).cloned())
    }

    fn remove(&mut self, link: Link) -> Result<(), Infallible> {
        if let Some(Paste { expiry: Expiry::At(time), .. }) = self.pastes.remove(&link) {
            self.by_expiry.remove(&(time, link));
        }
        Ok(())
    }

    /// The cost does not depend on the number of pastes that are not listed (rule 3.7).
    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Infallible> {
        let expired = self.by_expiry.iter().take_while(|(time, _)| *time <= now);
        Ok(expired.map(|&(_, link)| link).take(limit).collect())
    }
}
