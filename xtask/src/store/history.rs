//! The history of runs: one line of JSON for each run of a whole suite.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::report::Verdict;

/// A run of a whole suite on the learner's code, as the history has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PastRun {
    /// When it ended, in seconds of Unix time.
    pub at: u64,
    /// The kata's name.
    pub kata: String,
    /// What it came to.
    pub verdict: Verdict,
    /// The first stage that was not green.
    pub stage: Option<u32>,
    /// How many tests passed.
    pub passed: usize,
    /// How many tests there were, as far as known.
    pub total: usize,
    /// The number of the sources that ran.
    pub kept: Option<String>,
    /// How many times the kata had been begun again by then.
    #[serde(default)]
    pub again: u32,
    /// The names of the stages that were green.
    #[serde(default)]
    pub green: Vec<String>,
}

/// The runs in a history file, the oldest first.
pub(super) fn read(path: &Path) -> impl Iterator<Item = PastRun> + use<> {
    let text = fs::read(path).unwrap_or_default();
    // A line that a crash cut short is skipped.
    let runs: Vec<PastRun> =
        String::from_utf8_lossy(&text).lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    runs.into_iter()
}

/// Adds a line to a file. If the last one was cut short by a crash or a full disk, it stays by itself.
pub(super) fn append_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(-1)).is_ok() {
        file.read_exact(&mut last)?;
    }
    let start = if last == *b"\n" { "" } else { "\n" };
    file.write_all(format!("{start}{line}\n").as_bytes())
}
