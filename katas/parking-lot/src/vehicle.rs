//! Vehicles and their requirements.

use std::num::NonZeroUsize;

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

use crate::spot::SpotSize;

/// The needs of a vehicle: a number of consecutive spots in one row, each with at least a minimum size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// The minimum size of each spot.
    pub smallest: SpotSize,
    /// The number of spots.
    pub spots: NonZeroUsize,
}

/// A vehicle. The lot uses nothing but its requirement.
pub trait Vehicle {
    /// Returns the requirement of the vehicle, which never changes.
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
        const FIVE: NonZeroUsize = NonZeroUsize::new(5).expect("five is not zero");
        match self {
            Self::Motorcycle => Requirement { smallest: SpotSize::Motorcycle, spots: NonZeroUsize::MIN },
            Self::Car => Requirement { smallest: SpotSize::Compact, spots: NonZeroUsize::MIN },
            Self::Bus => Requirement { smallest: SpotSize::Large, spots: FIVE },
        }
    }
}
