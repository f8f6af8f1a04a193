//! The test suite of the parking lot kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_one_level_one_size;
#[cfg(not(without_stage = "2"))]
mod stage_2_spot_sizes;
#[cfg(not(without_stage = "3"))]
mod stage_3_buses;
#[cfg(not(without_stage = "4"))]
mod stage_4_levels_and_counts;
#[cfg(not(without_stage = "5"))]
mod stage_5_tickets_and_fees;
#[cfg(not(without_stage = "6"))]
mod stage_6_spot_policies;
#[cfg(not(without_stage = "7"))]
mod stage_7_snapshots_and_trucks;
