//! # Politeness
//!
//! Servers belong to somebody. A polite crawler asks for the robots file first, waits between two requests, and gives a server
//! time that does not respond. While it waits for one server, it visits others. In this stage, the clock is for you: `step` says
//! that it is waiting, and never sleeps.
//!
//! Extend the crawler, and write `next_due`. Everything is off if `politeness` is `None`. There are two questions for a host: may
//! I ask it now, and may I ask it for this page? One type can answer both, and the crawler need not know why.
//!
//! Look up: RFC 9309 (robots files), exponential backoff.
//!
//! Time box: 30 minutes.

use std::collections::{HashMap, HashSet};

use proptest::collection::vec;
use rstest::rstest;
use web_crawler::{Politeness, Response, Settings, Timestamp};

use super::support::{
    Budgets, Graph, Node, Web, address, any_graph, crawler, gone, naive_crawl, polite, step, steps, steps_with_waits,
    unavailable,
};

/// Rules: 5.1, 5.2
#[test]
fn requests_to_an_origin_are_a_delay_apart() {
    let web = Web::default().page("http://h/", "", &["a", "b"]);
    let mut crawler = crawler(&web, polite(10, 0, 0), &["http://h/"]);
    web.clock.set(1_000);
    for (time, expected) in [
        (1_000, "robots http://h/robots.txt"),
        (1_000, "waiting"),
        (1_009, "waiting"),
        (1_010, "expanded http://h/"),
        (1_019, "waiting"),
        (1_035, "failed http://h/a: NotFound"),
        (1_044, "waiting"),
        (1_045, "failed http://h/b: NotFound"),
        (1_045, "done"),
    ] {
        web.clock.set(time);
        assert_eq!(step(&mut crawler), expected, "step at {time}");
    }
    assert_eq!(web.requests().len(), 4, "number of requests in nine steps");
}

/// Rules: 5.1
#[test]
fn scheme_host_and_port_make_an_origin() {
    let origins = ["http://h", "https://h", "http://h:81", "http://i", "http://h:443", "https://h:80", "https://h:81"];
    let mut seeds = origins.map(|origin| format!("{origin}/1")).to_vec();
    seeds.push("http://h/2".to_owned());
    let web = Web::default();
    let mut crawler = crawler(&web, polite(10, 0, 0), &seeds.iter().map(String::as_str).collect::<Vec<_>>());
    let _ = steps(&mut crawler);
    let robots = origins.map(|origin| format!("{origin}/robots.txt"));
    assert_eq!(web.requests(), robots, "requests without a delay to eight addresses of seven origins");
    web.clock.set(10);
    let _ = steps(&mut crawler);
    assert_eq!(web.requests(), seeds[..7], "requests after the delay");
}

/// Rules: 5.2
#[test]
fn a_slow_host_does_not_hold_up_others() {
    let web = Web::default()
        .page("http://slow/", "", &["a", "b", "c"])
        .page("http://quick/", "", &["http://quick/a", "http://slow/d"])
        .page("http://other/", "", &["http://quick/b"]);
    let mut crawler = crawler(&web, polite(10, 0, 0), &["http://slow/", "http://quick/", "http://other/"]);
    let _ = steps_with_waits(&web, &mut crawler);
    let requests: Vec<(u64, String)> = web.timed_requests();
    let expected = [
        (0, "http://slow/robots.txt"),
        (0, "http://quick/robots.txt"),
        (0, "http://other/robots.txt"),
        (10, "http://slow/"),
        (10, "http://quick/"),
        (10, "http://other/"),
        (20, "http://slow/a"),
        (20, "http://quick/a"),
        (30, "http://slow/b"),
        (30, "http://quick/b"),
        (40, "http://slow/c"),
        (50, "http://slow/d"),
    ];
    assert_eq!(requests, expected.map(|(time, address)| (time, address.to_owned())), "requests with their times");
}

/// Rules: 5.2
#[test]
fn the_order_of_addresses_decides_between_hosts_that_are_due() {
    let web = Web::default();
    let mut crawler = crawler(&web, polite(10, 0, 0), &["http://h/1", "http://h/2", "http://i/3"]);
    for (time, expected) in [
        (0, "robots http://h/robots.txt"),
        (0, "robots http://i/robots.txt"),
        (10, "failed http://h/1: NotFound"),
        (20, "failed http://h/2: NotFound"),
        (20, "failed http://i/3: NotFound"),
    ] {
        web.clock.set(time);
        assert_eq!(step(&mut crawler), expected, "step at {time}, while i is due since 10");
    }
}

/// Rules: 5.1, 5.2
#[test]
fn each_host_keeps_the_order_of_its_addresses() {
    let hosts = ["h", "h", "i", "h", "j", "i", "j", "h", "h", "i", "j", "h"];
    let seeds: Vec<String> = (0..).zip(hosts).map(|(number, host)| format!("http://{host}/{number}")).collect();
    let web = Web::default();
    let mut crawler = crawler(&web, polite(10, 0, 0), &seeds.iter().map(String::as_str).collect::<Vec<_>>());
    let _ = steps_with_waits(&web, &mut crawler);
    let requests: Vec<(u64, String)> =
        web.timed_requests().into_iter().filter(|(_, address)| !address.ends_with("robots.txt")).collect();
    let earlier = |seed: usize| hosts[..seed].iter().filter(|host| **host == hosts[seed]).count() as u64;
    let mut expected: Vec<(u64, String)> = (0..12).map(|seed| (10 + 10 * earlier(seed), seeds[seed].clone())).collect();
    expected.sort_by_key(|(time, _)| *time);
    assert_eq!(requests, expected, "requests with their times of a crawl of {seeds:?}");
}

/// Rules: 5.1, 5.2
#[test]
fn the_target_of_a_redirect_waits_for_its_host() {
    let web =
        Web::default().redirect("http://h/1", "http://i/2").page("http://i/1", "", &[]).page("http://i/2", "", &[]);
    let mut crawler = crawler(&web, polite(10, 0, 0), &["http://h/1", "http://i/1"]);
    let _ = steps_with_waits(&web, &mut crawler);
    let requests = web.timed_requests();
    assert_eq!(requests.last(), Some(&(20, "http://i/2".to_owned())), "last request, to the target of a redirect");
}

/// Rules: 5.3
#[test]
fn the_robots_file_is_fetched_first_and_once() {
    let web = Web::default().page("http://h/", "", &["a", "http://i/"]).page("http://i/", "", &[]);
    let mut crawler = crawler(&web, polite(0, 0, 0), &["http://h/"]);
    let expected = [
        "robots http://h/robots.txt",
        "expanded http://h/",
        "failed http://h/a: NotFound",
        "robots http://i/robots.txt",
        "expanded http://i/",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps of a polite crawl of two hosts");
}

/// Rules: 5.3
#[rstest]
#[case(0, &[])]
#[case(1, &["http://h/robots.txt", "http://h/1"])]
#[case(2, &["http://h/robots.txt", "http://h/1", "http://i/robots.txt", "http://i/2"])]
fn a_robots_file_is_not_a_page_of_the_budget(#[case] pages: usize, #[case] requests: &[&str]) {
    let web = Web::default();
    let settings = Settings { pages, ..polite(0, 0, 0) };
    let _ = steps(&mut crawler(&web, settings, &["http://h/1", "http://i/2", "http://j/3"]));
    assert_eq!(web.requests(), requests, "requests with a page budget of {pages}");
}

/// Crawls some paths of a host with a robots file, and returns those that were requested.
fn requested(robots: &str, paths: &[&str]) -> Vec<String> {
    let web = Web::default().file("http://h/robots.txt", robots);
    let mut crawler = crawler(&web, polite(0, 0, 0), &[]);
    for path in paths {
        crawler.seed(address(&format!("http://h{path}")));
    }
    let _ = steps(&mut crawler);
    web.requests()[1..].iter().map(|address| address["http://h".len()..].to_owned()).collect()
}

/// Rules: 5.4
#[test]
fn a_robots_file_has_groups_of_rules() {
    let cases: &[(&str, &[&str])] = &[
        ("User-agent: Kata\nDisallow: /a", &["/b"]),
        ("User-agent: *\nDisallow: /a", &["/b"]),
        ("User-agent: Other\nDisallow: /a", &["/a", "/b"]),
        ("User-agent: *\nDisallow: /b\nUser-agent: Kata\nDisallow: /a", &["/b"]),
        ("User-agent: Kata\nDisallow: /a\nUser-agent: *\nDisallow: /b", &["/b"]),
        ("User-agent: *\nDisallow: /\nUser-agent: Kata", &["/a", "/b"]),
        ("User-agent: Kata\nDisallow: /a\nUser-agent: x\nUser-agent: Kata\nDisallow: /b", &[]),
        ("user-AGENT: kATA\ndisALLOW: /a", &["/b"]),
        ("User-agent: Kat\nDisallow: /a\nUser-agent: Kata2\nDisallow: /a", &["/a", "/b"]),
        ("  User-agent :\tKata \r\n\r\n Disallow:/a  \r\n", &["/b"]),
        ("# Disallow: /b\nUser-agent: Kata # us\nDisallow: /a# not b", &["/b"]),
        ("Disallow: /a", &["/a", "/b"]),
        ("User-agent: Kata\nUser-agent: x\nDisallow: /a", &["/a", "/b"]),
        ("User-agent: x\nUser-agent: Kata\nDisallow: /a", &["/b"]),
        ("User-agent: Kata\nDisallow: /b:c\nDisallow: /a", &["/b"]),
        ("User-agent: Kata\nDisallow: /a b", &["/a", "/b"]),
        ("User-agent: Kata/1.0\nDisallow: /a\nUser-agent: Kata bot\nDisallow: /a", &["/a", "/b"]),
        ("User-agent: Kata\nSitemap: http://h/s\nhello\nCrawl-delay: 9\nDisallow: /a", &["/b"]),
        ("", &["/a", "/b"]),
    ];
    for &(robots, expected) in cases {
        assert_eq!(requested(robots, &["/a", "/b"]), expected, "paths of /a and /b requested with {robots:?}");
    }
}

/// Rules: 0.1, 5.4
#[test]
fn a_robots_file_can_have_many_lines() {
    const LINES: usize = 1_500;
    let robots = format!("User-agent: Kata\n{}Disallow: /a", "Disallow: /c\n".repeat(LINES));
    // In a small stack, code that calls itself for each line overflows.
    let requested = testkit::in_small_stack(|| requested(&robots, &["/a", "/b"]));
    assert_eq!(requested, ["/b"], "paths of /a and /b requested, if a rule for /a comes after {LINES} others");
}

/// Rules: 5.4
#[test]
fn the_name_of_an_agent_can_be_any_text() {
    let web = Web::default().file("http://h/robots.txt", "User-agent: my BOT/2\nDisallow: /a");
    let politeness = Politeness { agent: "My Bot/2".to_owned(), delay: 0, backoff: 0, retries: 0 };
    let settings = Settings { politeness: Some(politeness), ..Settings::default() };
    let steps = steps(&mut crawler(&web, settings, &["http://h/a"]));
    assert_eq!(steps[1], "disallowed http://h/a", "step of an address that a rule for the agent My Bot/2 forbids");
}

/// Rules: 5.1, 5.4
#[test]
fn each_origin_has_its_own_rules() {
    let origins = ["http://h", "http://h:81", "https://h", "http://h:443"];
    let web = origins.iter().zip(["/a", "/b", "/c", "/d"]).fold(Web::default(), |web, (origin, path)| {
        web.file(&format!("{origin}/robots.txt"), &format!("User-agent: *\nDisallow: {path}"))
    });
    let seeds: Vec<String> =
        ["/", "/a", "/b", "/c", "/d"].iter().flat_map(|path| origins.map(|origin| format!("{origin}{path}"))).collect();
    let mut crawler = crawler(&web, polite(0, 0, 0), &seeds.iter().map(String::as_str).collect::<Vec<_>>());
    let steps = steps(&mut crawler);
    let disallowed: Vec<&String> = steps.iter().filter(|step| step.starts_with("disallowed")).collect();
    let expected =
        ["disallowed http://h/a", "disallowed http://h:81/b", "disallowed https://h/c", "disallowed http://h:443/d"];
    assert_eq!(disallowed, expected, "steps of addresses that the robots file of their origin does not allow");
}

/// Rules: 5.5
#[test]
fn the_longest_rule_decides() {
    let cases: &[(&str, &[&str])] = &[
        ("Disallow: /a", &["/", "/b?/a", "/A"]),
        ("Disallow: /A", &["/", "/a", "/ab", "/a/b", "/a?q", "/b?/a"]),
        ("Disallow: /a/", &["/", "/a", "/ab", "/a?q", "/b?/a", "/A"]),
        ("Disallow: /a?", &["/", "/a", "/ab", "/a/b", "/b?/a", "/A"]),
        ("Disallow: /", &[]),
        ("Disallow:", &["/", "/a", "/ab", "/a/b", "/a?q", "/b?/a", "/A"]),
        ("Disallow: /a\nDisallow:", &["/", "/b?/a", "/A"]),
        ("Disallow: /\nAllow: /a/", &["/a/b"]),
        ("Allow: /a\nDisallow: /a/b\nDisallow: /", &["/a", "/ab", "/a?q"]),
        ("Allow: /a\nDisallow: /a", &["/", "/a", "/ab", "/a/b", "/a?q", "/b?/a", "/A"]),
        ("Disallow: /a\nAllow: /a", &["/", "/a", "/ab", "/a/b", "/a?q", "/b?/a", "/A"]),
        ("Disallow: a\nDisallow: /%61", &["/", "/a", "/ab", "/a/b", "/a?q", "/b?/a", "/A"]),
        ("Disallow: /*\nDisallow: /a$", &["/", "/a", "/ab", "/a/b", "/a?q", "/b?/a", "/A"]),
    ];
    for &(rules, expected) in cases {
        let paths = ["/", "/a", "/ab", "/a/b", "/a?q", "/b?/a", "/A"];
        let requested = requested(&format!("User-agent: *\n{rules}"), &paths);
        assert_eq!(requested, expected, "paths of {paths:?} requested with {rules:?}");
    }
}

/// Rules: 5.5
#[test]
fn a_rule_compares_each_character() {
    let paths = ["/a", "/A", "/aB", "/ab?q", "/ab?Q", "/%7e", "/%7E", "/é", "/É"];
    for rule in paths {
        let requested = requested(&format!("User-agent: *\nDisallow: {rule}"), &paths);
        let expected: Vec<&str> = paths.into_iter().filter(|path| !path.starts_with(rule)).collect();
        assert_eq!(requested, expected, "paths of {paths:?} requested with \"Disallow: {rule}\"");
    }
}

/// Rules: 5.6
#[test]
fn a_page_that_is_not_allowed_makes_no_request() {
    let web = Web::default()
        .file("http://h/robots.txt", "User-agent: Kata\nDisallow: /private")
        .page("http://h/", "", &["private", "a"])
        .page("http://h/a", "", &[]);
    let settings = Settings { pages: 3, ..polite(0, 0, 0) };
    let mut crawler = crawler(&web, settings, &["http://h/", "http://h/private/b", "http://h/c"]);
    let expected = [
        "robots http://h/robots.txt",
        "expanded http://h/",
        "disallowed http://h/private/b",
        "failed http://h/c: NotFound",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl with a page budget of 3");
    let expected = ["http://h/robots.txt", "http://h/", "http://h/c"];
    assert_eq!(web.requests(), expected, "requests of this crawl");
}

/// Rules: 3.8, 5.6
#[test]
fn a_link_that_is_not_allowed_is_taken_in_its_turn() {
    let web = Web::default().file("http://h/robots.txt", "User-agent: Kata\nDisallow: /private").page(
        "http://h/",
        "",
        &["private", "a"],
    );
    let expected = [
        "robots http://h/robots.txt",
        "expanded http://h/",
        "disallowed http://h/private",
        "failed http://h/a: NotFound",
    ];
    for pages in [2, 3] {
        let mut crawler = crawler(&web, Settings { pages, ..polite(0, 0, 0) }, &["http://h/"]);
        let mut steps = steps(&mut crawler);
        assert_eq!(steps.pop().as_deref(), Some("done"), "last step with a page budget of {pages}");
        assert_eq!(steps, expected[..=pages], "steps with a page budget of {pages}, if a link is not allowed");
    }
}

/// Rules: 5.2, 5.6
#[test]
fn a_page_that_is_not_allowed_waits_but_starts_no_delay() {
    let web = Web::default().file("http://h/robots.txt", "User-agent: Kata\nDisallow: /private");
    let mut crawler = crawler(&web, polite(10, 0, 0), &["http://h/private/1", "http://h/private/2", "http://h/a"]);
    for (time, expected) in [
        (0, "robots http://h/robots.txt"),
        (9, "waiting"),
        (10, "disallowed http://h/private/1"),
        (10, "disallowed http://h/private/2"),
        (10, "failed http://h/a: NotFound"),
    ] {
        web.clock.set(time);
        assert_eq!(step(&mut crawler), expected, "step at {time}");
    }
}

/// Rules: 3.8, 5.3, 5.8
#[test]
fn a_link_to_a_robots_file_is_visited_like_any_other() {
    let web = Web::default().page("http://h/", "", &["a"]);
    let file = || Ok(Response::Page("User-agent: *\nDisallow: /b".to_owned()));
    web.plan("http://h/robots.txt", [unavailable(), file(), unavailable(), file()]);
    let settings = Settings { pages: 2, ..polite(0, 0, 1) };
    let expected = [
        "postponed http://h/robots.txt",
        "robots http://h/robots.txt",
        "postponed http://h/robots.txt",
        "expanded http://h/robots.txt",
        "expanded http://h/",
        "done",
    ];
    let steps = steps(&mut crawler(&web, settings, &["http://h/robots.txt", "http://h/"]));
    assert_eq!(steps, expected, "steps with a page budget of 2, if the robots file is a page as well");
}

/// Rules: 5.3, 5.6
#[test]
fn a_robots_file_can_forbid_itself() {
    let web = Web::default().file("http://h/robots.txt", "User-agent: *\nDisallow: /robots");
    let expected = ["robots http://h/robots.txt", "disallowed http://h/robots.txt", "done"];
    let steps = steps(&mut crawler(&web, polite(0, 0, 0), &["http://h/robots.txt"]));
    assert_eq!(steps, expected, "steps of an address that is a robots file, and that this file does not allow");
}

/// Rules: 3.8, 5.7, 5.8
#[test]
fn addresses_without_robots_wait_but_start_no_delay() {
    let web = Web::default();
    web.plan("http://h/robots.txt", [unavailable()]);
    let settings = Settings { pages: 2, ..polite(10, 100, 0) };
    let mut crawler = crawler(&web, settings, &["http://h/1", "http://h/2", "http://h/3"]);
    for (time, expected) in [
        (0, "failed http://h/robots.txt: Unavailable"),
        (9, "waiting"),
        (10, "failed http://h/1: Unavailable"),
        (10, "failed http://h/2: Unavailable"),
        (10, "done"),
    ] {
        web.clock.set(time);
        assert_eq!(step(&mut crawler), expected, "step at {time}");
    }
}

/// Rules: 5.7
#[test]
fn without_a_robots_file_everything_is_allowed() {
    let web = Web::default()
        .page("http://h/", "", &[])
        .redirect("http://i/robots.txt", "http://i/forbidden")
        .file("http://i/forbidden", "User-agent: *\nDisallow: /")
        .page("http://i/", "", &[]);
    let mut crawler = crawler(&web, polite(0, 0, 3), &["http://h/", "http://i/"]);
    let expected = [
        "robots http://h/robots.txt",
        "expanded http://h/",
        "robots http://i/robots.txt",
        "expanded http://i/",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps if a robots file does not exist, and if it is a redirect");
}

/// Rules: 5.7, 5.8
#[test]
fn without_an_answer_about_robots_all_addresses_fail() {
    let web = Web::default().page("http://h/", "", &["http://i/a", "b"]);
    web.plan("http://i/robots.txt", [unavailable()]);
    let mut crawler = crawler(&web, polite(5, 10, 2), &["http://h/", "http://i/"]);
    let expected = [
        "robots http://h/robots.txt",
        "postponed http://i/robots.txt",
        "expanded http://h/",
        "postponed http://i/robots.txt",
        "failed http://h/b: NotFound",
        "failed http://i/robots.txt: Unavailable",
        "failed http://i/: Unavailable",
        "failed http://i/a: Unavailable",
        "done",
    ];
    assert_eq!(steps_with_waits(&web, &mut crawler), expected, "steps of a crawl, in which i does not answer");
    let requests = web.timed_requests();
    let times: Vec<u64> =
        requests.iter().filter(|(_, to)| to.starts_with("http://i/")).map(|(time, _)| *time).collect();
    assert_eq!(times, [0, 10, 30], "times of the requests to i, all for the robots file");
}

/// Rules: 5.3, 5.8
#[test]
fn a_robots_file_counts_after_a_retry() {
    let web = Web::default().page("http://h/a", "", &[]);
    let robots = Response::Page("User-agent: *\nDisallow: /b".to_owned());
    web.plan("http://h/robots.txt", [unavailable(), Ok(robots), unavailable()]);
    let mut crawler = crawler(&web, polite(0, 0, 1), &["http://h/a", "http://h/b"]);
    let expected = [
        "postponed http://h/robots.txt",
        "robots http://h/robots.txt",
        "expanded http://h/a",
        "disallowed http://h/b",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps if the robots file comes with the second request");
}

/// Rules: 5.8
#[test]
fn the_wait_for_a_retry_doubles() {
    let cases: &[(u32, usize, u64, &[u64])] = &[
        (0, 1, 3, &[1]),
        (2, 0, 3, &[1]),
        (2, 1, 3, &[1, 11]),
        (2, 2, 3, &[1, 11, 31]),
        (2, 9, 3, &[1, 11, 31]),
        (5, 9, 3, &[1, 11, 31, 71, 151, 311]),
        (3, 9, 25, &[1, 26, 51, 91]),
    ];
    for &(retries, failures, delay, times) in cases {
        let web = Web::default().fails("http://h/", failures);
        let mut crawler = crawler(&web, polite(delay, 10, retries), &["http://h/"]);
        let _ = step(&mut crawler);
        let _ = web.timed_requests();
        let start = delay - 1;
        let steps = steps_with_waits(&web, &mut crawler);
        let requests: Vec<u64> = web.timed_requests().into_iter().map(|(time, _)| time - start).collect();
        assert_eq!(requests, times, "times of the requests, if the first {failures} of them fail");
        let expected = if failures < times.len() { "expanded http://h/" } else { "failed http://h/: Unavailable" };
        assert_eq!(steps[steps.len() - 2..], [expected, "done"], "last steps if the first {failures} requests fail");
        assert!(steps[..steps.len() - 2].iter().all(|step| step == "postponed http://h/"), "steps before: {steps:?}");
    }
}

/// Rules: 5.8
#[test]
fn the_wait_doubles_for_each_retry() {
    let web = Web::default().fails("http://h/", 99);
    let _ = steps_with_waits(&web, &mut crawler(&web, polite(0, 1, 40), &["http://h/"]));
    let times: Vec<u64> = web.timed_requests()[1..].iter().map(|(time, _)| *time).collect();
    let expected: Vec<u64> = (0..=40).map(|retry| (1 << retry) - 1).collect();
    assert_eq!(times, expected, "times of the requests with 40 retries and a backoff of 1");
}

/// Rules: 5.1, 5.8
#[test]
fn there_is_no_backoff_without_another_retry() {
    let web = Web::default().fails("http://h/a", 9);
    let mut crawler = crawler(&web, polite(10, 100, 1), &["http://h/a", "http://h/b"]);
    let _ = steps_with_waits(&web, &mut crawler);
    let times: Vec<u64> = web.timed_requests().iter().map(|(time, _)| *time).collect();
    assert_eq!(times, [0, 10, 110, 120], "times of requests to the robots file, twice to a, which fails, and to b");
}

/// Rules: 5.8
#[test]
fn a_page_that_does_not_exist_is_not_retried() {
    let web = Web::default();
    web.plan("http://h/", [gone()]);
    web.plan("http://h/a", [unavailable(), gone()]);
    let mut crawler = crawler(&web, polite(0, 0, 9), &["http://h/", "http://h/a"]);
    let expected = [
        "robots http://h/robots.txt",
        "failed http://h/: NotFound",
        "postponed http://h/a",
        "failed http://h/a: NotFound",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl of two pages that do not exist");
}

/// Rules: 5.8
#[test]
fn each_address_has_retries() {
    let web = Web::default().fails("http://h/a", 1).fails("http://h/b", 2).fails("http://i/c", 1);
    let mut crawler = crawler(&web, polite(1, 10, 2), &["http://h/a", "http://h/b", "http://i/c"]);
    let _ = steps_with_waits(&web, &mut crawler);
    let pages: Vec<(u64, String)> =
        web.timed_requests().into_iter().filter(|(_, address)| !address.ends_with("robots.txt")).collect();
    let expected = [
        (1, "http://h/a"),
        (1, "http://i/c"),
        (11, "http://h/a"),
        (11, "http://i/c"),
        (12, "http://h/b"),
        (22, "http://h/b"),
        (42, "http://h/b"),
    ];
    assert_eq!(pages, expected.map(|(time, address)| (time, address.to_owned())), "requests of pages with their times");
}

/// Rules: 5.9
#[test]
fn a_postponed_address_keeps_its_place() {
    let web = Web::default().fails("http://h/a", 2).fails("http://h/b", 1).page("http://h/c", "", &[]);
    let settings = Settings { pages: 3, ..polite(0, 5, 3) };
    let mut crawler = crawler(&web, settings, &["http://h/a", "http://h/b", "http://h/c"]);
    let expected = [
        "robots http://h/robots.txt",
        "postponed http://h/a",
        "postponed http://h/a",
        "expanded http://h/a",
        "postponed http://h/b",
        "expanded http://h/b",
        "expanded http://h/c",
        "done",
    ];
    assert_eq!(steps_with_waits(&web, &mut crawler), expected, "steps with three failures and a page budget of 3");
}

/// Rules: 5.2, 5.9
#[test]
fn a_postponed_address_does_not_overtake() {
    let web = Web::default().page("http://h/", "", &["a"]).fails("http://h/a", 1).page("http://h/b", "", &[]);
    let mut crawler = crawler(&web, polite(0, 5, 3), &["http://h/"]);
    let expected = ["robots http://h/robots.txt", "expanded http://h/", "postponed http://h/a", "waiting"];
    assert_eq!(steps(&mut crawler), expected, "steps until a link of depth 1 is postponed");
    crawler.seed(address("http://h/b"));
    web.clock.set(5);
    let expected = ["expanded http://h/b", "expanded http://h/a", "done"];
    assert_eq!(steps(&mut crawler), expected, "steps after a seed, which goes before the postponed link, has arrived");
}

/// Rules: 5.9
#[rstest]
#[case(1, &["postponed http://h/a", "postponed http://h/a", "expanded http://h/a"])]
#[case(2, &["postponed http://h/a", "robots http://i/robots.txt", "expanded http://i/b", "postponed http://h/a", "expanded http://h/a"])]
fn a_retry_does_not_use_the_page_budget(#[case] pages: usize, #[case] expected: &[&str]) {
    let web = Web::default().fails("http://h/a", 2).page("http://i/b", "", &["c"]).page("http://h/c", "", &[]);
    let settings = Settings { pages, ..polite(0, 5, 3) };
    let mut crawler = crawler(&web, settings, &["http://h/a", "http://i/b", "http://h/c"]);
    let steps = steps_with_waits(&web, &mut crawler);
    assert_eq!(
        steps[1..steps.len() - 1],
        *expected,
        "steps after the first robots file, with a page budget of {pages}"
    );
}

/// Rules: 0.2, 5.10
#[test]
fn next_due_says_when_to_call_again() {
    let web = Web::default().page("http://h/", "", &["a"]).fails("http://i/", 1);
    let mut crawler = crawler(&web, polite(10, 25, 1), &[]);
    web.clock.set(100);
    assert_eq!(crawler.next_due(), None, "due time without a seed");
    crawler.seed(address("http://h/"));
    crawler.seed(address("http://i/"));
    for (time, due, expected) in [
        (100, 100, "robots http://h/robots.txt"),
        (104, 104, "robots http://i/robots.txt"),
        (105, 110, "waiting"),
        (110, 110, "expanded http://h/"),
        (112, 114, "waiting"),
        (114, 114, "postponed http://i/"),
        (115, 120, "waiting"),
        (133, 133, "failed http://h/a: NotFound"),
        (134, 139, "waiting"),
        (200, 200, "expanded http://i/"),
    ] {
        web.clock.set(time);
        let _ = web.clock.take_reads();
        assert_eq!(crawler.next_due(), Some(Timestamp(due)), "due time at {time}");
        assert!(web.clock.take_reads() <= 1, "next_due at {time} read the clock twice");
        assert_eq!(step(&mut crawler), expected, "step at {time}");
        assert!(web.clock.take_reads() <= 1, "the step at {time} read the clock twice");
    }
    assert_eq!(crawler.next_due(), None, "due time at the end");
    assert_eq!(step(&mut crawler), "done", "step at the end");
}

/// Rules: 0.2, 5.1
#[test]
fn a_clock_that_goes_back_makes_the_crawler_wait() {
    let web = Web::default();
    let mut crawler = crawler(&web, polite(10, 0, 0), &["http://h/"]);
    web.clock.set(100);
    assert_eq!(step(&mut crawler), "robots http://h/robots.txt", "step at 100");
    web.clock.set(50);
    assert_eq!(step(&mut crawler), "waiting", "step at 50");
    assert_eq!(crawler.next_due(), Some(Timestamp(110)), "due time at 50");
    crawler.seed(address("http://i/"));
    assert_eq!(step(&mut crawler), "robots http://i/robots.txt", "step at 50, with an address of another origin");
    web.clock.set(60);
    assert_eq!(step(&mut crawler), "failed http://i/: NotFound", "step at 60, ten seconds after the robots file of i");
    web.clock.set(110);
    assert_eq!(step(&mut crawler), "failed http://h/: NotFound", "step at 110");
}

/// Rules: 0.1, 5.1, 5.8
#[test]
fn the_longest_waits_cause_no_panic() {
    let web = Web::default().page("http://h/", "", &[]);
    let mut slow = crawler(&web, polite(u64::MAX, u64::MAX, u32::MAX), &["http://h/"]);
    web.clock.set(7);
    assert_eq!(steps(&mut slow), ["robots http://h/robots.txt", "waiting"], "steps with the longest delay");
    assert_eq!(slow.next_due(), Some(Timestamp(u64::MAX)), "due time with the longest delay");
    web.clock.set(u64::MAX);
    assert_eq!(steps(&mut slow), ["expanded http://h/", "done"], "steps at the last time");
    web.plan("http://i/robots.txt", [unavailable()]);
    let mut crawler = crawler(&web, polite(0, 1, 200), &["http://i/"]);
    let steps = steps(&mut crawler);
    assert_eq!(steps.len(), 203, "number of steps at the last time, if a robots file with 200 retries never comes");
}

/// Rules: 0.1, 5.8
#[rstest]
#[case::page("http://h/1")]
#[case::robots_file("http://h/robots.txt")]
fn an_address_can_have_the_most_retries(#[case] failing: &str) {
    let web = Web::default().page("http://h/1", "", &[]).fails(failing, 3);
    let all = steps(&mut crawler(&web, polite(0, 0, u32::MAX), &["http://h/1"]));
    let postponed = all.iter().filter(|step| **step == format!("postponed {failing}")).count();
    assert_eq!(postponed, 3, "number of times that {failing} was postponed, which fails three times");
    assert_eq!(all[all.len() - 2..], ["expanded http://h/1", "done"], "last steps with the largest number of retries");
}

/// Rules: 0.1, 5.8
#[rstest]
#[case::page("http://h/1")]
#[case::robots_file("http://h/robots.txt")]
fn a_wait_that_doubles_too_often_is_the_longest(#[case] failing: &str) {
    for (backoff, first) in [(1 << 63, (1 << 63) + 7), (u64::MAX, u64::MAX)] {
        let web = Web::default().page("http://h/1", "", &[]).fails(failing, 9);
        let mut crawler = crawler(&web, polite(0, backoff, 9), &["http://h/1"]);
        web.clock.set(7);
        let _ = steps(&mut crawler);
        let due = crawler.next_due();
        assert_eq!(
            due,
            Some(Timestamp(first)),
            "due time of {failing} after a failure at 7 with a backoff of {backoff}"
        );
        web.clock.set(first);
        assert_eq!(step(&mut crawler), format!("postponed {failing}"), "step at {first}");
        web.clock.set(7);
        let due = crawler.next_due();
        assert_eq!(
            due,
            Some(Timestamp(u64::MAX)),
            "due time of {failing} after a second failure at {first}, which doubles the backoff of {backoff}"
        );
    }
}

/// Rules: 5.1, 5.2, 5.3, 5.7, 5.8, 5.9, 5.10
#[test]
fn law_every_allowed_page_is_fetched_once_and_no_host_early() {
    let failures = vec(0..4_usize, 9);
    let robots = vec(0..4_usize, 3);
    testkit::law((any_graph(), failures, robots, 0..4_u64), |(graph, failures, robots, delay)| {
        const RETRIES: usize = 2;
        let web = graph.web();
        // A node that fails too often is the same as one that does not exist, and so is one that is not allowed.
        let mut expected_graph = graph.clone();
        for (number, node) in graph.0.iter().enumerate() {
            let answer = web.take_plan(&Graph::address(number));
            web.plan(&Graph::address(number), std::iter::repeat_n(unavailable(), failures[number]).chain(answer));
            let forbidden = robots[number % 3] == 1 && number < 3 || robots[number % 3] == 2;
            if forbidden || (failures[number] > RETRIES && !matches!(node, Node::Gone)) {
                expected_graph.0[number] = Node::Gone;
            }
        }
        for (host, kind) in robots.iter().enumerate() {
            let file = format!("http://h{host}/robots.txt");
            match kind {
                1 => drop(web.clone().file(&file, &format!("User-agent: *\nDisallow: /{host}"))),
                2 => web.plan(&file, [unavailable()]),
                3 => drop(web.clone().fails(&file, RETRIES)),
                _ => {}
            }
        }
        let seeds = ["http://h0/0", "http://h1/1"];
        let steps = steps_with_waits(&web, &mut crawler(&web, polite(delay, 3, RETRIES as u32), &seeds));
        let expanded = |steps: &[String]| -> HashSet<String> {
            steps.iter().filter(|step| step.starts_with("expanded")).cloned().collect()
        };
        let budgets = Budgets { breadth: usize::MAX, depth: u32::MAX, pages: usize::MAX };
        let expected = naive_crawl(&expected_graph, &[0, 1], budgets);
        assert_eq!(expanded(&steps), expanded(&expected), "pages that were expanded");
        let finished: Vec<&String> = steps.iter().filter(|step| !step.starts_with("postponed")).collect();
        let distinct: HashSet<&String> = finished.iter().copied().collect();
        assert_eq!(finished.len(), distinct.len(), "number of steps that finish an address, and of different ones");
        let mut last: HashMap<String, u64> = HashMap::new();
        for (time, address) in web.timed_requests() {
            let origin = address.split('/').nth(2).unwrap_or_default().to_owned();
            if let Some(before) = last.insert(origin, time) {
                assert!(time >= before + delay, "{address} was requested at {time}, after a request at {before}");
            }
        }
    });
}
