//! The suite against your code: what `cargo xtask` runs. Its stages are in `tests/parking_lot`; here is nothing to edit.

#[path = "../../tests/parking_lot/main.rs"]
mod suite;
