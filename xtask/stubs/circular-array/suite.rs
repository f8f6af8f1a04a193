//! The suite against your code: what `cargo xtask` runs. Its stages are in `tests/circular_array`; here is nothing to edit.

#[path = "../../tests/circular_array/main.rs"]
mod suite;
