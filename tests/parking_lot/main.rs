//! The test suite of the parking lot kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_park_and_leave;
#[cfg(not(without_stage = "2"))]
mod stage_2_sizes_and_buses;
#[cfg(not(without_stage = "3"))]
mod stage_3_spot_policies;
#[cfg(not(without_stage = "4"))]
mod stage_4_levels_and_counts;
#[cfg(not(without_stage = "5"))]
mod stage_5_tickets_and_fees;
#[cfg(not(without_stage = "6"))]
mod stage_6_snapshots_and_trucks;
