//! The test suite of the circular array kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_both_ends;
#[cfg(not(without_stage = "2"))]
mod stage_2_overwrite;
#[cfg(not(without_stage = "3"))]
mod stage_3_index_and_rotate;
#[cfg(not(without_stage = "4"))]
mod stage_4_indexing_and_iteration;
#[cfg(not(without_stage = "5"))]
mod stage_5_growth_and_replacement;
#[cfg(not(without_stage = "6"))]
mod stage_6_standard_traits;
