//! Working time on a kata, without pauses.

use serde::{Deserialize, Serialize};

/// The maximum number of seconds between two runs that counts as working time.
const MAX_GAP: u64 = 15 * 60;

/// The working time up to the last run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkTime {
    /// The working time in seconds.
    #[serde(default)]
    pub seconds: u64,
    /// The end of the last run, as a Unix timestamp.
    #[serde(default)]
    pub last_run: Option<u64>,
}

impl WorkTime {
    /// Returns the working time in seconds if a run ended at the Unix timestamp `now`.
    pub fn seconds_at(self, now: u64) -> u64 {
        let since = self.last_run.map_or(0, |last| now.saturating_sub(last));
        self.seconds + since.min(MAX_GAP)
    }

    /// Counts a run that ended at the Unix timestamp `now`.
    pub fn ran_at(&mut self, now: u64) {
        *self = Self { seconds: self.seconds_at(now), last_run: Some(now) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_at_ignores_pauses_and_clocks_set_back() {
        let ran = WorkTime { seconds: 600, last_run: Some(1000) };
        assert_eq!(ran.seconds_at(1060), 660);
        assert_eq!(ran.seconds_at(1000 + MAX_GAP), 600 + MAX_GAP);
        assert_eq!(ran.seconds_at(1000 + 8 * 3600), 600 + MAX_GAP, "working time after a night");
        assert_eq!(ran.seconds_at(500), 600, "working time after the clock was set back");
    }
}
