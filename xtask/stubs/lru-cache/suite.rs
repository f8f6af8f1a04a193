//! Runs the suite in `tests/lru_cache` against your code. Don't edit this file.

#[path = "../../tests/lru_cache/main.rs"]
mod suite;
