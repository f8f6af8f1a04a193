//! The test suite of the LRU cache kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_bounded_map;
#[cfg(not(without_stage = "2"))]
mod stage_2_recency;
#[cfg(not(without_stage = "3"))]
mod stage_3_constant_time;
#[cfg(not(without_stage = "4"))]
mod stage_4_policies;
#[cfg(not(without_stage = "5"))]
mod stage_5_iteration_and_resizing;
#[cfg(not(without_stage = "6"))]
mod stage_6_query_cache;
#[cfg(not(without_stage = "7"))]
mod stage_7_threads;
