//! Runs the suite in `tests/sales_rank` against your code. Don't edit this file.

#[path = "../../tests/sales_rank/main.rs"]
mod suite;
