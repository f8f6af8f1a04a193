//! The test suite of the pastebin kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_links;
#[cfg(not(without_stage = "2"))]
mod stage_2_paste_and_read;
#[cfg(not(without_stage = "3"))]
mod stage_3_expiry;
#[cfg(not(without_stage = "4"))]
mod stage_4_two_ports_that_fail;
#[cfg(not(without_stage = "5"))]
mod stage_5_hit_counts;
#[cfg(not(without_stage = "6"))]
mod stage_6_a_cache_in_front;
#[cfg(not(without_stage = "7"))]
mod stage_7_foreign_adapters;
