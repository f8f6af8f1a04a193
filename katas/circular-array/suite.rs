//! Compiles the suite against your code. The stages are in `tests/circular_array`; you don't need to edit this file.

#[path = "../../tests/circular_array/main.rs"]
mod suite;
