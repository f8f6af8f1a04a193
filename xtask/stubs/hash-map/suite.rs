//! Runs the suite in `tests/hash_map` against your code. Don't edit this file.

#[path = "../../tests/hash_map/main.rs"]
mod suite;
