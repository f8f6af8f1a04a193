//! The schedule of visits to known pages.

use std::collections::{BTreeSet, HashMap};

use crate::address::Address;
use crate::clock::Timestamp;
use crate::settings::Freshness;

/// The expanded pages, and when to visit them again.
#[derive(Debug)]
pub(crate) struct Revisits {
    freshness: Option<Freshness>,
    pages: HashMap<Address, Visited>,
    queue: BTreeSet<(Timestamp, Address)>,
}

#[derive(Debug)]
struct Visited {
    text: String,
    interval: u64,
    due: Timestamp,
}

impl Revisits {
    pub fn new(freshness: Option<Freshness>) -> Self {
        Self { freshness, pages: HashMap::new(), queue: BTreeSet::new() }
    }

    /// Adds a page that was visited for the first time.
    pub fn add(&mut self, address: &Address, text: String, now: Timestamp) {
        if let Some(freshness) = self.freshness {
            let page = Visited { text, interval: freshness.min.get(), due: now };
            self.pages.insert(address.clone(), page);
            self.postpone(address, now);
        }
    }

    /// Notes the text of a page that was visited again, and returns whether it has changed (rule 7.1).
    pub fn update(&mut self, address: &Address, text: String, now: Timestamp) -> bool {
        let (Some(freshness), Some(page)) = (self.freshness, self.pages.get_mut(address)) else { return false };
        let changed = page.text != text;
        page.text = text;
        let interval = if changed { page.interval / 2 } else { page.interval.saturating_mul(2) };
        page.interval = interval.max(freshness.min.get()).min(freshness.max.get());
        self.postpone(address, now);
        changed
    }

    /// Plans the next visit of a page, counted from now.
    pub fn postpone(&mut self, address: &Address, now: Timestamp) {
        if let Some(page) = self.pages.get_mut(address) {
            self.queue.remove(&(page.due, address.clone()));
            page.due = Timestamp(now.0.saturating_add(page.interval));
            self.queue.insert((page.due, address.clone()));
        }
    }

    /// Returns the planned visits in order, with their times.
    pub fn planned(&self) -> impl Iterator<Item = &(Timestamp, Address)> {
        self.queue.iter()
    }
}
