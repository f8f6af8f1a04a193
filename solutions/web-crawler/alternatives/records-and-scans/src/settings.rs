//! The settings of a crawl.

use std::num::NonZero;

use crate::signature::Fraction;

/// The settings of a crawl. The default has no budgets, and leaves out stages 4, 5 and 7.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The most links that are followed from a page.
    pub breadth: usize,
    /// The depth of the deepest links that are followed.
    pub depth: u32,
    /// The most addresses that are taken from the frontier.
    pub pages: usize,
    /// The least similarity of a near copy. `None` means that pages are not compared.
    pub near_copy: Option<Fraction>,
    /// `None` means that there are no delays, no robots files and no retries.
    pub politeness: Option<Politeness>,
    /// `None` means that no page is visited again.
    pub freshness: Option<Freshness>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            breadth: usize::MAX,
            depth: u32::MAX,
            pages: usize::MAX,
            near_copy: None,
            politeness: None,
            freshness: None,
        }
    }
}

/// The behavior towards the servers of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Politeness {
    /// The crawler's name in robots files.
    pub agent: String,
    /// The least time between two requests to an origin, in seconds.
    pub delay: u64,
    /// The wait before the first retry, in seconds. It doubles for each further retry.
    pub backoff: u64,
    /// The most retries of an address.
    pub retries: u32,
}

/// The limits of the interval between two visits of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The shortest interval, in seconds. Each page begins with it.
    pub min: NonZero<u64>,
    /// The longest interval, in seconds.
    pub max: NonZero<u64>,
}
