//! The parts of a service.

use std::fmt::Debug;
use std::num::NonZeroU16;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::figures::{Figures, Ratio};
use crate::node::{Balancer, Cache, Database, Foreign, Node, Sequence, Server};
use crate::quantity::{ArithmeticError, Rate};
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

/// The id of a part that belongs to no plan yet.
const UNNUMBERED: PartId = PartId(0);

/// A part of a service, with the parts in it.
#[derive(Debug)]
pub struct Part(pub(crate) Box<dyn Node>);

impl Part {
    /// Creates a server.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn server(figures: Figures) -> Result<Self, PartError> {
        with_capacity(figures)?;
        Ok(Self(Box::new(Server { id: UNNUMBERED, figures })))
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
        with_capacity(copy)?;
        Ok(Self(Box::new(Database { id: UNNUMBERED, copy, shards, replicas })))
    }

    /// Creates a cache in front of a part.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if the cache's own capacity is 0 (rule 3.3).
    pub fn cache(figures: Figures, hit_ratio: Ratio, behind: Self) -> Result<Self, PartError> {
        with_capacity(figures)?;
        Ok(Self(Box::new(Cache { id: UNNUMBERED, own: figures, hit_ratio, behind: vec![behind.0] })))
    }

    /// Creates a sequence of parts.
    ///
    /// # Errors
    ///
    /// [`PartError::Empty`] without parts (rule 3.3).
    pub fn sequence(parts: Vec<Self>) -> Result<Self, PartError> {
        Ok(Self(Box::new(Sequence { id: UNNUMBERED, parts: not_empty(parts)? })))
    }

    /// Creates a balancer over parts.
    ///
    /// # Errors
    ///
    /// [`PartError::Empty`] without parts (rule 3.3).
    pub fn balancer(parts: Vec<Self>) -> Result<Self, PartError> {
        Ok(Self(Box::new(Balancer { id: UNNUMBERED, parts: not_empty(parts)? })))
    }

    /// Creates a part that is not built in.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn foreign(component: Arc<dyn Component>) -> Result<Self, PartError> {
        with_capacity(component.figures())?;
        Ok(Self(Box::new(Foreign { id: UNNUMBERED, component })))
    }

    /// Returns the figures of the whole.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a figure is above the maximum (rule 3.11).
    pub fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.0.figures()
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

fn with_capacity(figures: Figures) -> Result<(), PartError> {
    if figures.capacity == Rate(0) { Err(PartError::ZeroCapacity) } else { Ok(()) }
}

fn not_empty(parts: Vec<Part>) -> Result<Vec<Box<dyn Node>>, PartError> {
    if parts.is_empty() { Err(PartError::Empty) } else { Ok(parts.into_iter().map(|part| part.0).collect()) }
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
