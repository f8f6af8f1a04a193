//! The crawler, which keeps a record of each address, page and host.

use std::collections::HashMap;

use crate::address::{Address, Origin};
use crate::clock::{Clock, Timestamp};
use crate::fetch::{FetchError, Fetcher, Response};
use crate::frontier::Frontier;
use crate::html::{Document, read_html};
use crate::index::Index;
use crate::priority::{BreadthFirst, Priority};
use crate::robots;
use crate::settings::{Freshness, Settings};
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
    /// The number of addresses that were taken from the frontier.
    taken: usize,
    links: HashMap<Address, Link>,
    /// The expanded pages, in order.
    pages: Vec<Page<S::Value>>,
    hosts: HashMap<Origin, Host>,
    index: Index,
}

/// An address that was added to the frontier, or a robots file.
#[derive(Clone, Copy, Debug, Default)]
struct Link {
    depth: u32,
    failures: u32,
}

/// An expanded page.
#[derive(Debug)]
struct Page<V> {
    address: Address,
    signature: Option<V>,
    text: String,
    interval: u64,
    due: u64,
}

/// An origin that was asked.
#[derive(Debug, Default)]
struct Host {
    due: u64,
    robots: Robots,
    /// The number of failures of the robots file.
    failures: u32,
}

#[derive(Debug, Default)]
enum Robots {
    #[default]
    Unknown,
    Rules(Vec<(String, bool)>),
    Unavailable,
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
            settings,
            frontier: Frontier::new(),
            taken: 0,
            links: HashMap::new(),
            pages: Vec::new(),
            hosts: HashMap::new(),
            index: Index::new(),
        }
    }

    /// Adds an address with depth 0.
    pub fn seed(&mut self, address: Address) {
        self.add(address, 0);
    }

    /// Makes the next request if one is due (rules 3.3 and 5.2).
    pub fn step(&mut self) -> Step {
        let now = self.parts.clock.now().0;
        let may_visit = |address: &Address| self.counts(address) && self.host_due(address) <= now;
        if let Some(address) = self.frontier.first(may_visit).cloned() {
            return self.visit(address, now);
        }
        let due = (0..self.pages.len()).filter(|page| self.page_due(*page).is_some_and(|due| due <= now));
        if let Some(page) = due.min_by_key(|page| (self.pages[*page].due, &self.pages[*page].address)) {
            return self.revisit(page, now);
        }
        if self.next_work().is_some() { Step::Waiting } else { Step::Done }
    }

    /// Returns the time at which the next step has work, or `None` if no work remains (rule 5.10).
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let due = self.next_work()?;
        Some(self.parts.clock.now().max(Timestamp(due)))
    }

    /// Returns the index of the expanded pages (rule 6.1).
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    fn next_work(&self) -> Option<u64> {
        let waiting = self.frontier.waiting().filter(|address| self.counts(address));
        let visits = waiting.map(|address| self.host_due(address));
        visits.chain((0..self.pages.len()).filter_map(|page| self.page_due(page))).min()
    }

    /// Returns whether the page budget allows a visit.
    fn counts(&self, address: &Address) -> bool {
        self.taken < self.settings.pages || self.links.get(address).is_some_and(|link| link.failures > 0)
    }

    fn host_due(&self, address: &Address) -> u64 {
        self.hosts.get(address.origin()).map_or(0, |host| host.due)
    }

    /// Returns the time of the next visit of an expanded page.
    fn page_due(&self, page: usize) -> Option<u64> {
        let page = &self.pages[page];
        self.settings.freshness.map(|_| page.due.max(self.host_due(&page.address)))
    }

    fn visit(&mut self, address: Address, now: u64) -> Step {
        let robots = self.hosts.get(address.origin()).map(|host| &host.robots);
        let is_allowed = match (&self.settings.politeness, robots) {
            (None, _) => Ok(true),
            (Some(_), None | Some(Robots::Unknown)) => return self.visit_robots_file(&address, now),
            (Some(_), Some(Robots::Rules(rules))) => Ok(robots::allow(rules, &address.path_and_query())),
            (Some(_), Some(Robots::Unavailable)) => Err(FetchError::Unavailable),
        };
        if self.links.get(&address).is_none_or(|link| link.failures == 0) {
            self.taken += 1;
        }
        let response = match is_allowed {
            Ok(true) => self.request(&address, now),
            Ok(false) => {
                self.frontier.remove(&address);
                return Step::Disallowed(address);
            }
            Err(error) => {
                self.frontier.remove(&address);
                return Step::Failed { address, error };
            }
        };
        if response == Err(FetchError::Unavailable) && self.plan_retry(&address, false, now) {
            return Step::Postponed(address);
        }
        self.frontier.remove(&address);
        match response {
            Ok(Response::Page(html)) => self.read(address, &read_html(&html), now),
            Ok(Response::Redirect(target)) => {
                self.follow(&address, &[target]);
                Step::Redirected(address)
            }
            Err(error) => Step::Failed { address, error },
        }
    }

    fn visit_robots_file(&mut self, address: &Address, now: u64) -> Step {
        let file = address.robots_file();
        let response = self.request(&file, now);
        if response == Err(FetchError::Unavailable) && self.plan_retry(&file, true, now) {
            return Step::Postponed(file);
        }
        let agent = self.settings.politeness.as_ref().map_or("", |politeness| &politeness.agent);
        let robots = match &response {
            Ok(Response::Page(content)) => Robots::Rules(robots::rules(content, agent)),
            Ok(Response::Redirect(_)) | Err(FetchError::NotFound) => Robots::Rules(Vec::new()),
            Err(FetchError::Unavailable) => Robots::Unavailable,
        };
        self.hosts.entry(address.origin().clone()).or_default().robots = robots;
        match response {
            Err(error @ FetchError::Unavailable) => Step::Failed { address: file, error },
            _ => Step::Robots(file),
        }
    }

    fn request(&mut self, address: &Address, now: u64) -> Result<Response, FetchError> {
        if let Some(politeness) = &self.settings.politeness {
            let host = self.hosts.entry(address.origin().clone()).or_default();
            host.due = now.saturating_add(politeness.delay);
        }
        self.parts.fetcher.fetch(address)
    }

    fn plan_retry(&mut self, address: &Address, is_robots_file: bool, now: u64) -> bool {
        let Some(politeness) = &self.settings.politeness else { return false };
        let host = self.hosts.entry(address.origin().clone()).or_default();
        let failures = match is_robots_file {
            true => &mut host.failures,
            false => &mut self.links.entry(address.clone()).or_default().failures,
        };
        if *failures >= politeness.retries {
            return false;
        }
        let wait = 2_u64.saturating_pow(*failures).saturating_mul(politeness.backoff);
        *failures += 1;
        host.due = host.due.max(now.saturating_add(wait));
        true
    }

    fn read(&mut self, address: Address, document: &Document, now: u64) -> Step {
        let signature = self.settings.near_copy.map(|_| self.parts.signature.compute(document));
        if let (Some(value), Some(threshold)) = (&signature, self.settings.near_copy) {
            for page in &self.pages {
                let similarity = page.signature.as_ref().map(|other| self.parts.signature.similarity(other, value));
                if similarity.is_some_and(|similarity| similarity.is_at_least(threshold)) {
                    return Step::NearCopy { address, original: page.address.clone() };
                }
            }
        }
        self.expand(&address, document);
        let interval = self.settings.freshness.map_or(0, |freshness| freshness.min.get());
        let due = now.saturating_add(interval);
        self.pages.push(Page { address: address.clone(), signature, text: document.text.clone(), interval, due });
        Step::Expanded(address)
    }

    fn revisit(&mut self, page: usize, now: u64) -> Step {
        let address = self.pages[page].address.clone();
        let response = self.request(&address, now);
        let mut step = None;
        match response {
            Ok(Response::Page(html)) => {
                let document = read_html(&html);
                self.expand(&address, &document);
                let page = &mut self.pages[page];
                let changed = page.text != document.text;
                page.text = document.text;
                if let Some(Freshness { min, max }) = self.settings.freshness {
                    let interval = if changed { page.interval / 2 } else { page.interval.saturating_mul(2) };
                    page.interval = interval.max(min.get()).min(max.get());
                }
                step = Some(Step::Revisited { address: address.clone(), changed });
            }
            Ok(Response::Redirect(target)) => self.follow(&address, &[target]),
            Err(error) => step = Some(Step::Failed { address: address.clone(), error }),
        }
        let page = &mut self.pages[page];
        page.due = now.saturating_add(page.interval);
        step.unwrap_or(Step::Redirected(address))
    }

    fn expand(&mut self, address: &Address, document: &Document) {
        self.index.put(address.clone(), document);
        self.follow(address, &document.references);
    }

    fn follow(&mut self, page: &Address, references: &[String]) {
        let depth = self.links.get(page).map_or(0, |link| link.depth).saturating_add(1);
        let mut links: Vec<Address> = Vec::new();
        for link in references.iter().filter_map(|reference| page.join(reference).ok()) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        if depth <= self.settings.depth {
            for link in links.into_iter().take(self.settings.breadth) {
                self.add(link, depth);
            }
        }
    }

    fn add(&mut self, address: Address, depth: u32) {
        let priority = self.parts.priority.priority(&address, depth);
        if self.frontier.add(address.clone(), priority) {
            self.links.insert(address, Link { depth, failures: 0 });
        }
    }
}
