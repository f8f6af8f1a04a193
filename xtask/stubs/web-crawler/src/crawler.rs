//! The crawler, which connects the other parts.

use std::marker::PhantomData;

use crate::address::Address;
use crate::clock::{Clock, Timestamp};
use crate::fetch::{FetchError, Fetcher};
use crate::index::Index;
use crate::priority::{BreadthFirst, Priority};
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
    // A placeholder: the fields are yours.
    _yours: PhantomData<(F, C, S, P)>,
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
        todo!("stage 3")
    }

    /// Adds an address with depth 0.
    pub fn seed(&mut self, address: Address) {
        todo!("stage 3")
    }

    /// Makes the next request if one is due (rules 3.3 and 5.2).
    pub fn step(&mut self) -> Step {
        todo!("stage 3")
    }

    /// Returns the time at which the next step has work, or `None` if no work remains (rule 5.10).
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        todo!("stage 5")
    }

    /// Returns the index of the expanded pages (rule 6.1).
    #[must_use]
    pub fn index(&self) -> &Index {
        todo!("stage 6")
    }
}
