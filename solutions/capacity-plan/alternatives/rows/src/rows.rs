//! A tree as rows in prefix order: each row is followed by the rows of its parts.

use std::num::NonZeroU16;
use std::sync::Arc;

use crate::figures::{Figures, Ratio};
use crate::flow::Search;
use crate::outline::{Kind, Outline};
use crate::part::{Component, Ids, PartError, PartId};
use crate::quantity::{ArithmeticError, Rate, share};
use crate::step::{Catalog, Step, StepError, StepKind};
use crate::workload::Load;

/// A part without the parts in it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: PartId,
    pub(crate) kind: RowKind,
}

#[derive(Clone, Debug)]
pub(crate) enum RowKind {
    Server(Figures),
    Database {
        copy: Figures,
        shards: NonZeroU16,
        replicas: u16,
    },
    Cache {
        own: Figures,
        hit_ratio: Ratio,
    },
    /// The number of parts of a sequence.
    Sequence(usize),
    /// The number of parts behind a balancer.
    Balancer(usize),
    Foreign(Arc<dyn Component>),
}

impl RowKind {
    pub(crate) fn check(&self) -> Result<(), PartError> {
        let capacity = match self {
            Self::Server(own) | Self::Database { copy: own, .. } | Self::Cache { own, .. } => own.capacity,
            Self::Sequence(0) | Self::Balancer(0) => return Err(PartError::Empty),
            Self::Sequence(_) | Self::Balancer(_) => return Ok(()),
            Self::Foreign(component) => component.figures().capacity,
        };
        if capacity == Rate(0) { Err(PartError::ZeroCapacity) } else { Ok(()) }
    }

    /// Returns the number of direct parts.
    fn parts(&self) -> usize {
        match self {
            Self::Sequence(parts) | Self::Balancer(parts) => *parts,
            Self::Cache { .. } => 1,
            Self::Server(_) | Self::Database { .. } | Self::Foreign(_) => 0,
        }
    }
}

/// The rows of a whole tree.
#[derive(Clone, Debug)]
pub(crate) struct Rows(pub(crate) Vec<Row>);

/// A change of some rows. It is its own description, so it can be applied and undone.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    at: usize,
    old: Vec<Row>,
    new: Vec<Row>,
}

impl Rows {
    pub(crate) fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.figures_at(&mut 0)
    }

    /// Returns the figures of the part at a position, and moves the position behind the part.
    fn figures_at(&self, at: &mut usize) -> Result<Figures, ArithmeticError> {
        match self.next(at) {
            RowKind::Server(figures) => Ok(*figures),
            RowKind::Database { copy, shards, replicas } => copy.copied(shards.get(), *replicas),
            RowKind::Cache { own, hit_ratio } => own.caching(*hit_ratio, self.figures_at(at)?),
            RowKind::Sequence(parts) => self.fold(*parts, at, Figures::followed_by),
            RowKind::Balancer(parts) => self.fold(*parts, at, Figures::beside),
            RowKind::Foreign(component) => Ok(component.figures()),
        }
    }

    fn fold(
        &self,
        parts: usize,
        at: &mut usize,
        combine: impl Fn(Figures, Figures) -> Result<Figures, ArithmeticError>,
    ) -> Result<Figures, ArithmeticError> {
        let first = self.figures_at(at)?;
        (1..parts).try_fold(first, |all, _| combine(all, self.figures_at(at)?))
    }

    /// Sends a load through the tree.
    pub(crate) fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        self.flow_at(&mut 0, load, search)
    }

    fn flow_at(&self, at: &mut usize, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        let start = *at;
        let id = self.0[start].id;
        match self.next(at) {
            RowKind::Server(figures) => search.visit(id, load, figures.capacity)?,
            RowKind::Database { copy, shards, replicas } => {
                let shards = u64::from(shards.get());
                let copies = shards * (u64::from(*replicas) + 1);
                let reads = Rate(load.reads.0.div_ceil(copies));
                search.visit(id, Load { reads, writes: Rate(load.writes.0.div_ceil(shards)) }, copy.capacity)?;
            }
            RowKind::Cache { own, hit_ratio } => {
                search.visit(id, load, own.capacity)?;
                let misses = Rate(hit_ratio.complement().of(load.reads.0)?);
                self.flow_at(at, Load { reads: misses, ..load }, search)?;
            }
            RowKind::Sequence(parts) => {
                return (0..*parts).try_fold(load, |load, _| self.flow_at(at, load, search));
            }
            RowKind::Balancer(parts) => {
                let capacity = self.figures_at(&mut { start })?.capacity.0;
                for _ in 0..*parts {
                    let own = self.figures_at(&mut { *at })?.capacity.0;
                    let split = |rate: Rate| share(rate.0, own, capacity).map(Rate);
                    let share = Load { reads: split(load.reads)?, writes: split(load.writes)? };
                    self.flow_at(at, share, search)?;
                }
            }
            RowKind::Foreign(component) => {
                search.visit(id, load, component.figures().capacity)?;
                return Ok(component.forward(load));
            }
        }
        Ok(load)
    }

    pub(crate) fn outline(&self) -> Outline {
        self.outline_at(&mut 0)
    }

    fn outline_at(&self, at: &mut usize) -> Outline {
        let id = self.0[*at].id;
        let kind = match self.next(at) {
            RowKind::Server(figures) => Kind::Server(*figures),
            RowKind::Database { copy, shards, replicas } => {
                Kind::Database { copy: *copy, shards: *shards, replicas: *replicas }
            }
            RowKind::Cache { own, hit_ratio } => {
                Kind::Cache { figures: *own, hit_ratio: *hit_ratio, behind: Box::new(self.outline_at(at)) }
            }
            RowKind::Sequence(parts) => Kind::Sequence((0..*parts).map(|_| self.outline_at(at)).collect()),
            RowKind::Balancer(parts) => Kind::Balancer((0..*parts).map(|_| self.outline_at(at)).collect()),
            RowKind::Foreign(component) => Kind::Foreign(component.figures()),
        };
        Outline { id, kind }
    }

    /// Returns the edits of a step.
    pub(crate) fn edits(&self, step: Step, catalog: &Catalog, ids: &mut Ids) -> Result<Vec<Edit>, StepError> {
        let at = self.0.iter().position(|row| row.id == step.part).ok_or(StepError::UnknownPart(step.part))?;
        let bigger = |own: &Figures| catalog.bigger(own, step.part);
        let kind = match (step.kind, &self.0[at].kind) {
            (StepKind::AddCache, _) => {
                let kind = RowKind::Cache { own: catalog.cache, hit_ratio: catalog.hit_ratio };
                return Ok(vec![Edit { at, old: vec![], new: vec![Row { id: ids.issue()?, kind }] }]);
            }
            (StepKind::AddServer, RowKind::Server(figures)) => return self.added_server(at, *figures, ids),
            (StepKind::BiggerBox, RowKind::Server(own)) => RowKind::Server(bigger(own)?),
            (StepKind::BiggerBox, RowKind::Cache { own, hit_ratio }) => {
                RowKind::Cache { own: bigger(own)?, hit_ratio: *hit_ratio }
            }
            (StepKind::BiggerBox, RowKind::Database { copy, shards, replicas }) => {
                RowKind::Database { copy: bigger(copy)?, shards: *shards, replicas: *replicas }
            }
            (StepKind::AddReplica, RowKind::Database { copy, shards, replicas }) => {
                let replicas = replicas.checked_add(1).ok_or(ArithmeticError::TooLarge)?;
                RowKind::Database { copy: *copy, shards: *shards, replicas }
            }
            (StepKind::AddShard, RowKind::Database { copy, shards, replicas }) => {
                let shards = shards.checked_add(1).ok_or(ArithmeticError::TooLarge)?;
                RowKind::Database { copy: *copy, shards, replicas: *replicas }
            }
            _ => return Err(StepError::WrongPart(step)),
        };
        Ok(vec![self.replaced(at, kind)])
    }

    fn added_server(&self, at: usize, figures: Figures, ids: &mut Ids) -> Result<Vec<Edit>, StepError> {
        if let Some((parent, parts)) = self.balancer_of(at) {
            let new = Row { id: ids.issue()?, kind: RowKind::Server(figures) };
            let last = Edit { at: self.end(parent), old: vec![], new: vec![new] };
            return Ok(vec![self.replaced(parent, RowKind::Balancer(parts + 1)), last]);
        }
        let balancer = Row { id: ids.issue()?, kind: RowKind::Balancer(2) };
        let new = Row { id: ids.issue()?, kind: RowKind::Server(figures) };
        let server = self.0[at].clone();
        Ok(vec![Edit { at, old: vec![server.clone()], new: vec![balancer, server, new] }])
    }

    fn replaced(&self, at: usize, kind: RowKind) -> Edit {
        let old = self.0[at].clone();
        Edit { at, new: vec![Row { id: old.id, kind }], old: vec![old] }
    }

    /// Returns the position and the number of parts of the balancer whose direct part is at a position.
    fn balancer_of(&self, at: usize) -> Option<(usize, usize)> {
        (0..at).find_map(|parent| {
            let RowKind::Balancer(parts) = self.0[parent].kind else { return None };
            let mut part = parent + 1;
            for _ in 0..parts {
                if part == at {
                    return Some((parent, parts));
                }
                part = self.end(part);
            }
            None
        })
    }

    /// Returns the position behind the part at a position.
    fn end(&self, mut at: usize) -> usize {
        let mut open = 1;
        while open > 0 {
            open = open - 1 + self.0[at].kind.parts();
            at += 1;
        }
        at
    }

    fn next(&self, at: &mut usize) -> &RowKind {
        let row = &self.0[*at];
        *at += 1;
        &row.kind
    }

    pub(crate) fn apply(&mut self, edits: &[Edit]) {
        for Edit { at, old, new } in edits {
            self.0.splice(*at..at + old.len(), new.iter().cloned());
        }
    }

    pub(crate) fn undo(&mut self, edits: Vec<Edit>) {
        for Edit { at, old, new } in edits.into_iter().rev() {
            self.0.splice(at..at + new.len(), old);
        }
    }
}
