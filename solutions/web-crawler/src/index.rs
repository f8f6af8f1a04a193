//! The search in the crawled pages.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::address::Address;
use crate::html::Document;
use crate::words::words;

/// A reverse index: for each word, the pages that contain it.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pages: HashMap<Address, Page>,
    /// The number of occurrences of each word in each page that has it.
    occurrences: HashMap<String, BTreeMap<Address, usize>>,
}

#[derive(Clone, Debug)]
struct Page {
    title: String,
    snippet: String,
    words: BTreeSet<String>,
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

/// The number of words in a snippet.
const SNIPPET: usize = 20;

impl Index {
    /// Creates an index without pages.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a page, or replaces it (rule 6.5).
    pub fn put(&mut self, address: Address, document: &Document) {
        self.remove(&address);
        for word in words(&document.text) {
            *self.occurrences.entry(word).or_default().entry(address.clone()).or_default() += 1;
        }
        let snippet: Vec<&str> = document.text.split_whitespace().take(SNIPPET).collect();
        let page = Page {
            title: document.title.clone().unwrap_or_else(|| address.to_string()),
            snippet: snippet.join(" "),
            words: words(&document.text).collect(),
        };
        self.pages.insert(address, page);
    }

    fn remove(&mut self, address: &Address) {
        let Some(page) = self.pages.remove(address) else { return };
        for word in page.words {
            if let Some(pages) = self.occurrences.get_mut(&word) {
                pages.remove(address);
            }
        }
    }

    /// Returns the pages with all words of a query (rules 6.3 and 6.4).
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<SearchResult> {
        let words: BTreeSet<String> = words(query).collect();
        let pages = |word| self.occurrences.get(word).into_iter().flatten();
        let mut found: BTreeMap<&Address, (usize, usize)> = BTreeMap::new();
        for (address, &count) in words.iter().flat_map(pages) {
            let (matches, occurrences) = found.entry(address).or_default();
            *matches += 1;
            *occurrences += count;
        }
        let mut found: Vec<_> = found.into_iter().filter(|(_, (matches, _))| *matches == words.len()).collect();
        found.sort_by_key(|(_, (_, occurrences))| Reverse(*occurrences));
        found.into_iter().filter_map(|(address, _)| self.result(address)).collect()
    }

    fn result(&self, address: &Address) -> Option<SearchResult> {
        let Page { title, snippet, .. } = self.pages.get(address)?;
        Some(SearchResult { address: address.clone(), title: title.clone(), snippet: snippet.clone() })
    }
}
