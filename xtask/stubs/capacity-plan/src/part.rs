//! The parts of a service, and the tree that they form.

use std::fmt::Debug;
use std::num::NonZeroU16;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::figures::{Figures, Ratio};
use crate::quantity::ArithmeticError;
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
pub struct Part {
    /// Replace this placeholder with your fields.
    yours: (),
}

impl Part {
    /// Creates a server.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn server(figures: Figures) -> Result<Self, PartError> {
        todo!("stage 3")
    }

    /// Creates a database of one copy.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn database(figures: Figures) -> Result<Self, PartError> {
        todo!("stage 3")
    }

    /// Creates a database with shards, and replicas per shard. Each copy has these figures.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if the capacity of a copy is 0 (rule 3.3).
    pub fn sharded_database(copy: Figures, shards: NonZeroU16, replicas: u16) -> Result<Self, PartError> {
        todo!("stage 4")
    }

    /// Creates a cache in front of a part.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if the cache's own capacity is 0 (rule 3.3).
    pub fn cache(figures: Figures, hit_ratio: Ratio, behind: Self) -> Result<Self, PartError> {
        todo!("stage 3")
    }

    /// Creates a sequence of parts.
    ///
    /// # Errors
    ///
    /// [`PartError::Empty`] without parts (rule 3.3).
    pub fn sequence(parts: Vec<Self>) -> Result<Self, PartError> {
        todo!("stage 3")
    }

    /// Creates a balancer over parts.
    ///
    /// # Errors
    ///
    /// [`PartError::Empty`] without parts (rule 3.3).
    pub fn balancer(parts: Vec<Self>) -> Result<Self, PartError> {
        todo!("stage 3")
    }

    /// Creates a part that is not built in.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn foreign(component: Arc<dyn Component>) -> Result<Self, PartError> {
        todo!("stage 7")
    }

    /// Returns the figures of the whole.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a figure is above the maximum (rule 3.11).
    pub fn figures(&self) -> Result<Figures, ArithmeticError> {
        todo!("stage 3")
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
