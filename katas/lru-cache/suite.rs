//! The suite against your code: what `cargo xtask` runs. Its stages are in `tests/lru_cache`; here is nothing to edit.

#[path = "../../tests/lru_cache/main.rs"]
mod suite;
