//! Benchmarks of the hash map, its alternative, the standard map and hashbrown's map, with the same hashers.
//!
//! The maps go from `u64` to `u64`. `mixed` has half lookups, a quarter inserts and a quarter removals, over twice as
//! many keys as entries, so the length stays about the same. `look_up` has only lookups, half of them of missing keys.
//! `sip` is the standard library's hasher and the main case. `fold` is hashbrown's hasher; it is so cheap that mostly
//! the table is measured.

#[cfg(feature = "learner")]
extern crate hash_map as hash_map_solution;

use std::cell::LazyCell;
use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use hashbrown::DefaultHashBuilder;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

const SIZES: [usize; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];

#[derive(Clone, Copy)]
enum Step {
    Get(u64),
    Insert(u64),
    Remove(u64),
}

struct Workload {
    /// The keys in the map before the first step.
    present: Vec<u64>,
    steps: Vec<Step>,
}

/// Returns the number of steps.
fn steps(size: usize) -> usize {
    size.max(10_000)
}

impl Workload {
    fn new(size: usize, kind: impl Fn(u32) -> fn(u64) -> Step) -> Self {
        let mut rng = SmallRng::seed_from_u64(20_240_229);
        let mut keys: Vec<u64> = (0..2 * size).map(|_| rng.random()).collect();
        let steps = (0..steps(size)).map(|_| kind(rng.random_range(0..4))(keys[rng.random_range(0..2 * size)]));
        let steps = steps.collect();
        keys.shuffle(&mut rng);
        keys.truncate(size);
        Self { present: keys, steps }
    }

    fn mixed(size: usize) -> Self {
        Self::new(size, |chance| match chance {
            0 => Step::Insert,
            1 => Step::Remove,
            _ => Step::Get,
        })
    }

    fn look_up(size: usize) -> Self {
        Self::new(size, |_| Step::Get)
    }
}

/// Measures one map on one workload. A macro, since the maps share method names but no trait.
macro_rules! measure {
    ($group:ident, $name:literal, $map:ty, $workload:ident) => {
        let mut ready = None;
        $group.bench_function($name, |bencher| {
            let (map, workload) = ready.get_or_insert_with(|| {
                let workload: &Workload = $workload;
                let map = bench::built($name, || {
                    let mut map = <$map>::with_hasher(Default::default());
                    map.extend(workload.present.iter().map(|&key| (key, key)));
                    map
                });
                (map, workload)
            });
            bencher.iter(|| {
                let mut found = 0;
                for &step in &workload.steps {
                    found += match step {
                        Step::Get(key) => map.get(&key).copied(),
                        Step::Insert(key) => map.insert(key, key),
                        Step::Remove(key) => map.remove(&key),
                    }
                    .map_or(0, |_| 1);
                }
                black_box(found)
            });
        });
    };
}

fn compare<S: BuildHasher + Default>(
    criterion: &mut Criterion,
    name: &str,
    size: usize,
    workload: &LazyCell<Workload, impl FnOnce() -> Workload>,
) {
    let mut group = criterion.benchmark_group(format!("hash_map/{name}/{size}"));
    group.throughput(Throughput::Elements(steps(size) as u64));
    measure!(group, "reference", hash_map_solution::HashMap<u64, u64, S>, workload);
    measure!(group, "boxed-entries", hash_map_boxed_entries::HashMap<u64, u64, S>, workload);
    measure!(group, "std", std::collections::HashMap<u64, u64, S>, workload);
    measure!(group, "hashbrown", hashbrown::HashMap<u64, u64, S>, workload);
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_millis(1_000))
        .configure_from_args();
    for size in SIZES {
        // Lazy, since a benchmark that is filtered out needs no workload.
        let mixed = LazyCell::new(|| Workload::mixed(size));
        compare::<RandomState>(&mut criterion, "mixed_sip", size, &mixed);
        compare::<DefaultHashBuilder>(&mut criterion, "mixed_fold", size, &mixed);
        let look_up = LazyCell::new(|| Workload::look_up(size));
        compare::<RandomState>(&mut criterion, "look_up_sip", size, &look_up);
        compare::<DefaultHashBuilder>(&mut criterion, "look_up_fold", size, &look_up);
    }
    criterion.final_summary();
}
