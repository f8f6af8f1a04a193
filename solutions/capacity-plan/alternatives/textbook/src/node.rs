//! The classes of parts. Each knows its own formulas.

use std::fmt::Debug;
use std::num::NonZeroU16;
use std::sync::Arc;

use crate::figures::{Figures, Ratio};
use crate::flow::Search;
use crate::outline::{Kind, Outline};
use crate::part::{Component, PartId};
use crate::quantity::{ArithmeticError, Rate, share};
use crate::workload::Load;

/// A part of a plan. The methods with a body are for some classes only.
pub(crate) trait Node: Debug + Send + Sync {
    fn id(&self) -> PartId;
    fn set_id(&mut self, id: PartId);
    fn copy(&self) -> Box<dyn Node>;
    fn figures(&self) -> Result<Figures, ArithmeticError>;

    /// Sends a load through this part, and returns the load that goes on to the next part.
    fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError>;

    fn outline(&self) -> Outline;

    fn parts(&self) -> &[Box<dyn Node>] {
        &[]
    }

    fn parts_mut(&mut self) -> Option<&mut Vec<Box<dyn Node>>> {
        None
    }

    /// Returns the figures that a bigger box replaces.
    fn own(&mut self) -> Option<&mut Figures> {
        None
    }

    fn as_server(&self) -> Option<&Server> {
        None
    }

    fn as_database(&mut self) -> Option<&mut Database> {
        None
    }

    fn is_balancer(&self) -> bool {
        false
    }
}

/// Gives ids to a part and the parts in it, in depth-first order.
pub(crate) fn number(node: &mut dyn Node, next: &mut u64) {
    node.set_id(PartId(*next));
    *next += 1;
    for part in node.parts_mut().into_iter().flatten() {
        number(&mut **part, next);
    }
}

/// Returns the place of a part.
pub(crate) fn find(node: &mut Box<dyn Node>, id: PartId) -> Option<&mut Box<dyn Node>> {
    if node.id() == id {
        return Some(node);
    }
    node.parts_mut()?.iter_mut().find_map(|part| find(part, id))
}

/// Returns the id of the balancer that a part is a direct part of.
pub(crate) fn balancer_of(node: &dyn Node, id: PartId) -> Option<PartId> {
    if node.is_balancer() && node.parts().iter().any(|part| part.id() == id) {
        return Some(node.id());
    }
    node.parts().iter().find_map(|part| balancer_of(&**part, id))
}

fn copies(parts: &[Box<dyn Node>]) -> Vec<Box<dyn Node>> {
    parts.iter().map(|part| part.copy()).collect()
}

fn outlines(parts: &[Box<dyn Node>]) -> Vec<Outline> {
    parts.iter().map(|part| part.outline()).collect()
}

fn fold(
    parts: &[Box<dyn Node>],
    combine: impl Fn(Figures, Figures) -> Result<Figures, ArithmeticError>,
) -> Result<Figures, ArithmeticError> {
    let (first, rest) = parts.split_first().expect("a composite has a part");
    rest.iter().try_fold(first.figures()?, |all, part| combine(all, part.figures()?))
}

#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) id: PartId,
    pub(crate) figures: Figures,
}

impl Node for Server {
    fn id(&self) -> PartId {
        self.id
    }

    fn set_id(&mut self, id: PartId) {
        self.id = id;
    }

    fn copy(&self) -> Box<dyn Node> {
        Box::new(self.clone())
    }

    fn figures(&self) -> Result<Figures, ArithmeticError> {
        Ok(self.figures)
    }

    fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        search.visit(self.id, load, self.figures.capacity)?;
        Ok(load)
    }

    fn outline(&self) -> Outline {
        Outline { id: self.id, kind: Kind::Server(self.figures) }
    }

    fn own(&mut self) -> Option<&mut Figures> {
        Some(&mut self.figures)
    }

    fn as_server(&self) -> Option<&Server> {
        Some(self)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) id: PartId,
    pub(crate) copy: Figures,
    pub(crate) shards: NonZeroU16,
    pub(crate) replicas: u16,
}

impl Node for Database {
    fn id(&self) -> PartId {
        self.id
    }

    fn set_id(&mut self, id: PartId) {
        self.id = id;
    }

    fn copy(&self) -> Box<dyn Node> {
        Box::new(self.clone())
    }

    fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.copy.copied(self.shards.get(), self.replicas)
    }

    fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        let shards = u64::from(self.shards.get());
        let copies = shards * (u64::from(self.replicas) + 1);
        let per_copy =
            Load { reads: Rate(load.reads.0.div_ceil(copies)), writes: Rate(load.writes.0.div_ceil(shards)) };
        search.visit(self.id, per_copy, self.copy.capacity)?;
        Ok(load)
    }

    fn outline(&self) -> Outline {
        let Self { id, copy, shards, replicas } = *self;
        Outline { id, kind: Kind::Database { copy, shards, replicas } }
    }

    fn own(&mut self) -> Option<&mut Figures> {
        Some(&mut self.copy)
    }

    fn as_database(&mut self) -> Option<&mut Database> {
        Some(self)
    }
}

#[derive(Debug)]
pub(crate) struct Cache {
    pub(crate) id: PartId,
    pub(crate) own: Figures,
    pub(crate) hit_ratio: Ratio,
    /// The one part behind the cache, in a list like that of any composite.
    pub(crate) behind: Vec<Box<dyn Node>>,
}

impl Clone for Cache {
    fn clone(&self) -> Self {
        Self { behind: copies(&self.behind), ..*self }
    }
}

impl Node for Cache {
    fn id(&self) -> PartId {
        self.id
    }

    fn set_id(&mut self, id: PartId) {
        self.id = id;
    }

    fn copy(&self) -> Box<dyn Node> {
        Box::new(self.clone())
    }

    fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.own.caching(self.hit_ratio, self.behind[0].figures()?)
    }

    fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        search.visit(self.id, load, self.own.capacity)?;
        let misses = Rate(self.hit_ratio.complement().of(load.reads.0)?);
        self.behind[0].flow(Load { reads: misses, ..load }, search)?;
        Ok(load)
    }

    fn outline(&self) -> Outline {
        let behind = Box::new(self.behind[0].outline());
        Outline { id: self.id, kind: Kind::Cache { figures: self.own, hit_ratio: self.hit_ratio, behind } }
    }

    fn parts(&self) -> &[Box<dyn Node>] {
        &self.behind
    }

    fn parts_mut(&mut self) -> Option<&mut Vec<Box<dyn Node>>> {
        Some(&mut self.behind)
    }

    fn own(&mut self) -> Option<&mut Figures> {
        Some(&mut self.own)
    }
}

#[derive(Debug)]
pub(crate) struct Sequence {
    pub(crate) id: PartId,
    pub(crate) parts: Vec<Box<dyn Node>>,
}

impl Clone for Sequence {
    fn clone(&self) -> Self {
        Self { id: self.id, parts: copies(&self.parts) }
    }
}

impl Node for Sequence {
    fn id(&self) -> PartId {
        self.id
    }

    fn set_id(&mut self, id: PartId) {
        self.id = id;
    }

    fn copy(&self) -> Box<dyn Node> {
        Box::new(self.clone())
    }

    fn figures(&self) -> Result<Figures, ArithmeticError> {
        fold(&self.parts, Figures::followed_by)
    }

    fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        self.parts.iter().try_fold(load, |load, part| part.flow(load, search))
    }

    fn outline(&self) -> Outline {
        Outline { id: self.id, kind: Kind::Sequence(outlines(&self.parts)) }
    }

    fn parts(&self) -> &[Box<dyn Node>] {
        &self.parts
    }

    fn parts_mut(&mut self) -> Option<&mut Vec<Box<dyn Node>>> {
        Some(&mut self.parts)
    }
}

#[derive(Debug)]
pub(crate) struct Balancer {
    pub(crate) id: PartId,
    pub(crate) parts: Vec<Box<dyn Node>>,
}

impl Clone for Balancer {
    fn clone(&self) -> Self {
        Self { id: self.id, parts: copies(&self.parts) }
    }
}

impl Node for Balancer {
    fn id(&self) -> PartId {
        self.id
    }

    fn set_id(&mut self, id: PartId) {
        self.id = id;
    }

    fn copy(&self) -> Box<dyn Node> {
        Box::new(self.clone())
    }

    fn figures(&self) -> Result<Figures, ArithmeticError> {
        fold(&self.parts, Figures::beside)
    }

    fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        let capacity = self.figures()?.capacity.0;
        for part in &self.parts {
            let own = part.figures()?.capacity.0;
            let split = |rate: Rate| share(rate.0, own, capacity).map(Rate);
            part.flow(Load { reads: split(load.reads)?, writes: split(load.writes)? }, search)?;
        }
        Ok(load)
    }

    fn outline(&self) -> Outline {
        Outline { id: self.id, kind: Kind::Balancer(outlines(&self.parts)) }
    }

    fn parts(&self) -> &[Box<dyn Node>] {
        &self.parts
    }

    fn parts_mut(&mut self) -> Option<&mut Vec<Box<dyn Node>>> {
        Some(&mut self.parts)
    }

    fn is_balancer(&self) -> bool {
        true
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Foreign {
    pub(crate) id: PartId,
    pub(crate) component: Arc<dyn Component>,
}

impl Node for Foreign {
    fn id(&self) -> PartId {
        self.id
    }

    fn set_id(&mut self, id: PartId) {
        self.id = id;
    }

    fn copy(&self) -> Box<dyn Node> {
        Box::new(self.clone())
    }

    fn figures(&self) -> Result<Figures, ArithmeticError> {
        Ok(self.component.figures())
    }

    fn flow(&self, load: Load, search: &mut Search) -> Result<Load, ArithmeticError> {
        search.visit(self.id, load, self.component.figures().capacity)?;
        Ok(self.component.forward(load))
    }

    fn outline(&self) -> Outline {
        Outline { id: self.id, kind: Kind::Foreign(self.component.figures()) }
    }
}
