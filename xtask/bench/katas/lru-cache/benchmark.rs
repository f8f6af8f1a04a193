//! Compares the reference and the alternative with the `lru` crate. All use the same hasher: foldhash, which is that
//! crate's default.
//!
//! Keys and values are `u64`. The caches are full before the measurement, and all receive the same keys in the same
//! order.
//!
//! - `hits`: keys with a Zipf distribution (exponent 1) from three times as many keys as the capacity. Each step is a
//!   get, and a put if it misses.
//! - `churn`: puts of new keys, each of which evicts. After every eighth put, a get of a recent key.

#[cfg(feature = "learner")]
extern crate lru_cache as lru_cache_solution;

use std::cell::LazyCell;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hashbrown::DefaultHashBuilder;
use lru_cache_solution as reference;
use lru_cache_ticks_in_a_tree as ticks_in_a_tree;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const SIZES: [usize; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];

/// The number of operations that are timed together.
const BATCH: usize = 4_096;

/// A cache to measure.
trait Contender {
    const NAME: &str;

    fn with_capacity(capacity: NonZeroUsize) -> Self;
    fn get(&mut self, key: u64) -> Option<u64>;
    fn put(&mut self, key: u64, value: u64);
}

macro_rules! contender {
    ($name:literal, $cache:ty, $put:ident) => {
        impl Contender for $cache {
            const NAME: &str = $name;

            fn with_capacity(capacity: NonZeroUsize) -> Self {
                Self::with_hasher(capacity, DefaultHashBuilder::default())
            }

            fn get(&mut self, key: u64) -> Option<u64> {
                Self::get(self, &key).copied()
            }

            fn put(&mut self, key: u64, value: u64) {
                black_box(Self::$put(self, key, value));
            }
        }
    };
}

type Reference = reference::LruCache<u64, u64, DefaultHashBuilder>;
type TicksInATree = ticks_in_a_tree::LruCache<u64, u64, DefaultHashBuilder>;
type Lru = lru::LruCache<u64, u64, DefaultHashBuilder>;

contender!("reference", Reference, put);
contender!("ticks-in-a-tree", TicksInATree, put);
// `push` returns as much information as the `put` of the others.
contender!("lru", Lru, push);

/// Returns a distinct key for each rank, spread over all numbers.
fn key(rank: u64) -> u64 {
    rank.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Returns random keys. The n-th key has a probability in proportion to 1 / n.
fn zipf_keys(universe: usize, count: usize) -> Vec<u64> {
    let mut total = 0.0;
    let sums: Vec<f64> = (1..=universe)
        .map(|rank| {
            total += 1.0 / rank as f64;
            total
        })
        .collect();
    let mut random = SmallRng::seed_from_u64(17);
    let draw = |_| {
        let point = random.random::<f64>() * total;
        key(sums.partition_point(|&sum| sum < point) as u64)
    };
    (0..count).map(draw).collect()
}

/// Creates a full cache. Called when a measurement starts, so filtered measurements cost nothing.
fn full<C: Contender>(size: usize) -> C {
    bench::built(C::NAME, || {
        let mut cache = C::with_capacity(NonZeroUsize::new(size).expect("sizes are positive"));
        for rank in 0..2 * size as u64 {
            cache.put(key(rank), rank);
        }
        cache
    })
}

fn bench_hits<C: Contender>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    size: usize,
    keys: &LazyCell<Vec<u64>, impl FnOnce() -> Vec<u64>>,
) {
    let ask = |cache: &mut C, key| {
        if cache.get(key).is_none() {
            cache.put(key, key);
        }
    };
    let mut ready = None;
    group.bench_function(BenchmarkId::from_parameter(C::NAME), |bencher| {
        let (cache, batches) = ready.get_or_insert_with(|| {
            let mut cache = full(size);
            keys.iter().for_each(|&key| ask(&mut cache, key));
            (cache, keys.chunks_exact(BATCH).cycle())
        });
        bencher.iter(|| {
            for &key in batches.next().expect("there is a batch of keys") {
                ask(cache, key);
            }
        });
    });
}

fn bench_churn<C: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize) {
    let mut cache = None;
    let mut next = 2 * size as u64;
    let recent = size as u64 / 2;
    group.bench_function(BenchmarkId::from_parameter(C::NAME), |bencher| {
        let cache = cache.get_or_insert_with(|| full::<C>(size));
        bencher.iter(|| {
            for _ in 0..BATCH {
                cache.put(key(next), next);
                if next.is_multiple_of(8) {
                    black_box(cache.get(key(next - recent)));
                }
                next += 1;
            }
        });
    });
}

fn benches(criterion: &mut Criterion) {
    for size in SIZES {
        let keys = LazyCell::new(|| zipf_keys(3 * size, (2 * size).next_multiple_of(BATCH).max(1 << 16)));
        let mut group = group(criterion, "hits", size);
        bench_hits::<Reference>(&mut group, size, &keys);
        bench_hits::<TicksInATree>(&mut group, size, &keys);
        bench_hits::<Lru>(&mut group, size, &keys);
    }
    for size in SIZES {
        let mut group = group(criterion, "churn", size);
        bench_churn::<Reference>(&mut group, size);
        bench_churn::<TicksInATree>(&mut group, size);
        bench_churn::<Lru>(&mut group, size);
    }
}

fn group<'a>(criterion: &'a mut Criterion, workload: &str, size: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("lru_cache/{workload}/{size}"));
    group.throughput(Throughput::Elements(BATCH as u64));
    group
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! {
    name = lru_cache;
    config = settings();
    targets = benches
}
criterion_main!(lru_cache);
