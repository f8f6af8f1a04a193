//! The bottleneck of a plan.

use crate::part::PartId;
use crate::quantity::{ArithmeticError, Rate};
use crate::workload::Load;

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
        u128::from(self.capacity.0) * 100 / u128::from(self.arriving.0)
    }

    /// Returns whether the utilization is higher than another part's.
    fn is_tighter_than(&self, other: &Self) -> bool {
        u128::from(self.arriving.0) * u128::from(other.capacity.0)
            > u128::from(other.arriving.0) * u128::from(self.capacity.0)
    }
}

/// A search for the bottleneck among the parts visited so far.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) found: Option<Bottleneck>,
}

impl Search {
    pub(crate) fn visit(&mut self, part: PartId, load: Load, capacity: Rate) -> Result<(), ArithmeticError> {
        let arriving = load.total()?;
        let candidate = Bottleneck { part, arriving, capacity };
        if arriving > Rate(0) && self.found.is_none_or(|found| candidate.is_tighter_than(&found)) {
            self.found = Some(candidate);
        }
        Ok(())
    }
}
