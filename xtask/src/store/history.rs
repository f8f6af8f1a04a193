//! History of runs: one line of JSON per run of a whole suite.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::WorkTime;
use crate::report::Verdict;
use crate::workspace::Stage;

/// An entry of the history: a run of a whole suite on the learner's code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PastRun {
    /// The end of the run, as a Unix timestamp.
    pub at: u64,
    /// The time at which the kata was opened, in the first run after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<u64>,
    /// The kata's name.
    pub kata: String,
    /// The verdict of the run.
    pub verdict: Verdict,
    /// The number of the first stage that was not green.
    pub stage: Option<u32>,
    /// The number of tests that passed.
    pub passed: usize,
    /// The number of tests, as far as known.
    pub total: usize,
    /// The kept version of the code that ran.
    pub kept: Option<String>,
    /// The number of times the kata had been restarted with `again` before this run.
    #[serde(default)]
    pub again: u32,
    /// The names of the stages that were green.
    #[serde(default)]
    pub green: Vec<String>,
}

impl PastRun {
    /// Adds this run to the working time of its attempt.
    pub fn count(&self, time: &mut WorkTime) {
        if let Some(opened) = self.opened {
            time.opened_at(opened);
        }
        time.ran_at(self.at);
    }

    /// Returns true if all core stages among `stages` were green.
    pub fn is_core_green(&self, stages: &[Stage]) -> bool {
        let mut core = stages.iter().filter(|stage| stage.is_core);
        self.verdict == Verdict::Green || core.all(|stage| self.green.contains(&stage.name))
    }
}

/// Returns the runs in a history file, oldest first.
pub(super) fn read(path: &Path) -> impl Iterator<Item = PastRun> + use<> {
    let text = fs::read(path).unwrap_or_default();
    // Skips lines that a crash has truncated.
    let runs: Vec<PastRun> =
        String::from_utf8_lossy(&text).lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    runs.into_iter()
}

/// Appends a line to a file.
///
/// Starts a new line first if a crash or full disk has truncated the last one.
pub(super) fn append_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(-1)).is_ok() {
        file.read_exact(&mut last)?;
    }
    let start = if last == *b"\n" { "" } else { "\n" };
    file.write_all(format!("{start}{line}\n").as_bytes())
}
