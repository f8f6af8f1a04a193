//! A store in memory.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

use crate::clock::Timestamp;
use crate::link::Link;
use crate::store::{Expiry, Paste, Store};

/// A store in memory, empty by default. It never fails.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    expiries: HashMap<Link, Expiry>,
    /// The texts in the order in which they expire. Those that never do are last.
    texts: BTreeMap<(Expiry, Link), String>,
}

impl Store for MemoryStore {
    type Error = Infallible;

    fn insert(&mut self, link: Link, paste: &Paste) -> Result<bool, Infallible> {
        let Entry::Vacant(entry) = self.expiries.entry(link) else { return Ok(false) };
        entry.insert(paste.expiry);
        self.texts.insert((paste.expiry, link), paste.text.clone());
        Ok(true)
    }

    fn get(&mut self, link: Link) -> Result<Option<Paste>, Infallible> {
        let Some(&expiry) = self.expiries.get(&link) else { return Ok(None) };
        let text = self.texts.get(&(expiry, link));
        Ok(text.map(|text| Paste { text: text.clone(), expiry }))
    }

    fn remove(&mut self, link: Link) -> Result<(), Infallible> {
        if let Some(expiry) = self.expiries.remove(&link) {
            self.texts.remove(&(expiry, link));
        }
        Ok(())
    }

    /// The cost does not depend on the number of pastes that are not listed (rule 3.7).
    fn expired(&mut self, now: Timestamp, limit: usize) -> Result<Vec<Link>, Infallible> {
        let expired = self.texts.keys().take_while(|(expiry, _)| expiry.is_reached(now));
        Ok(expired.map(|&(_, link)| link).take(limit).collect())
    }
}
