//! Compares the reference and its alternatives with sorting all sales of the week.
//!
//! A window has one category, and ten sales for each product.
//!
//! - `sale`: a sale of a random product comes, and the oldest sales leave.
//! - `top`: the first ten products.
//!
//! Each window is built when its measurement starts, so a filtered-out measurement costs nothing.

#[cfg(feature = "learner")]
extern crate sales_rank as sales_rank_solution;

use std::cell::LazyCell;
use std::collections::{BTreeMap, VecDeque};
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// The numbers of products.
const SIZES: [u64; 3] = [100, 1_000, 10_000];
const SALES_PER_PRODUCT: u64 = 10;
const WEEK: u64 = 7 * 24 * 3_600;

/// A window to compare.
trait Peer {
    const NAME: &str;

    fn new() -> Self;
    fn sell(&mut self, time: u64, product: u64);
    /// Returns the sum of the tenth product.
    fn tenth(&self) -> u128;
}

/// Implements `Peer` for the window of a package.
macro_rules! window_of {
    ($name:ident, $package:ident, $label:literal) => {
        struct $name($package::SalesWindow);

        impl Peer for $name {
            const NAME: &str = $label;

            fn new() -> Self {
                Self($package::SalesWindow::new($package::Timestamp(0)))
            }

            fn sell(&mut self, time: u64, product: u64) {
                self.0.advance($package::Timestamp(time));
                let sale = $package::Sale {
                    at: $package::Timestamp(time),
                    product: $package::ProductId(product),
                    category: $package::CategoryId(1),
                    quantity: std::num::NonZero::<u32>::MIN,
                    total: $package::Cents(100),
                    seller: $package::SellerId(1),
                    buyer: $package::BuyerId(1),
                };
                let _ = self.0.record(sale);
            }

            fn tenth(&self) -> u128 {
                self.0.top($package::CategoryId(1), 10).last().map_or(0, |ranked| ranked.sum)
            }
        }
    };
}

window_of!(Reference, sales_rank_solution, "reference");
window_of!(CopyOnWrite, sales_rank_copy_on_write, "copy-on-write");
window_of!(GroupsBySum, sales_rank_groups_by_sum, "groups-by-sum");

/// A list of sales that is added up and sorted for each reader.
struct SortAll(VecDeque<(u64, u64)>);

impl Peer for SortAll {
    const NAME: &str = "sort_all";

    fn new() -> Self {
        Self(VecDeque::new())
    }

    fn sell(&mut self, time: u64, product: u64) {
        while self.0.front().is_some_and(|(at, _)| at + WEEK <= time) {
            self.0.pop_front();
        }
        self.0.push_back((time, product));
    }

    fn tenth(&self) -> u128 {
        let mut sums: BTreeMap<u64, u128> = BTreeMap::new();
        for (_, product) in &self.0 {
            *sums.entry(*product).or_default() += 1;
        }
        let mut sums: Vec<u128> = sums.into_values().collect();
        sums.sort_unstable_by(|a, b| b.cmp(a));
        sums.get(9).copied().unwrap_or(0)
    }
}

/// A window that is full, and the time of the next sale.
struct Full<P> {
    window: P,
    time: u64,
    random: SmallRng,
    products: u64,
}

impl<P: Peer> Full<P> {
    fn new(products: u64) -> Self {
        bench::built(P::NAME, || {
            let mut full = Self { window: P::new(), time: 0, random: SmallRng::seed_from_u64(1), products };
            for _ in 0..products * SALES_PER_PRODUCT {
                full.sell();
            }
            full
        })
    }

    /// Sells a random product. Products with small numbers sell better.
    fn sell(&mut self) {
        self.time += (WEEK / (self.products * SALES_PER_PRODUCT)).max(1);
        let product = self.random.random_range(0..self.products).min(self.random.random_range(0..self.products));
        self.window.sell(self.time, product);
    }
}

fn measure_sale<P: Peer>(group: &mut BenchmarkGroup<WallTime>, products: u64) {
    let mut full = LazyCell::new(|| Full::<P>::new(products));
    group.bench_function(P::NAME, |bencher| {
        let full = &mut *full;
        bencher.iter(|| full.sell());
    });
}

fn measure_top<P: Peer>(group: &mut BenchmarkGroup<WallTime>, products: u64) {
    let full = LazyCell::new(|| Full::<P>::new(products));
    group.bench_function(P::NAME, |bencher| {
        let full = &*full;
        bencher.iter(|| black_box(full.window.tenth()));
    });
}

fn sale(criterion: &mut Criterion) {
    for products in SIZES {
        let mut group = criterion.benchmark_group(format!("sales_rank/sale/{products}"));
        measure_sale::<Reference>(&mut group, products);
        measure_sale::<CopyOnWrite>(&mut group, products);
        measure_sale::<GroupsBySum>(&mut group, products);
        measure_sale::<SortAll>(&mut group, products);
    }
}

fn top(criterion: &mut Criterion) {
    for products in SIZES {
        let mut group = criterion.benchmark_group(format!("sales_rank/top/{products}"));
        measure_top::<Reference>(&mut group, products);
        measure_top::<CopyOnWrite>(&mut group, products);
        measure_top::<GroupsBySum>(&mut group, products);
        measure_top::<SortAll>(&mut group, products);
    }
}

criterion_group! {
    name = sales_rank;
    config = bench::settings();
    targets = sale, top
}
criterion_main!(sales_rank);
