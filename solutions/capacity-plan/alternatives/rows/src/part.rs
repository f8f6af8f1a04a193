//! The parts of a service.

use std::fmt::Debug;
use std::num::NonZeroU16;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::figures::{Figures, Ratio};
use crate::quantity::ArithmeticError;
use crate::rows::{Row, RowKind, Rows};
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

/// A part of a service, with the parts in it, as rows without ids.
#[derive(Debug)]
pub struct Part {
    rows: Rows,
}

impl Part {
    /// Creates a server.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn server(figures: Figures) -> Result<Self, PartError> {
        Self::of(RowKind::Server(figures), [])
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
        Self::of(RowKind::Database { copy, shards, replicas }, [])
    }

    /// Creates a cache in front of a part.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if the cache's own capacity is 0 (rule 3.3).
    pub fn cache(figures: Figures, hit_ratio: Ratio, behind: Self) -> Result<Self, PartError> {
        Self::of(RowKind::Cache { own: figures, hit_ratio }, [behind])
    }

    /// Creates a sequence of parts.
    ///
    /// # Errors
    ///
    /// [`PartError::Empty`] without parts (rule 3.3).
    pub fn sequence(parts: Vec<Self>) -> Result<Self, PartError> {
        Self::of(RowKind::Sequence(parts.len()), parts)
    }

    /// Creates a balancer over parts.
    ///
    /// # Errors
    ///
    /// [`PartError::Empty`] without parts (rule 3.3).
    pub fn balancer(parts: Vec<Self>) -> Result<Self, PartError> {
        Self::of(RowKind::Balancer(parts.len()), parts)
    }

    /// Creates a part that is not built in.
    ///
    /// # Errors
    ///
    /// [`PartError::ZeroCapacity`] if its capacity is 0 (rule 3.3).
    pub fn foreign(component: Arc<dyn Component>) -> Result<Self, PartError> {
        Self::of(RowKind::Foreign(component), [])
    }

    /// Returns the figures of the whole.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a figure is above the maximum (rule 3.11).
    pub fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.rows.figures()
    }

    /// Returns the rows with ids from 0.
    pub(crate) fn numbered(self) -> Rows {
        Rows((0..).zip(self.rows.0).map(|(id, row)| Row { id: PartId(id), kind: row.kind }).collect())
    }

    /// Writes a row before those of its parts.
    fn of(kind: RowKind, parts: impl IntoIterator<Item = Self>) -> Result<Self, PartError> {
        kind.check()?;
        let mut rows = vec![Row { id: PartId(0), kind }];
        rows.extend(parts.into_iter().flat_map(|part| part.rows.0));
        Ok(Self { rows: Rows(rows) })
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
