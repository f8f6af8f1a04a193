//! Compares merging with `kmerge_by` of `itertools`, and home timelines merged on reading with those fanned out.
//!
//! - `merge`: the first 20 numbers of many sorted lists with 1,000 numbers each.
//! - `merging`: the first page of a home timeline that is merged when it is read, by the number of authors.
//! - `fan_out`: the same page from a list.
//!
//! Each author has 100 posts. The data of a measurement is created when it starts, so a filtered-out measurement costs
//! nothing.

#[cfg(feature = "learner")]
extern crate timeline as timeline_solution;

use std::cell::LazyCell;
use std::hint::black_box;
use std::num::NonZeroUsize;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use itertools::Itertools;

const SIZES: [usize; 3] = [10, 100, 1_000];
/// The number of items on a page.
const PAGE: usize = 20;
/// The number of posts of each author.
const POSTS: usize = 100;

/// A design to compare.
trait Peer {
    const NAME: &str;

    /// A service whose first user follows many authors.
    type Service;

    /// Returns the sum of the first numbers of descending lists.
    fn merge(lists: &[Vec<u64>]) -> u64;
    fn service(authors: usize, fans_out: bool) -> Self::Service;
    /// Returns the number of posts on the first page.
    fn read(service: &Self::Service) -> usize;
}

/// Implements `Peer` for a package.
macro_rules! design_of {
    ($name:ident, $package:ident, $label:literal) => {
        struct $name;

        impl Peer for $name {
            const NAME: &str = $label;

            type Service = ($package::Service<$package::MemoryStore>, $package::UserId);

            fn merge(lists: &[Vec<u64>]) -> u64 {
                $package::merge(lists.iter().map(|list| list.iter().copied())).take(PAGE).sum()
            }

            fn service(authors: usize, fans_out: bool) -> Self::Service {
                let store = $package::MemoryStore::default();
                let mut service = if fans_out {
                    $package::Service::fan_out(store, false, 800)
                } else {
                    $package::Service::merging(store, false)
                };
                let reader = service.add_user();
                let authors: Vec<_> = (0..authors).map(|_| service.add_user()).collect();
                for author in &authors {
                    service.follow(reader, *author).expect("two users");
                }
                for _ in 0..POSTS {
                    for author in &authors {
                        service.post(*author, "Hello").expect("a user and a short text");
                    }
                }
                (service, reader)
            }

            fn read((service, reader): &Self::Service) -> usize {
                let limit = NonZeroUsize::new(PAGE).expect("it is not zero");
                service.home_timeline(*reader, None, limit).expect("a user").items.len()
            }
        }
    };
}

design_of!(Reference, timeline_solution, "reference");
design_of!(Homes, timeline_homes, "homes");
design_of!(Views, timeline_views, "views");

/// Returns descending lists whose numbers alternate.
fn lists(count: usize) -> Vec<Vec<u64>> {
    let number = |index: usize, list: usize| (index * count + list) as u64;
    (0..count).map(|list| (0..1_000).rev().map(|index| number(index, list)).collect()).collect()
}

fn measure_merge<P: Peer>(group: &mut BenchmarkGroup<WallTime>, size: usize) {
    let lists = LazyCell::new(|| lists(size));
    group.bench_function(P::NAME, |bencher| {
        let lists = &*lists;
        bencher.iter(|| P::merge(black_box(lists)));
    });
}

fn measure_read<P: Peer>(group: &mut BenchmarkGroup<WallTime>, size: usize, fans_out: bool) {
    let service = LazyCell::new(|| bench::built(P::NAME, || P::service(size, fans_out)));
    group.bench_function(P::NAME, |bencher| {
        let service = &*service;
        bencher.iter(|| P::read(black_box(service)));
    });
}

fn merge(criterion: &mut Criterion) {
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("timeline/merge/{size}"));
        measure_merge::<Reference>(&mut group, size);
        measure_merge::<Homes>(&mut group, size);
        measure_merge::<Views>(&mut group, size);
        let lists = LazyCell::new(|| lists(size));
        group.bench_function("itertools", |bencher| {
            let lists = &*lists;
            bencher.iter(|| {
                let merged = black_box(lists).iter().map(|list| list.iter().copied()).kmerge_by(|a, b| a > b);
                merged.take(PAGE).sum::<u64>()
            });
        });
    }
}

fn merging(criterion: &mut Criterion) {
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("timeline/merging/{size}"));
        measure_read::<Reference>(&mut group, size, false);
        measure_read::<Homes>(&mut group, size, false);
        measure_read::<Views>(&mut group, size, false);
    }
}

fn fan_out(criterion: &mut Criterion) {
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("timeline/fan_out/{size}"));
        measure_read::<Reference>(&mut group, size, true);
        measure_read::<Homes>(&mut group, size, true);
        measure_read::<Views>(&mut group, size, true);
    }
}

criterion_group! {
    name = timeline;
    config = bench::settings();
    targets = merge, merging, fan_out
}
criterion_main!(timeline);
