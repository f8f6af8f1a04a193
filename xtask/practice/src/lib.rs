//! Practice for interviews: an interview under its conditions, cards with design questions, and a study plan.
//!
//! Each kata has two files for this, `interview.toml` and `cards.toml`, next to its reference.
#![forbid(unsafe_code)]
// `println!` panics if the output is closed. Use `terminal_output` instead.
#![warn(clippy::print_stdout)]
#![warn(missing_docs)]

pub mod cards;
pub mod cards_file;
pub mod interview;
pub mod interview_file;
pub mod plan;
pub mod source;
