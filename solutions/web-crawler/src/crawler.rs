//! The crawler, which connects the other parts.

use std::collections::{HashMap, HashSet};

use crate::address::{Address, Origin};
use crate::clock::{Clock, Timestamp};
use crate::fetch::{FetchError, Fetcher, Response};
use crate::frontier::Frontier;
use crate::hosts::{Hosts, Verdict};
use crate::html::{Document, read_html};
use crate::index::Index;
use crate::near_copies::NearCopies;
use crate::priority::{BreadthFirst, Priority};
use crate::revisits::Revisits;
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
    fetcher: F,
    clock: C,
    priority: P,
    breadth: usize,
    depth: u32,
    pages_left: usize,
    frontier: Frontier,
    /// The depths of all addresses that the frontier has accepted.
    depths: HashMap<Address, u32>,
    hosts: Hosts,
    near_copies: NearCopies<S>,
    index: Index,
    revisits: Revisits,
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
            fetcher: parts.fetcher,
            clock: parts.clock,
            priority: parts.priority,
            breadth: settings.breadth,
            depth: settings.depth,
            pages_left: settings.pages,
            frontier: Frontier::new(),
            depths: HashMap::new(),
            hosts: Hosts::new(settings.politeness),
            near_copies: NearCopies::new(parts.signature, settings.near_copy),
            index: Index::new(),
            revisits: Revisits::new(settings.freshness),
        }
    }

    /// Adds an address with depth 0.
    pub fn seed(&mut self, address: Address) {
        self.enqueue(address, 0);
    }

    /// Makes the next request if one is due (rules 3.3 and 5.2).
    pub fn step(&mut self) -> Step {
        let now = self.clock.now();
        if let Some(address) = self.frontier.first(|origin| self.hosts.due(origin) <= now).cloned() {
            return self.visit(&address, now);
        }
        if let Some(address) = self.due_revisit(now).cloned() {
            return self.revisit(address, now);
        }
        if self.next_work().is_some() { Step::Waiting } else { Step::Done }
    }

    /// Returns the time at which the next step has work, or `None` if no work remains (rule 5.10).
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.next_work().map(|due| due.max(self.clock.now()))
    }

    /// Returns the index of the expanded pages (rule 6.1).
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    fn due_revisit(&self, now: Timestamp) -> Option<&Address> {
        let mut planned = self.revisits.planned().take_while(|(due, _)| *due <= now).map(|(_, address)| address);
        planned.find(|address| self.hosts.due(address.origin()) <= now)
    }

    fn next_work(&self) -> Option<Timestamp> {
        let new = self.frontier.origins().map(|origin| self.hosts.due(origin));
        let revisits = self.revisits.planned().map(|(due, address)| self.hosts.due(address.origin()).max(*due));
        new.chain(revisits).min()
    }

    /// Visits the address, which stays in the frontier until its visit is finished.
    fn visit(&mut self, address: &Address, now: Timestamp) -> Step {
        let Some(verdict) = self.hosts.verdict(address) else {
            return self.ask_robots(address, now);
        };
        self.count(address);
        let step = match verdict {
            Verdict::Allowed => self.fetch_page(address.clone(), now),
            Verdict::Disallowed => Step::Disallowed(address.clone()),
            Verdict::Unavailable => Step::Failed { address: address.clone(), error: FetchError::Unavailable },
        };
        if !matches!(step, Step::Postponed(_)) {
            self.frontier.remove(address);
        }
        step
    }

    /// Charges the page budget for an address, unless it was postponed.
    fn count(&mut self, address: &Address) {
        if self.hosts.is_postponed(address) {
            return;
        }
        self.pages_left -= 1;
        if self.pages_left == 0 {
            self.frontier.retain(|other| other == address || self.hosts.is_postponed(other));
        }
    }

    fn ask_robots(&mut self, address: &Address, now: Timestamp) -> Step {
        let (file, origin) = (address.robots_file(), address.origin());
        match self.request(&file, now) {
            Ok(Response::Page(content)) => self.learn_robots(origin, &content, file),
            Ok(Response::Redirect(_)) | Err(FetchError::NotFound) => self.learn_robots(origin, "", file),
            Err(FetchError::Unavailable) if self.hosts.retry_robots(origin, now) => Step::Postponed(file),
            Err(error) => {
                self.hosts.give_up_robots(origin);
                Step::Failed { address: file, error }
            }
        }
    }

    fn learn_robots(&mut self, origin: &Origin, content: &str, file: Address) -> Step {
        self.hosts.learn_robots(origin, content);
        Step::Robots(file)
    }

    fn fetch_page(&mut self, address: Address, now: Timestamp) -> Step {
        match self.request(&address, now) {
            Ok(Response::Page(html)) => self.process(address, &html, now),
            Ok(Response::Redirect(target)) => self.redirect(address, target),
            Err(FetchError::Unavailable) if self.hosts.retry(&address, now) => Step::Postponed(address),
            Err(error) => Step::Failed { address, error },
        }
    }

    fn process(&mut self, address: Address, html: &str, now: Timestamp) -> Step {
        let document = read_html(html);
        if let Some(original) = self.near_copies.original(&address, &document) {
            return Step::NearCopy { address, original };
        }
        self.expand(&address, &document);
        self.revisits.add(&address, document.text, now);
        Step::Expanded(address)
    }

    fn revisit(&mut self, address: Address, now: Timestamp) -> Step {
        match self.request(&address, now) {
            Ok(Response::Page(html)) => {
                let document = read_html(&html);
                self.expand(&address, &document);
                let changed = self.revisits.update(&address, document.text, now);
                Step::Revisited { address, changed }
            }
            Ok(Response::Redirect(target)) => {
                self.revisits.postpone(&address, now);
                self.redirect(address, target)
            }
            Err(error) => {
                self.revisits.postpone(&address, now);
                Step::Failed { address, error }
            }
        }
    }

    /// Indexes a page and follows its links.
    fn expand(&mut self, address: &Address, document: &Document) {
        self.index.put(address.clone(), document);
        self.follow(address, &document.references);
    }

    fn redirect(&mut self, address: Address, target: String) -> Step {
        self.follow(&address, &[target]);
        Step::Redirected(address)
    }

    fn request(&mut self, address: &Address, now: Timestamp) -> Result<Response, FetchError> {
        self.hosts.request(address.origin(), now);
        self.fetcher.fetch(address)
    }

    /// Adds the first distinct links of a page to the frontier.
    fn follow(&mut self, page: &Address, references: &[String]) {
        let depth = self.depths.get(page).map_or(0, |depth| depth.saturating_add(1));
        if depth > self.depth {
            return;
        }
        let mut links = HashSet::new();
        for reference in references {
            let Ok(link) = page.join(reference) else { continue };
            if links.len() < self.breadth && links.insert(link.clone()) {
                self.enqueue(link, depth);
            }
        }
    }

    fn enqueue(&mut self, address: Address, depth: u32) {
        let priority = self.priority.priority(&address, depth);
        if self.pages_left > 0 && self.frontier.add(address.clone(), priority) {
            self.depths.insert(address, depth);
        }
    }
}
