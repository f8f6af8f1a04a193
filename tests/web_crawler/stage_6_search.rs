//! # Search
//!
//! A page that was crawled can be found. A reverse index maps each word to the pages that have it, so a search looks at a few
//! lists and never at all pages. It knows nothing of frontiers and fetchers, and would serve a program that reads files just as
//! well.
//!
//! Write `Index` in `src/index.rs`, and let the crawler put its pages into it. What do you have to remember of a page, so that
//! you can replace it?
//!
//! Look up: an inverted index.
//!
//! Time box: 15 minutes.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use web_crawler::{Document, Index, SearchResult, Settings};

use super::support::{Web, address, crawler, document, fraction, polite, steps};

fn index(pages: &[(&str, &str)]) -> Index {
    let mut index = Index::new();
    for (path, text) in pages {
        index.put(address(&format!("http://h/{path}")), &document(text));
    }
    index
}

/// Searches, and returns the paths of the pages with a space between two of them.
fn found(index: &Index, query: &str) -> String {
    let results = index.search(query).into_iter();
    results.map(|result| result.address.to_string().replace("http://h/", "")).collect::<Vec<_>>().join(" ")
}

/// Rules: 6.2
#[test]
fn a_result_has_a_title_and_a_snippet() {
    let mut index = Index::new();
    let text = "One two  three\nfour\u{a0}5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 Twenty 21 22";
    let page = Document { title: Some("The Title".to_owned()), text: text.to_owned(), references: vec![] };
    index.put(address("http://h/a"), &page);
    let snippet = "One two three four 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 Twenty";
    let expected =
        SearchResult { address: address("http://h/a"), title: "The Title".to_owned(), snippet: snippet.to_owned() };
    assert_eq!(index.search("one"), std::slice::from_ref(&expected), "result of a search for the first word");
    assert_eq!(index.search("22"), [expected], "result of a search for a word that is not in the snippet");
}

/// Rules: 6.2
#[test]
fn a_page_without_a_title_has_its_address() {
    let results = index(&[("a?b", "Some text")]).search("some");
    let shown: Vec<(&str, &str)> = results.iter().map(|result| (&*result.title, &*result.snippet)).collect();
    assert_eq!(shown, [("http://h/a?b", "Some text")], "title and snippet of a page without a title");
}

/// Rules: 6.3
#[test]
fn a_search_finds_pages_with_all_words() {
    let cases: &[(&str, &str)] = &[
        ("red", "a b c"),
        ("red blue", "a c"),
        ("blue RED", "a c"),
        ("red blue green", "c"),
        ("red yellow", ""),
        ("re", ""),
        ("", ""),
        (" \t ", ""),
        ("red\u{3000}blue", "a c"),
        ("ÉCOLE", "f"),
        ("noël", "f"),
        ("c++ well-known, \"x_1\"", "g"),
        ("c", ""),
        ("known", ""),
        ("well-known", ""),
        ("x_1", ""),
    ];
    for &(query, expected) in cases {
        let index = index(&[
            ("a", "Red blue"),
            ("b", "RED green"),
            ("c", "blue\n green red"),
            ("d", "blue"),
            ("e", ""),
            ("f", "École\u{a0}NOËL"),
            ("g", "Well-known, C++ \"x_1\""),
        ]);
        assert_eq!(found(&index, query), expected, "pages found for {query:?}");
    }
}

/// Rules: 6.3
#[test]
fn titles_are_not_searched() {
    let mut index = Index::new();
    let page =
        Document { title: Some("title".to_owned()), text: "text".to_owned(), references: vec!["link".to_owned()] };
    index.put(address("http://h/a"), &page);
    assert_eq!(found(&index, "title"), "", "pages found for a word of a title");
    assert_eq!(found(&index, "text"), "a", "pages found for a word of the text");
    index.put(address("http://h/a"), &Document { title: Some("text".to_owned()), ..document("text") });
    index.put(address("http://h/b"), &document("text text"));
    assert_eq!(found(&index, "text"), "b a", "pages found for a word that the first one has in its title, too");
}

/// Rules: 6.4
#[test]
fn pages_with_more_occurrences_come_first() {
    let index = index(&[
        ("c", "red blue"),
        ("b", "red red blue"),
        ("a", "blue x red"),
        ("d", "red Red RED red"),
        ("e", "blue blue red red"),
        ("f", "blue blue red blue"),
    ]);
    assert_eq!(found(&index, "red"), "d b e a c f", "pages found for one word");
    assert_eq!(found(&index, "red blue"), "e f b a c", "pages found for two words");
    assert_eq!(found(&index, "blue red red red"), "e f b a c", "pages found for a query that repeats a word");
    let query = "blue red Red RED";
    assert_eq!(found(&index, query), "e f b a c", "pages found for a query that repeats a word in another case");
}

/// Rules: 6.3, 6.4
#[test]
fn numbers_of_pages_and_occurrences_are_not_limited() {
    let pages: Vec<(String, String)> =
        (0..40).map(|page| (format!("{page:02}"), "red ".repeat(250 + page * 3 % 8))).collect();
    let index = index(&pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    let mut expected: Vec<usize> = (0..40).collect();
    expected.sort_by_key(|page| std::cmp::Reverse(page * 3 % 8));
    let expected: Vec<String> = expected.iter().map(|page| format!("{page:02}")).collect();
    assert_eq!(found(&index, "red"), expected.join(" "), "pages found for a word that they have 250 to 257 times");
}

/// Rules: 6.3
#[test]
fn a_query_can_have_many_words() {
    let words = (0..300).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    let index = index(&[("a", &words)]);
    assert_eq!(found(&index, &words), "a", "pages found for all 300 words of a page");
    assert_eq!(found(&index, &format!("{words} other")), "", "pages found for these words and another one");
}

/// Rules: 6.5
#[test]
fn a_page_that_is_put_again_is_replaced() {
    let mut index = index(&[("a", "old red red"), ("b", "red")]);
    index.put(address("http://h/a"), &Document { title: Some("New".to_owned()), ..document("new red") });
    assert_eq!(found(&index, "old"), "", "pages found for a word that is not in the new text");
    assert_eq!(found(&index, "new"), "a", "pages found for a new word");
    assert_eq!(found(&index, "red"), "a b", "pages found for a word of which there is now one less");
    let results = index.search("new");
    assert_eq!((&*results[0].title, &*results[0].snippet), ("New", "new red"), "title and snippet of the new page");
    index.put(address("http://h/a"), &document("new"));
    assert_eq!(index.search("new")[0].title, "http://h/a", "title of the page after its title was removed");
    index.put(address("http://h/a"), &document(""));
    assert_eq!(found(&index, "red"), "b", "pages found after the text was removed");
}

/// Rules: 6.6
#[test]
fn a_clone_has_pages_of_its_own() {
    let mut index = index(&[("a", "red"), ("b", "red red")]);
    let mut clone = index.clone();
    clone.put(address("http://h/a"), &document("red blue red red"));
    clone.put(address("http://h/c"), &document("red"));
    index.put(address("http://h/b"), &document("green"));
    assert_eq!(found(&index, "red"), "a", "pages found in the original, where b was replaced");
    assert_eq!(found(&index, "blue"), "", "pages found in the original for a word of the clone");
    assert_eq!(index.search("red")[0].snippet, "red", "snippet of a in the original");
    assert_eq!(found(&clone, "red"), "a b c", "pages found in the clone, where a was replaced and c was added");
    assert_eq!(found(&clone, "green"), "", "pages found in the clone for a word of the original");
}

/// Rules: 6.1
#[test]
fn the_crawler_indexes_the_pages_that_it_expands() {
    let web = Web::default()
        .file("http://h/robots.txt", "User-agent: *\nDisallow: /secret")
        .file("http://h/", "<title>Home &amp; more</title>word <b>Here</b><a href=\"copy\">and</a> there")
        .page("http://h/copy", "word here and there", &[])
        .page("http://h/secret", "word of a secret", &[])
        .redirect("http://h/moved", "/")
        .page("http://i/", "another word", &[]);
    let settings = Settings { near_copy: Some(fraction(1, 1)), ..polite(0, 0, 0) };
    let seeds = ["http://h/", "http://h/secret", "http://h/moved", "http://h/gone", "http://i/"];
    let mut crawler = crawler(&web, settings, &seeds);
    assert_eq!(crawler.index().search("word"), [], "results before the first step");
    let _ = steps(&mut crawler);
    let results: Vec<(String, String)> =
        crawler.index().search("word").into_iter().map(|result| (result.title, result.snippet)).collect();
    let expected = [("Home & more", "word Here and there"), ("http://i/", "another word")]
        .map(|(title, snippet)| (title.to_owned(), snippet.to_owned()));
    assert_eq!(results, expected, "titles and snippets of the pages with a word that all pages have");
}

/// Rules: 6.3, 6.4, 6.5
#[test]
fn law_a_search_agrees_with_reading_all_pages() {
    let text = vec(prop::sample::select(vec!["a", "A", "b", "c", "D"]), 0..6).prop_map(|words| words.join(" "));
    let query = vec(prop::sample::select(vec!["a", "A", "B", "d"]), 1..4).prop_map(|words| words.join(" "));
    testkit::law((vec((0..5_u8, text), 0..9), query), |(puts, query)| {
        let mut index = Index::new();
        let mut texts = BTreeMap::new();
        for (path, text) in puts {
            index.put(address(&format!("http://h/{path}")), &document(&text));
            texts.insert(path, text.to_lowercase());
        }
        let query_words = query.to_lowercase();
        let mut distinct: Vec<&str> = query_words.split(' ').collect();
        distinct.sort_unstable();
        distinct.dedup();
        let count = |text: &str, word: &str| text.split(' ').filter(|other| *other == word).count();
        let mut expected: Vec<(usize, u8)> = Vec::new();
        for (path, text) in &texts {
            let counts: Vec<usize> = distinct.iter().map(|word| count(text, word)).collect();
            if counts.iter().all(|count| *count > 0) {
                expected.push((counts.iter().sum(), *path));
            }
        }
        expected.sort_by_key(|(count, path)| (std::cmp::Reverse(*count), *path));
        let expected: Vec<String> = expected.iter().map(|(_, path)| path.to_string()).collect();
        assert_eq!(found(&index, &query), expected.join(" "), "pages found for {query:?} in {texts:?}");
    });
}
