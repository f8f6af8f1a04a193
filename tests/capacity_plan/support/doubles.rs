//! The suite's own policies and parts.

use std::collections::VecDeque;

use capacity_plan::{Bottleneck, Component, Figures, Goals, Load, Outline, Policy, Rate, Situation, Step};

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
