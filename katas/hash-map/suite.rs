//! The suite against your code: what `cargo xtask` runs. Its stages are in `tests/hash_map`; here is nothing to edit.

#[path = "../../tests/hash_map/main.rs"]
mod suite;
