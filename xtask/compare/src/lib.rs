//! A learner's design beside another one: the reference, an alternative to it, somebody else's, or an earlier attempt.
//!
//! The way goes in one direction. [`source`] reads the files of a crate, [`model`] makes a design of them, [`matching`] says
//! which item of one design does what which of another does, and [`comparison`] is the one value that comes of it.
//! Everything that is shown is a [view] of that value.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod comparison;
pub mod cost;
pub mod diff;
pub mod matching;
pub mod model;
pub mod numbers;
pub mod sides;
pub mod source;
pub mod surface;
pub mod talk;
pub mod tally;
pub mod view;
