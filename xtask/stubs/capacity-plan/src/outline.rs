//! A plain description of a plan.

use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::figures::{Figures, Ratio};
use crate::part::{PartError, PartId};

/// A description of a part and the parts in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The id of the part.
    pub id: PartId,
    /// The kind of the part, with its own figures.
    pub kind: Kind,
}

/// The kind of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A server.
    Server(Figures),
    /// A database.
    Database {
        /// The figures of one copy.
        copy: Figures,
        /// The number of shards.
        shards: NonZeroU16,
        /// The number of replicas per shard.
        replicas: u16,
    },
    /// A cache in front of a part.
    Cache {
        /// The figures of the cache alone.
        figures: Figures,
        /// The share of reads that the cache keeps.
        hit_ratio: Ratio,
        /// The part behind the cache.
        behind: Box<Outline>,
    },
    /// Parts in sequence.
    Sequence(Vec<Outline>),
    /// Parts in parallel, behind a balancer.
    Balancer(Vec<Outline>),
    /// A part that is not built in.
    Foreign(Figures),
}

/// A saved plan, without its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The id that the next new part gets.
    pub next_id: PartId,
    /// The outermost part.
    pub root: Outline,
}

/// The error if a part is not built in, with its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the part {} is not built in", .0.0)]
pub struct NotBuiltIn(pub PartId);

/// A reason why a snapshot is not a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SnapshotError {
    /// Two parts have this id.
    #[error("two parts have the id {}", .0.0)]
    DuplicateId(PartId),
    /// A part has an id that is not issued yet.
    #[error("the id {} is not issued yet", .0.0)]
    FutureId(PartId),
    /// A part is not built in.
    #[error(transparent)]
    NotBuiltIn(#[from] NotBuiltIn),
    /// A part cannot exist.
    #[error("the part {} cannot exist", .part.0)]
    Part {
        /// The id of the part.
        part: PartId,
        /// The reason.
        #[source]
        error: PartError,
    },
}
