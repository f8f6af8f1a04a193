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
    /// The end of the last run, as a Unix timestamp; before the first run, the time at which the kata was opened.
    #[serde(default)]
    pub last_run: Option<u64>,
}

impl WorkTime {
    /// Returns the working time in seconds if a run ended at the Unix timestamp `now`.
    pub fn seconds_at(self, now: u64) -> u64 {
        let since = self.last_run.map_or(0, |last| now.saturating_sub(last));
        self.seconds + since.min(MAX_GAP)
    }

    /// Begins the working time when the kata is opened, unless it has already begun.
    pub fn opened_at(&mut self, opened: u64) {
        self.last_run.get_or_insert(opened);
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

    #[test]
    fn working_time_begins_when_a_kata_is_first_opened() {
        let mut time = WorkTime::default();
        for opened in [1000, 1200] {
            time.opened_at(opened);
        }
        assert_eq!(time.seconds_at(1300), 300);
        time.ran_at(1300);
        time.opened_at(1400);
        assert_eq!(time, WorkTime { seconds: 300, last_run: Some(1300) }, "opened again after the first run");
    }
}
