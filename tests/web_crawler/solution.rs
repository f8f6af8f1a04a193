//! Runs the suite against the reference.

extern crate web_crawler_solution as web_crawler;

// rust-analyzer loads the suite only through the kata, so that "Run Test" tests the learner's code.
#[cfg(not(rust_analyzer))]
#[path = "main.rs"]
mod suite;
