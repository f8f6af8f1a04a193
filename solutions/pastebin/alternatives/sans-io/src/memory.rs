//! A store in memory.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use crate::clock::Timestamp;
use crate::link::Link;
use crate::store::{Expiry, Paste, Store};

/// A store in memory, empty by default. It never fails.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    pastes: BTreeMap<Link, Paste>,
    /// The links of the pastes that expire, by time.
    by_expiry: BTreeMap<Timestamp, BTreeSet<Link>>,
}

impl Store for MemoryStore {
    type Error = Infallible;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Infallible> {
        let Entry::Vacant(entry) = self.pastes.entry(link) else { return Ok(false) };
        entry.insert(paste.clone());
        if let Expiry::At(time) = paste.expiry {
            self.by_expiry.entry(time).or_default().insert(link);
        }
        Ok(true)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, Infallible> {
        Ok(self.pastes.get(&link).cloned())
    }

    fn remove(&mut self, link: Link) -> Result<(), Infallible> {
        if let Some(Paste { expiry: Expiry::At(time), .. }) = self.pastes.remove(&link)
            && let Entry::Occupied(mut links) = self.by_expiry.entry(time)
        {
            links.get_mut().remove(&link);
            if links.get().is_empty() {
                links.remove();
            }
        }
        Ok(())
    }

    /// The cost does not depend on the number of pastes that are not listed (rule 3.7).
    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Infallible> {
        Ok(self.by_expiry.range(..=now).flat_map(|(_, links)| links).copied().take(limit).collect())
    }
}
