//! The figures of a part.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::quantity::{Latency, Money, Rate};

/// An exact ratio, in parts per billion. It is at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Ratio(u32);

impl Ratio {
    /// The ratio one, that is, 100 %.
    pub const ONE: Self = Self(1_000_000_000);

    /// Returns the parts per billion.
    #[must_use]
    pub const fn parts_per_billion(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Ratio {
    type Error = RatioTooLarge;

    fn try_from(parts: u32) -> Result<Self, RatioTooLarge> {
        todo!("stage 3")
    }
}

impl From<Ratio> for u32 {
    fn from(ratio: Ratio) -> Self {
        ratio.0
    }
}

/// The error if a ratio is above one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{0} parts per billion are more than one")]
pub struct RatioTooLarge(pub u32);

/// The figures of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The highest rate that the part can serve.
    pub capacity: Rate,
    /// The time that a request takes.
    pub latency: Latency,
    /// The cost per month.
    pub cost: Money,
    /// The share of time in which the part works.
    pub availability: Ratio,
}
