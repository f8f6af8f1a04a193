//! The outputs of a comparison: text for a terminal, or an HTML page. Both render the same `description`.

mod bench_plot;
mod bench_rows;
pub mod bench_table;
pub mod class_diagram;
mod cost_table;
mod description;
pub mod html;
pub mod number_format;
mod options;
pub mod terminal;
mod visible;
mod wording;

pub use self::options::{Format, width};
