//! The time that a learner has worked on a kata: pauses do not count.

use serde::{Deserialize, Serialize};

/// The longest time between two runs that counts as work. The rest was a pause.
const LONGEST_THOUGHT: u64 = 15 * 60;

/// The time of work up to the last run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkTime {
    /// Seconds of work.
    #[serde(default)]
    pub seconds: u64,
    /// When the last run ended, in seconds of Unix time.
    #[serde(default)]
    pub last_run: Option<u64>,
}

impl WorkTime {
    /// The seconds of work if there were a run at this moment of Unix time.
    pub fn seconds_at(self, now: u64) -> u64 {
        let since = self.last_run.map_or(0, |last| now.saturating_sub(last));
        self.seconds + since.min(LONGEST_THOUGHT)
    }

    /// Counts a run that ended at this moment of Unix time.
    pub fn ran_at(&mut self, now: u64) {
        *self = Self { seconds: self.seconds_at(now), last_run: Some(now) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_does_not_count_and_time_never_goes_back() {
        let ran = WorkTime { seconds: 600, last_run: Some(1000) };
        assert_eq!(ran.seconds_at(1060), 660);
        assert_eq!(ran.seconds_at(1000 + LONGEST_THOUGHT), 600 + LONGEST_THOUGHT);
        assert_eq!(ran.seconds_at(1000 + 8 * 3600), 600 + LONGEST_THOUGHT, "the night is a pause");
        assert_eq!(ran.seconds_at(500), 600, "the clock was set back");
    }
}
