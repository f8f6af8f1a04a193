//! Compares a learner's design with another one: the reference, an alternative, another person's code, or an attempt.
//!
//! `DESIGN.md` in this package explains the steps of a comparison and which file to edit.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod bench_results;
pub mod closest;
pub mod compared_items;
pub mod comparison;
pub mod crate_source;
pub mod design;
pub mod design_locations;
pub mod diagram;
pub mod discussion;
pub mod figures;
pub mod growth;
pub mod headline;
pub mod kata_designs;
pub mod line_diff;
pub mod matching;
pub mod output;
pub mod program;
pub mod public_api;
mod syntax;
mod tokens;
