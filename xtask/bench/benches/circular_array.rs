//! The circular array beside the standard deque, which grows and whose slots need not be told from vacant ones.
//!
//! Five workloads, on `u64`: `queue` pushes at the back and pops at the front of an array that is half full; `displace` pushes into
//! a full array, where the deque pops first; `iterate` adds up a full array that goes around the end of the ring; `index`
//! reads at random places; `rotate` turns a full array by a third, a hundred times.

use std::collections::VecDeque;
use std::hint::black_box;
use std::time::Duration;

use circular_array_solution::{CircularArray, Displace};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const SIZES: [usize; 3] = [100, 10_000, 1_000_000];

/// How often `rotate` turns.
const TURNS: usize = 100;

/// An array with `len` values, the first of which is two thirds into the ring.
fn array(capacity: usize, len: usize) -> CircularArray<u64, Displace> {
    let mut array = CircularArray::with_policy(capacity, Displace).expect("a small array");
    for value in 0..(capacity * 2 / 3) as u64 {
        array.push_back(value);
        array.pop_front();
    }
    array.extend(0..len as u64);
    array
}

/// The same as a deque.
fn deque(capacity: usize, len: usize) -> VecDeque<u64> {
    let mut deque = VecDeque::with_capacity(capacity);
    for value in 0..(capacity * 2 / 3) as u64 {
        deque.push_back(value);
        deque.pop_front();
    }
    deque.extend(0..len as u64);
    deque
}

fn group<'a>(criterion: &'a mut Criterion, name: &str, size: usize, steps: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("circular_array/{name}/{size}"));
    group.throughput(Throughput::Elements(steps as u64));
    group
}

fn queue(criterion: &mut Criterion, size: usize) {
    let mut group = group(criterion, "queue", size, size);
    let (mut array, mut deque) = (array(size, size / 2), deque(size, size / 2));
    group.bench_function("reference", |bencher| {
        bencher.iter(|| {
            (0..size as u64).fold(0, |sum: u64, value| {
                array.push_back(value);
                sum.wrapping_add(array.pop_front().unwrap_or_default())
            })
        });
    });
    group.bench_function("std", |bencher| {
        bencher.iter(|| {
            (0..size as u64).fold(0, |sum: u64, value| {
                deque.push_back(value);
                sum.wrapping_add(deque.pop_front().unwrap_or_default())
            })
        });
    });
    group.finish();
}

fn displace(criterion: &mut Criterion, size: usize) {
    let mut group = group(criterion, "displace", size, size);
    let (mut array, mut deque) = (array(size, size), deque(size, size));
    group.bench_function("reference", |bencher| {
        bencher.iter(|| {
            (0..size as u64).fold(0, |sum: u64, value| sum.wrapping_add(array.push_back(value).unwrap_or_default()))
        });
    });
    group.bench_function("std", |bencher| {
        bencher.iter(|| {
            (0..size as u64).fold(0, |sum: u64, value| {
                let displaced = if deque.len() == size { deque.pop_front() } else { None };
                deque.push_back(value);
                sum.wrapping_add(displaced.unwrap_or_default())
            })
        });
    });
    group.finish();
}

fn iterate(criterion: &mut Criterion, size: usize) {
    let mut group = group(criterion, "iterate", size, size);
    let (array, deque) = (array(size, size), deque(size, size));
    group.bench_function("reference", |bencher| bencher.iter(|| black_box(&array).iter().sum::<u64>()));
    group.bench_function("std", |bencher| bencher.iter(|| black_box(&deque).iter().sum::<u64>()));
    group.finish();
}

fn index(criterion: &mut Criterion, size: usize) {
    let mut rng = SmallRng::seed_from_u64(20_240_229);
    let places: Vec<usize> = (0..size).map(|_| rng.random_range(0..size)).collect();
    let mut group = group(criterion, "index", size, size);
    let (array, deque) = (array(size, size), deque(size, size));
    group.bench_function("reference", |bencher| {
        bencher.iter(|| places.iter().fold(0, |sum: u64, &place| sum.wrapping_add(array[place as isize])));
    });
    group.bench_function("std", |bencher| {
        bencher.iter(|| places.iter().fold(0, |sum: u64, &place| sum.wrapping_add(deque[place])));
    });
    group.finish();
}

fn rotate(criterion: &mut Criterion, size: usize) {
    let mut group = group(criterion, "rotate", size, TURNS);
    let (mut array, mut deque) = (array(size, size), deque(size, size));
    group.bench_function("reference", |bencher| {
        bencher.iter(|| (0..TURNS).for_each(|_| black_box(&mut array).rotate((size / 3) as isize)));
    });
    group.bench_function("std", |bencher| {
        bencher.iter(|| (0..TURNS).for_each(|_| black_box(&mut deque).rotate_left(size / 3)));
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_millis(1_000))
        .configure_from_args();
    for size in SIZES {
        queue(&mut criterion, size);
        displace(&mut criterion, size);
        iterate(&mut criterion, size);
        index(&mut criterion, size);
        rotate(&mut criterion, size);
    }
    criterion.final_summary();
}
