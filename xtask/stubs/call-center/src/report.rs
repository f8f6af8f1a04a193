//! Reports.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::snapshot::Counts;

/// The number and the length of some times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Times {
    /// How many times there were.
    pub count: u64,
    /// Their sum.
    pub total: Duration,
    /// The longest one.
    pub longest: Duration,
}

/// Figures about a center's work since it was created. Each map has an entry for every rank.
///
/// With serde, a report is a map of its fields, and so are [`Counts`] and [`Times`]; a duration is a map of `secs` and
/// `nanos`; a rank is a key, `operator` for example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "R: Deserialize<'de> + Ord"))]
pub struct Report<R> {
    /// The numbers of calls by state.
    pub counts: Counts,
    /// Times from reception or escalation to the answer, by the rank of whoever answered. They may be zero.
    pub waits: BTreeMap<R, Times>,
    /// Times from the answer to completion or escalation, by the rank of the handler.
    pub handling: BTreeMap<R, Times>,
    /// Times from reception or escalation until the caller gave up, by the level of the call.
    pub abandoned: BTreeMap<R, Times>,
}
