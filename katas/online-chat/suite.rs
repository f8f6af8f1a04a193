//! Compiles the suite against your code. The stages are in `tests/online_chat`; you don't need to edit this file.

#[path = "../../tests/online_chat/main.rs"]
mod suite;
