//! Helpers that the stages share: builders, generated trees, a naive model and the suite's own policies and parts.

// Some helpers are unused when a stage is left out.
#![allow(dead_code, unused_imports)]

mod doubles;
mod model;
mod operations;

use std::num::NonZeroU64;

use capacity_plan::{
    Bottleneck, Catalog, Figures, Latency, Load, Money, Part, PartError, PartId, Plan, Rate, Ratio, Step, StepKind,
};

pub use doubles::{Cdn, Historian, Script};
pub use model::{Model, Tree, bottleneck, parts};
pub use operations::{any_foreign_tree, any_load, any_step, any_tree};

/// Returns a ratio from parts per billion.
#[track_caller]
pub fn ratio(parts: u32) -> Ratio {
    Ratio::try_from(parts).expect("at most a billion parts")
}

/// Returns figures with an availability in parts per billion.
#[track_caller]
pub fn figures(capacity: u64, latency: u64, cost: u64, availability: u32) -> Figures {
    Figures {
        capacity: Rate(capacity),
        latency: Latency(latency),
        cost: Money(cost),
        availability: ratio(availability),
    }
}

/// Returns the figures of a box that costs a cent per request, and never fails.
#[track_caller]
pub fn size(capacity: u64) -> Figures {
    figures(capacity, 10, capacity, 1_000_000_000)
}

#[track_caller]
pub fn part(result: Result<Part, PartError>) -> Part {
    result.expect("the part can exist")
}

#[track_caller]
pub fn server(capacity: u64) -> Part {
    part(Part::server(size(capacity)))
}

#[track_caller]
pub fn database(capacity: u64) -> Part {
    part(Part::database(size(capacity)))
}

/// Returns a cache that keeps nine of ten reads.
#[track_caller]
pub fn cache(capacity: u64, behind: Part) -> Part {
    part(Part::cache(size(capacity), ratio(900_000_000), behind))
}

#[track_caller]
pub fn sequence(parts: Vec<Part>) -> Part {
    part(Part::sequence(parts))
}

#[track_caller]
pub fn balancer(parts: Vec<Part>) -> Part {
    part(Part::balancer(parts))
}

pub fn load(reads: u64, writes: u64) -> Load {
    Load { reads: Rate(reads), writes: Rate(writes) }
}

/// Returns id, arriving rate and capacity of the bottleneck.
#[track_caller]
pub fn found(plan: &Plan, load: Load) -> Option<(u64, u64, u64)> {
    let bottleneck = plan.bottleneck(load).expect("small rates");
    bottleneck.map(|Bottleneck { part: PartId(id), arriving, capacity, .. }| (id, arriving.0, capacity.0))
}

pub fn users(users: u64) -> NonZeroU64 {
    NonZeroU64::new(users).expect("at least one user")
}

pub fn step(kind: StepKind, part: u64) -> Step {
    Step { kind, part: PartId(part) }
}

/// A catalog with boxes of 100, 1,000 and 10,000 requests per second, and a cache of 5,000.
pub fn catalog() -> Catalog {
    let boxes = vec![size(100), size(1_000), size(10_000)];
    Catalog { boxes, cache: figures(5_000, 1, 300, 1_000_000_000), hit_ratio: ratio(900_000_000) }
}

/// Returns a plan of a server (id 1) followed by a database (id 2), with 100 requests per second each.
pub fn small_plan() -> Plan {
    Plan::new(sequence(vec![server(100), database(100)]))
}

/// Asserts that a plan equals its copy from before an error, and undoes the same steps.
#[track_caller]
pub fn assert_unchanged(mut plan: Plan, mut before: Plan, case: &str) {
    assert_eq!(plan.outline(), before.outline(), "outline after the error: {case}");
    loop {
        let undone = before.undo();
        assert_eq!(plan.undo(), undone, "result of undoing after the error: {case}");
        let Ok(step) = undone else { break };
        assert_eq!(plan.outline(), before.outline(), "outline after the error and undoing {step:?}: {case}");
    }
}

/// Applies steps, and panics if one is rejected.
#[track_caller]
pub fn apply(plan: &mut Plan, steps: &[Step]) {
    for &step in steps {
        if let Err(error) = plan.apply(step, &catalog()) {
            panic!("applying {step:?} returned {error:?}");
        }
    }
}
