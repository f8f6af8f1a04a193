//! # Similar pages
//!
//! A calendar has a page for each day until the end of time, and all look alike. A crawler recognizes near copies, reports them,
//! and does not follow their links. If it only lowered their priority, it would never end.
//!
//! Write `Shingles` and `Fraction::is_at_least` in `src/signature.rs`, and extend the crawler. A signature can only be computed
//! after the page was fetched. Which type of yours remembers signatures? It need not be the crawler.
//!
//! Look up: the Jaccard index, `slice::windows`.
//!
//! Time box: 15 minutes.

use std::num::NonZero;

use rstest::rstest;
use web_crawler::{BreadthFirst, Document, Fraction, Settings, Shingles, Signature};

use super::support::{Web, crawler, crawler_with, document, fraction, steps};

fn near_copy(numerator: u64, denominator: u64) -> Settings {
    Settings { near_copy: Some(fraction(numerator, denominator)), ..Settings::default() }
}

/// Rules: 4.1, 4.2
#[test]
fn shingles_are_compared_by_their_jaccard_index() {
    let cases: &[(&str, &str, u64, u64)] = &[
        ("one two three four", "one two three four", 1, 1),
        ("One  two\nTHREE\tfour", "one two three FOUR", 1, 1),
        ("one two three", "four five six", 0, 1),
        ("a b c d", "b c d e", 1, 3),
        ("a b c d e", "b c d e f", 2, 4),
        ("a b c d e f", "a b c", 1, 4),
        ("a b c", "c b a", 0, 1),
        ("a b c a b c a b c", "a b c", 1, 3),
        ("a b", "a b", 1, 1),
        ("a b", "a c", 0, 1),
        ("a b", "a b c", 0, 1),
        ("a", "A", 1, 1),
        ("a b c.", "a b c", 0, 1),
        ("Ärger ÜBER école", "ärger über ÉCOLE", 1, 1),
        ("ΟΔΟΣ", "οδος", 1, 1),
        ("a\u{a0}b\u{3000}c\u{b}d", "a b c d", 1, 1),
        ("ab c d", "a bc d", 0, 1),
        ("", "", 1, 1),
        (" \n", "", 1, 1),
        ("", "a b c", 0, 1),
    ];
    for &(a, b, shared, all) in cases {
        let [first, second] = [a, b].map(|text| Shingles.compute(&document(text)));
        let expected = fraction(shared, all);
        for similarity in [Shingles.similarity(&first, &second), Shingles.similarity(&second, &first)] {
            let is_equal = similarity.is_at_least(expected) && expected.is_at_least(similarity);
            assert!(is_equal, "similarity of {a:?} and {b:?} is {similarity:?}, expected {expected:?}");
        }
    }
}

/// Rules: 4.2
#[test]
fn different_shingles_are_never_confused() {
    let text = |name: &str| (0..1_500).map(|number| format!("{name}{number}")).collect::<Vec<_>>().join(" ");
    let [first, second] = ["a", "b"].map(|name| Shingles.compute(&document(&format!("{} x y z", text(name)))));
    let similarity = Shingles.similarity(&first, &second);
    let expected = fraction(1, 3_001);
    let is_equal = similarity.is_at_least(expected) && expected.is_at_least(similarity);
    assert!(
        is_equal,
        "similarity of two texts of 1,500 words that share one shingle is {similarity:?}, expected {expected:?}"
    );
}

/// Rules: 4.3
#[test]
fn fractions_are_compared_exactly() {
    let cases = [
        ((1, 2), (1, 3), true),
        ((1, 3), (1, 2), false),
        ((1, 2), (2, 4), true),
        ((2, 4), (1, 2), true),
        ((0, 1), (0, 7), true),
        ((0, 1), (1, u64::MAX), false),
        ((u64::MAX - 1, u64::MAX), (u64::MAX - 2, u64::MAX - 1), true),
        ((u64::MAX - 2, u64::MAX - 1), (u64::MAX - 1, u64::MAX), false),
        ((3, 2), (1, 1), true),
        ((333_333_333_333_333_333, 1_000_000_000_000_000_000), (1, 3), false),
    ];
    for (a, b, expected) in cases {
        let (first, second) = (fraction(a.0, a.1), fraction(b.0, b.1));
        assert_eq!(first.is_at_least(second), expected, "{}/{} is at least {}/{}", a.0, a.1, b.0, b.1);
    }
}

/// Rules: 4.5, 4.6
#[test]
fn a_near_copy_is_reported_and_not_followed() {
    let web = Web::default()
        .page("http://h/", "a b c d", &["copy", "other"])
        .page("http://h/copy", "b c d e", &["never"])
        .page("http://h/other", "x y z", &["a"]);
    let mut crawler = crawler(&web, near_copy(1, 3), &["http://h/"]);
    let expected = [
        "expanded http://h/",
        "copy http://h/copy of http://h/",
        "expanded http://h/other",
        "failed http://h/a: NotFound",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl with a near copy");
}

/// Rules: 4.5
#[rstest]
#[case::below(fraction(333, 1_000), true)]
#[case::exactly(fraction(1, 3), true)]
#[case::above(fraction(334, 1_000), false)]
#[case::always(fraction(0, 1), true)]
#[case::never(Fraction { numerator: 2, denominator: NonZero::<u64>::MIN }, false)]
fn the_threshold_includes_itself(#[case] threshold: Fraction, #[case] is_copy: bool) {
    let web = Web::default().page("http://h/1", "a b c d", &[]).page("http://h/2", "b c d e", &[]);
    let settings = Settings { near_copy: Some(threshold), ..Settings::default() };
    let steps = steps(&mut crawler(&web, settings, &["http://h/1", "http://h/2"]));
    let expected = if is_copy { "copy http://h/2 of http://h/1" } else { "expanded http://h/2" };
    assert_eq!(steps[1], expected, "step of a page with similarity 1/3, if near copies have at least {threshold:?}");
}

/// Rules: 4.5
#[test]
fn pages_that_share_nothing_are_copies_at_a_threshold_of_0() {
    let web = Web::default().page("http://h/1", "a b c", &[]).page("http://h/2", "x y z", &[]);
    let expected = ["expanded http://h/1", "copy http://h/2 of http://h/1", "done"];
    let steps = steps(&mut crawler(&web, near_copy(0, 1), &["http://h/1", "http://h/2"]));
    assert_eq!(steps, expected, "steps of two pages with similarity 0, if near copies have at least 0");
}

/// Rules: 4.4
#[test]
fn without_a_threshold_all_pages_are_expanded() {
    let web = Web::default().page("http://h/1", "a b c", &[]).page("http://h/2", "a b c", &[]);
    let mut crawler = crawler(&web, Settings::default(), &["http://h/1", "http://h/2"]);
    let expected = ["expanded http://h/1", "expanded http://h/2", "done"];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl with two equal pages");
}

/// Rules: 4.6
#[test]
fn the_original_is_the_similar_page_that_was_fetched_first() {
    let web = Web::default()
        .page("http://h/z", "a b c d", &[])
        .page("http://h/y", "b c d e f", &[])
        .page("http://h/x", "c d e", &[])
        .page("http://h/w", "b c d e f", &[]);
    let seeds = ["http://h/z", "http://h/y", "http://h/x", "http://h/w"];
    let mut crawler = crawler(&web, near_copy(1, 4), &seeds);
    let expected = [
        "expanded http://h/z",
        "copy http://h/y of http://h/z",
        "expanded http://h/x",
        "copy http://h/w of http://h/z",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl, in which the third page resembles only a near copy");
}

/// Rules: 4.6
#[test]
fn the_first_similar_page_counts_even_if_a_later_one_is_equal() {
    let web = Web::default()
        .page("http://h/1", "a b c d e", &[])
        .page("http://h/2", "c d e f g", &[])
        .page("http://h/3", "c d e f g", &[])
        .page("http://h/4", "b c d e f", &[]);
    let mut crawler = crawler(&web, near_copy(1, 4), &["http://h/1", "http://h/2", "http://h/3", "http://h/4"]);
    let expected = [
        "expanded http://h/1",
        "expanded http://h/2",
        "copy http://h/3 of http://h/2",
        "copy http://h/4 of http://h/1",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl with two originals");
}

/// Rules: 4.5, 4.6
#[test]
fn a_page_is_compared_with_all_expanded_pages() {
    let seeds: Vec<String> = (0..=150).map(|page| format!("http://h/{page}")).collect();
    let text = |page: usize| format!("the {page}th page");
    let web = Web::default();
    let web = seeds.iter().enumerate().fold(web, |web, (page, seed)| web.page(seed, &text(page % 150), &[]));
    let seeds: Vec<&str> = seeds.iter().map(String::as_str).collect();
    let steps = steps(&mut crawler(&web, near_copy(1, 1), &seeds));
    let last = steps.get(150).map(String::as_str);
    assert_eq!(last, Some("copy http://h/150 of http://h/0"), "step of a page that is equal to the first of 150 pages");
}

/// Rules: 3.8, 4.5
#[test]
fn a_near_copy_uses_the_page_budget() {
    let web = Web::default().page("http://h/1", "a b c", &[]).page("http://h/2", "a b c", &[]);
    let settings = Settings { pages: 3, ..near_copy(1, 1) };
    let expected = ["expanded http://h/1", "copy http://h/2 of http://h/1", "failed http://h/3: NotFound", "done"];
    let steps = steps(&mut crawler(&web, settings, &["http://h/1", "http://h/2", "http://h/3", "http://h/4"]));
    assert_eq!(steps, expected, "steps of four addresses with a page budget of 3");
}

/// Rules: 4.5
#[test]
fn pages_that_all_look_alike_end_the_crawl() {
    let web = Web::default();
    let web = (0..300).fold(web, |web, day| {
        web.page(&format!("http://h/{day}"), "no events on this day", &[&format!("{}", day + 1)])
    });
    let mut crawler = crawler(&web, near_copy(9, 10), &["http://h/0"]);
    let expected = ["expanded http://h/0", "copy http://h/1 of http://h/0", "done"];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl of a calendar");
}

/// A signature that is the length of the text, and writes its calls into the web's log.
struct Length(Web);

impl Signature for Length {
    type Value = usize;

    fn compute(&self, document: &Document) -> usize {
        self.0.record(format!("compute {}", document.text));
        document.text.len()
    }

    fn similarity(&self, a: &usize, b: &usize) -> Fraction {
        fraction(u64::from(a == b), 1)
    }
}

/// Rules: 4.4
#[test]
fn without_a_threshold_no_signature_is_computed() {
    let web = Web::default().page("http://h/1", "first", &[]);
    let _ = steps(&mut crawler_with(&web, Length(web.clone()), BreadthFirst, Settings::default(), &["http://h/1"]));
    assert_eq!(web.requests(), ["http://h/1"], "requests and computed signatures if `near_copy` is not set");
}

/// Rules: 4.4
#[test]
fn a_signature_is_computed_once_after_each_fetched_page() {
    let web = Web::default()
        .page("http://h/1", "first", &["/5"])
        .page("http://h/2", "other", &[])
        .redirect("http://h/3", "/4")
        .page("http://h/4", "longer", &[]);
    let seeds = ["http://h/1", "http://h/2", "http://h/3", "http://h/6"];
    let _ = steps(&mut crawler_with(&web, Length(web.clone()), BreadthFirst, near_copy(1, 1), &seeds));
    let expected = [
        "http://h/1",
        "compute first",
        "http://h/2",
        "compute other",
        "http://h/3",
        "http://h/6",
        "http://h/5",
        "http://h/4",
        "compute longer",
    ];
    assert_eq!(web.requests(), expected, "requests and computed signatures");
}
