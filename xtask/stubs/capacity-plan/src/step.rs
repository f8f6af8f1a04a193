//! Steps: the ways to scale a plan.

use thiserror::Error;

use crate::figures::{Figures, Ratio};
use crate::part::PartId;
use crate::quantity::ArithmeticError;

/// A way to scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, enum_iterator::Sequence)]
pub enum StepKind {
    /// Replaces a box by the next bigger one.
    BiggerBox,
    /// Adds a server behind a balancer.
    AddServer,
    /// Adds a replica to each shard of a database.
    AddReplica,
    /// Places a cache in front of a part.
    AddCache,
    /// Adds a shard to a database.
    AddShard,
}

/// A way to scale a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The way to scale.
    pub kind: StepKind,
    /// The part.
    pub part: PartId,
}

/// The boxes and the cache that a provider offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    /// The sizes of boxes, the preferred ones first.
    pub boxes: Vec<Figures>,
    /// The figures of a new cache.
    pub cache: Figures,
    /// The hit ratio of a new cache.
    pub hit_ratio: Ratio,
}

/// A reason why a step cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StepError {
    /// The plan does not have the part.
    #[error("there is no part {}", .0.0)]
    UnknownPart(PartId),
    /// The step does not apply to parts of this kind.
    #[error("the part {} cannot be scaled in this way", .0.part.0)]
    WrongPart(Step),
    /// The catalog has no bigger box.
    #[error("there is no bigger box for the part {}", .0.0)]
    NoBiggerBox(PartId),
    /// A cache would lower the capacity of the plan.
    #[error("a cache in front of the part {} would lower the capacity", .0.0)]
    LowersCapacity(PartId),
    /// A number or figure of the plan would be above the maximum.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

/// The error if no applied step is left to undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there is nothing to undo")]
pub struct NothingToUndo;
