//! Compares the reference and its alternatives with a crawler that scans a list, as people write it first.
//!
//! - `crawl`: a crawl of ten pages on each host, with a delay. Each page links to the next ones on its host and on others.
//! - `search`: a search for two words in the pages that were crawled.
//!
//! Each crawl is prepared when its measurement starts, so a filtered-out measurement costs nothing.

#[cfg(feature = "learner")]
extern crate web_crawler as web_crawler_solution;

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};

/// The numbers of pages.
const SIZES: [u64; 4] = [10, 100, 1_000, 4_000];
const PAGES_PER_HOST: u64 = 10;
const DELAY: u64 = 10;

/// Returns the address of a page.
fn address(page: u64, pages: u64) -> String {
    let page = page % pages;
    format!("http://h{}/{page}", page / PAGES_PER_HOST)
}

/// Returns the HTML of a page. Some words are frequent and some are rare.
fn html(page: u64, pages: u64) -> String {
    let links =
        [page + 1, page + PAGES_PER_HOST, page * 2].map(|link| format!("<a href=\"{}\">", address(link, pages)));
    format!("<title>{page}</title> page w{} w{} w{} {}", page % 7, page % 31, page * 17 % 97, links.concat())
}

/// A crawler to compare.
trait Peer {
    const NAME: &str;

    /// Crawls a web of so many pages.
    fn crawl(pages: u64) -> Self;

    /// Returns the number of pages with all words.
    fn search(&self, words: &str) -> usize;
}

/// Implements `Peer` for the crawler of a package.
macro_rules! crawler_of {
    ($module:ident, $package:ident, $label:literal) => {
        mod $module {
            use std::cell::Cell;
            use std::rc::Rc;

            use $package::{
                Address, BreadthFirst, Clock, Crawler, FetchError, Fetcher, Parts, Politeness, Response, Settings,
                Shingles, Step, Timestamp,
            };

            pub struct Crawl(Crawler<Web, Rc<ManualClock>>);

            pub struct Web(u64);

            impl Fetcher for Web {
                fn fetch(&mut self, address: &Address) -> Result<Response, FetchError> {
                    let address = address.to_string();
                    let page = address.rsplit('/').next().and_then(|page| page.parse().ok());
                    page.map(|page| Response::Page(super::html(page, self.0))).ok_or(FetchError::NotFound)
                }
            }

            pub struct ManualClock(Cell<u64>);

            impl Clock for ManualClock {
                fn now(&self) -> Timestamp {
                    Timestamp(self.0.get())
                }
            }

            impl super::Peer for Crawl {
                const NAME: &str = $label;

                fn crawl(pages: u64) -> Self {
                    let clock = Rc::new(ManualClock(Cell::new(0)));
                    let parts = Parts {
                        fetcher: Web(pages),
                        clock: Rc::clone(&clock),
                        signature: Shingles,
                        priority: BreadthFirst,
                    };
                    let politeness =
                        Politeness { agent: "bench".to_owned(), delay: super::DELAY, backoff: 1, retries: 1 };
                    let settings = Settings { politeness: Some(politeness), ..Settings::default() };
                    let mut crawler = Crawler::new(parts, settings);
                    crawler.seed(super::address(0, pages).parse().expect("an address"));
                    loop {
                        match crawler.step() {
                            Step::Done => return Self(crawler),
                            Step::Waiting => clock.0.set(clock.0.get() + 1),
                            _ => {}
                        }
                    }
                }

                fn search(&self, words: &str) -> usize {
                    self.0.index().search(words).len()
                }
            }
        }
    };
}

crawler_of!(reference, web_crawler_solution, "reference");
crawler_of!(ready_queues, web_crawler_ready_queues, "ready-queues");
crawler_of!(records_and_scans, web_crawler_records_and_scans, "records-and-scans");

/// A crawler without parts: a list of addresses that is scanned for one whose host is due, and a scan of all texts.
struct ScanAll(Vec<String>);

impl Peer for ScanAll {
    const NAME: &str = "scan_all";

    fn crawl(pages: u64) -> Self {
        let mut texts = Vec::new();
        let mut waiting = vec![address(0, pages)];
        let mut known: HashSet<String> = waiting.iter().cloned().collect();
        let mut due: HashMap<String, u64> = HashMap::new();
        let mut now = 0;
        while !waiting.is_empty() {
            let host = |address: &str| address.split('/').nth(2).unwrap_or_default().to_owned();
            let is_due = |address: &String| due.get(&host(address)).copied().unwrap_or(0) <= now;
            let Some(next) = waiting.iter().position(is_due) else {
                now += 1;
                continue;
            };
            let next = waiting.remove(next);
            due.insert(host(&next), now + DELAY);
            let page = next.rsplit('/').next().and_then(|page| page.parse().ok()).unwrap_or(0);
            let html = html(page, pages);
            for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                if known.insert(link.to_owned()) {
                    waiting.push(link.to_owned());
                }
            }
            texts.push(html.split("<a").next().unwrap_or_default().to_owned());
        }
        Self(texts)
    }

    fn search(&self, words: &str) -> usize {
        let has_all = |text: &&String| words.split(' ').all(|word| text.split(' ').any(|other| other == word));
        self.0.iter().filter(has_all).count()
    }
}

fn measure_crawl<P: Peer>(group: &mut BenchmarkGroup<WallTime>, pages: u64) {
    group.bench_function(P::NAME, |bencher| bencher.iter(|| black_box(P::crawl(pages))));
}

fn measure_search<P: Peer>(group: &mut BenchmarkGroup<WallTime>, pages: u64) {
    let crawl = LazyCell::new(|| bench::built(P::NAME, || P::crawl(pages)));
    group.bench_function(P::NAME, |bencher| {
        let crawl = &*crawl;
        bencher.iter(|| black_box(crawl.search("w3 w12")));
    });
}

fn crawl(criterion: &mut Criterion) {
    for pages in SIZES {
        let mut group = criterion.benchmark_group(format!("web_crawler/crawl/{pages}"));
        measure_crawl::<reference::Crawl>(&mut group, pages);
        measure_crawl::<ready_queues::Crawl>(&mut group, pages);
        measure_crawl::<records_and_scans::Crawl>(&mut group, pages);
        measure_crawl::<ScanAll>(&mut group, pages);
    }
}

fn search(criterion: &mut Criterion) {
    for pages in SIZES {
        let mut group = criterion.benchmark_group(format!("web_crawler/search/{pages}"));
        measure_search::<reference::Crawl>(&mut group, pages);
        measure_search::<ready_queues::Crawl>(&mut group, pages);
        measure_search::<records_and_scans::Crawl>(&mut group, pages);
        measure_search::<ScanAll>(&mut group, pages);
    }
}

criterion_group! {
    name = web_crawler;
    config = bench::settings();
    targets = crawl, search
}
criterion_main!(web_crawler);
