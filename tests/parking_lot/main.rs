//! The suite of the parking-lot kata, a stage a module.

#[cfg(not(without_stage = "1"))]
mod stage_1_todo;
#[cfg(not(without_stage = "2"))]
mod stage_2_todo;
#[cfg(not(without_stage = "3"))]
mod stage_3_todo;
#[cfg(not(without_stage = "4"))]
mod stage_4_todo;
#[cfg(not(without_stage = "5"))]
mod stage_5_todo;
