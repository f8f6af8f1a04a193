//! The test suite of the timeline kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_posts;
#[cfg(not(without_stage = "2"))]
mod stage_2_home_by_merging;
#[cfg(not(without_stage = "3"))]
mod stage_3_home_by_fan_out;
#[cfg(not(without_stage = "4"))]
mod stage_4_limits_and_deletion;
#[cfg(not(without_stage = "5"))]
mod stage_5_hybrid;
#[cfg(not(without_stage = "6"))]
mod stage_6_search;
#[cfg(not(without_stage = "7"))]
mod stage_7_shards;
#[cfg(not(without_stage = "8"))]
mod stage_8_strategy_and_ranking;
