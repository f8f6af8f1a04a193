//! The suite of the parking lot kata, a stage a module.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_one_level_one_size;
#[cfg(not(without_stage = "2"))]
mod stage_2_sizes;
#[cfg(not(without_stage = "3"))]
mod stage_3_buses;
#[cfg(not(without_stage = "4"))]
mod stage_4_levels_and_counts;
#[cfg(not(without_stage = "5"))]
mod stage_5_tickets_and_money;
#[cfg(not(without_stage = "6"))]
mod stage_6_policies;
#[cfg(not(without_stage = "7"))]
mod stage_7_snapshots_and_trucks;
