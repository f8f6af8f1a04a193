//! The parts of a service, and the tree that they form.

use std::fmt::Debug;
use std::num::NonZeroU16;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::figures::{Figures, Ratio};
use crate::flow::Search;
use crate::outline::{Kind, Outline};
use crate::quantity::{ArithmeticError, Rate, share};
use crate::step::{Catalog, Step, StepError, StepKind};
use crate::workload::Load;

/// The id of a part in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartId(pub u64);

/// A kind of part that is not built in.
pub trait Component: Debug + Send + Sync {
    /// Returns the figures of this part. They never change.
    fn figures(&self) -> Figures;

    /// Returns the load that goes on to the next part of a sequence.
    fn forward(&self, load: Load) -> Load;
}

/// A part of a service, with the parts in it.
#[derive(Debug)]
pub struct Part(pub(crate) Arc<Node>);

impl Part {
    /// Creates a server.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn server(figures: Figures) -> Result<Self, PartError> {
        Shape::server(figures).map(Self::of)
    }

    /// Creates a database of one copy.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn database(figures: Figures) -> Result<Self, PartError> {
        Self::sharded_database(figures, NonZeroU16::MIN, 0)
    }

    /// Creates a database with shards, and replicas per shard. Each copy has these figures.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if the capacity of a copy is 0 (rule 3.3).
    pub fn sharded_database(copy: Figures, shards: NonZeroU16, replicas: u16) -> Result<Self, PartError> {
        Shape::database(copy, shards, replicas).map(Self::of)
    }

    /// Creates a cache in front of a part.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if the cache's own capacity is 0 (rule 3.3).
    pub fn cache(figures: Figures, hit_ratio: Ratio, behind: Self) -> Result<Self, PartError> {
        Shape::cache(figures, hit_ratio, behind.0).map(Self::of)
    }

    /// Creates a sequence of parts.
    ///
    /// # Errors
    ///
    /// [`PartError::Empty`] without parts (rule 3.3).
    pub fn sequence(parts: Vec<Self>) -> Result<Self, PartError> {
        Shape::sequence(parts.into_iter().map(|part| part.0).collect()).map(Self::of)
    }

    /// Creates a balancer over parts.
    ///
    /// # Errors
    ///
    /// [`PartError::Empty`] without parts (rule 3.3).
    pub fn balancer(parts: Vec<Self>) -> Result<Self, PartError> {
        Shape::balancer(parts.into_iter().map(|part| part.0).collect()).map(Self::of)
    }

    /// Creates a part that is not built in.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn foreign(component: Arc<dyn Component>) -> Result<Self, PartError> {
        with_capacity(component.figures())?;
        Ok(Self::of(Shape::Foreign(component)))
    }

    /// Returns the figures of the whole.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a figure is above the maximum (rule 3.11).
    pub fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.0.figures()
    }

    /// Creates a part that belongs to no plan yet, and so has no id of its own.
    fn of(shape: Shape) -> Self {
        Self(Node::new(PartId(0), shape))
    }
}

/// A reason why a part cannot exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PartError {
    /// The capacity is 0.
    #[error("the capacity is 0")]
    ZeroCapacity,
    /// A composite has no parts.
    #[error("a composite has no parts")]
    Empty,
}

/// A part of a plan. Nodes never change, so several trees can share them.
#[derive(Debug)]
pub(crate) struct Node {
    id: PartId,
    shape: Shape,
}

#[derive(Debug)]
pub(crate) enum Shape {
    Server(Figures),
    Database { copy: Figures, shards: NonZeroU16, replicas: u16 },
    Cache { own: Figures, hit_ratio: Ratio, behind: Arc<Node> },
    Sequence(Vec<Arc<Node>>),
    Balancer(Vec<Arc<Node>>),
    Foreign(Arc<dyn Component>),
}

/// The source of new ids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ids(pub(crate) u64);

impl Ids {
    pub(crate) fn issue(&mut self) -> Result<PartId, ArithmeticError> {
        let id = PartId(self.0);
        self.0 = self.0.checked_add(1).ok_or(ArithmeticError::TooLarge)?;
        Ok(id)
    }
}

impl Node {
    pub(crate) fn new(id: PartId, shape: Shape) -> Arc<Self> {
        Arc::new(Self { id, shape })
    }

    /// Gives ids to the parts of a new plan, in depth-first order.
    pub(crate) fn number(node: &mut Arc<Self>, next_id: &mut u64) {
        let node = Arc::get_mut(node).expect("no other tree has the parts of a new plan");
        node.id = PartId(*next_id);
        *next_id += 1;
        match &mut node.shape {
            Shape::Cache { behind, .. } => Self::number(behind, next_id),
            Shape::Sequence(parts) | Shape::Balancer(parts) => {
                parts.iter_mut().for_each(|part| Self::number(part, next_id));
            }
            Shape::Server(_) | Shape::Database { .. } | Shape::Foreign(_) => {}
        }
    }

    pub(crate) fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.shape.figures()
    }

    pub(crate) fn outline(&self) -> Outline {
        let all = |parts: &[Arc<Self>]| parts.iter().map(|part| part.outline()).collect();
        let kind = match &self.shape {
            Shape::Server(figures) => Kind::Server(*figures),
            Shape::Database { copy, shards, replicas } => {
                Kind::Database { copy: *copy, shards: *shards, replicas: *replicas }
            }
            Shape::Cache { own, hit_ratio, behind } => {
                Kind::Cache { figures: *own, hit_ratio: *hit_ratio, behind: Box::new(behind.outline()) }
            }
            Shape::Sequence(parts) => Kind::Sequence(all(parts)),
            Shape::Balancer(parts) => Kind::Balancer(all(parts)),
            Shape::Foreign(component) => Kind::Foreign(component.figures()),
        };
        Outline { id: self.id, kind }
    }

    /// Sends a load through this part, and returns the load that goes on to the next part.
    pub(crate) fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        match &self.shape {
            Shape::Server(figures) => search.visit(self.id, load, figures.capacity)?,
            Shape::Database { copy, shards, replicas } => {
                let shards = u64::from(shards.get());
                let copies = shards * (u64::from(*replicas) + 1);
                let per_copy =
                    Load { reads: Rate(load.reads.0.div_ceil(copies)), writes: Rate(load.writes.0.div_ceil(shards)) };
                search.visit(self.id, per_copy, copy.capacity)?;
            }
            Shape::Cache { own, hit_ratio, behind } => {
                search.visit(self.id, load, own.capacity)?;
                let misses = Rate(hit_ratio.complement().of(load.reads.0)?);
                behind.flow(Load { reads: misses, ..load }, search)?;
            }
            Shape::Sequence(parts) => {
                return parts.iter().try_fold(load, |load, part| part.flow(load, search));
            }
            Shape::Balancer(parts) => {
                let capacity = self.figures()?.capacity.0;
                for part in parts {
                    let own = part.figures()?.capacity.0;
                    let split = |rate: Rate| share(rate.0, own, capacity).map(Rate);
                    part.flow(Load { reads: split(load.reads)?, writes: split(load.writes)? }, search)?;
                }
            }
            Shape::Foreign(component) => {
                search.visit(self.id, load, component.figures().capacity)?;
                return Ok(component.forward(load));
            }
        }
        Ok(load)
    }

    /// Returns this tree after a step, or `None` if it does not have the part.
    pub(crate) fn after(
        self: &Arc<Self>,
        step: Step,
        catalog: &Catalog,
        ids: &mut Ids,
    ) -> Result<Option<Arc<Self>>, StepError> {
        if self.id == step.part {
            return self.changed(step, catalog, ids).map(Some);
        }
        let shape =
            match &self.shape {
                Shape::Cache { own, hit_ratio, behind } => behind
                    .after(step, catalog, ids)?
                    .map(|behind| Shape::Cache { own: *own, hit_ratio: *hit_ratio, behind }),
                Shape::Sequence(parts) => any_after(parts, step, catalog, ids)?.map(Shape::Sequence),
                Shape::Balancer(parts) => match sibling(parts, step) {
                    Some(server) => {
                        let new = Self::new(ids.issue()?, Shape::Server(server));
                        Some(Shape::Balancer(parts.iter().cloned().chain([new]).collect()))
                    }
                    None => any_after(parts, step, catalog, ids)?.map(Shape::Balancer),
                },
                Shape::Server(_) | Shape::Database { .. } | Shape::Foreign(_) => None,
            };
        Ok(shape.map(|shape| Self::new(self.id, shape)))
    }

    /// Returns this part after a step that names it.
    fn changed(self: &Arc<Self>, step: Step, catalog: &Catalog, ids: &mut Ids) -> Result<Arc<Self>, StepError> {
        let shape = match (step.kind, &self.shape) {
            (StepKind::BiggerBox, Shape::Server(figures)) => Shape::Server(catalog.bigger(figures, step.part)?),
            (StepKind::BiggerBox, Shape::Database { copy, shards, replicas }) => {
                Shape::Database { copy: catalog.bigger(copy, step.part)?, shards: *shards, replicas: *replicas }
            }
            (StepKind::BiggerBox, Shape::Cache { own, hit_ratio, behind }) => {
                Shape::Cache { own: catalog.bigger(own, step.part)?, hit_ratio: *hit_ratio, behind: Arc::clone(behind) }
            }
            (StepKind::AddServer, Shape::Server(figures)) => {
                let balancer = ids.issue()?;
                let new = Self::new(ids.issue()?, Shape::Server(*figures));
                return Ok(Self::new(balancer, Shape::Balancer(vec![Arc::clone(self), new])));
            }
            (StepKind::AddReplica, Shape::Database { copy, shards, replicas }) => Shape::Database {
                copy: *copy,
                shards: *shards,
                replicas: replicas.checked_add(1).ok_or(ArithmeticError::TooLarge)?,
            },
            (StepKind::AddCache, _) => {
                let (own, hit_ratio) = (catalog.cache, catalog.hit_ratio);
                return Ok(Self::new(ids.issue()?, Shape::Cache { own, hit_ratio, behind: Arc::clone(self) }));
            }
            (StepKind::AddShard, Shape::Database { copy, shards, replicas }) => Shape::Database {
                copy: *copy,
                shards: shards.checked_add(1).ok_or(ArithmeticError::TooLarge)?,
                replicas: *replicas,
            },
            _ => return Err(StepError::WrongPart(step)),
        };
        Ok(Self::new(self.id, shape))
    }
}

/// Returns the figures of the server that a step adds a server to, if it is one of these parts.
fn sibling(parts: &[Arc<Node>], step: Step) -> Option<Figures> {
    let part = parts.iter().find(|part| part.id == step.part)?;
    match part.shape {
        Shape::Server(figures) if step.kind == StepKind::AddServer => Some(figures),
        _ => None,
    }
}

fn any_after(
    parts: &[Arc<Node>],
    step: Step,
    catalog: &Catalog,
    ids: &mut Ids,
) -> Result<Option<Vec<Arc<Node>>>, StepError> {
    for (index, part) in parts.iter().enumerate() {
        if let Some(part) = part.after(step, catalog, ids)? {
            let mut parts = parts.to_vec();
            parts[index] = part;
            return Ok(Some(parts));
        }
    }
    Ok(None)
}

fn with_capacity(figures: Figures) -> Result<Figures, PartError> {
    if figures.capacity == Rate(0) { Err(PartError::ZeroCapacity) } else { Ok(figures) }
}

fn not_empty(parts: Vec<Arc<Node>>) -> Result<Vec<Arc<Node>>, PartError> {
    if parts.is_empty() { Err(PartError::Empty) } else { Ok(parts) }
}

/// Constructors for the kinds whose invariants the types do not express.
impl Shape {
    pub(crate) fn server(figures: Figures) -> Result<Self, PartError> {
        with_capacity(figures).map(Self::Server)
    }

    pub(crate) fn database(copy: Figures, shards: NonZeroU16, replicas: u16) -> Result<Self, PartError> {
        Ok(Self::Database { copy: with_capacity(copy)?, shards, replicas })
    }

    pub(crate) fn cache(own: Figures, hit_ratio: Ratio, behind: Arc<Node>) -> Result<Self, PartError> {
        Ok(Self::Cache { own: with_capacity(own)?, hit_ratio, behind })
    }

    pub(crate) fn sequence(parts: Vec<Arc<Node>>) -> Result<Self, PartError> {
        not_empty(parts).map(Self::Sequence)
    }

    pub(crate) fn balancer(parts: Vec<Arc<Node>>) -> Result<Self, PartError> {
        not_empty(parts).map(Self::Balancer)
    }

    fn figures(&self) -> Result<Figures, ArithmeticError> {
        match self {
            Self::Server(figures) => Ok(*figures),
            Self::Database { copy, shards, replicas } => copy.copied(shards.get(), *replicas),
            Self::Cache { own, hit_ratio, behind } => own.caching(*hit_ratio, behind.figures()?),
            Self::Sequence(parts) => fold(parts, Figures::followed_by),
            Self::Balancer(parts) => fold(parts, Figures::beside),
            Self::Foreign(component) => Ok(component.figures()),
        }
    }
}

/// Combines the figures of a composite's parts, from left to right.
fn fold(
    parts: &[Arc<Node>],
    combine: impl Fn(Figures, Figures) -> Result<Figures, ArithmeticError>,
) -> Result<Figures, ArithmeticError> {
    let (first, rest) = parts.split_first().expect("a composite has a part");
    rest.iter().try_fold(first.figures()?, |all, part| combine(all, part.figures()?))
}
