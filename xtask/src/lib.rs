//! The runner behind `cargo xtask`: builds a kata's suite, runs it, and shows the result.
//!
//! Data flows in one direction. First, the runner [builds](run::build) a [`workspace::Kata`] and
//! [runs](run::test_runner) each of its tests in a separate process, which results in a [`report::Report`]. Then
//! [`render`] turns the report into text, and [`store`] saves the state for later runs. `xtask/DESIGN.md` describes the
//! design in more detail.
#![forbid(unsafe_code)]
// `println!` panics if the output is closed. Use `terminal_output` instead.
#![warn(clippy::print_stdout)]
#![warn(missing_docs)]

pub mod cli;
pub mod command_context;
pub mod commands;
pub mod comparison_text;
pub mod editor_command;
pub mod error;
pub mod full_screen;
pub mod helper_programs;
pub mod hyperlinks;
pub mod kata_summary;
pub mod orphans;
pub mod paths;
pub mod plan;
pub mod process;
pub mod questions;
pub mod recorded_run;
pub mod render;
pub mod replace_code;
pub mod report;
#[cfg(test)]
mod report_fixtures;
pub mod rules;
pub mod run;
pub mod sanitize;
pub mod saves;
pub mod shown_hints;
pub mod source_excerpt;
pub mod store;
pub mod team;
pub mod terminal_output;
pub mod update;
pub mod watch;
pub mod workspace;
