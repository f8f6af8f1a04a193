//! The test suite of the capacity-plan kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_quantities;
#[cfg(not(without_stage = "2"))]
mod stage_2_workload;
#[cfg(not(without_stage = "3"))]
mod stage_3_components;
#[cfg(not(without_stage = "4"))]
mod stage_4_bottleneck;
#[cfg(not(without_stage = "5"))]
mod stage_5_steps;
#[cfg(not(without_stage = "6"))]
mod stage_6_planner;
#[cfg(not(without_stage = "7"))]
mod stage_7_foreign_parts;
