//! The servers that the crawler asks, and when it may ask them again.

use std::collections::HashMap;

use crate::address::{Address, Origin};
use crate::clock::Timestamp;
use crate::robots::Robots;
use crate::settings::Politeness;

/// The origins that were asked, and the addresses that failed.
#[derive(Debug)]
pub(crate) struct Hosts {
    politeness: Option<Politeness>,
    hosts: HashMap<Origin, Host>,
    /// The numbers of temporary failures of pages.
    failures: HashMap<Address, u32>,
}

#[derive(Debug, Default)]
struct Host {
    /// The time of the next request.
    due: u64,
    /// The robots file, once it was fetched.
    robots: Option<RobotsFile>,
    /// The number of temporary failures of the robots file.
    failures: u32,
}

/// The robots file of an origin.
#[derive(Debug)]
enum RobotsFile {
    /// It was fetched, or does not exist.
    Known(Robots),
    /// It could not be fetched.
    Unavailable,
}

/// A decision about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The page may be fetched.
    Allowed,
    /// The robots file forbids it.
    Disallowed,
    /// The robots file could not be fetched.
    Unavailable,
}

impl Politeness {
    /// Counts a failure and puts off the next request, unless no retry is left.
    fn back_off(&self, failures: &mut u32, due: &mut u64, now: Timestamp) -> bool {
        if *failures == self.retries {
            return false;
        }
        let factor = 1_u64.checked_shl(*failures).unwrap_or(u64::MAX);
        *failures += 1;
        *due = now.0.saturating_add(self.backoff.saturating_mul(factor)).max(*due);
        true
    }
}

impl Hosts {
    pub fn new(politeness: Option<Politeness>) -> Self {
        Self { politeness, hosts: HashMap::new(), failures: HashMap::new() }
    }

    /// Returns the time from which an origin can be asked.
    pub fn due(&self, origin: &Origin) -> Timestamp {
        Timestamp(self.hosts.get(origin).map_or(0, |host| host.due))
    }

    /// Decides about a request, or returns `None` if the robots file has to be fetched first.
    pub fn verdict(&self, address: &Address) -> Option<Verdict> {
        if self.politeness.is_none() {
            return Some(Verdict::Allowed);
        }
        Some(match self.hosts.get(address.origin())?.robots.as_ref()? {
            RobotsFile::Unavailable => Verdict::Unavailable,
            RobotsFile::Known(robots) if robots.allows(address.path_and_query()) => Verdict::Allowed,
            RobotsFile::Known(_) => Verdict::Disallowed,
        })
    }

    /// Notes that a request to an origin starts now.
    pub fn request(&mut self, origin: &Origin, now: Timestamp) {
        if let Some(politeness) = &self.politeness {
            let host = self.hosts.entry(origin.clone()).or_default();
            host.due = now.0.saturating_add(politeness.delay);
        }
    }

    /// Plans a retry of a page after a failure, and returns whether there is one left.
    pub fn retry(&mut self, address: &Address, now: Timestamp) -> bool {
        let Some(politeness) = &self.politeness else { return false };
        let failures = self.failures.entry(address.clone()).or_default();
        let host = self.hosts.entry(address.origin().clone()).or_default();
        politeness.back_off(failures, &mut host.due, now)
    }

    /// Plans a retry of a robots file after a failure, and returns whether there is one left.
    pub fn retry_robots(&mut self, origin: &Origin, now: Timestamp) -> bool {
        let Some(politeness) = &self.politeness else { return false };
        let host = self.hosts.entry(origin.clone()).or_default();
        politeness.back_off(&mut host.failures, &mut host.due, now)
    }

    /// Returns whether an address of the frontier was postponed.
    pub fn is_postponed(&self, address: &Address) -> bool {
        self.failures.contains_key(address)
    }

    /// Stores the content of a robots file. Without a file, everything is allowed.
    pub fn learn_robots(&mut self, origin: &Origin, content: &str) {
        let agent = self.politeness.as_ref().map_or("", |politeness| &politeness.agent);
        let robots = RobotsFile::Known(Robots::parse(content, agent));
        self.hosts.entry(origin.clone()).or_default().robots = Some(robots);
    }

    /// Gives up on the robots file of an origin.
    pub fn give_up_robots(&mut self, origin: &Origin) {
        self.hosts.entry(origin.clone()).or_default().robots = Some(RobotsFile::Unavailable);
    }
}
