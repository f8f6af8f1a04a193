//! The bottleneck of a plan.

use crate::part::PartId;
use crate::quantity::Rate;

/// The part with the highest utilization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bottleneck {
    /// The id of the part.
    pub part: PartId,
    /// The rate that arrives at the part, or at one copy of a database. It is not zero.
    pub arriving: Rate,
    /// The capacity of the part, or of one copy of a database.
    pub capacity: Rate,
}

impl Bottleneck {
    /// Returns the factor by which the load can still grow, in hundredths.
    #[must_use]
    pub fn growth_factor(&self) -> u128 {
        todo!("stage 4")
    }
}
