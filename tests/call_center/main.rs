//! The test suite of the call center kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_one_rank;
#[cfg(not(without_stage = "2"))]
mod stage_2_call_queue;
#[cfg(not(without_stage = "3"))]
mod stage_3_ranks;
#[cfg(not(without_stage = "4"))]
mod stage_4_escalation;
#[cfg(not(without_stage = "5"))]
mod stage_5_staff_and_snapshots;
#[cfg(not(without_stage = "6"))]
mod stage_6_events_and_reports;
#[cfg(not(without_stage = "7"))]
mod stage_7_custom_policies_and_ranks;
