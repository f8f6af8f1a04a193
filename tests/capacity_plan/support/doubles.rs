//! The suite's own policies and parts.

use std::collections::VecDeque;

use capacity_plan::{
    Bottleneck, Component, Figures, Goals, Load, Outline, PartId, Policy, Rate, Situation, Step, StepKind,
};

/// A policy that picks planned steps and records the situations.
#[derive(Debug, Default)]
pub struct Script {
    steps: VecDeque<Step>,
    pub seen: Vec<(Outline, Goals, Option<Bottleneck>)>,
}

impl Script {
    pub fn new(steps: &[Step]) -> Self {
        Self { steps: steps.iter().copied().collect(), seen: Vec::new() }
    }
}

impl Policy for Script {
    fn next_step(&mut self, situation: &Situation<'_>) -> Option<Step> {
        self.seen.push((situation.plan.outline(), *situation.goals, situation.bottleneck));
        self.steps.pop_front()
    }
}

/// A policy that picks planned steps, and records what a copy of the plan undoes: the steps from the last to the first.
/// It also records the id of a cache in front of the copy.
#[derive(Debug)]
pub struct Historian {
    pub script: Script,
    pub seen: Vec<(Vec<Step>, PartId)>,
}

impl Policy for Historian {
    fn next_step(&mut self, situation: &Situation<'_>) -> Option<Step> {
        let mut copy = situation.plan.clone();
        let undone = std::iter::from_fn(|| copy.undo().ok()).collect();
        let cache = Step { kind: StepKind::AddCache, part: copy.outline().id };
        copy.apply(cache, situation.catalog).expect("a step on the outermost part");
        self.seen.push((undone, copy.outline().id));
        self.script.next_step(situation)
    }
}

/// A content delivery network. It forwards all writes, and of the reads only those above its own rate.
#[derive(Debug)]
pub struct Cdn {
    pub figures: Figures,
    pub absorbed: u64,
}

impl Component for Cdn {
    fn figures(&self) -> Figures {
        self.figures
    }

    fn forward(&self, load: Load) -> Load {
        Load { reads: Rate(load.reads.0.saturating_sub(self.absorbed)), ..load }
    }
}
