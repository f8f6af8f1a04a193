//! The two kinds of measurement.

use std::time::Duration;

/// The number of times each size is measured.
///
/// With more than one round, a short burst of other load is spread over all contenders instead of hitting just one.
pub const ROUNDS: usize = 2;

/// The effort of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Takes some seconds: the smallest sizes of each workload, without the alternatives. Also counts allocations.
    Sweep,
    /// Takes some minutes: everything.
    Precise,
}

impl Effort {
    /// Returns settings for Criterion: the times in seconds for warming up and for measuring.
    ///
    /// They are shorter than Criterion's defaults, because the user is waiting and ratios don't need much precision.
    /// Ten samples is the minimum that Criterion accepts.
    pub fn settings(self) -> Vec<&'static str> {
        let (warm_up, measurement) = match self {
            Self::Sweep => ("0.005", "0.02"),
            Self::Precise => ("0.1", "0.25"),
        };
        let times = ["--warm-up-time", warm_up, "--measurement-time", measurement];
        [&["--bench", "--noplot", "--sample-size", "10", "--nresamples", "1000"][..], &times].concat()
    }

    /// Returns the minimum time limit of the learner's code at a size.
    pub fn min_time_limit(self) -> Duration {
        match self {
            Self::Sweep => Duration::from_secs(2),
            Self::Precise => Duration::from_secs(10),
        }
    }

    /// Returns the time after which no further workload is measured.
    pub fn budget(self) -> Duration {
        match self {
            Self::Sweep => Duration::from_secs(8),
            Self::Precise => Duration::MAX,
        }
    }
}
