//! The test suite of the budget kata, one module per stage.

mod support;

#[cfg(not(without_stage = "1"))]
mod stage_1_values_and_lines;
#[cfg(not(without_stage = "2"))]
mod stage_2_categories;
#[cfg(not(without_stage = "3"))]
mod stage_3_monthly_spending;
#[cfg(not(without_stage = "4"))]
mod stage_4_budgets;
#[cfg(not(without_stage = "5"))]
mod stage_5_notices;
#[cfg(not(without_stage = "6"))]
mod stage_6_import;
#[cfg(not(without_stage = "7"))]
mod stage_7_new_links_and_snapshots;
