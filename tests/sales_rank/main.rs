//! The test suite of the sales rank kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_sales;
#[cfg(not(without_stage = "2"))]
mod stage_2_batch;
#[cfg(not(without_stage = "3"))]
mod stage_3_moving_window;
#[cfg(not(without_stage = "4"))]
mod stage_4_top_k;
#[cfg(not(without_stage = "5"))]
mod stage_5_merging;
#[cfg(not(without_stage = "6"))]
mod stage_6_jobs;
#[cfg(not(without_stage = "7"))]
mod stage_7_another_measure;
