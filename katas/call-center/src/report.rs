//! Reports.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::snapshot::Counts;

/// The number, sum and maximum of measured times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Times {
    /// The number of times.
    pub count: u64,
    /// Their sum.
    pub total: Duration,
    /// The longest time.
    pub longest: Duration,
}

/// The counts and times of a center since its creation. Each map has an entry for every rank.
///
/// serde writes a report, [`Counts`] and [`Times`] as maps of their fields. A duration is a map of `secs` and `nanos`.
/// A rank is a key such as `operator`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "R: Deserialize<'de> + Ord"))]
pub struct Report<R> {
    /// The numbers of calls by state.
    pub counts: Counts,
    /// Times from reception or escalation to the answer, by the rank of the handler. They can be zero.
    pub waits: BTreeMap<R, Times>,
    /// Times from the answer to completion or escalation, by the rank of the handler.
    pub handling: BTreeMap<R, Times>,
    /// Times from reception or escalation until the caller hung up, by the level of the call.
    pub abandoned: BTreeMap<R, Times>,
}
