//! Vehicles, which are what they ask for.

use std::num::NonZeroUsize;

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

use crate::spot::SpotSize;

/// What a vehicle needs: some consecutive spots in one row, none smaller than a certain size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// The smallest size that will do for each of the spots. A larger one will do too.
    pub smallest: SpotSize,
    /// How many spots it takes.
    pub spots: NonZeroUsize,
}

/// Anything that parks. A lot asks it for its requirement, and for nothing else.
pub trait Vehicle {
    /// What the vehicle needs; the same every time.
    fn requirement(&self) -> Requirement;
}

/// The usual vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VehicleKind {
    /// Takes one spot of any size.
    Motorcycle,
    /// Takes one spot, compact or large.
    Car,
    /// Takes five large spots.
    Bus,
}

impl Vehicle for VehicleKind {
    fn requirement(&self) -> Requirement {
        let (smallest, spots) = match self {
            Self::Motorcycle => (SpotSize::Motorcycle, 1),
            Self::Car => (SpotSize::Compact, 1),
            Self::Bus => (SpotSize::Large, 5),
        };
        Requirement { smallest, spots: NonZeroUsize::MIN.saturating_add(spots - 1) }
    }
}
