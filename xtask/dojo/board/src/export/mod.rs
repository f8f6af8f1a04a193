//! Exports a dojo as JSON, as one HTML page, or as git repositories.
//!
//! All formats use the same [data](data::DojoExport).

pub mod data;
pub mod git;
pub mod html;
