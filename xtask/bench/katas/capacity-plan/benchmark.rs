//! Compares plans with a tree that is copied as a whole before each step, and whose utilizations are sorted.
//!
//! A plan is a tree of servers. Each part that is not a server is a balancer or a sequence of ten parts.
//!
//! - `step`: a random server gets a bigger box, and the step is undone.
//! - `bottleneck`: the part with the highest utilization is found.

#[cfg(feature = "learner")]
extern crate capacity_plan as capacity_plan_solution;

use std::hint::black_box;
use std::iter;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// The numbers of servers.
const SIZES: [u64; 3] = [100, 1_000, 10_000];
/// The number of parts of a balancer or sequence.
const PARTS: u64 = 10;
const READS: u64 = 1_000_000;
const WRITES: u64 = 10_000;

/// A plan to compare.
trait Peer {
    const NAME: &str;

    fn new(servers: u64) -> Self;
    /// Replaces the box of a server by a bigger one, and undoes this.
    fn try_bigger_box(&mut self, server: u64);
    /// Returns the id of the bottleneck.
    fn bottleneck(&self) -> u64;
}

/// Returns the id of a server. Ids are issued in depth-first order.
fn server_id(server: u64, servers: u64) -> u64 {
    let sizes = iter::successors(Some(servers), |size| Some(size / PARTS)).take_while(|size| *size > 1);
    let composites_before: u64 = sizes.map(|size| server / size + 1).sum();
    composites_before + server
}

/// Returns the capacity of a server. The capacities differ, so that there is one bottleneck.
fn capacity(server: u64) -> u64 {
    1_000 + server * 7 % 101
}

/// Implements `Peer` for the plan of a package.
macro_rules! plan_of {
    ($name:ident, $package:ident, $label:literal) => {
        struct $name {
            plan: $package::Plan,
            catalog: $package::Catalog,
            servers: u64,
        }

        impl $name {
            fn figures(capacity: u64) -> $package::Figures {
                $package::Figures {
                    capacity: $package::Rate(capacity),
                    latency: $package::Latency(10),
                    cost: $package::Money(100),
                    availability: $package::Ratio::ONE,
                }
            }

            /// Creates the part with the servers from `first`.
            fn part(first: u64, servers: u64, in_balancer: bool) -> $package::Part {
                if servers == 1 {
                    return $package::Part::server(Self::figures(capacity(first))).expect("the capacity is not zero");
                }
                let size = servers / PARTS;
                let parts = (0..PARTS).map(|number| Self::part(first + number * size, size, !in_balancer)).collect();
                let part = if in_balancer { $package::Part::sequence(parts) } else { $package::Part::balancer(parts) };
                part.expect("there are ten parts")
            }
        }

        impl Peer for $name {
            const NAME: &str = $label;

            fn new(servers: u64) -> Self {
                let plan = $package::Plan::new(Self::part(0, servers, false));
                let boxes = vec![Self::figures(2_000)];
                let catalog = $package::Catalog { boxes, cache: Self::figures(1), hit_ratio: $package::Ratio::ONE };
                Self { plan, catalog, servers }
            }

            fn try_bigger_box(&mut self, server: u64) {
                let part = $package::PartId(server_id(server, self.servers));
                let step = $package::Step { kind: $package::StepKind::BiggerBox, part };
                self.plan.apply(step, &self.catalog).expect("the part is a server");
                self.plan.undo().expect("a step was applied");
            }

            fn bottleneck(&self) -> u64 {
                let load = $package::Load { reads: $package::Rate(READS), writes: $package::Rate(WRITES) };
                let found = self.plan.bottleneck(load).expect("the rates are not too large");
                found.expect("there is load").part.0
            }
        }
    };
}

plan_of!(Reference, capacity_plan_solution, "reference");
plan_of!(Rows, capacity_plan_rows, "rows");
plan_of!(Textbook, capacity_plan_textbook, "textbook");

/// A part of a tree that is copied as a whole.
#[derive(Clone)]
enum Tree {
    Server { id: u64, capacity: u64 },
    Sequence(Vec<Self>),
    Balancer(Vec<Self>),
}

impl Tree {
    fn new(next_id: &mut u64, first: u64, servers: u64, in_balancer: bool) -> Self {
        let id = *next_id;
        *next_id += 1;
        if servers == 1 {
            return Self::Server { id, capacity: capacity(first) };
        }
        let size = servers / PARTS;
        let parts = (0..PARTS).map(|number| Self::new(next_id, first + number * size, size, !in_balancer)).collect();
        if in_balancer { Self::Sequence(parts) } else { Self::Balancer(parts) }
    }

    fn capacity(&self) -> u64 {
        match self {
            Self::Server { capacity, .. } => *capacity,
            Self::Sequence(parts) => parts.iter().map(Self::capacity).min().unwrap_or(0),
            Self::Balancer(parts) => parts.iter().map(Self::capacity).sum(),
        }
    }

    /// Returns the capacity of a server to change it.
    fn server(&mut self, wanted: u64) -> Option<&mut u64> {
        match self {
            Self::Server { id, capacity } => (*id == wanted).then_some(capacity),
            Self::Sequence(parts) | Self::Balancer(parts) => parts.iter_mut().find_map(|part| part.server(wanted)),
        }
    }

    /// Adds the utilizations of all servers.
    fn utilizations(&self, rate: f64, found: &mut Vec<(f64, u64)>) {
        match self {
            Self::Server { id, capacity } => found.push((rate / *capacity as f64, *id)),
            Self::Sequence(parts) => parts.iter().for_each(|part| part.utilizations(rate, found)),
            Self::Balancer(parts) => {
                let capacities: Vec<u64> = parts.iter().map(Self::capacity).collect();
                let sum = capacities.iter().sum::<u64>() as f64;
                for (part, capacity) in parts.iter().zip(capacities) {
                    part.utilizations(rate * capacity as f64 / sum, found);
                }
            }
        }
    }
}

/// A plan that keeps a copy of the whole tree before each step.
struct CopyAll {
    tree: Tree,
    history: Vec<Tree>,
    servers: u64,
}

impl Peer for CopyAll {
    const NAME: &str = "copy_all";

    fn new(servers: u64) -> Self {
        Self { tree: Tree::new(&mut 0, 0, servers, false), history: Vec::new(), servers }
    }

    fn try_bigger_box(&mut self, server: u64) {
        self.history.push(self.tree.clone());
        let id = server_id(server, self.servers);
        *self.tree.server(id).expect("the part is a server") = 2_000;
        black_box(self.tree.capacity());
        self.tree = self.history.pop().expect("a step was applied");
    }

    fn bottleneck(&self) -> u64 {
        let mut found = Vec::new();
        self.tree.utilizations((READS + WRITES) as f64, &mut found);
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.first().map_or(0, |(_, id)| *id)
    }
}

fn measure_step<P: Peer>(group: &mut BenchmarkGroup<WallTime>, servers: u64) {
    let mut plan = None;
    let mut random = SmallRng::seed_from_u64(1);
    group.bench_function(P::NAME, |bencher| {
        let plan = plan.get_or_insert_with(|| bench::built(P::NAME, || P::new(servers)));
        bencher.iter(|| plan.try_bigger_box(random.random_range(0..servers)));
    });
}

fn measure_bottleneck<P: Peer>(group: &mut BenchmarkGroup<WallTime>, servers: u64) {
    let mut plan = None;
    group.bench_function(P::NAME, |bencher| {
        let plan = plan.get_or_insert_with(|| bench::built(P::NAME, || P::new(servers)));
        bencher.iter(|| black_box(plan.bottleneck()));
    });
}

fn step(criterion: &mut Criterion) {
    for servers in SIZES {
        let mut group = criterion.benchmark_group(format!("capacity_plan/step/{servers}"));
        measure_step::<Reference>(&mut group, servers);
        measure_step::<Rows>(&mut group, servers);
        measure_step::<Textbook>(&mut group, servers);
        measure_step::<CopyAll>(&mut group, servers);
    }
}

fn bottleneck(criterion: &mut Criterion) {
    for servers in SIZES {
        let mut group = criterion.benchmark_group(format!("capacity_plan/bottleneck/{servers}"));
        measure_bottleneck::<Reference>(&mut group, servers);
        measure_bottleneck::<Rows>(&mut group, servers);
        measure_bottleneck::<Textbook>(&mut group, servers);
        measure_bottleneck::<CopyAll>(&mut group, servers);
    }
}

criterion_group! {
    name = capacity_plan;
    config = bench::settings();
    targets = step, bottleneck
}
criterion_main!(capacity_plan);
