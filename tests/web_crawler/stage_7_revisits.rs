//! # Revisits
//!
//! A page that has changed should be found by its new words, so the crawler visits pages again: often if they change, and rarely
//! if they do not. A visit to a known page is polite like the first one, but it is not work for the frontier.
//!
//! Extend the crawler. Everything is off if `freshness` is `None`. At the end, the suite brings a priority and a signature. If
//! your crawler calls these two parts and knows nothing else about them, these tests are green at once.
//!
//! Look up: `BTreeSet::range`, or a queue by due time.
//!
//! Time box: 20 minutes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZero;

use web_crawler::{
    Address, BreadthFirst, Document, Fraction, Freshness, Priority, Response, Settings, Shingles, Signature, Timestamp,
};

use super::support::{
    Graph, Web, WebCrawler, address, crawler, crawler_with, fraction, gone, polite, step, steps, unavailable,
};

fn fresh(min: u64, max: u64, settings: Settings) -> Settings {
    let seconds = |seconds| NonZero::new(seconds).expect("at least one second");
    Settings { freshness: Some(Freshness { min: seconds(min), max: seconds(max) }), ..settings }
}

/// Makes all steps that are due, and returns them without the last one, "waiting".
#[track_caller]
fn steps_at<S: Signature, P: Priority>(time: u64, web: &Web, crawler: &mut WebCrawler<S, P>) -> Vec<String> {
    web.clock.set(time);
    let mut steps = steps(crawler);
    assert_eq!(steps.pop().as_deref(), Some("waiting"), "last step at {time}");
    let due = crawler.next_due();
    assert!(due.is_some_and(|due| due.0 > time), "{due:?} is due after the last step at {time} returned Waiting");
    steps
}

/// Rules: 7.1, 7.2
#[test]
fn the_interval_doubles_and_halves() {
    let web = Web::default().page("http://h/", "1", &[]);
    let mut crawler = crawler(&web, fresh(5, 23, Settings::default()), &["http://h/"]);
    web.clock.set(1_000);
    assert_eq!(steps_at(1_000, &web, &mut crawler), ["expanded http://h/"], "first steps");
    let mut now = 1_000;
    for (number, (interval, changes)) in
        [(5, false), (10, false), (20, false), (23, false), (23, true), (11, true), (5, true), (5, false), (10, true)]
            .into_iter()
            .chain([(5, false)])
            .enumerate()
    {
        assert_eq!(crawler.next_due(), Some(Timestamp(now + interval)), "time of revisit {number}, after {now}");
        assert_eq!(steps_at(now + interval - 1, &web, &mut crawler), [""; 0], "steps before revisit {number}");
        now += interval;
        if changes {
            web.set_text("http://h/", &format!("{number}"));
        }
        let expected = if changes { "changed http://h/" } else { "same http://h/" };
        assert_eq!(steps_at(now, &web, &mut crawler), [expected], "steps of revisit {number}");
    }
}

/// Rules: 0.2, 7.2
#[test]
fn the_interval_begins_with_the_last_fetch() {
    let web = Web::default().page("http://h/", "a", &[]);
    let mut crawler = crawler(&web, fresh(10, 10, Settings::default()), &["http://h/"]);
    for (time, expected) in [
        (100, "expanded http://h/"),
        (109, "waiting"),
        (117, "same http://h/"),
        (126, "waiting"),
        (127, "same http://h/"),
        (900, "same http://h/"),
        (900, "waiting"),
    ] {
        web.clock.set(time);
        let _ = web.clock.take_reads();
        assert_eq!(step(&mut crawler), expected, "step at {time}");
        assert!(web.clock.take_reads() <= 1, "the step at {time} read the clock twice");
    }
}

/// Rules: 0.2, 7.2
#[test]
fn a_revisit_waits_if_the_clock_goes_back() {
    let web = Web::default().page("http://h/", "a", &[]);
    let mut crawler = crawler(&web, fresh(10, 10, Settings::default()), &["http://h/"]);
    for (time, expected) in [(100, "expanded http://h/"), (50, "waiting"), (109, "waiting"), (110, "same http://h/")] {
        web.clock.set(time);
        assert_eq!(step(&mut crawler), expected, "step at {time}");
    }
    web.clock.set(0);
    assert_eq!(crawler.next_due(), Some(Timestamp(120)), "due time at 0, after a revisit at 110");
}

/// Rules: 7.2
#[test]
fn a_revisit_uses_no_page_budget() {
    let web = Web::default().page("http://h/", "a", &["b"]);
    let settings = Settings { pages: 1, ..Settings::default() };
    let mut crawler = crawler(&web, fresh(10, 10, settings), &["http://h/"]);
    assert_eq!(steps_at(0, &web, &mut crawler), ["expanded http://h/"], "steps with a page budget of 1");
    assert_eq!(steps_at(10, &web, &mut crawler), ["same http://h/"], "steps with a used up page budget");
    web.plan("http://h/", [Ok(Response::Page("new <a href=\"/c\">".to_owned()))]);
    assert_eq!(steps_at(20, &web, &mut crawler), ["changed http://h/"], "steps if the page has a new link, too");
}

/// Rules: 7.2
#[test]
fn a_revisit_waits_for_its_host() {
    let web = Web::default()
        .page("http://h/", "a", &["b"])
        .page("http://h/b", "b", &[])
        .page("http://i/", "i", &[])
        .file("http://h/robots.txt", "");
    let mut crawler = crawler(&web, fresh(25, 25, polite(10, 0, 0)), &["http://h/", "http://i/"]);
    let mut requests = Vec::new();
    for time in 0..60 {
        let _ = steps_at(time, &web, &mut crawler);
        requests.append(&mut web.timed_requests());
    }
    let expected = [
        (0, "http://h/robots.txt"),
        (0, "http://i/robots.txt"),
        (10, "http://h/"),
        (10, "http://i/"),
        (20, "http://h/b"),
        (35, "http://h/"),
        (35, "http://i/"),
        (45, "http://h/b"),
    ];
    assert_eq!(requests, expected.map(|(time, address)| (time, address.to_owned())), "requests in the first minute");
    assert_eq!(crawler.next_due(), Some(Timestamp(60)), "due time after a minute");
}

/// Rules: 7.2
#[test]
fn a_host_that_is_not_due_holds_up_no_other_revisit() {
    let web = Web::default().page("http://h/1", "a", &[]).page("http://h/2", "b", &[]).page("http://i/", "c", &[]);
    let settings = fresh(40, 40, polite(30, 0, 0));
    let mut crawler = crawler(&web, settings, &["http://h/1", "http://h/2", "http://i/"]);
    for time in [0, 30, 60, 69] {
        let _ = steps_at(time, &web, &mut crawler);
    }
    assert_eq!(crawler.next_due(), Some(Timestamp(70)), "due time of i/, while h is not due before 90");
    assert_eq!(steps_at(70, &web, &mut crawler), ["same http://i/"], "steps at 70");
    assert_eq!(steps_at(90, &web, &mut crawler), ["same http://h/1"], "steps at 90");
}

/// Rules: 5.10, 7.2
#[test]
fn a_new_address_that_waits_holds_up_no_revisit() {
    let web = Web::default().page("http://h/", "a", &[]).page("http://i/", "b", &[]);
    let mut crawler = crawler(&web, fresh(10, 10, polite(30, 0, 0)), &["http://h/"]);
    for time in [0, 30] {
        let _ = steps_at(time, &web, &mut crawler);
    }
    crawler.seed(address("http://i/"));
    let expected = ["robots http://i/robots.txt"];
    assert_eq!(steps_at(50, &web, &mut crawler), expected, "steps at 50, with a new address");
    assert_eq!(crawler.next_due(), Some(Timestamp(60)), "due time of a revisit of h, while i is not due before 80");
    assert_eq!(steps_at(60, &web, &mut crawler), ["same http://h/"], "steps at 60, while a new address waits for i");
    assert_eq!(steps_at(80, &web, &mut crawler), ["expanded http://i/"], "steps at 80");
}

/// Rules: 5.10, 7.2
#[test]
fn next_due_knows_when_the_origin_of_a_revisit_is_due() {
    let web = Web::default().page("http://h/", "a", &[]);
    let mut crawler = crawler(&web, fresh(10, 10, polite(30, 0, 0)), &["http://h/"]);
    for (time, due) in [(0, 30), (30, 60), (45, 60), (60, 90)] {
        let _ = steps_at(time, &web, &mut crawler);
        assert_eq!(
            crawler.next_due(),
            Some(Timestamp(due)),
            "due time at {time}, with an interval of 10 and a delay of 30"
        );
    }
}

/// Rules: 7.3
#[test]
fn a_new_address_goes_before_a_revisit() {
    let web = Web::default().page("http://h/", "a", &[]).page("http://h/z", "", &["y"]).page("http://h/y", "", &[]);
    let mut crawler = crawler(&web, fresh(10, 10, Settings::default()), &["http://h/"]);
    let _ = steps_at(0, &web, &mut crawler);
    web.clock.set(50);
    crawler.seed(address("http://h/z"));
    let expected = ["expanded http://h/z", "expanded http://h/y", "same http://h/"];
    assert_eq!(steps_at(50, &web, &mut crawler), expected, "steps with a new address and a revisit that is overdue");
}

/// Rules: 7.3
#[test]
fn revisits_go_by_due_time_and_then_by_address() {
    let web = Web::default();
    let seeds = ["http://h/c", "http://h/a", "http://h/b", "http://h:81/a", "http://h.i/z"];
    let web = seeds.iter().fold(web, |web, seed| web.page(seed, seed, &[]));
    let mut crawler = crawler(&web, fresh(10, 40, Settings::default()), &seeds);
    web.clock.set(3);
    let _ = step(&mut crawler);
    let _ = steps_at(1, &web, &mut crawler);
    let expected = ["same http://h.i/z", "same http://h/a", "same http://h/b", "same http://h:81/a", "same http://h/c"];
    assert_eq!(
        steps_at(20, &web, &mut crawler),
        expected,
        "steps when four pages are overdue, and c is two seconds later"
    );
}

/// The expanded pages, with the due times of their revisits and their intervals, and the due times of their hosts.
#[derive(Default)]
struct Plan {
    pages: BTreeMap<String, (u64, u64)>,
    hosts: HashMap<String, u64>,
}

impl Plan {
    const DELAY: u64 = 9;

    fn host(address: &str) -> &str {
        address.split('/').nth(2).unwrap_or_default()
    }

    /// Returns the due times and addresses of the pages that are due and whose hosts are due.
    fn due(&self, now: u64) -> BTreeSet<(u64, &str)> {
        let is_host_due = |page: &str| self.hosts.get(Self::host(page)).is_none_or(|due| *due <= now);
        let pages = self.pages.iter().map(|(page, (due, _))| (*due, page.as_str()));
        pages.filter(|(due, page)| *due <= now && is_host_due(page)).collect()
    }

    /// Notes a step with a request.
    fn note(&mut self, step: &str, address: &str, now: u64) {
        self.hosts.insert(Self::host(address).to_owned(), now + Self::DELAY);
        let interval = match (step, self.pages.get(address)) {
            ("robots", _) => return,
            ("same", Some((_, interval))) => (interval * 2).min(80),
            ("changed", Some((_, interval))) => (interval / 2).max(10),
            _ => 10,
        };
        self.pages.insert(address.to_owned(), (now + interval, interval));
    }
}

/// Rules: 7.2, 7.3
#[test]
fn revisits_to_several_hosts_go_by_due_time() {
    const PAGES: usize = 9;
    let web = Web::default();
    for number in 0..PAGES {
        // Some pages change at their first visits, so the intervals differ.
        let texts = 0..=number % 3 * 2;
        web.plan(&Graph::address(number), texts.map(|text| Ok(Response::Page(format!("{number} {text}")))));
    }
    let mut crawler = crawler(&web, fresh(10, 80, polite(Plan::DELAY, 0, 0)), &[]);
    let mut plan = Plan::default();
    for round in 0..60 {
        let now = (7 * round + round * round % 5) as u64;
        web.clock.set(now);
        if round < PAGES {
            crawler.seed(address(&Graph::address(round * 4 % PAGES)));
        }
        for _ in 0..2 * PAGES {
            let step = step(&mut crawler);
            let (name, page) = step.split_once(' ').unwrap_or((&step, ""));
            if !["robots", "expanded"].contains(&name) {
                let due = plan.due(now);
                let expected = due.first().map_or("", |(_, page)| page);
                assert_eq!(page, expected, "page revisited at {now}, if these are due, with their due times: {due:?}");
            }
            if name == "waiting" {
                break;
            }
            plan.note(name, page, now);
        }
    }
}

/// Rules: 7.1
#[test]
fn only_another_text_is_a_change() {
    let web = Web::default().file("http://h/", "<title>Old</title>some text <a href=\"a\">");
    let mut crawler = crawler(&web, fresh(10, 10, Settings::default()), &["http://h/"]);
    let _ = steps_at(0, &web, &mut crawler);
    let web = web.file("http://h/", "<title>New</title>some  text <a href=\"b\">");
    let expected = ["same http://h/", "failed http://h/b: NotFound"];
    assert_eq!(steps_at(10, &web, &mut crawler), expected, "steps after the title and a link have changed");
    assert_eq!(crawler.index().search("text")[0].title, "New", "title of the page found after that");
    web.set_text("http://h/", "some TEXT");
    assert_eq!(steps_at(20, &web, &mut crawler)[0], "changed http://h/", "step after the case of a word has changed");
    web.set_text("http://h/", "TEXT some");
    assert_eq!(steps_at(30, &web, &mut crawler)[0], "changed http://h/", "step after the order of words has changed");
}

/// Rules: 7.4
#[test]
fn a_revisited_page_is_indexed_and_followed() {
    let web = Web::default().page("http://h/", "old words here", &["a"]).page("http://h/a", "", &["b"]);
    let settings = Settings { depth: 1, ..Settings::default() };
    let mut crawler = crawler(&web, fresh(10, 10, settings), &["http://h/"]);
    let _ = steps_at(0, &web, &mut crawler);
    let links = "<title>T</title>new words here <a href=\"a\"><a href=\"c\"><a href=\"mailto:x\">";
    let web = web.file("http://h/", links).page("http://h/c", "", &["d"]);
    let expected = ["changed http://h/", "expanded http://h/c", "same http://h/a"];
    assert_eq!(steps_at(10, &web, &mut crawler), expected, "steps after the page has got new words and a new link");
    assert_eq!(crawler.index().search("old"), [], "results for an old word");
    assert_eq!(crawler.index().search("new")[0].title, "T", "title of the page found by a new word");
}

/// Rules: 3.6, 7.4
#[test]
fn known_links_of_a_revisited_page_count_for_the_breadth() {
    let web = Web::default().page("http://h/", "", &["a", "b"]);
    let settings = Settings { breadth: 2, ..Settings::default() };
    let mut crawler = crawler(&web, fresh(10, 10, settings), &["http://h/"]);
    let _ = steps_at(0, &web, &mut crawler);
    let web = web.page("http://h/", "", &["a", "b", "c"]);
    assert_eq!(
        steps_at(10, &web, &mut crawler),
        ["same http://h/"],
        "steps if the third link is new, with a breadth of 2"
    );
    let web = web.page("http://h/", "", &["a", "d", "c"]);
    let expected = ["same http://h/", "failed http://h/d: NotFound"];
    assert_eq!(steps_at(20, &web, &mut crawler), expected, "steps if the second link is new, with a breadth of 2");
}

/// Rules: 7.4
#[test]
fn a_revisited_page_is_not_compared() {
    let web = Web::default().page("http://h/1", "a b c", &[]).page("http://h/2", "d e f", &[]).page(
        "http://h/3",
        "a b c",
        &[],
    );
    let settings = Settings { near_copy: Some(fraction(1, 2)), ..Settings::default() };
    let mut crawler = crawler(&web, fresh(10, 10, settings), &["http://h/1", "http://h/2"]);
    let _ = steps_at(0, &web, &mut crawler);
    web.set_text("http://h/1", "g h i");
    web.set_text("http://h/2", "a b c");
    let expected = ["changed http://h/1", "changed http://h/2"];
    assert_eq!(steps_at(10, &web, &mut crawler), expected, "steps if the second page becomes equal to the first one");
    crawler.seed(address("http://h/3"));
    let expected = ["copy http://h/3 of http://h/1"];
    assert_eq!(steps_at(10, &web, &mut crawler), expected, "steps of a page like the first one was at its first visit");
}

/// Rules: 7.1
#[test]
fn only_expanded_pages_are_visited_again() {
    let web = Web::default()
        .page("http://h/", "a b c", &["gone", "copy", "moved"])
        .page("http://h/copy", "a b c", &[])
        .redirect("http://h/moved", "/");
    let settings = Settings { near_copy: Some(fraction(1, 1)), ..Settings::default() };
    let mut crawler = crawler(&web, fresh(10, 10, settings), &["http://h/"]);
    let _ = steps_at(0, &web, &mut crawler);
    assert_eq!(steps_at(10, &web, &mut crawler), ["same http://h/"], "steps after a crawl of four addresses");
}

/// Rules: 7.2, 7.5
#[test]
fn a_failed_revisit_changes_nothing() {
    let web = Web::default().page("http://h/", "some words", &[]).page("http://h/c", "", &[]);
    let mut crawler = crawler(&web, fresh(10, 80, polite(0, 3, 5)), &["http://h/"]);
    let _ = steps_at(0, &web, &mut crawler);
    assert_eq!(steps_at(10, &web, &mut crawler), ["same http://h/"], "steps of the first revisit");
    web.plan("http://h/", [gone()]);
    assert_eq!(steps_at(30, &web, &mut crawler), ["failed http://h/: NotFound"], "steps if the page is gone");
    web.plan("http://h/", [unavailable()]);
    assert_eq!(steps_at(50, &web, &mut crawler), ["failed http://h/: Unavailable"], "steps if the server is down");
    let web = web.redirect("http://h/", "c");
    let expected = ["redirected http://h/", "expanded http://h/c"];
    assert_eq!(steps_at(70, &web, &mut crawler), expected, "steps if the page redirects");
    assert_eq!(crawler.index().search("words").len(), 1, "number of pages found by the old words");
    web.set_text("http://h/", "some words");
    let _ = steps_at(80, &web, &mut crawler);
    assert_eq!(steps_at(89, &web, &mut crawler), [""; 0], "steps before the next revisit");
    assert_eq!(steps_at(90, &web, &mut crawler), ["same http://h/"], "steps 20 seconds after the redirect");
}

/// Rules: 7.5
#[test]
fn a_failed_revisit_starts_no_backoff() {
    let web = Web::default();
    web.plan("http://h/", [Ok(Response::Page(String::new())), unavailable()]);
    let mut crawler = crawler(&web, fresh(10, 10, polite(5, 100, 3)), &["http://h/"]);
    for time in [0, 5] {
        let _ = steps_at(time, &web, &mut crawler);
    }
    assert_eq!(steps_at(15, &web, &mut crawler), ["failed http://h/: Unavailable"], "steps of a revisit at 15");
    crawler.seed(address("http://h/a"));
    let expected = ["failed http://h/a: NotFound"];
    assert_eq!(steps_at(20, &web, &mut crawler), expected, "steps of a new address of this host, after a delay of 5");
    assert_eq!(steps_at(25, &web, &mut crawler), ["failed http://h/: Unavailable"], "steps of a revisit at 25");
}

/// Rules: 0.1, 7.1
#[test]
fn the_largest_intervals_cause_no_panic() {
    let web = Web::default().page("http://h/", "a", &[]);
    let settings = fresh(u64::MAX / 2 + 1, u64::MAX, Settings::default());
    let mut crawler = crawler(&web, settings, &["http://h/"]);
    let _ = steps_at(5, &web, &mut crawler);
    web.clock.set(u64::MAX);
    assert_eq!(step(&mut crawler), "same http://h/", "step at the last time");
    assert_eq!(crawler.next_due(), Some(Timestamp(u64::MAX)), "due time at the last time");
}

/// Rules: 0.1
#[test]
fn limits_that_contradict_each_other_cause_no_panic() {
    let web = Web::default().page("http://h/", "a", &[]);
    let mut crawler = crawler(&web, fresh(10, 5, Settings::default()), &["http://h/"]);
    let _ = steps_at(0, &web, &mut crawler);
    for time in [1_000, 2_000] {
        assert_eq!(
            steps_at(time, &web, &mut crawler),
            ["same http://h/"],
            "steps at {time} if `min` is larger than `max`"
        );
    }
}

/// A priority that prefers pages whose path is long, and then deep ones.
struct LongPathsFirst;

impl Priority for LongPathsFirst {
    fn priority(&self, link: &Address, depth: u32) -> i64 {
        link.to_string().len() as i64 * 100 + i64::from(depth)
    }
}

/// Rules: 7.6
#[test]
fn the_crawler_works_with_another_priority() {
    let web = Web::default()
        .page("http://h/", "", &["bbb", "a", "cccc"])
        .page("http://h/cccc", "", &["aa", "ddddd"])
        .page("http://h/bbb", "", &["zzz", "a"])
        .page("http://h/zzz", "", &[]);
    let mut crawler = crawler_with(&web, Shingles, LongPathsFirst, Settings::default(), &["http://h/", "http://h/yyy"]);
    let _ = steps(&mut crawler);
    let expected = ["yyy", "", "cccc", "ddddd", "bbb", "zzz", "aa", "a"].map(|path| format!("http://h/{path}"));
    assert_eq!(web.requests(), expected, "requests of a crawl with the longest paths first");
}

/// A signature by which two pages are similar if their titles have the same first letter. It has no value for pages without.
struct FirstLetter;

impl Signature for FirstLetter {
    type Value = Option<char>;

    fn compute(&self, document: &Document) -> Option<char> {
        document.title.as_ref()?.chars().next()
    }

    fn similarity(&self, a: &Option<char>, b: &Option<char>) -> Fraction {
        fraction(u64::from(a.is_some() && a == b), 1)
    }
}

/// Rules: 7.6
#[test]
fn the_crawler_works_with_another_signature() {
    let web = Web::default()
        .file("http://h/1", "<title>Monday</title>x")
        .file("http://h/2", "x y")
        .file("http://h/3", "<title>Today</title><a href=\"5\">")
        .file("http://h/4", "x y")
        .file("http://h/5", "<title>Merry</title><a href=\"6\">");
    let settings = Settings { near_copy: Some(fraction(1, 1)), ..Settings::default() };
    let seeds = ["http://h/1", "http://h/2", "http://h/3", "http://h/4"];
    let mut crawler = crawler_with(&web, FirstLetter, BreadthFirst, settings, &seeds);
    let expected = [
        "expanded http://h/1",
        "expanded http://h/2",
        "expanded http://h/3",
        "expanded http://h/4",
        "copy http://h/5 of http://h/1",
        "done",
    ];
    assert_eq!(steps(&mut crawler), expected, "steps of a crawl with a signature of first letters");
}
