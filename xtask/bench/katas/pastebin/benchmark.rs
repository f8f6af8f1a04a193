//! Compares services with memory stores with the naive way: a `HashMap` that a purge scans.
//!
//! Texts have 1,270 bytes, the size of an average paste. All pastes have a lifetime, and none expires unless the workload
//! says so.
//!
//! - `read`: a random paste is read.
//! - `purge`: a text is pasted for a minute, the minute passes, and a purge removes the paste.

#[cfg(feature = "learner")]
extern crate pastebin as pastebin_solution;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// The lifetime of pastes that do not expire during the measurement, in minutes.
const LONG: u64 = 1 << 40;

/// A service to measure.
trait Contender {
    const NAME: &str;
    type Link: Copy;

    fn create() -> Self;
    fn set_clock(&mut self, seconds: u64);
    fn paste(&mut self, text: &str, minutes: u64) -> Self::Link;
    fn read(&mut self, link: Self::Link) -> String;
    fn purge(&mut self, limit: usize) -> usize;
}

macro_rules! contender {
    ($module:ident, $crate_name:ident, $name:literal) => {
        mod $module {
            use std::cell::Cell;
            use std::num::{NonZeroU32, NonZeroU64};
            use std::rc::Rc;

            use $crate_name::{Clock, Limits, Link, LinkSource, MemoryStore, Pastebin, Timestamp};

            pub struct Service {
                pastebin: Pastebin<MemoryStore, Permuted, Rc<ManualClock>>,
                clock: Rc<ManualClock>,
            }

            pub struct ManualClock(Cell<u64>);

            impl Clock for ManualClock {
                fn now(&self) -> Timestamp {
                    Timestamp(self.0.get())
                }
            }

            pub struct Permuted(u64);

            impl LinkSource for Permuted {
                fn candidate(&mut self) -> Link {
                    self.0 += 1;
                    Link::try_from(super::permuted(self.0)).expect("the number is small")
                }
            }

            impl super::Contender for Service {
                const NAME: &str = $name;
                type Link = Link;

                fn create() -> Self {
                    let clock = Rc::new(ManualClock(Cell::new(0)));
                    let limits = Limits { max_size: 1_000_000, attempts: NonZeroU32::MIN };
                    let pastebin = Pastebin::new(MemoryStore::default(), Permuted(0), Rc::clone(&clock), limits);
                    Self { pastebin, clock }
                }

                fn set_clock(&mut self, seconds: u64) {
                    self.clock.0.set(seconds);
                }

                fn paste(&mut self, text: &str, minutes: u64) -> Link {
                    self.pastebin.paste(text, NonZeroU64::new(minutes)).expect("the candidate is free")
                }

                fn read(&mut self, link: Link) -> String {
                    self.pastebin.read(link).expect("the paste is in the store")
                }

                fn purge(&mut self, limit: usize) -> usize {
                    self.pastebin.purge(limit).expect("a memory store does not fail").len()
                }
            }
        }
    };
}

contender!(reference, pastebin_solution, "reference");
contender!(layers, pastebin_layers, "layers");
contender!(sans_io, pastebin_sans_io, "sans-io");

/// A service that is a map.
mod scan {
    use std::collections::HashMap;

    pub struct Service {
        pastes: HashMap<u64, (String, u64)>,
        next: u64,
        now: u64,
    }

    impl super::Contender for Service {
        const NAME: &str = "scan";
        type Link = u64;

        fn create() -> Self {
            Self { pastes: HashMap::new(), next: 0, now: 0 }
        }

        fn set_clock(&mut self, seconds: u64) {
            self.now = seconds;
        }

        fn paste(&mut self, text: &str, minutes: u64) -> u64 {
            self.next += 1;
            let link = super::permuted(self.next);
            self.pastes.insert(link, (text.to_owned(), self.now + 60 * minutes));
            link
        }

        fn read(&mut self, link: u64) -> String {
            let (text, expiry) = &self.pastes[&link];
            assert!(*expiry > self.now, "the paste is not expired");
            text.clone()
        }

        fn purge(&mut self, _limit: usize) -> usize {
            let before = self.pastes.len();
            self.pastes.retain(|_, (_, expiry)| *expiry > self.now);
            before - self.pastes.len()
        }
    }
}

/// Returns a different link number for each count.
fn permuted(count: u64) -> u64 {
    const LINKS: u64 = 3_521_614_606_208;
    count % LINKS * 1_000_003 % LINKS
}

fn filled<C: Contender>(size: usize, text: &str) -> (C, Vec<C::Link>) {
    bench::built(C::NAME, || {
        let mut service = C::create();
        let links = (0..size).map(|_| service.paste(text, LONG)).collect();
        (service, links)
    })
}

/// Measures reads of random pastes.
fn bench_read<C: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize, text: &str) {
    let mut random = SmallRng::seed_from_u64(5);
    let mut ready = None;
    group.bench_function(BenchmarkId::from_parameter(C::NAME), |bencher| {
        let (service, links) = ready.get_or_insert_with(|| filled::<C>(size, text));
        bencher.iter(|| service.read(links[random.random_range(0..links.len())]));
    });
}

/// Measures pastes that expire and are purged.
fn bench_purge<C: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize, text: &str) {
    let mut service = None;
    let mut now = 0;
    group.bench_function(BenchmarkId::from_parameter(C::NAME), |bencher| {
        let (service, _) = service.get_or_insert_with(|| filled::<C>(size, text));
        bencher.iter(|| {
            service.paste(text, 1);
            now += 60;
            service.set_clock(now);
            assert_eq!(service.purge(10), 1, "number of purged pastes");
        });
    });
}

fn benches(criterion: &mut Criterion) {
    let text = "x".repeat(1_270);
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("pastebin/read/{size}"));
        bench_read::<reference::Service>(&mut group, size, &text);
        bench_read::<layers::Service>(&mut group, size, &text);
        bench_read::<sans_io::Service>(&mut group, size, &text);
        bench_read::<scan::Service>(&mut group, size, &text);
    }
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("pastebin/purge/{size}"));
        bench_purge::<reference::Service>(&mut group, size, &text);
        bench_purge::<layers::Service>(&mut group, size, &text);
        bench_purge::<sans_io::Service>(&mut group, size, &text);
        bench_purge::<scan::Service>(&mut group, size, &text);
    }
}

criterion_group! {
    name = pastebin;
    config = bench::settings();
    targets = benches
}
criterion_main!(pastebin);
