//! The commands of `cargo xtask dojo` that this program runs, one file per command.

pub mod delete;
pub mod export;
pub mod host;
pub mod list;
mod welcome_text;
