//! The test suite of the hash map kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_fixed_table;
#[cfg(not(without_stage = "2"))]
mod stage_2_collisions;
#[cfg(not(without_stage = "3"))]
mod stage_3_growth;
#[cfg(not(without_stage = "4"))]
mod stage_4_iteration;
#[cfg(not(without_stage = "5"))]
mod stage_5_entry;
#[cfg(not(without_stage = "6"))]
mod stage_6_standard_traits;
#[cfg(not(without_stage = "7"))]
mod stage_7_pluggable_collisions;
