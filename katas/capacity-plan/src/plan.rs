//! A plan: a tree of parts with a history of steps.

use crate::figures::Figures;
use crate::flow::Bottleneck;
use crate::outline::{NotBuiltIn, Outline, Snapshot, SnapshotError};
use crate::part::Part;
use crate::quantity::ArithmeticError;
use crate::step::{Catalog, NothingToUndo, Step, StepError};
use crate::workload::Load;

/// The parts of a service, and the steps that scaled it.
///
/// Two plans are equal if their outlines are (rule 5.10). Each copy has a history of its own.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Replace this placeholder with your fields.
    yours: (),
}

impl Plan {
    /// Creates a plan of a part and the parts in it.
    #[must_use]
    pub fn new(part: Part) -> Self {
        todo!("stage 4")
    }

    /// Returns the figures of the whole.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a figure is above the maximum (rule 3.11).
    pub fn figures(&self) -> Result<Figures, ArithmeticError> {
        todo!("stage 4")
    }

    /// Returns the bottleneck under a load, or `None` without load.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a rate, or the capacity of a balancer, is above the maximum (rules 3.11 and
    /// 4.7).
    pub fn bottleneck(&self, load: Load) -> Result<Option<Bottleneck>, ArithmeticError> {
        todo!("stage 4")
    }

    /// Returns a description of all parts.
    #[must_use]
    pub fn outline(&self) -> Outline {
        todo!("stage 5")
    }

    /// Checks that a step can be applied. Changes nothing.
    ///
    /// # Errors
    ///
    /// The [`StepError`] of [`Plan::apply`] (rule 5.7).
    pub fn check(&self, step: Step, catalog: &Catalog) -> Result<(), StepError> {
        todo!("stage 5")
    }

    /// Applies a step.
    ///
    /// # Errors
    ///
    /// [`StepError`] if the step is wrong (rules 5.2 to 5.7). Then the plan is unchanged.
    pub fn apply(&mut self, step: Step, catalog: &Catalog) -> Result<(), StepError> {
        todo!("stage 5")
    }

    /// Undoes the last applied step, and returns it.
    ///
    /// # Errors
    ///
    /// [`NothingToUndo`] if the history is empty (rule 5.8).
    pub fn undo(&mut self) -> Result<Step, NothingToUndo> {
        todo!("stage 5")
    }

    /// Returns a snapshot of the parts.
    ///
    /// # Errors
    ///
    /// [`NotBuiltIn`] with the first part, in depth-first order, that is not built in (rule 7.5).
    pub fn save(&self) -> Result<Snapshot, NotBuiltIn> {
        todo!("stage 7")
    }
}

impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        todo!("stage 5")
    }
}

impl Eq for Plan {}

impl TryFrom<Snapshot> for Plan {
    type Error = SnapshotError;

    fn try_from(snapshot: Snapshot) -> Result<Self, SnapshotError> {
        todo!("stage 7")
    }
}
