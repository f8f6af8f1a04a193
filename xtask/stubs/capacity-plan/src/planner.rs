//! The planner: it applies the steps of a policy until all goals hold.

use thiserror::Error;

use crate::figures::Ratio;
use crate::flow::Bottleneck;
use crate::plan::Plan;
use crate::quantity::{ArithmeticError, Latency, Money};
use crate::step::{Catalog, Step, StepError};
use crate::workload::{Load, Workload};

/// The goals of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goals {
    /// The load to serve.
    pub load: Load,
    /// The highest latency.
    pub latency: Latency,
    /// The lowest availability.
    pub availability: Ratio,
    /// The highest cost per month.
    pub budget: Money,
}

/// One of the goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, enum_iterator::Sequence)]
pub enum Goal {
    /// The load is served.
    Rate,
    /// The latency is low enough.
    Latency,
    /// The availability is high enough.
    Availability,
    /// The cost is within the budget.
    Budget,
}

/// The situation in which a policy picks a step.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The plan so far.
    pub plan: &'a Plan,
    /// The goals.
    pub goals: &'a Goals,
    /// The bottleneck under the load of the goals.
    pub bottleneck: Option<Bottleneck>,
    /// The catalog.
    pub catalog: &'a Catalog,
}

/// A way to pick the next step.
pub trait Policy {
    /// Picks the next step, or none if it knows none.
    fn next_step(&mut self, situation: &Situation<'_>) -> Option<Step>;
}

/// The built-in policy: the cheapest step on the bottleneck.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cheapest;

impl Policy for Cheapest {
    fn next_step(&mut self, situation: &Situation<'_>) -> Option<Step> {
        todo!("stage 6")
    }
}

/// An applied step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The step.
    pub step: Step,
    /// The cost per month after the step.
    pub cost: Money,
}

/// The steps to a number of users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// The number of users.
    pub users: u64,
    /// The applied steps (rule 6.1).
    pub steps: Vec<Applied>,
}

/// A reason why the planner does not reach its goals.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlannerError {
    /// The policy has no step, or the limit of steps is reached. These goals do not hold.
    #[error("these goals do not hold: {0:?}")]
    NotReached(Vec<Goal>),
    /// The policy picked a wrong step.
    #[error("the policy picked a wrong step: {step:?}")]
    WrongStep {
        /// The step.
        step: Step,
        /// The reason why it cannot be applied.
        #[source]
        error: StepError,
    },
    /// A rate or figure is above the maximum.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

impl Plan {
    /// Applies the steps that a policy picks until all goals hold, and returns them.
    ///
    /// # Errors
    ///
    /// [`PlannerError`] if the goals are not reached (rules 6.4 and 6.5). Then the plan equals the one before
    /// (rule 6.6).
    pub fn reach(
        &mut self,
        goals: &Goals,
        catalog: &Catalog,
        policy: &mut dyn Policy,
    ) -> Result<Vec<Applied>, PlannerError> {
        todo!("stage 6")
    }

    /// Plans for 1, 10, 100 and so on up to 10 million users, and returns the steps to each.
    ///
    /// The load of `goals` is replaced by that of the workload.
    ///
    /// # Errors
    ///
    /// The [`PlannerError`] of [`Plan::reach`]. Then the plan equals the one before (rule 6.6).
    pub fn grow(
        &mut self,
        workload: &Workload,
        goals: &Goals,
        catalog: &Catalog,
        policy: &mut dyn Policy,
    ) -> Result<Vec<Milestone>, PlannerError> {
        todo!("stage 6")
    }
}
