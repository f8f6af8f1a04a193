//! Compiles the suite against your code. The stages are in `tests/hash_map`; you don't need to edit this file.

#[path = "../../tests/hash_map/main.rs"]
mod suite;
