//! The test suite of the vending machine kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_coin_box;
#[cfg(not(without_stage = "2"))]
mod stage_2_select;
#[cfg(not(without_stage = "3"))]
mod stage_3_pay;
#[cfg(not(without_stage = "4"))]
mod stage_4_change_policy;
