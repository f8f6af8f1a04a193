//! # Crawl
//!
//! Now connect the parts: take an address from the frontier, fetch it, read its links, and add them to the frontier. The web is
//! full of loops, redirects and pages without end. The frontier takes care of loops, and budgets take care of the rest.
//!
//! Write `Address::join`, `BreadthFirst`, and `new`, `seed` and `step` of `Crawler`. `read_html` reads a page. You can ignore
//! the clock, the signature, and the settings from `near_copy` onward for now. Keep `step` short: it should say who does
//! something, and not how. You will add four more parts to it.
//!
//! Look up: RFC 3986, section 5.2.
//!
//! Time box: 30 minutes.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use rstest::rstest;
use web_crawler::{
    Address, AddressError, BreadthFirst, Crawler, FetchError, Fetcher, Parts, Priority, Response, Settings, Shingles,
};

use super::support::{
    Graph, ManualClock, Web, address, any_budgets, any_graph, crawler, naive_crawl, step, steps, unavailable,
};

/// Rules: 3.1
#[test]
fn a_reference_joins_the_address_of_its_page() {
    let references = [
        ("//I:80/p", "http://i/p"),
        ("//i", "http://i/"),
        ("//i?q", "http://i/?q"),
        ("/p", "http://h:81/p"),
        ("/p/./q/../r?s#t", "http://h:81/p/r?s"),
        ("p", "http://h:81/a/p"),
        ("p?q", "http://h:81/a/p?q"),
        ("p/q", "http://h:81/a/p/q"),
        ("./p", "http://h:81/a/p"),
        ("../p", "http://h:81/p"),
        ("../../../p", "http://h:81/p"),
        ("..", "http://h:81/"),
        (".", "http://h:81/a/"),
        ("?q", "http://h:81/a/b?q"),
        ("?", "http://h:81/a/b?"),
        ("#f", "http://h:81/a/b?x/y"),
        ("", "http://h:81/a/b?x/y"),
        ("https://j/p/../q", "https://j/q"),
        ("p/q:r", "http://h:81/a/p/q:r"),
        ("?t=10:30", "http://h:81/a/b?t=10:30"),
        ("p?u=http://i/", "http://h:81/a/p?u=http://i/"),
        ("p#f:g", "http://h:81/a/p"),
        ("?#f", "http://h:81/a/b?"),
        ("p?#/f", "http://h:81/a/p?"),
    ];
    let page = address("http://h:81/a/b?x/y");
    for (reference, expected) in references {
        assert_eq!(page.join(reference), Ok(address(expected)), "{reference:?} in the page {page}");
    }
    assert_eq!(address("https://h").join("p"), Ok(address("https://h/p")), "p in the page https://h");
    assert_eq!(address("https://h/a").join("//i:80/p"), Ok(address("https://i:80/p")), "//i:80/p in an https page");
    assert_eq!(address("http://h/a?").join("#f"), Ok(address("http://h/a?")), "#f in a page with an empty query");
}

/// Rules: 0.1, 3.1
#[test]
fn a_reference_can_have_many_segments() {
    const SEGMENTS: usize = 5_000;
    let [page, up] = [format!("http://h{}/", "/a".repeat(SEGMENTS)), "../".repeat(SEGMENTS)];
    // In a small stack, code that calls itself for each segment overflows.
    let joined = testkit::in_small_stack(|| address(&page).join(&format!("{up}p")).map(|joined| joined.to_string()));
    assert_eq!(joined, Ok("http://h/p".to_owned()), "{SEGMENTS} times ../ and p in a page in as many folders");
}

/// Rules: 3.1
#[test]
fn law_the_parts_of_a_reference_replace_those_of_the_page() {
    let select = prop::sample::select::<&'static str>;
    let pages = vec!["/", "/a", "/a/b", "/a/b/", "/a:b/c:d"];
    let references = vec![
        "",
        "p",
        "p/",
        "p/q:r",
        "./q:r",
        ".",
        "./",
        "..",
        "../p",
        "../../..",
        "/",
        "/p",
        "/p:q/../r",
        "//i",
        "//i:81",
        "//I:080/p:q",
        "http://i",
        "https://i:80/p/../q",
    ];
    let query = || select(vec!["", "", "?", "?q", "?t=10:30", "?u=http://i/../p", "?a?b", "?//i/."]);
    let fragment = select(vec!["", "", "#", "#f", "#f:g", "#/../f?g", "#//i"]);
    testkit::law((select(pages), query(), select(references), query(), fragment), |parts| {
        let (page_path, page_query, written, query, fragment) = parts;
        let page = address(&format!("http://h:81{page_path}{page_query}"));
        let folder = &page_path[..=page_path.rfind('/').unwrap_or(0)];
        let without_query = match written {
            "" => format!("http://h:81{page_path}"),
            _ if written.contains("://") => written.to_owned(),
            _ if written.starts_with("//") => format!("http:{written}"),
            _ if written.starts_with('/') => format!("http://h:81{written}"),
            _ => format!("http://h:81{folder}{written}"),
        };
        let expected_query = if written.is_empty() && query.is_empty() { page_query } else { query };
        let expected = address(&format!("{without_query}{expected_query}"));
        let reference = format!("{written}{query}{fragment}");
        assert_eq!(page.join(&reference), Ok(expected), "{reference:?} in the page {page}");
    });
}

/// Rules: 3.1
#[test]
fn a_reference_can_be_wrong() {
    let page = address("http://h/");
    for (reference, error) in [
        ("mailto:a@b", AddressError::Scheme),
        ("javascript:void(0)", AddressError::Scheme),
        ("//a_b/", AddressError::Host),
        ("http:p", AddressError::Host),
        ("//h:0/", AddressError::Port),
    ] {
        assert_eq!(page.join(reference), Err(error), "{reference:?} in the page {page}");
    }
}

/// Rules: 3.2
#[test]
fn the_default_priority_is_minus_the_depth() {
    for depth in [0, 1, u32::MAX] {
        let priority = BreadthFirst.priority(&address("http://h/"), depth);
        assert_eq!(priority, -i64::from(depth), "priority of depth {depth}");
    }
}

/// Rules: 3.2, 3.3
#[test]
fn pages_are_visited_breadth_first() {
    let web = Web::default()
        .page("http://h/", "", &["b", "a"])
        .page("http://h/a", "", &["d", "http://i"])
        .page("http://h/b", "", &["c", "/"])
        .page("http://h/c", "", &["a", "d", "c"])
        .page("http://h/d", "", &[])
        .page("http://i/", "", &[]);
    let expected = ["http://h/", "http://h/b", "http://h/a", "http://h/c", "http://h/d", "http://i/"];
    let mut crawler = crawler(&web, Settings::default(), &["http://h/"]);
    let mut described: Vec<String> = expected.iter().map(|address| format!("expanded {address}")).collect();
    described.push("done".to_owned());
    assert_eq!(steps(&mut crawler), described, "steps of a crawl of six pages");
    assert_eq!(web.requests(), expected, "requests of this crawl");
}

/// Rules: 3.3
#[test]
fn a_step_makes_one_request() {
    let web = Web::default().page("http://h/", "", &["a", "b"]).page("http://h/a", "", &[]);
    let mut crawler = crawler(&web, Settings::default(), &["http://h/"]);
    for expected in ["http://h/", "http://h/a", "http://h/b"] {
        let _ = step(&mut crawler);
        assert_eq!(web.requests(), [expected], "requests of a step");
    }
}

/// Rules: 3.3
#[test]
fn a_page_that_is_linked_in_several_forms_is_fetched_once() {
    let links = ["a", "./a", "/x/../a", "HTTP://H:80/a#b", "a", "//h/a", "", "#top"];
    let web = Web::default().page("http://h/", "", &links).page("http://h/a", "", &links);
    let _ = steps(&mut crawler(&web, Settings::default(), &["http://h/", "http://h:80", "http://h/a"]));
    assert_eq!(web.requests(), ["http://h/", "http://h/a"], "requests of a crawl with two pages");
}

/// Rules: 3.4
#[test]
fn the_target_of_a_redirect_is_visited() {
    let web = Web::default().redirect("http://h/a/b", "../c").page("http://h/c", "", &[]).page("http://h/d", "", &[]);
    let mut crawler = crawler(&web, Settings::default(), &["http://h/a/b", "http://h/d"]);
    let expected = ["redirected http://h/a/b", "expanded http://h/d", "expanded http://h/c", "done"];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl with a redirect, whose target is one level deeper");
}

/// A priority that prefers addresses whose last letter is late in the alphabet.
struct LateLettersFirst;

impl Priority for LateLettersFirst {
    fn priority(&self, link: &Address, _: u32) -> i64 {
        link.to_string().bytes().last().map_or(0, i64::from)
    }
}

/// Rules: 3.2, 3.4
#[test]
fn seeds_links_and_redirects_have_their_priority() {
    let web = Web::default().page("http://h/d", "", &["a", "m"]).redirect("http://h/c", "z");
    let parts =
        Parts { fetcher: web.clone(), clock: ManualClock::default(), signature: Shingles, priority: LateLettersFirst };
    let mut crawler = Crawler::new(parts, Settings::default());
    for seed in ["http://h/b", "http://h/c", "http://h/d"] {
        crawler.seed(address(seed));
    }
    let _ = steps(&mut crawler);
    let expected = ["d", "m", "c", "z", "b", "a"].map(|path| format!("http://h/{path}"));
    assert_eq!(web.requests(), expected, "requests of a crawl with late letters first, in which c redirects to z");
}

/// Rules: 3.2, 3.8
#[test]
fn late_links_can_use_the_page_budget() {
    let web = Web::default().page("http://h/a", "", &["b", "c", "d"]).page("http://h/d", "", &["z"]);
    let parts =
        Parts { fetcher: web.clone(), clock: ManualClock::default(), signature: Shingles, priority: LateLettersFirst };
    let mut crawler = Crawler::new(parts, Settings { pages: 3, ..Settings::default() });
    crawler.seed(address("http://h/a"));
    let _ = steps(&mut crawler);
    let expected = ["a", "d", "z"].map(|path| format!("http://h/{path}"));
    assert_eq!(web.requests(), expected, "requests of a crawl of three pages with late letters first");
}

/// Rules: 3.4, 3.10
#[test]
fn redirects_can_form_a_loop() {
    let web = Web::default()
        .redirect("http://h/a", "b")
        .redirect("http://h/b", "c")
        .redirect("http://h/c", "a")
        .redirect("http://h/self", "self")
        .redirect("http://h/mail", "mailto:a@b");
    let mut crawler = crawler(&web, Settings::default(), &["http://h/a", "http://h/self", "http://h/mail"]);
    let expected = ["a", "self", "mail", "b", "c"].map(|page| format!("redirected http://h/{page}"));
    assert_eq!(steps(&mut crawler)[..5], expected, "steps of a crawl with redirects only");
    assert_eq!(step(&mut crawler), "done", "step after these");
}

/// Rules: 3.5
#[test]
fn a_failed_fetch_does_not_end_the_crawl() {
    let web = Web::default().page("http://h/", "", &["a", "b", "c"]).page("http://h/c", "", &[]);
    web.plan("http://h/b", [unavailable()]);
    let expected = [
        "expanded http://h/",
        "failed http://h/a: NotFound",
        "failed http://h/b: Unavailable",
        "expanded http://h/c",
        "done",
    ];
    let mut crawler = crawler(&web, Settings::default(), &["http://h/"]);
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl with two failures");
}

/// Rules: 3.5
#[test]
fn references_that_are_not_addresses_are_skipped() {
    let web =
        Web::default().page("http://h/", "", &["mailto:a@b", "//a_b/", "a", "http://h:0/"]).page("http://h/a", "", &[]);
    let mut crawler = crawler(&web, Settings::default(), &["http://h/"]);
    let expected = ["expanded http://h/", "expanded http://h/a", "done"];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl with three wrong links");
}

/// Rules: 3.6
#[test]
fn the_breadth_counts_distinct_addresses() {
    let cases: &[(usize, &[&str])] = &[
        (0, &[]),
        (1, &["http://h/a"]),
        (3, &["http://h/a", "http://h/b"]),
        (4, &["http://h/a", "http://h/b", "http://h/c"]),
        (9, &["http://h/a", "http://h/b", "http://h/c", "http://h/d"]),
    ];
    for &(breadth, followed) in cases {
        let web = Web::default().page("http://h/", "", &["mailto:x", "a", "/a#b", "/", "b", "a", "c", "d"]);
        let settings = Settings { breadth, ..Settings::default() };
        let _ = steps(&mut crawler(&web, settings, &["http://h/"]));
        let requests = web.requests();
        assert_eq!(requests[1..], *followed, "pages visited after the first one, with a breadth of {breadth}");
    }
}

/// Rules: 3.4, 3.7
#[test]
fn links_are_followed_up_to_a_depth() {
    let cases: &[(u32, &[&str])] = &[
        (0, &["http://h/0"]),
        (1, &["http://h/0", "http://h/1"]),
        (2, &["http://h/0", "http://h/1", "http://h/2"]),
        (9, &["http://h/0", "http://h/1", "http://h/2", "http://h/3", "http://h/4"]),
    ];
    for &(depth, visited) in cases {
        let web = Web::default()
            .page("http://h/0", "", &["1"])
            .page("http://h/1", "", &["2"])
            .redirect("http://h/2", "3")
            .page("http://h/3", "", &["4"]);
        let settings = Settings { depth, ..Settings::default() };
        let _ = steps(&mut crawler(&web, settings, &["http://h/0"]));
        assert_eq!(web.requests(), visited, "pages visited with a depth of {depth}");
    }
}

/// Rules: 3.2, 3.7
#[test]
fn a_chain_of_links_can_be_long() {
    let web = Web::default();
    let web = (0..300).fold(web, |web, page| web.page(&format!("http://h/{page}"), "", &[&format!("{}", page + 1)]));
    let settings = Settings { depth: 270, ..Settings::default() };
    let _ = steps(&mut crawler(&web, settings, &["http://h/0"]));
    assert_eq!(web.requests().len(), 271, "requests of a crawl of a chain with 300 pages, with a depth of 270");
}

/// Rules: 3.3, 3.6
#[test]
fn a_page_can_have_many_links() {
    let links: Vec<String> = (0..300).map(|page| page.to_string()).collect();
    let web = Web::default().page("http://h/", "", &links.iter().map(String::as_str).collect::<Vec<_>>());
    let settings = Settings { breadth: 270, ..Settings::default() };
    let _ = steps(&mut crawler(&web, settings, &["http://h/"]));
    assert_eq!(web.requests().len(), 271, "requests of a crawl of a page with 300 links, with a breadth of 270");
}

/// Rules: 3.4
#[test]
fn a_chain_of_redirects_can_be_long() {
    let web = Web::default().page("http://h/30", "", &[]);
    let web = (0..30).fold(web, |web, page| web.redirect(&format!("http://h/{page}"), &format!("{}", page + 1)));
    let steps = steps(&mut crawler(&web, Settings::default(), &["http://h/0"]));
    assert_eq!(
        steps[steps.len().saturating_sub(3)..],
        ["redirected http://h/29", "expanded http://h/30", "done"],
        "last steps after 30 redirects"
    );
}

/// Rules: 3.2, 3.7
#[test]
fn a_link_that_is_too_deep_can_be_added_later() {
    let web =
        Web::default().page("http://h/", "", &["a"]).page("http://h/a", "", &["b"]).page("http://h/b", "", &["c"]);
    let settings = Settings { depth: 1, ..Settings::default() };
    let mut crawler = crawler(&web, settings, &["http://h/"]);
    assert_eq!(steps(&mut crawler), ["expanded http://h/", "expanded http://h/a", "done"], "steps of the first crawl");
    crawler.seed(address("http://h/b"));
    let expected = ["expanded http://h/b", "failed http://h/c: NotFound", "done"];
    assert_eq!(steps(&mut crawler), expected, "steps after a link that was too deep became a seed");
}

/// Rules: 3.2
#[test]
fn an_address_keeps_its_first_depth() {
    let web = Web::default().page("http://h/", "", &["a"]).page("http://h/a", "", &["b"]);
    let settings = Settings { depth: 1, ..Settings::default() };
    let mut crawler = crawler(&web, settings, &["http://h/"]);
    let _ = step(&mut crawler);
    crawler.seed(address("http://h/a"));
    assert_eq!(
        steps(&mut crawler),
        ["expanded http://h/a", "done"],
        "steps after a link of depth 1 became a seed, too"
    );
}

/// Rules: 3.8
#[test]
fn the_page_budget_counts_all_addresses_taken() {
    let cases: &[(usize, usize)] = &[(0, 0), (1, 1), (4, 4), (5, 5), (6, 5)];
    for &(pages, requests) in cases {
        let web = Web::default().page("http://h/", "", &["a", "b"]).redirect("http://h/b", "c").page(
            "http://h/c",
            "",
            &["d"],
        );
        let settings = Settings { pages, ..Settings::default() };
        let mut crawler = crawler(&web, settings, &["http://h/"]);
        let _ = steps(&mut crawler);
        assert_eq!(web.requests().len(), requests, "requests of a crawl with a page budget of {pages}");
    }
}

/// Rules: 3.9
#[test]
fn a_crawl_that_is_done_makes_no_request() {
    let web = Web::default().page("http://h/", "", &[]).page("http://i/", "", &[]);
    let mut crawler = crawler(&web, Settings::default(), &[]);
    assert_eq!(step(&mut crawler), "done", "first step without a seed");
    crawler.seed(address("http://h/"));
    assert_eq!(steps(&mut crawler), ["expanded http://h/", "done"], "steps with a seed");
    assert_eq!(step(&mut crawler), "done", "step after the last one");
    crawler.seed(address("http://i/"));
    crawler.seed(address("http://h/"));
    assert_eq!(steps(&mut crawler), ["expanded http://i/", "done"], "steps with another seed, and the old one again");
    assert_eq!(web.requests(), ["http://h/", "http://i/"], "requests of all these steps");
}

/// Rules: 3.8, 3.9
#[test]
fn a_used_up_page_budget_makes_no_request() {
    let web = Web::default().page("http://h/", "", &["a", "b"]);
    let mut crawler = crawler(&web, Settings { pages: 2, ..Settings::default() }, &["http://h/"]);
    let expected = ["expanded http://h/", "failed http://h/a: NotFound", "done"];
    assert_eq!(steps(&mut crawler), expected, "steps with a page budget of 2");
    crawler.seed(address("http://i/"));
    assert_eq!(step(&mut crawler), "done", "step after another seed");
    assert_eq!(web.requests().len(), 2, "number of requests");
}

/// A web without end: each page has three links to pages that no other page links to.
struct EndlessWeb<'a>(&'a Cell<usize>);

impl Fetcher for EndlessWeb<'_> {
    fn fetch(&mut self, address: &Address) -> Result<Response, FetchError> {
        self.0.set(self.0.get() + 1);
        assert!(self.0.get() < 1_000, "the crawl does not end");
        Ok(Response::Page(format!("<a href=\"{address}a\"> <a href=\"{address}b/\"> <a href=\"{address}c\">")))
    }
}

/// Rules: 3.7, 3.8, 3.10
#[rstest]
#[case::depth(Settings { depth: 3, ..Settings::default() }, 1 + 3 + 9 + 27)]
#[case::breadth_and_depth(Settings { breadth: 2, depth: 4, ..Settings::default() }, 1 + 2 + 4 + 8 + 16)]
#[case::pages(Settings { pages: 60, ..Settings::default() }, 60)]
fn a_budget_ends_an_endless_crawl(#[case] settings: Settings, #[case] requests: usize) {
    let count = Cell::new(0);
    let parts = Parts {
        fetcher: EndlessWeb(&count),
        clock: ManualClock::default(),
        signature: Shingles,
        priority: BreadthFirst,
    };
    let mut crawler = Crawler::new(parts, settings);
    crawler.seed(address("http://h/"));
    let _ = steps(&mut crawler);
    assert_eq!(count.get(), requests, "requests of a crawl of an endless web");
}

/// Rules: 3.2, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8, 3.10
#[test]
fn law_a_crawl_agrees_with_a_simple_queue() {
    testkit::law((any_graph(), vec(0..9_usize, 1..4), any_budgets()), |(graph, seeds, budgets)| {
        let web = graph.web();
        let addresses: Vec<String> = seeds.iter().map(|&seed| Graph::address(seed)).collect();
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        let mut crawler = crawler(&web, budgets.into(), &addresses);
        let expected = naive_crawl(&graph, &seeds, budgets);
        assert_eq!(steps(&mut crawler), expected, "steps of the crawl");
        assert_eq!(web.requests().len(), expected.len() - 1, "number of requests");
    });
}
