//! The suite against your code: what `cargo xtask` runs. Its stages are in `tests/call_center`; here is nothing to edit.

#[path = "../../tests/call_center/main.rs"]
mod suite;
