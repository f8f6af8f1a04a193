//! A plain description of a plan.

use std::collections::HashSet;
use std::num::NonZeroU16;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::figures::{Figures, Ratio};
use crate::part::{Node, PartError, PartId, Shape};

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

impl Outline {
    /// Returns an error if a part is not built in.
    pub(crate) fn check_built_in(&self) -> Result<(), NotBuiltIn> {
        match &self.kind {
            Kind::Server(_) | Kind::Database { .. } => Ok(()),
            Kind::Cache { behind, .. } => behind.check_built_in(),
            Kind::Sequence(parts) | Kind::Balancer(parts) => parts.iter().try_for_each(Self::check_built_in),
            Kind::Foreign(_) => Err(NotBuiltIn(self.id)),
        }
    }
}

impl Snapshot {
    /// Returns the tree that this snapshot describes.
    pub(crate) fn tree(&self) -> Result<Arc<Node>, SnapshotError> {
        Restoring { next_id: self.next_id, seen: HashSet::new() }.node(&self.root)
    }
}

/// A snapshot while it is being restored.
struct Restoring {
    next_id: PartId,
    seen: HashSet<PartId>,
}

impl Restoring {
    fn node(&mut self, outline: &Outline) -> Result<Arc<Node>, SnapshotError> {
        let part = outline.id;
        if part >= self.next_id {
            return Err(SnapshotError::FutureId(part));
        }
        if !self.seen.insert(part) {
            return Err(SnapshotError::DuplicateId(part));
        }
        let shape = match &outline.kind {
            Kind::Server(figures) => Shape::server(*figures),
            Kind::Database { copy, shards, replicas } => Shape::database(*copy, *shards, *replicas),
            Kind::Cache { figures, hit_ratio, behind } => Shape::cache(*figures, *hit_ratio, self.node(behind)?),
            Kind::Sequence(parts) => Shape::sequence(self.nodes(parts)?),
            Kind::Balancer(parts) => Shape::balancer(self.nodes(parts)?),
            Kind::Foreign(_) => return Err(NotBuiltIn(part).into()),
        };
        Ok(Node::new(part, shape.map_err(|error| SnapshotError::Part { part, error })?))
    }

    fn nodes(&mut self, outlines: &[Outline]) -> Result<Vec<Arc<Node>>, SnapshotError> {
        outlines.iter().map(|outline| self.node(outline)).collect()
    }
}
