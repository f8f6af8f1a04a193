//! Output options: the format and the width.

use std::io::IsTerminal;

use clap::ValueEnum;

/// The width of text without a terminal.
const DEFAULT_WIDTH: usize = 100;

/// The format of a program's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text.
    Human,
    /// JSON.
    Json,
}

/// Returns the width of the output in columns: that of the terminal, or the value of `COLUMNS`.
pub fn width() -> usize {
    if std::io::stdout().is_terminal() {
        return textwrap::termwidth();
    }
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(DEFAULT_WIDTH)
}
