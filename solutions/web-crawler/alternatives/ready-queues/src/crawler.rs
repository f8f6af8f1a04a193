//! The crawler, which connects the other parts.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::address::Address;
use crate::clock::{Clock, Timestamp};
use crate::fetch::{FetchError, Fetcher, Response};
use crate::frontier::Frontier;
use crate::html::{Document, read_html};
use crate::index::Index;
use crate::priority::{BreadthFirst, Priority};
use crate::schedule::Schedule;
use crate::settings::Settings;
use crate::signature::{Shingles, Signature};

/// The parts of a crawler that the caller chooses.
#[derive(Clone, Debug)]
pub struct Parts<F, C, S = Shingles, P = BreadthFirst> {
    /// The fetcher.
    pub fetcher: F,
    /// The clock.
    pub clock: C,
    /// The signature that finds near copies.
    pub signature: S,
    /// The priority of links.
    pub priority: P,
}

/// A crawler. It visits one page at a time.
pub struct Crawler<F, C, S: Signature = Shingles, P = BreadthFirst> {
    parts: Parts<F, C, S, P>,
    settings: Settings,
    frontier: Frontier,
    depths: BTreeMap<Address, u32>,
    schedule: Schedule,
    /// The signatures of the expanded pages, in order.
    originals: Vec<(S::Value, Address)>,
    index: Index,
    visits: BTreeMap<Address, Visit>,
    /// The pages to visit again, by due time.
    revisits: BTreeMap<Timestamp, BTreeSet<Address>>,
}

/// The last visit of an expanded page.
struct Visit {
    text: String,
    interval: u64,
}

/// The result of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Step {
    /// The page was fetched, and its links are in the frontier.
    Expanded(Address),
    /// The server redirects from this address to another one.
    Redirected(Address),
    /// The page could not be fetched.
    Failed {
        /// The address of the page.
        address: Address,
        /// The reason.
        error: FetchError,
    },
    /// The page was fetched, and is similar to a page that was expanded before.
    NearCopy {
        /// The address of the page.
        address: Address,
        /// The page that it resembles.
        original: Address,
    },
    /// The robots file was fetched or does not exist. The address is that of the file.
    Robots(Address),
    /// The robots file does not allow the crawler to fetch this page.
    Disallowed(Address),
    /// The page or robots file is temporarily unavailable, and will be fetched again.
    Postponed(Address),
    /// The page was fetched again.
    Revisited {
        /// The address of the page.
        address: Address,
        /// `true` if its text has changed.
        changed: bool,
    },
    /// There is work, but not yet.
    Waiting,
    /// No work remains.
    Done,
}

impl<F: Fetcher, C: Clock, S: Signature, P: Priority> Crawler<F, C, S, P> {
    /// Creates a crawler without addresses.
    #[must_use]
    pub fn new(parts: Parts<F, C, S, P>, settings: Settings) -> Self {
        Self {
            parts,
            schedule: Schedule::new(settings.politeness.clone()),
            settings,
            frontier: Frontier::new(),
            depths: BTreeMap::new(),
            originals: Vec::new(),
            index: Index::new(),
            visits: BTreeMap::new(),
            revisits: BTreeMap::new(),
        }
    }

    /// Adds an address with depth 0.
    pub fn seed(&mut self, address: Address) {
        self.add(address, 0);
    }

    /// Makes the next request if one is due (rules 3.3 and 5.2).
    pub fn step(&mut self) -> Step {
        let now = self.parts.clock.now();
        let (step, origin) = if let Some(address) = self.schedule.next_address(&mut self.frontier, now) {
            (self.visit(&address, now), address)
        } else if let Some((due, address)) = self.due_revisit(now) {
            (self.revisit(due, &address, now), address)
        } else {
            return if self.next_work().is_some() { Step::Waiting } else { Step::Done };
        };
        self.schedule.sleep(&mut self.frontier, origin.origin(), now);
        step
    }

    /// Returns the time at which the next step has work, or `None` if no work remains (rule 5.10).
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.next_work().map(|due| due.max(self.parts.clock.now()))
    }

    /// Returns the index of the expanded pages (rule 6.1).
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    fn planned(&self) -> impl Iterator<Item = (Timestamp, &Address)> {
        self.revisits.iter().flat_map(|(due, pages)| pages.iter().map(|address| (*due, address)))
    }

    fn due_revisit(&self, now: Timestamp) -> Option<(Timestamp, Address)> {
        let mut due = self.planned().take_while(|(due, _)| *due <= now);
        let (due, address) = due.find(|(_, address)| self.schedule.due(address.origin()) <= now)?;
        Some((due, address.clone()))
    }

    fn next_work(&self) -> Option<Timestamp> {
        let revisits = self.planned().map(|(due, address)| due.max(self.schedule.due(address.origin())));
        self.schedule.next_due(&self.frontier).into_iter().chain(revisits).min()
    }

    fn visit(&mut self, address: &Address, now: Timestamp) -> Step {
        if self.schedule.needs_robots(address.origin()) {
            return self.visit_robots(&address.robots_file(), now);
        }
        if !self.schedule.is_retried(address) {
            self.settings.pages -= 1;
        }
        let step = match self.schedule.allows(address) {
            Some(true) => self.fetch(address, now),
            Some(false) => Step::Disallowed(address.clone()),
            None => Step::Failed { address: address.clone(), error: FetchError::Unavailable },
        };
        if !matches!(step, Step::Postponed(_)) {
            self.frontier.remove(address);
            self.schedule.finish(address);
        }
        if self.settings.pages == 0 {
            self.frontier.retain(|address| self.schedule.is_retried(address));
        }
        step
    }

    fn visit_robots(&mut self, file: &Address, now: Timestamp) -> Step {
        let response = self.request(file, now);
        if response == Err(FetchError::Unavailable) {
            if self.schedule.retry(file, true, now) {
                return Step::Postponed(file.clone());
            }
            self.schedule.set_robots(file.origin(), None);
            return Step::Failed { address: file.clone(), error: FetchError::Unavailable };
        }
        let content = match &response {
            Ok(Response::Page(content)) => content,
            Ok(Response::Redirect(_)) | Err(_) => "",
        };
        self.schedule.set_robots(file.origin(), Some(content));
        Step::Robots(file.clone())
    }

    fn fetch(&mut self, address: &Address, now: Timestamp) -> Step {
        match self.request(address, now) {
            Ok(Response::Page(html)) => self.read(address, read_html(&html), now),
            Ok(Response::Redirect(target)) => self.redirect(address, target),
            Err(FetchError::Unavailable) if self.schedule.retry(address, false, now) => {
                Step::Postponed(address.clone())
            }
            Err(error) => Step::Failed { address: address.clone(), error },
        }
    }

    fn request(&mut self, address: &Address, now: Timestamp) -> Result<Response, FetchError> {
        self.schedule.request(address.origin(), now);
        self.parts.fetcher.fetch(address)
    }

    fn read(&mut self, address: &Address, document: Document, now: Timestamp) -> Step {
        if let Some(threshold) = self.settings.near_copy {
            let signature = &self.parts.signature;
            let value = signature.compute(&document);
            let is_copy = |other: &S::Value| signature.similarity(other, &value).is_at_least(threshold);
            if let Some((_, original)) = self.originals.iter().find(|(other, _)| is_copy(other)) {
                return Step::NearCopy { address: address.clone(), original: original.clone() };
            }
            self.originals.push((value, address.clone()));
        }
        self.expand(address, &document);
        if let Some(freshness) = self.settings.freshness {
            let visit = Visit { text: document.text, interval: freshness.min.get() };
            self.plan_revisit(address, visit, now);
        }
        Step::Expanded(address.clone())
    }

    fn revisit(&mut self, due: Timestamp, address: &Address, now: Timestamp) -> Step {
        if let Entry::Occupied(mut pages) = self.revisits.entry(due) {
            pages.get_mut().remove(address);
            if pages.get().is_empty() {
                pages.remove();
            }
        }
        let (Some(mut visit), Some(freshness)) = (self.visits.remove(address), self.settings.freshness) else {
            return Step::Waiting;
        };
        let step = match self.request(address, now) {
            Ok(Response::Page(html)) => {
                let document = read_html(&html);
                self.expand(address, &document);
                let changed = visit.text != document.text;
                let interval = if changed { visit.interval / 2 } else { visit.interval.saturating_mul(2) };
                let interval = interval.max(freshness.min.get()).min(freshness.max.get());
                visit = Visit { text: document.text, interval };
                Step::Revisited { address: address.clone(), changed }
            }
            Ok(Response::Redirect(target)) => self.redirect(address, target),
            Err(error) => Step::Failed { address: address.clone(), error },
        };
        self.plan_revisit(address, visit, now);
        step
    }

    fn plan_revisit(&mut self, address: &Address, visit: Visit, now: Timestamp) {
        let due = Timestamp(now.0.saturating_add(visit.interval));
        self.revisits.entry(due).or_default().insert(address.clone());
        self.visits.insert(address.clone(), visit);
    }

    /// Indexes a page and follows its links.
    fn expand(&mut self, address: &Address, document: &Document) {
        self.index.put(address.clone(), document);
        self.follow(address, &document.references);
    }

    fn redirect(&mut self, address: &Address, target: String) -> Step {
        self.follow(address, &[target]);
        Step::Redirected(address.clone())
    }

    fn follow(&mut self, page: &Address, references: &[String]) {
        let depth = self.depths.get(page).map_or(0, |depth| depth.saturating_add(1));
        let mut seen = HashSet::new();
        let links = references.iter().filter_map(|reference| page.join(reference).ok());
        let links: Vec<Address> = links.filter(|link| seen.insert(link.clone())).take(self.settings.breadth).collect();
        if depth <= self.settings.depth {
            links.into_iter().for_each(|link| self.add(link, depth));
        }
    }

    fn add(&mut self, address: Address, depth: u32) {
        let priority = self.parts.priority.priority(&address, depth);
        if self.settings.pages > 0 && self.frontier.add(address.clone(), priority) {
            self.depths.insert(address, depth);
        }
    }
}
