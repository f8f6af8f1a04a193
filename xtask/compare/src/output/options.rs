//! How a program's output is asked for: as text of a width, or as JSON.

use std::io::IsTerminal;

use clap::ValueEnum;

/// The width of text without a terminal.
const USUAL_WIDTH: usize = 100;

/// The format of a program's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text.
    Human,
    /// JSON.
    Json,
}

/// The width of the output in columns: the terminal's, or what `COLUMNS` says.
pub fn width() -> usize {
    if std::io::stdout().is_terminal() {
        return textwrap::termwidth();
    }
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(USUAL_WIDTH)
}
