//! A plan: a tree of parts with a history of steps.

use crate::figures::Figures;
use crate::flow::{Bottleneck, Search};
use crate::outline::{NotBuiltIn, Outline, Snapshot, SnapshotError};
use crate::part::{Ids, Part, PartId};
use crate::quantity::ArithmeticError;
use crate::rows::{Edit, Rows};
use crate::step::{Catalog, NothingToUndo, Step, StepError, StepKind};
use crate::workload::Load;

/// The parts of a service, and the steps that scaled it.
///
/// Two plans are equal if their outlines are (rule 5.10). Each copy has a history of its own.
#[derive(Clone, Debug)]
pub struct Plan {
    rows: Rows,
    ids: Ids,
    /// The applied steps, each with its edits.
    history: Vec<(Step, Vec<Edit>)>,
}

impl Plan {
    /// Creates a plan of a part and the parts in it.
    #[must_use]
    pub fn new(part: Part) -> Self {
        let rows = part.numbered();
        let ids = Ids(rows.0.len() as u64);
        Self { rows, ids, history: Vec::new() }
    }

    /// Returns the figures of the whole.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a figure is above the maximum (rule 3.11).
    pub fn figures(&self) -> Result<Figures, ArithmeticError> {
        self.rows.figures()
    }

    /// Returns the bottleneck under a load, or `None` without load.
    ///
    /// # Errors
    ///
    /// [`ArithmeticError::TooLarge`] if a rate, or the capacity of a balancer, is above the maximum (rules 3.11 and
    /// 4.7).
    pub fn bottleneck(&self, load: Load) -> Result<Option<Bottleneck>, ArithmeticError> {
        let mut search = Search::default();
        self.rows.flow(load, &mut search)?;
        Ok(search.found)
    }

    /// Returns a description of all parts.
    #[must_use]
    pub fn outline(&self) -> Outline {
        self.rows.outline()
    }

    /// Checks that a step can be applied. Changes nothing.
    ///
    /// # Errors
    ///
    /// The [`StepError`] of [`Plan::apply`] (rule 5.7).
    pub fn check(&self, step: Step, catalog: &Catalog) -> Result<(), StepError> {
        self.after(step, catalog).map(|_| ())
    }

    /// Applies a step.
    ///
    /// # Errors
    ///
    /// [`StepError`] if the step is wrong (rules 5.2 to 5.7). Then the plan is unchanged.
    pub fn apply(&mut self, step: Step, catalog: &Catalog) -> Result<(), StepError> {
        let (edits, _, ids) = self.after(step, catalog)?;
        self.rows.apply(&edits);
        self.history.push((step, edits));
        self.ids = ids;
        Ok(())
    }

    /// Undoes the last applied step, and returns it.
    ///
    /// # Errors
    ///
    /// [`NothingToUndo`] if the history is empty (rule 5.8).
    pub fn undo(&mut self) -> Result<Step, NothingToUndo> {
        let (step, edits) = self.history.pop().ok_or(NothingToUndo)?;
        self.rows.undo(edits);
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

    /// Returns the edits of a step, the figures after it, and the ids that are left.
    pub(crate) fn after(&self, step: Step, catalog: &Catalog) -> Result<(Vec<Edit>, Figures, Ids), StepError> {
        let mut ids = self.ids;
        let edits = self.rows.edits(step, catalog, &mut ids)?;
        let mut rows = self.rows.clone();
        rows.apply(&edits);
        let figures = rows.figures()?;
        if step.kind == StepKind::AddCache && figures.capacity < self.figures()?.capacity {
            return Err(StepError::LowersCapacity(step.part));
        }
        Ok((edits, figures, ids))
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
        Ok(Self { rows: snapshot.rows()?, ids: Ids(snapshot.next_id.0), history: Vec::new() })
    }
}
