//! The figures of a part.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::quantity::{ArithmeticError, Latency, Money, Quantity as _, Rate, share};

const BILLION: u32 = 1_000_000_000;

/// An exact ratio, in parts per billion. It is at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Ratio(u32);

impl Ratio {
    /// The ratio one, that is, 100 %.
    pub const ONE: Self = Self(BILLION);

    /// Returns the parts per billion.
    #[must_use]
    pub const fn parts_per_billion(self) -> u32 {
        self.0
    }

    /// Returns one minus this ratio.
    pub(crate) fn complement(self) -> Self {
        Self(BILLION - self.0)
    }

    /// Returns the product, rounded down.
    pub(crate) fn product_down(self, other: Self) -> Self {
        Self::from_product(u64::from(self.0) * u64::from(other.0) / u64::from(BILLION))
    }

    /// Returns the product, rounded up.
    pub(crate) fn product_up(self, other: Self) -> Self {
        Self::from_product((u64::from(self.0) * u64::from(other.0)).div_ceil(u64::from(BILLION)))
    }

    /// Returns this share of a number, rounded up.
    pub(crate) fn of(self, number: u64) -> Result<u64, ArithmeticError> {
        share(number, self.0.into(), BILLION.into())
    }

    /// Returns the largest number of which this share is at most `number`, or `None` if there is no limit.
    pub(crate) fn inverse_of(self, number: u64) -> Option<u64> {
        let limit = (u128::from(number) * u128::from(BILLION)).checked_div(u128::from(self.0))?;
        u64::try_from(limit).ok()
    }

    fn from_product(parts: u64) -> Self {
        Self(u32::try_from(parts).expect("a product of ratios is at most one"))
    }
}

impl TryFrom<u32> for Ratio {
    type Error = RatioTooLarge;

    fn try_from(parts: u32) -> Result<Self, RatioTooLarge> {
        if parts <= BILLION { Ok(Self(parts)) } else { Err(RatioTooLarge(parts)) }
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

impl Figures {
    /// Returns the figures of this part followed by another one.
    pub(crate) fn followed_by(self, other: Self) -> Result<Self, ArithmeticError> {
        Ok(Self {
            capacity: self.capacity.min(other.capacity),
            latency: self.latency.plus(other.latency)?,
            cost: self.cost.plus(other.cost)?,
            availability: self.availability.product_down(other.availability),
        })
    }

    /// Returns the figures of this part beside another one, behind a balancer.
    pub(crate) fn beside(self, other: Self) -> Result<Self, ArithmeticError> {
        let outage = self.availability.complement().product_up(other.availability.complement());
        Ok(Self {
            capacity: self.capacity.plus(other.capacity)?,
            latency: self.latency.max(other.latency),
            cost: self.cost.plus(other.cost)?,
            availability: outage.complement(),
        })
    }

    /// Returns the figures of this part as a cache in front of another one.
    pub(crate) fn caching(self, hit_ratio: Ratio, other: Self) -> Result<Self, ArithmeticError> {
        let misses = hit_ratio.complement();
        let limit = misses.inverse_of(other.capacity.0).map_or(self.capacity, Rate);
        Ok(Self {
            capacity: self.capacity.min(limit),
            latency: self.latency.plus(Latency(misses.of(other.latency.0)?))?,
            ..self.followed_by(Self { latency: Latency(0), ..other })?
        })
    }

    /// Returns the figures of a database whose copies have these figures.
    pub(crate) fn copied(self, shards: u16, replicas: u16) -> Result<Self, ArithmeticError> {
        let copies = u64::from(shards) * (u64::from(replicas) + 1);
        let outage = self.availability.complement();
        let shard = repeat(outage, replicas, Ratio::product_up).complement();
        Ok(Self {
            capacity: self.capacity.times(copies)?,
            latency: self.latency,
            cost: self.cost.times(copies)?,
            availability: repeat(shard, shards - 1, Ratio::product_down),
        })
    }
}

/// Multiplies a ratio by itself several times, from left to right.
fn repeat(ratio: Ratio, times: u16, product: impl Fn(Ratio, Ratio) -> Ratio) -> Ratio {
    let mut all = ratio;
    for _ in 0..times {
        let next = product(all, ratio);
        if next == all {
            break;
        }
        all = next;
    }
    all
}
