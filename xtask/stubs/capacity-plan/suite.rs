//! Runs the suite in `tests/capacity_plan` against your code. Don't edit this file.

#[path = "../../tests/capacity_plan/main.rs"]
mod suite;
