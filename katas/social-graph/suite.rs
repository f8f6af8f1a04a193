//! Runs the suite in `tests/social_graph` against your code. Don't edit this file.

#[path = "../../tests/social_graph/main.rs"]
mod suite;
