//! The suite of the call center kata, a stage a module.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_one_rank;
#[cfg(not(without_stage = "2"))]
mod stage_2_the_line;
#[cfg(not(without_stage = "3"))]
mod stage_3_ranks;
#[cfg(not(without_stage = "4"))]
mod stage_4_escalation;
#[cfg(not(without_stage = "5"))]
mod stage_5_people_come_and_go;
#[cfg(not(without_stage = "6"))]
mod stage_6_watching_it_run;
#[cfg(not(without_stage = "7"))]
mod stage_7_policies_and_ranks;
