//! The runner behind `cargo xtask`: it builds a kata's suite, runs it, and shows the result.
//!
//! A run is one value that flows one way: a [`workspace::Kata`] is [built](run::build), each test [runs](run::test_runner)
//! in a process of its own, and the result is a [`report::Report`]. [`render`] turns a report into text; [`store`] keeps what
//! later runs need. `xtask/DESIGN.md` gives the whole picture.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod cli;
pub mod command_context;
pub mod commands;
pub mod comparison_text;
pub mod error;
pub mod helper_programs;
pub mod hyperlinks;
pub mod kata_summary;
pub mod orphans;
pub mod paths;
pub mod process;
pub mod recorded_run;
pub mod render;
pub mod replace_code;
pub mod report;
#[cfg(test)]
mod report_fixtures;
pub mod run;
pub mod sanitize;

pub mod shown_hints;
pub mod source_excerpt;
pub mod store;
pub mod team;
pub mod terminal_output;
pub mod update;

pub mod watch;
pub mod workspace;
