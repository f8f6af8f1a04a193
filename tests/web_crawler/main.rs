//! The test suite of the web crawler kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_addresses;
#[cfg(not(without_stage = "2"))]
mod stage_2_frontier;
#[cfg(not(without_stage = "3"))]
mod stage_3_crawl;
#[cfg(not(without_stage = "4"))]
mod stage_4_similar_pages;
#[cfg(not(without_stage = "5"))]
mod stage_5_politeness;
#[cfg(not(without_stage = "6"))]
mod stage_6_search;
#[cfg(not(without_stage = "7"))]
mod stage_7_revisits;
