//! The suite against your code: what `cargo xtask` runs. Its stages are in `tests/online_chat`; here is nothing to edit.

#[path = "../../tests/online_chat/main.rs"]
mod suite;
