//! The test suite of the online chat kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_users;
#[cfg(not(without_stage = "2"))]
mod stage_2_friend_requests;
#[cfg(not(without_stage = "3"))]
mod stage_3_private_chat;
#[cfg(not(without_stage = "4"))]
mod stage_4_groups;
#[cfg(not(without_stage = "5"))]
mod stage_5_leaving;
#[cfg(not(without_stage = "6"))]
mod stage_6_notifications;
#[cfg(not(without_stage = "7"))]
mod stage_7_threads_transcripts_kinds;
