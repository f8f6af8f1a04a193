//! What is shown of a comparison: text for a terminal, or a page.
//!
//! Both show the same `description`, so that they say the same.

mod bench_plot;
mod bench_rows;
pub mod bench_table;
mod description;
pub mod html;
pub mod number_format;
mod options;
pub mod terminal;
mod wording;

pub use self::options::{Format, width};
