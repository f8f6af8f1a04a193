//! A team's design in the overview of all teams.

use serde::Serialize;

use crate::comparison_worker::{DesignResult, DesignSummary};
use crate::database::runs::RunSummary;

/// The largest number of designs that are shown with their class diagrams, which need more space than the trees.
const MOST_DIAGRAMS: usize = 12;

/// The design of a team's last run with code.
#[derive(Clone, Debug, Serialize)]
pub struct TeamDesign {
    /// The team.
    pub team: u64,
    /// The run.
    pub run: u64,
    /// The run's kata.
    pub kata: String,
    /// The design; `None` while it is compared, or if there is a problem.
    pub design: Option<DesignSummary>,
    /// The reason why the design is unknown.
    pub problem: Option<String>,
}

impl TeamDesign {
    /// Creates the entries of these runs; the result of a run is `None` while its code is compared.
    pub fn all<'a>(runs: impl IntoIterator<Item = (&'a RunSummary, Option<DesignResult>)>) -> Vec<Self> {
        let mut all: Vec<Self> = runs.into_iter().map(|(run, result)| Self::new(run, result)).collect();
        if all.len() > MOST_DIAGRAMS {
            all.iter_mut().filter_map(|of| of.design.as_mut()).for_each(|design| design.diagram = None);
        }
        all
    }

    fn new(run: &RunSummary, result: Option<DesignResult>) -> Self {
        let (design, problem) = match result {
            Some(Ok(design)) => (Some(design), None),
            Some(Err(problem)) => (None, Some(problem)),
            None => (None, None),
        };
        Self { team: run.team, run: run.id, kata: run.kata.clone(), design, problem }
    }
}
