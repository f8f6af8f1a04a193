//! The test suite of the social graph kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_people_and_friends;
#[cfg(not(without_stage = "2"))]
mod stage_2_shortest_path;
#[cfg(not(without_stage = "3"))]
mod stage_3_servers;
#[cfg(not(without_stage = "4"))]
mod stage_4_batches;
#[cfg(not(without_stage = "5"))]
mod stage_5_both_ends;
#[cfg(not(without_stage = "6"))]
mod stage_6_failures;
#[cfg(not(without_stage = "7"))]
mod stage_7_moving;
