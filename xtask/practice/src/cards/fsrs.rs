//! FSRS-6, the algorithm that decides when a card is due again.
//!
//! The [Free Spaced Repetition Scheduler](https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm)
//! describes how well somebody remembers a card by two numbers, and its 21 parameters were fitted to the reviews of
//! many people. A card is due when the probability of remembering it has fallen to 90 %.
//!
//! The intervals are those of the reference implementation, py-fsrs, as `tests/fsrs.rs` checks. Of the two libraries,
//! `rs-fsrs` computes other intervals. `fsrs` computes the same, but it also trains parameters, so it needs crates such as
//! `ndarray` and `rayon`, and one that is not available under MIT or Apache 2.0.

use serde::{Deserialize, Serialize};

/// The parameters, which are called w₀ to w₂₀ in the description of the algorithm.
const W: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629,
    1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];
/// The probability of remembering a card on the day on which it is due.
const RETENTION: f64 = 0.9;
/// The smallest stability, in days.
const MIN_STABILITY: f64 = 0.001;
/// The longest interval, in days.
const MAX_INTERVAL: f64 = 36_500.0;

/// The learner's judgment of how well they remembered a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    /// Not remembered.
    Again = 1,
    /// Remembered with much effort.
    Hard = 2,
    /// Remembered.
    Good = 3,
    /// Remembered at once.
    Easy = 4,
}

impl Rating {
    /// All ratings, from the worst to the best.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// Returns the rating's number from 1 to 4.
    fn number(self) -> f64 {
        f64::from(self as u8)
    }
}

/// The state of a card after its last review.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// The number of days after which the probability of remembering the card is 90 %.
    stability: f64,
    /// The difficulty, from 1 to 10.
    difficulty: f64,
}

impl Memory {
    /// Returns the state after the first review.
    pub fn new(rating: Rating) -> Self {
        let stability = W[rating as usize - 1];
        Self { stability, difficulty: initial_difficulty(rating).clamp(1.0, 10.0) }
    }

    /// Returns the state after a review that took place some days after the previous one.
    #[must_use]
    pub fn reviewed(self, days: u32, rating: Rating) -> Self {
        let stability = match rating {
            _ if days == 0 => self.stability_on_the_same_day(rating),
            Rating::Again => self.stability_when_forgotten(days),
            _ => self.stability_when_remembered(days, rating),
        };
        Self { stability: stability.max(MIN_STABILITY), difficulty: self.next_difficulty(rating) }
    }

    /// Returns the number of days until the card is due.
    pub fn interval(self) -> u32 {
        let days = self.stability / forgetting_factor() * (RETENTION.powf(1.0 / -W[20]) - 1.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the bounds fit into 32 bits")]
        let days = days.round_ties_even().clamp(1.0, MAX_INTERVAL) as u32;
        days
    }

    /// Returns the probability of remembering the card.
    fn retrievability(self, days: u32) -> f64 {
        (1.0 + forgetting_factor() * f64::from(days) / self.stability).powf(-W[20])
    }

    fn stability_when_remembered(self, days: u32, rating: Rating) -> f64 {
        let penalty = if rating == Rating::Hard { W[15] } else { 1.0 };
        let bonus = if rating == Rating::Easy { W[16] } else { 1.0 };
        let forgotten = 1.0 - self.retrievability(days);
        let growth = W[8].exp()
            * (11.0 - self.difficulty)
            * self.stability.powf(-W[9])
            * ((forgotten * W[10]).exp() - 1.0)
            * penalty
            * bonus;
        self.stability * (1.0 + growth)
    }

    fn stability_when_forgotten(self, days: u32) -> f64 {
        let long_term = W[11]
            * self.difficulty.powf(-W[12])
            * ((self.stability + 1.0).powf(W[13]) - 1.0)
            * ((1.0 - self.retrievability(days)) * W[14]).exp();
        long_term.min(self.stability / (W[17] * W[18]).exp())
    }

    fn stability_on_the_same_day(self, rating: Rating) -> f64 {
        let growth = (W[17] * (rating.number() - 3.0 + W[18])).exp() * self.stability.powf(-W[19]);
        self.stability * if rating == Rating::Again { growth } else { growth.max(1.0) }
    }

    fn next_difficulty(self, rating: Rating) -> f64 {
        let change = -W[6] * (rating.number() - 3.0);
        let changed = self.difficulty + (10.0 - self.difficulty) * change / 9.0;
        (W[7] * initial_difficulty(Rating::Easy) + (1.0 - W[7]) * changed).clamp(1.0, 10.0)
    }
}

fn initial_difficulty(rating: Rating) -> f64 {
    W[4] - (W[5] * (rating.number() - 1.0)).exp() + 1.0
}

fn forgetting_factor() -> f64 {
    0.9_f64.powf(1.0 / -W[20]) - 1.0
}
