//! The search in the crawled pages.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::address::Address;
use crate::html::Document;

/// A reverse index: for each word, a list of the pages that contain it, with the number of occurrences.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pages: BTreeMap<Address, SearchResult>,
    postings: BTreeMap<String, Vec<(Address, usize)>>,
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
        let words: Vec<&str> = document.text.split_whitespace().collect();
        let result = SearchResult {
            address: address.clone(),
            title: document.title.clone().unwrap_or_else(|| address.to_string()),
            snippet: words[..words.len().min(20)].join(" "),
        };
        if self.pages.contains_key(&address) {
            for list in self.postings.values_mut() {
                list.retain(|(other, _)| *other != address);
            }
        }
        let mut words: Vec<String> = words.into_iter().map(str::to_lowercase).collect();
        words.sort_unstable();
        for group in words.chunk_by(|a, b| a == b) {
            self.postings.entry(group[0].clone()).or_default().push((address.clone(), group.len()));
        }
        self.pages.insert(address, result);
    }

    /// Returns the pages with all words of a query (rules 6.3 and 6.4).
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<SearchResult> {
        let words: BTreeSet<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let mut lists = words.iter().map(|word| self.postings.get(word).map_or(&[][..], Vec::as_slice));
        let mut counts: BTreeMap<&Address, usize> =
            lists.next().into_iter().flatten().map(|(address, count)| (address, *count)).collect();
        for list in lists {
            let both = list.iter().filter_map(|(address, count)| Some((address, counts.get(address)? + count)));
            counts = both.collect();
        }
        let mut found: Vec<_> = counts.into_iter().collect();
        found.sort_by_key(|(_, count)| Reverse(*count));
        found.into_iter().filter_map(|(address, _)| self.pages.get(address).cloned()).collect()
    }
}
