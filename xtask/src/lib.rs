//! The runner: it builds a kata's suite, runs it, and shows what came of it.
//!
//! One run is one value flowing one way: a [`workspace::Kata`] is [built](mod@build), its tests [run](suite) a process
//! each, and the outcome is a [`report::Report`], of which everything that is shown is a [view]. [`pipeline::Run`] is that
//! way from end to end; [`state`] and [`kept`] remember what came of it.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod attempts;
pub mod build;
pub mod cli;
pub mod command;
pub mod doctor;
pub mod dojo;
pub mod error;
pub mod kept;
pub mod leftovers;
pub mod links;
pub mod output;
pub mod pipeline;
pub mod process;
pub mod programs;
pub mod progress;
pub mod report;
pub mod state;
pub mod suite;
pub mod view;
pub mod watch;
pub mod workspace;
