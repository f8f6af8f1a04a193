//! The phases of an interview.

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

/// A phase of an interview, in the order of an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Sequence, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The interviewer asks the question.
    Question,
    /// The candidate asks about requirements.
    Clarify,
    /// The candidate sketches types and responsibilities.
    Sketch,
    /// The candidate writes the code.
    Code,
    /// A requirement changes.
    Change,
    /// The candidate answers questions about growth.
    Scale,
    /// The candidate looks back.
    Review,
}

/// The number of minutes of an interview for which [`Phase::minutes`] holds.
const STANDARD_MINUTES: u64 = 45;

impl Phase {
    /// Returns the title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Question => "Question",
            Self::Clarify => "Clarify",
            Self::Sketch => "Sketch",
            Self::Code => "Code",
            Self::Change => "Change",
            Self::Scale => "Scale",
            Self::Review => "Review",
        }
    }

    /// Returns the planned time in minutes in an interview of 45 minutes, or `None` if the clock does not matter.
    fn minutes(self) -> Option<u64> {
        match self {
            Self::Question | Self::Review => None,
            Self::Clarify | Self::Sketch | Self::Change | Self::Scale => Some(5),
            Self::Code => Some(25),
        }
    }

    /// Returns the planned time in seconds in an interview of `total` minutes, or `None` if the clock does not matter.
    pub fn planned(self, total: u32) -> Option<u64> {
        Some(self.minutes()? * 60 * u64::from(total) / STANDARD_MINUTES)
    }
}

#[cfg(test)]
mod tests {
    use enum_iterator::all;

    use super::*;

    #[test]
    fn the_planned_times_add_up_to_the_interview() {
        for total in [15, 45, 60, 90] {
            let planned: u64 = all::<Phase>().filter_map(|phase| phase.planned(total)).sum();
            assert_eq!(planned, u64::from(total) * 60);
        }
    }
}
