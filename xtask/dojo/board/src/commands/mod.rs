//! The commands of `cargo xtask dojo` that this program implements, one file per command.

pub mod delete_dojo;
pub mod export_dojo;
pub mod host_dojo;
pub mod list_dojos;
mod welcome_text;
