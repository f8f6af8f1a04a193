//! Exports a dojo: as JSON, as one HTML page, as git repositories. Each format has a submodule that starts from the same
//! [data](data::DojoExport).

pub mod data;
pub mod git;
pub mod html;
