//! Commands: each knows how to execute and how to undo itself.

use std::fmt::Debug;
use std::mem;
use std::num::NonZeroU16;
use std::sync::Arc;

use crate::figures::{Figures, Ratio};
use crate::node::{Balancer, Cache, Node, Server, balancer_of, find};
use crate::part::{Ids, PartId};
use crate::quantity::ArithmeticError;
use crate::step::{Catalog, Step, StepError, StepKind};

/// A step that fits a tree. The tree has the parts that the command names.
pub(crate) trait Command: Debug + Send + Sync {
    fn execute(&self, root: &mut Box<dyn Node>);

    /// Reverses `execute`. Nothing has changed in between.
    fn undo(&self, root: &mut Box<dyn Node>);
}

/// Returns the command of a step. Changes nothing in the tree.
pub(crate) fn command(
    root: &mut Box<dyn Node>,
    step: Step,
    catalog: &Catalog,
    ids: &mut Ids,
) -> Result<Arc<dyn Command>, StepError> {
    let part = step.part;
    let balancer = balancer_of(&**root, part);
    let node = find(root, part).ok_or(StepError::UnknownPart(part))?;
    let wrong = StepError::WrongPart(step);
    Ok(match step.kind {
        StepKind::BiggerBox => {
            let old = *node.own().ok_or(wrong)?;
            Arc::new(Resize { part, old, new: catalog.bigger(&old, part)? })
        }
        StepKind::AddServer => {
            let figures = node.as_server().ok_or(wrong)?.figures;
            match balancer {
                Some(balancer) => Arc::new(Join { balancer, server: Server { id: ids.issue()?, figures } }),
                None => Arc::new(Pair { part, balancer: ids.issue()?, server: Server { id: ids.issue()?, figures } }),
            }
        }
        StepKind::AddReplica => {
            let old = node.as_database().ok_or(wrong)?.replicas;
            Arc::new(Replicate { part, old, new: old.checked_add(1).ok_or(ArithmeticError::TooLarge)? })
        }
        StepKind::AddCache => {
            Arc::new(Shield { part, cache: ids.issue()?, own: catalog.cache, hit_ratio: catalog.hit_ratio })
        }
        StepKind::AddShard => {
            let old = node.as_database().ok_or(wrong)?.shards;
            Arc::new(Split { part, old, new: old.checked_add(1).ok_or(ArithmeticError::TooLarge)? })
        }
    })
}

fn place(root: &mut Box<dyn Node>, id: PartId) -> &mut Box<dyn Node> {
    find(root, id).expect("the tree has the parts of a command")
}

fn parts(root: &mut Box<dyn Node>, id: PartId) -> &mut Vec<Box<dyn Node>> {
    place(root, id).parts_mut().expect("the part is a composite")
}

/// Puts a composite without parts around a part.
fn wrap(root: &mut Box<dyn Node>, part: PartId, around: Box<dyn Node>) {
    let place = place(root, part);
    let inner = mem::replace(place, around);
    place.parts_mut().expect("the part around is a composite").push(inner);
}

/// Puts the first part of a composite in its place.
fn unwrap(root: &mut Box<dyn Node>, around: PartId) {
    let inner = parts(root, around).remove(0);
    *place(root, around) = inner;
}

#[derive(Debug)]
struct Resize {
    part: PartId,
    old: Figures,
    new: Figures,
}

impl Resize {
    fn set(&self, root: &mut Box<dyn Node>, figures: Figures) {
        *place(root, self.part).own().expect("the part is a box") = figures;
    }
}

impl Command for Resize {
    fn execute(&self, root: &mut Box<dyn Node>) {
        self.set(root, self.new);
    }

    fn undo(&self, root: &mut Box<dyn Node>) {
        self.set(root, self.old);
    }
}

#[derive(Debug)]
struct Join {
    balancer: PartId,
    server: Server,
}

impl Command for Join {
    fn execute(&self, root: &mut Box<dyn Node>) {
        parts(root, self.balancer).push(self.server.copy());
    }

    fn undo(&self, root: &mut Box<dyn Node>) {
        parts(root, self.balancer).pop();
    }
}

#[derive(Debug)]
struct Pair {
    part: PartId,
    balancer: PartId,
    server: Server,
}

impl Command for Pair {
    fn execute(&self, root: &mut Box<dyn Node>) {
        wrap(root, self.part, Box::new(Balancer { id: self.balancer, parts: vec![] }));
        parts(root, self.balancer).push(self.server.copy());
    }

    fn undo(&self, root: &mut Box<dyn Node>) {
        unwrap(root, self.balancer);
    }
}

#[derive(Debug)]
struct Replicate {
    part: PartId,
    old: u16,
    new: u16,
}

impl Command for Replicate {
    fn execute(&self, root: &mut Box<dyn Node>) {
        place(root, self.part).as_database().expect("the part is a database").replicas = self.new;
    }

    fn undo(&self, root: &mut Box<dyn Node>) {
        place(root, self.part).as_database().expect("the part is a database").replicas = self.old;
    }
}

#[derive(Debug)]
struct Split {
    part: PartId,
    old: NonZeroU16,
    new: NonZeroU16,
}

impl Command for Split {
    fn execute(&self, root: &mut Box<dyn Node>) {
        place(root, self.part).as_database().expect("the part is a database").shards = self.new;
    }

    fn undo(&self, root: &mut Box<dyn Node>) {
        place(root, self.part).as_database().expect("the part is a database").shards = self.old;
    }
}

#[derive(Debug)]
struct Shield {
    part: PartId,
    cache: PartId,
    own: Figures,
    hit_ratio: Ratio,
}

impl Command for Shield {
    fn execute(&self, root: &mut Box<dyn Node>) {
        let Self { part, cache: id, own, hit_ratio } = *self;
        wrap(root, part, Box::new(Cache { id, own, hit_ratio, behind: vec![] }));
    }

    fn undo(&self, root: &mut Box<dyn Node>) {
        unwrap(root, self.cache);
    }
}
