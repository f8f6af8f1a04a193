//! Compares a learner's design with another: the reference, an alternative to it, somebody else's, or an earlier attempt.
//!
//! `DESIGN.md` in this package explains how two crates become a comparison, and which file to edit.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod bench_results;
pub mod compared_items;
pub mod comparison;
pub mod crate_source;
pub mod design;
pub mod design_locations;
pub mod discussion;
pub mod figures;
pub mod kata_designs;
pub mod line_diff;
pub mod matching;
pub mod output;
pub mod program;
pub mod public_api;
mod syntax;
mod tokens;
