//! A naive model: a tree whose figures and loads are calculated with the formulas of the rules, and an outline whose steps
//! are applied to a copy.

use std::num::NonZeroU16;
use std::slice;
use std::sync::Arc;

use capacity_plan::{
    Catalog, Figures, Kind, Latency, Load, Money, NothingToUndo, Outline, Part, PartId, Rate, Step, StepError, StepKind,
};

use super::{Cdn, load, part, ratio};

const BILLION: u128 = 1_000_000_000;

/// A part that the suite generates.
#[derive(Clone, Debug)]
pub enum Tree {
    Server(Figures),
    Database(Figures, u16, u16),
    Cache(Figures, u32, Box<Tree>),
    Sequence(Vec<Tree>),
    Balancer(Vec<Tree>),
    /// A content delivery network, and the reads that it keeps.
    Foreign(Figures, u64),
}

impl Tree {
    /// Returns the learner's part for this tree.
    pub fn part(&self) -> Part {
        let all = |parts: &[Self]| parts.iter().map(Self::part).collect();
        part(match self {
            Self::Server(figures) => Part::server(*figures),
            Self::Database(copy, 1, 0) => Part::database(*copy),
            Self::Database(copy, shards, replicas) => {
                Part::sharded_database(*copy, NonZeroU16::new(*shards).expect("a shard"), *replicas)
            }
            Self::Cache(own, hits, behind) => Part::cache(*own, ratio(*hits), behind.part()),
            Self::Sequence(parts) => Part::sequence(all(parts)),
            Self::Balancer(parts) => Part::balancer(all(parts)),
            Self::Foreign(figures, absorbed) => Part::foreign(Arc::new(Cdn { figures: *figures, absorbed: *absorbed })),
        })
    }

    /// Returns the tree that an outline describes.
    pub fn of(outline: &Outline) -> Self {
        let all = |parts: &[Outline]| parts.iter().map(Self::of).collect();
        match &outline.kind {
            Kind::Server(figures) => Self::Server(*figures),
            Kind::Database { copy, shards, replicas } => Self::Database(*copy, shards.get(), *replicas),
            Kind::Cache { figures, hit_ratio, behind } => {
                Self::Cache(*figures, hit_ratio.parts_per_billion(), Box::new(Self::of(behind)))
            }
            Kind::Sequence(parts) => Self::Sequence(all(parts)),
            Kind::Balancer(parts) => Self::Balancer(all(parts)),
            Kind::Foreign(figures) => Self::Foreign(*figures, 0),
        }
    }

    /// Returns the figures of the whole.
    pub fn figures(&self) -> Figures {
        match self {
            Self::Server(figures) | Self::Foreign(figures, _) => *figures,
            Self::Database(copy, shards, replicas) => {
                let shard = parallel(vec![*copy; usize::from(*replicas) + 1]);
                let all = sequential(vec![shard; usize::from(*shards)]);
                let copies = u64::from(*shards) * (u64::from(*replicas) + 1);
                Figures { capacity: Rate(copy.capacity.0 * copies), latency: copy.latency, ..all }
            }
            Self::Cache(own, hits, behind) => {
                let behind = behind.figures();
                let misses = BILLION - u128::from(*hits);
                let limit = (u128::from(behind.capacity.0) * BILLION).checked_div(misses).unwrap_or(u128::MAX);
                let capacity = u128::from(own.capacity.0).min(limit);
                let delay = (u128::from(behind.latency.0) * misses).div_ceil(BILLION);
                Figures {
                    capacity: Rate(u64::try_from(capacity).expect("a small capacity")),
                    latency: Latency(own.latency.0 + u64::try_from(delay).expect("a small latency")),
                    ..sequential(vec![*own, behind])
                }
            }
            Self::Sequence(parts) => sequential(parts.iter().map(Self::figures).collect()),
            Self::Balancer(parts) => parallel(parts.iter().map(Self::figures).collect()),
        }
    }

    /// Returns the place of the bottleneck in depth-first order, its arriving rate and its capacity.
    pub fn bottleneck(&self, arriving: Load) -> Option<(u64, u64, u64)> {
        let mut all = Vec::new();
        self.visit(arriving, &mut 0, &mut all);
        let loaded = all.into_iter().filter(|&(_, rate, _)| rate > 0);
        loaded.reduce(|most, next| if next.1 * most.2 > most.1 * next.2 { next } else { most })
    }

    /// Collects place, arriving rate and capacity of each part that can be a bottleneck, and returns the load that this
    /// part forwards.
    fn visit(&self, arriving: Load, next_id: &mut u64, all: &mut Vec<(u64, u64, u64)>) -> Load {
        let id = *next_id;
        *next_id += 1;
        let (reads, writes) = (arriving.reads.0, arriving.writes.0);
        match self {
            Self::Server(figures) => all.push((id, reads + writes, figures.capacity.0)),
            Self::Database(copy, shards, replicas) => {
                let shards = u64::from(*shards);
                let copies = shards * (u64::from(*replicas) + 1);
                all.push((id, reads.div_ceil(copies) + writes.div_ceil(shards), copy.capacity.0));
            }
            Self::Cache(own, hits, behind) => {
                all.push((id, reads + writes, own.capacity.0));
                let misses = (u128::from(reads) * (BILLION - u128::from(*hits))).div_ceil(BILLION);
                behind.visit(load(u64::try_from(misses).expect("fewer misses than reads"), writes), next_id, all);
            }
            Self::Sequence(parts) => {
                return parts.iter().fold(arriving, |arriving, part| part.visit(arriving, next_id, all));
            }
            Self::Balancer(parts) => {
                let whole: u64 = parts.iter().map(|part| part.figures().capacity.0).sum();
                for part in parts {
                    let own = part.figures().capacity.0;
                    part.visit(load((reads * own).div_ceil(whole), (writes * own).div_ceil(whole)), next_id, all);
                }
            }
            Self::Foreign(figures, absorbed) => {
                all.push((id, reads + writes, figures.capacity.0));
                return load(reads.saturating_sub(*absorbed), writes);
            }
        }
        arriving
    }
}

/// Returns a part and the parts in it, in depth-first order.
pub fn parts(outline: &Outline) -> Vec<&Outline> {
    let children = match &outline.kind {
        Kind::Cache { behind, .. } => slice::from_ref(&**behind),
        Kind::Sequence(parts) | Kind::Balancer(parts) => parts,
        Kind::Server(_) | Kind::Database { .. } | Kind::Foreign(_) => &[],
    };
    [outline].into_iter().chain(children.iter().flat_map(parts)).collect()
}

/// Returns id, arriving rate and capacity of the bottleneck of an outline.
pub fn bottleneck(outline: &Outline, load: Load) -> Option<(u64, u64, u64)> {
    let (place, arriving, capacity) = Tree::of(outline).bottleneck(load)?;
    Some((parts(outline)[usize::try_from(place).expect("a small place")].id.0, arriving, capacity))
}

/// A plan as an outline and the outlines before its steps.
#[derive(Clone, Debug)]
pub struct Model {
    pub outline: Outline,
    pub next_id: u64,
    history: Vec<(Step, Outline)>,
}

impl Model {
    /// Creates a model of a new plan.
    pub fn new(outline: Outline) -> Self {
        let next_id = parts(&outline).len() as u64;
        Self { outline, next_id, history: Vec::new() }
    }

    pub fn apply(&mut self, step: Step, catalog: &Catalog) -> Result<(), StepError> {
        let mut after = self.outline.clone();
        let next_id = change(&mut after, step, catalog, self.next_id)?;
        let capacity = |outline| Tree::of(outline).figures().capacity;
        if step.kind == StepKind::AddCache && capacity(&after) < capacity(&self.outline) {
            return Err(StepError::LowersCapacity(step.part));
        }
        self.history.push((step, std::mem::replace(&mut self.outline, after)));
        self.next_id = next_id;
        Ok(())
    }

    pub fn undo(&mut self) -> Result<Step, NothingToUndo> {
        let (step, outline) = self.history.pop().ok_or(NothingToUndo)?;
        self.outline = outline;
        Ok(step)
    }
}

/// Applies a step to an outline, and returns the next id.
fn change(outline: &mut Outline, step: Step, catalog: &Catalog, next_id: u64) -> Result<u64, StepError> {
    let bigger = |own: &mut Figures| -> Result<u64, StepError> {
        let size = catalog.boxes.iter().find(|size| size.capacity > own.capacity);
        *own = *size.ok_or(StepError::NoBiggerBox(step.part))?;
        Ok(next_id)
    };
    if let Kind::Balancer(parts) = &mut outline.kind
        && step.kind == StepKind::AddServer
        && let Some(&Kind::Server(own)) = parts.iter().find(|part| part.id == step.part).map(|part| &part.kind)
    {
        parts.push(Outline { id: PartId(next_id), kind: Kind::Server(own) });
        return Ok(next_id + 1);
    }
    if outline.id != step.part {
        let parts = match &mut outline.kind {
            Kind::Cache { behind, .. } => slice::from_mut(&mut **behind),
            Kind::Sequence(parts) | Kind::Balancer(parts) => parts,
            Kind::Server(_) | Kind::Database { .. } | Kind::Foreign(_) => &mut [],
        };
        let results = parts.iter_mut().map(|part| change(part, step, catalog, next_id));
        let unknown = Err(StepError::UnknownPart(step.part));
        return results.fold(unknown, |all, result| if all == unknown { result } else { all });
    }
    match (step.kind, &mut outline.kind) {
        (
            StepKind::BiggerBox,
            Kind::Server(own) | Kind::Database { copy: own, .. } | Kind::Cache { figures: own, .. },
        ) => bigger(own),
        (StepKind::AddServer, Kind::Server(own)) => {
            let new = Outline { id: PartId(next_id + 1), kind: Kind::Server(*own) };
            *outline = Outline { id: PartId(next_id), kind: Kind::Balancer(vec![outline.clone(), new]) };
            Ok(next_id + 2)
        }
        (StepKind::AddReplica, Kind::Database { replicas, .. }) => {
            *replicas += 1;
            Ok(next_id)
        }
        (StepKind::AddShard, Kind::Database { shards, .. }) => {
            *shards = shards.checked_add(1).expect("few shards");
            Ok(next_id)
        }
        (StepKind::AddCache, _) => {
            let (figures, hit_ratio, behind) = (catalog.cache, catalog.hit_ratio, Box::new(outline.clone()));
            *outline = Outline { id: PartId(next_id), kind: Kind::Cache { figures, hit_ratio, behind } };
            Ok(next_id + 1)
        }
        _ => Err(StepError::WrongPart(step)),
    }
}

fn sequential(parts: Vec<Figures>) -> Figures {
    parts
        .into_iter()
        .reduce(|all, part| Figures {
            capacity: all.capacity.min(part.capacity),
            latency: Latency(all.latency.0 + part.latency.0),
            cost: Money(all.cost.0 + part.cost.0),
            availability: ratio(product(all, part).0),
        })
        .expect("a part")
}

fn parallel(parts: Vec<Figures>) -> Figures {
    parts
        .into_iter()
        .reduce(|all, part| Figures {
            capacity: Rate(all.capacity.0 + part.capacity.0),
            latency: all.latency.max(part.latency),
            cost: Money(all.cost.0 + part.cost.0),
            availability: ratio(product(all, part).1),
        })
        .expect("a part")
}

/// Returns the availabilities of two parts in sequence and in parallel.
fn product(a: Figures, b: Figures) -> (u32, u32) {
    let (a, b) = (a.availability.parts_per_billion(), b.availability.parts_per_billion());
    let billion = 1_000_000_000_u64;
    let both = u64::from(a) * u64::from(b) / billion;
    let outage = ((billion - u64::from(a)) * (billion - u64::from(b))).div_ceil(billion);
    (u32::try_from(both).expect("at most a billion"), u32::try_from(billion - outage).expect("at most a billion"))
}
