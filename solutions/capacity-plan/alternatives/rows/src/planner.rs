//! The planner: it applies the steps of a policy until all goals hold.

use std::num::NonZeroU64;

use thiserror::Error;

use crate::figures::Ratio;
use crate::flow::Bottleneck;
use crate::plan::Plan;
use crate::quantity::{ArithmeticError, Latency, Money};
use crate::step::{Catalog, Step, StepError, StepKind};
use crate::workload::{Load, Workload};

const MAX_STEPS: usize = 1_000;
const MAX_USERS: u64 = 10_000_000;

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
        let part = situation.bottleneck?.part;
        let cost = |step| {
            let (_, figures, _) = situation.plan.after(step, situation.catalog).ok()?;
            Some((figures.cost, step))
        };
        let steps = enum_iterator::all::<StepKind>().map(|kind| Step { kind, part });
        steps.filter_map(cost).min_by_key(|&(cost, _)| cost).map(|(_, step)| step)
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
        let mut trial = self.clone();
        let steps = trial.advance(goals, catalog, policy)?;
        *self = trial;
        Ok(steps)
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
        let mut trial = self.clone();
        let mut milestones = Vec::new();
        let mut users = NonZeroU64::MIN;
        while users.get() <= MAX_USERS {
            let goals = Goals { load: workload.scaled_to(users)?.load(), ..*goals };
            let steps = trial.advance(&goals, catalog, policy)?;
            milestones.push(Milestone { users: users.get(), steps });
            users = users.saturating_mul(NonZeroU64::new(10).expect("ten is not zero"));
        }
        *self = trial;
        Ok(milestones)
    }

    /// Like [`Plan::reach`], but keeps the applied steps after an error.
    fn advance(
        &mut self,
        goals: &Goals,
        catalog: &Catalog,
        policy: &mut dyn Policy,
    ) -> Result<Vec<Applied>, PlannerError> {
        let mut steps = Vec::new();
        loop {
            let bottleneck = self.bottleneck(goals.load)?;
            let unmet = self.unmet(goals, bottleneck)?;
            if unmet.is_empty() {
                return Ok(steps);
            }
            if steps.len() == MAX_STEPS {
                return Err(PlannerError::NotReached(unmet));
            }
            let situation = Situation { plan: self, goals, bottleneck, catalog };
            let Some(step) = policy.next_step(&situation) else {
                return Err(PlannerError::NotReached(unmet));
            };
            self.apply(step, catalog).map_err(|error| PlannerError::WrongStep { step, error })?;
            steps.push(Applied { step, cost: self.figures()?.cost });
        }
    }

    fn unmet(&self, goals: &Goals, bottleneck: Option<Bottleneck>) -> Result<Vec<Goal>, ArithmeticError> {
        let figures = self.figures()?;
        let holds = |goal: &Goal| match goal {
            Goal::Rate => bottleneck.is_none_or(|bottleneck| bottleneck.growth_factor() >= 100),
            Goal::Latency => figures.latency <= goals.latency,
            Goal::Availability => figures.availability >= goals.availability,
            Goal::Budget => figures.cost <= goals.budget,
        };
        Ok(enum_iterator::all::<Goal>().filter(|goal| !holds(goal)).collect())
    }
}
