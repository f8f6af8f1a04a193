//! Compares the search in memory with a breadth-first search on a graph of `petgraph`.
//!
//! The people have ten random friends each.
//!
//! - `path`: a path between two random people.
//! - `befriend`: two random people become friends, and end their friendship.
//!
//! Each graph is built when its measurement starts, so a filtered-out measurement costs nothing.

#[cfg(feature = "learner")]
extern crate social_graph as social_graph_solution;

use std::cell::LazyCell;
use std::collections::VecDeque;
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use petgraph::graph::{NodeIndex, UnGraph};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];
/// The number of friendships that each person begins.
const FRIENDS: usize = 5;
/// The number of different random pairs.
const PAIRS: usize = 256;

/// A graph to compare.
trait Peer {
    const NAME: &str;

    fn with_people(count: usize) -> Self;
    /// Makes two people friends, and returns whether they were strangers.
    fn befriend(&mut self, a: usize, b: usize) -> bool;
    fn unfriend(&mut self, a: usize, b: usize);
    /// Returns the number of people on a shortest path.
    fn path(&self, from: usize, to: usize) -> usize;
}

/// Implements `Peer` for the graph of a package.
macro_rules! graph_of {
    ($name:ident, $package:ident, $label:literal) => {
        struct $name($package::SocialGraph, Vec<$package::PersonId>);

        impl Peer for $name {
            const NAME: &str = $label;

            fn with_people(count: usize) -> Self {
                let mut graph = $package::SocialGraph::default();
                let ids = (0..count).map(|_| graph.add()).collect();
                Self(graph, ids)
            }

            fn befriend(&mut self, a: usize, b: usize) -> bool {
                self.0.befriend(self.1[a], self.1[b]).is_ok()
            }

            fn unfriend(&mut self, a: usize, b: usize) {
                self.0.unfriend(self.1[a], self.1[b]).expect("two friends");
            }

            fn path(&self, from: usize, to: usize) -> usize {
                self.0.path(self.1[from], self.1[to]).expect("known people").map_or(0, |path| path.len())
            }
        }
    };
}

graph_of!(Reference, social_graph_solution, "reference");
graph_of!(AsksAndAnswers, social_graph_asks_and_answers, "asks-and-answers");
graph_of!(OneTable, social_graph_one_table, "one-table");

/// A graph of `petgraph`, with a breadth-first search from one end, which is what its users write.
struct Petgraph(UnGraph<(), ()>);

impl Peer for Petgraph {
    const NAME: &str = "petgraph";

    fn with_people(count: usize) -> Self {
        let mut graph = UnGraph::default();
        for _ in 0..count {
            graph.add_node(());
        }
        Self(graph)
    }

    fn befriend(&mut self, a: usize, b: usize) -> bool {
        let [a, b] = [a, b].map(NodeIndex::new);
        let is_new = a != b && self.0.find_edge(a, b).is_none();
        if is_new {
            self.0.add_edge(a, b, ());
        }
        is_new
    }

    fn unfriend(&mut self, a: usize, b: usize) {
        let edge = self.0.find_edge(NodeIndex::new(a), NodeIndex::new(b)).expect("two friends");
        self.0.remove_edge(edge);
    }

    fn path(&self, from: usize, to: usize) -> usize {
        let [from, to] = [from, to].map(NodeIndex::new);
        let mut previous = vec![None; self.0.node_count()];
        previous[from.index()] = Some(from);
        let mut waiting = VecDeque::from([from]);
        while let Some(person) = waiting.pop_front() {
            if person == to {
                let step = |person: &NodeIndex| previous[person.index()].filter(|previous| previous != person);
                return std::iter::successors(Some(to), step).count();
            }
            for friend in self.0.neighbors(person) {
                if previous[friend.index()].is_none() {
                    previous[friend.index()] = Some(person);
                    waiting.push_back(friend);
                }
            }
        }
        0
    }
}

fn random_graph<P: Peer>(size: usize) -> P {
    let mut random = SmallRng::seed_from_u64(1);
    bench::built(P::NAME, || {
        let mut graph = P::with_people(size);
        for person in 0..size {
            for _ in 0..FRIENDS {
                graph.befriend(person, random.random_range(0..size));
            }
        }
        graph
    })
}

fn pairs(size: usize) -> Vec<(usize, usize)> {
    let mut random = SmallRng::seed_from_u64(2);
    (0..PAIRS).map(|_| (random.random_range(0..size), random.random_range(0..size))).collect()
}

fn measure_path<P: Peer>(group: &mut BenchmarkGroup<WallTime>, size: usize) {
    let graph = LazyCell::new(|| random_graph::<P>(size));
    let mut pairs = pairs(size).into_iter().cycle();
    group.bench_function(P::NAME, |bencher| {
        let graph = &*graph;
        bencher.iter(|| {
            let (from, to) = pairs.next().expect("an endless iterator");
            black_box(graph.path(from, to))
        });
    });
}

fn measure_befriend<P: Peer>(group: &mut BenchmarkGroup<WallTime>, size: usize) {
    let mut graph = LazyCell::new(|| random_graph::<P>(size));
    let mut pairs = pairs(size).into_iter().cycle();
    group.bench_function(P::NAME, |bencher| {
        let graph = &mut *graph;
        bencher.iter(|| {
            let (a, b) = pairs.next().expect("an endless iterator");
            if graph.befriend(a, b) {
                graph.unfriend(a, b);
            }
        });
    });
}

fn path(criterion: &mut Criterion) {
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("social_graph/path/{size}"));
        measure_path::<Reference>(&mut group, size);
        measure_path::<AsksAndAnswers>(&mut group, size);
        measure_path::<OneTable>(&mut group, size);
        measure_path::<Petgraph>(&mut group, size);
    }
}

fn befriend(criterion: &mut Criterion) {
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("social_graph/befriend/{size}"));
        measure_befriend::<Reference>(&mut group, size);
        measure_befriend::<AsksAndAnswers>(&mut group, size);
        measure_befriend::<OneTable>(&mut group, size);
        measure_befriend::<Petgraph>(&mut group, size);
    }
}

criterion_group! {
    name = social_graph;
    config = bench::settings();
    targets = path, befriend
}
criterion_main!(social_graph);
