//! A plan: a tree of parts with a history of steps.

use std::sync::Arc;

use crate::command::{Command, command};
use crate::figures::Figures;
use crate::flow::{Bottleneck, Search};
use crate::node::{Node, number};
use crate::outline::{NotBuiltIn, Outline, Snapshot, SnapshotError};
use crate::part::{Ids, Part, PartId};
use crate::quantity::ArithmeticError;
use crate::step::{Catalog, NothingToUndo, Step, StepError, StepKind};
use crate::workload::Load;

/// The parts of a service, and the steps that scaled it.
///
/// Two plans are equal if their outlines are (rule 5.10). Each copy has a history of its own.
#[derive(Debug)]
pub struct Plan {
    root: Box<dyn Node>,
    ids: Ids,
    /// The applied steps, each with its command.
    history: Vec<(Step, Arc<dyn Command>)>,
}

impl Plan {
    /// Creates a plan of a part and the parts in it.
    #[must_use]
    pub fn new(part: Part) -> Self {
        let (mut root, mut next_id) = (part.0, 0);
        number(&mut *root, &mut next_id);
        Self { root, ids: Ids(next_id), history: Vec::new() }
    }

    /// Returns the figures of the whole.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a figure is above the maximum (rule 3.11).
    pub fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.root.figures()
    }

    /// Returns the bottleneck under a load, or `None` without load.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a rate, or the capacity of a balancer, is above the maximum (rules 3.11 and
    /// 4.7).
    pub fn bottleneck(&self, load: Load) -> Result<Option<Bottleneck>, ArithmeticError> {
        let mut search = Search::default();
        self.root.flow(load, &mut search)?;
        Ok(search.found)
    }

    /// Returns a description of all parts.
    #[must_use]
    pub fn outline(&self) -> Outline {
        self.root.outline()
    }

    /// Checks that a step can be applied. Changes nothing.
    ///
    /// # Errors
    ///
    /// The [`StepError`] of [`Plan::apply`] (rule 5.7).
    pub fn check(&self, step: Step, catalog: &Catalog) -> Result<(), StepError> {
        self.clone().apply(step, catalog)
    }

    /// Applies a step.
    ///
    /// # Errors
    ///
    /// [`StepError`] if the step is wrong (rules 5.2 to 5.7). Then the plan is unchanged.
    pub fn apply(&mut self, step: Step, catalog: &Catalog) -> Result<(), StepError> {
        let mut ids = self.ids;
        let before = self.figures();
        let command = command(&mut self.root, step, catalog, &mut ids)?;
        command.execute(&mut self.root);
        let accepted = match (self.figures(), before) {
            (Ok(after), Ok(before)) if step.kind == StepKind::AddCache && after.capacity < before.capacity => {
                Err(StepError::LowersCapacity(step.part))
            }
            (Ok(_), Err(error)) if step.kind == StepKind::AddCache => Err(StepError::Arithmetic(error)),
            (Ok(_), _) => Ok(()),
            (Err(error), _) => Err(StepError::Arithmetic(error)),
        };
        if accepted.is_err() {
            command.undo(&mut self.root);
            return accepted;
        }
        self.history.push((step, command));
        self.ids = ids;
        Ok(())
    }

    /// Undoes the last applied step, and returns it.
    ///
    /// # Errors
    ///
    /// [`NothingToUndo`] if the history is empty (rule 5.8).
    pub fn undo(&mut self) -> Result<Step, NothingToUndo> {
        let (step, command) = self.history.pop().ok_or(NothingToUndo)?;
        command.undo(&mut self.root);
        Ok(step)
    }

    /// Returns a snapshot of the parts.
    ///
    /// # Errors
    ///
    /// [`NotBuiltIn`] with the first part, in depth-first order, that is not built in (rule 7.5).
    pub fn save(&self) -> Result<Snapshot, NotBuiltIn> {
        let root = self.outline();
        root.check_built_in()?;
        Ok(Snapshot { next_id: PartId(self.ids.0), root })
    }
}

impl Clone for Plan {
    fn clone(&self) -> Self {
        Self { root: self.root.copy(), ids: self.ids, history: self.history.clone() }
    }
}

impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        self.outline() == other.outline()
    }
}

impl Eq for Plan {}

impl TryFrom<Snapshot> for Plan {
    type Error = SnapshotError;

    fn try_from(snapshot: Snapshot) -> Result<Self, SnapshotError> {
        Ok(Self { root: snapshot.part()?.0, ids: Ids(snapshot.next_id.0), history: Vec::new() })
    }
}
