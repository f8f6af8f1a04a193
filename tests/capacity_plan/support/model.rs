//! A naive model: a tree whose figures and loads are calculated with the formulas of the rules.

use std::num::NonZeroU16;

use capacity_plan::{Figures, Latency, Load, Money, Part, Rate};

use super::{load, part, ratio};

const BILLION: u128 = 1_000_000_000;

/// A part that the suite generates.
#[derive(Clone, Debug)]
pub enum Tree {
    Server(Figures),
    Database(Figures, u16, u16),
    Cache(Figures, u32, Box<Tree>),
    Sequence(Vec<Tree>),
    Balancer(Vec<Tree>),
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
        })
    }

    /// Returns the figures of the whole.
    pub fn figures(&self) -> Figures {
        match self {
            Self::Server(figures) => *figures,
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

    /// Returns id, arriving rate and capacity of each part that can be a bottleneck, in depth-first order.
    pub fn arrivals(&self, arriving: Load) -> Vec<(u64, u64, u64)> {
        let mut all = Vec::new();
        self.visit(arriving, &mut 0, &mut all);
        all
    }

    fn visit(&self, arriving: Load, next_id: &mut u64, all: &mut Vec<(u64, u64, u64)>) {
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
            Self::Sequence(parts) => parts.iter().for_each(|part| part.visit(arriving, next_id, all)),
            Self::Balancer(parts) => {
                let whole: u64 = parts.iter().map(|part| part.figures().capacity.0).sum();
                for part in parts {
                    let own = part.figures().capacity.0;
                    part.visit(load((reads * own).div_ceil(whole), (writes * own).div_ceil(whole)), next_id, all);
                }
            }
        }
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
