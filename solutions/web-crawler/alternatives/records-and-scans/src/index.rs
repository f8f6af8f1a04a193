//! The search in the crawled pages.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::address::Address;
use crate::html::Document;

/// The crawled pages. A search reads all of them.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pages: BTreeMap<Address, Document>,
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
        Self::default()
    }

    /// Adds a page, or replaces it (rule 6.5).
    pub fn put(&mut self, address: Address, document: &Document) {
        self.pages.insert(address, document.clone());
    }

    /// Returns the pages with all words of a query (rules 6.3 and 6.4).
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<SearchResult> {
        let query = query.to_lowercase();
        let mut words: Vec<&str> = query.split_whitespace().collect();
        words.sort_unstable();
        words.dedup();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(usize, SearchResult)> = Vec::new();
        for (address, document) in &self.pages {
            let text = document.text.to_lowercase();
            let count = |word: &&str| text.split_whitespace().filter(|other| other == word).count();
            let counts: Vec<usize> = words.iter().map(count).collect();
            if !counts.contains(&0) {
                found.push((counts.iter().sum(), result(address, document)));
            }
        }
        found.sort_by_key(|(count, _)| Reverse(*count));
        found.into_iter().map(|(_, result)| result).collect()
    }
}

fn result(address: &Address, document: &Document) -> SearchResult {
    let snippet: Vec<&str> = document.text.split_whitespace().take(20).collect();
    let title = document.title.clone().unwrap_or_else(|| address.to_string());
    SearchResult { address: address.clone(), title, snippet: snippet.join(" ") }
}
