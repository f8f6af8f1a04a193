//! The suite on your code, as `cargo xtask` runs it. The stages are in `tests/vending_machine`. Don't edit this file.

#[path = "../../tests/vending_machine/main.rs"]
mod suite;
