//! Reports.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::snapshot::Counts;

/// The number, sum and maximum of measured times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Times {
    /// The number of times.
    pub count: u64,
    /// Their sum.
    pub total: Duration,
    /// The longest time.
    pub longest: Duration,
}

/// The counts and times of a center since its creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<R> {
    /// The numbers of calls by state.
    pub counts: Counts,
    /// Waits that ended with an answer, by the handler's rank.
    pub waits: BTreeMap<R, Times>,
    /// Handling times, by the handler's rank.
    pub handling: BTreeMap<R, Times>,
    /// Waits that ended because the caller hung up, by the call's level.
    pub abandoned: BTreeMap<R, Times>,
}
