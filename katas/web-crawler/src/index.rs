//! The search in the crawled pages.

use crate::address::Address;
use crate::html::Document;

/// A reverse index: for each word, the pages that contain it.
#[derive(Clone, Debug, Default)]
pub struct Index {
    // A placeholder: the fields are yours.
    _yours: (),
}

/// A page that a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchResult {
    /// The address.
    pub address: Address,
    /// The title, or the address if the page has none (rule 6.2).
    pub title: String,
    /// The first words of the text.
    pub snippet: String,
}

impl Index {
    /// Creates an index without pages.
    #[must_use]
    pub fn new() -> Self {
        todo!("stage 6")
    }

    /// Adds a page, or replaces it (rule 6.5).
    pub fn put(&mut self, address: Address, document: &Document) {
        todo!("stage 6")
    }

    /// Returns the pages with all words of a query (rules 6.3 and 6.4).
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<SearchResult> {
        todo!("stage 6")
    }
}
