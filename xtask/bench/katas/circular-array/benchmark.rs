//! Benchmarks of the circular array, its alternative and the standard library's deque, with `u64` values.
//!
//! The deque grows when it is full, and it does not check whether a slot is vacant. `queue` pushes at the back and pops
//! at the front of a half-full array. `displace` pushes into a full array; the deque pops first. `iterate` sums a full
//! array that wraps. `index` reads at random indices. `rotate` rotates a full array by a third, a hundred times.

#[cfg(feature = "learner")]
extern crate circular_array as circular_array_solution;

use std::collections::VecDeque;
use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 1_000_000];

/// The number of rotations in `rotate`.
const ROTATIONS: usize = 100;

/// The operations of the workloads.
trait Contender {
    const NAME: &'static str;

    fn with_capacity(capacity: usize) -> Self;
    fn push_back(&mut self, value: u64);
    fn pop_front(&mut self) -> Option<u64>;
    /// Pushes at the back and returns the displaced value. The array is full if it has `capacity` values.
    fn displace(&mut self, value: u64, capacity: usize) -> Option<u64>;
    fn sum(&self) -> u64;
    fn at(&self, position: usize) -> u64;
    fn rotate(&mut self, by: usize);
}

type Reference = circular_array_solution::CircularArray<u64, circular_array_solution::Displace>;
type Marks = circular_array_marks::CircularArray<u64, circular_array_marks::Displace>;

/// Implements [`Contender`] for an array. The packages have the same methods but no common trait.
macro_rules! contender {
    ($name:literal, $array:ty, $policy:expr) => {
        impl Contender for $array {
            const NAME: &'static str = $name;

            fn with_capacity(capacity: usize) -> Self {
                Self::with_policy(capacity, $policy).expect("the capacity is valid")
            }

            fn push_back(&mut self, value: u64) {
                self.push_back(value);
            }

            fn pop_front(&mut self) -> Option<u64> {
                self.pop_front()
            }

            fn displace(&mut self, value: u64, _capacity: usize) -> Option<u64> {
                self.push_back(value)
            }

            fn sum(&self) -> u64 {
                self.iter().sum()
            }

            fn at(&self, position: usize) -> u64 {
                self[position as isize]
            }

            fn rotate(&mut self, by: usize) {
                self.rotate(by as isize);
            }
        }
    };
}

contender!("reference", Reference, circular_array_solution::Displace);
contender!("marks", Marks, circular_array_marks::Displace);

impl Contender for VecDeque<u64> {
    const NAME: &'static str = "std";

    fn with_capacity(capacity: usize) -> Self {
        VecDeque::with_capacity(capacity)
    }

    fn push_back(&mut self, value: u64) {
        self.push_back(value);
    }

    fn pop_front(&mut self) -> Option<u64> {
        self.pop_front()
    }

    fn displace(&mut self, value: u64, capacity: usize) -> Option<u64> {
        let displaced = if self.len() == capacity { self.pop_front() } else { None };
        self.push_back(value);
        displaced
    }

    fn sum(&self) -> u64 {
        self.iter().sum()
    }

    fn at(&self, position: usize) -> u64 {
        self[position]
    }

    fn rotate(&mut self, by: usize) {
        self.rotate_left(by);
    }
}

/// Creates an array with `len` values, whose head is at two thirds of the ring.
fn array<A: Contender>(capacity: usize, len: usize) -> A {
    bench::built(A::NAME, || {
        let mut array = A::with_capacity(capacity);
        for value in 0..(capacity * 2 / 3) as u64 {
            array.push_back(value);
            array.pop_front();
        }
        (0..len as u64).for_each(|value| array.push_back(value));
        array
    })
}

// The workloads create their arrays on first use, since a benchmark that is filtered out needs none.

fn queue<A: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize) {
    let mut ready = None;
    group.bench_function(A::NAME, |bencher| {
        let array = ready.get_or_insert_with(|| array::<A>(size, size / 2));
        bencher.iter(|| {
            (0..size as u64).fold(0, |sum: u64, value| {
                array.push_back(value);
                sum.wrapping_add(array.pop_front().unwrap_or_default())
            })
        });
    });
}

fn displace<A: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize) {
    let mut ready = None;
    group.bench_function(A::NAME, |bencher| {
        let array = ready.get_or_insert_with(|| array::<A>(size, size));
        bencher.iter(|| {
            (0..size as u64)
                .fold(0, |sum: u64, value| sum.wrapping_add(array.displace(value, size).unwrap_or_default()))
        });
    });
}

fn iterate<A: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize) {
    let mut ready = None;
    group.bench_function(A::NAME, |bencher| {
        let array = ready.get_or_insert_with(|| array::<A>(size, size));
        bencher.iter(|| black_box(&*array).sum());
    });
}

fn index<A: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize) {
    let mut rng = SmallRng::seed_from_u64(20_240_229);
    let positions: Vec<usize> = (0..size).map(|_| rng.random_range(0..size)).collect();
    let mut ready = None;
    group.bench_function(A::NAME, |bencher| {
        let array = ready.get_or_insert_with(|| array::<A>(size, size));
        bencher.iter(|| positions.iter().fold(0, |sum: u64, &position| sum.wrapping_add(array.at(position))));
    });
}

fn rotate<A: Contender>(group: &mut BenchmarkGroup<'_, WallTime>, size: usize) {
    let mut ready = None;
    group.bench_function(A::NAME, |bencher| {
        let array = ready.get_or_insert_with(|| array::<A>(size, size));
        bencher.iter(|| (0..ROTATIONS).for_each(|_| black_box(&mut *array).rotate(size / 3)));
    });
}

/// Runs a workload for all contenders at all sizes.
macro_rules! compare {
    ($criterion:ident, $workload:ident, $steps:expr) => {
        for size in SIZES {
            let mut group = $criterion.benchmark_group(format!("circular_array/{}/{size}", stringify!($workload)));
            group.throughput(Throughput::Elements($steps(size) as u64));
            $workload::<Reference>(&mut group, size);
            $workload::<Marks>(&mut group, size);
            $workload::<VecDeque<u64>>(&mut group, size);
            group.finish();
        }
    };
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_millis(1_000))
        .configure_from_args();
    compare!(criterion, queue, |size| size);
    compare!(criterion, displace, |size| size);
    compare!(criterion, iterate, |size| size);
    compare!(criterion, index, |size| size);
    compare!(criterion, rotate, |_| ROTATIONS);
    criterion.final_summary();
}
