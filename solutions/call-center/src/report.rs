//! Figures about a center's work.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::snapshot::Counts;

/// How often something took time, and how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Times {
    /// How often.
    pub count: u64,
    /// How long all of them took together.
    pub total: Duration,
    /// How long the longest took.
    pub longest: Duration,
}

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        self.count += 1;
        self.total = self.total.saturating_add(time);
        self.longest = self.longest.max(time);
    }
}

/// Figures about a center's work since it was made. Each map has an entry for every rank.
///
/// With serde, a report is a map of its fields, and so are [`Counts`] and [`Times`]; a duration is a map of `secs` and
/// `nanos`; a rank is a key, `operator` for example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "R: Deserialize<'de> + Ord"))]
pub struct Report<R> {
    /// How many calls are where.
    pub counts: Counts,
    /// How long calls waited until they were answered, by the rank of the one who answered. A wait begins when a call
    /// is received or escalated; it may be zero.
    pub waits: BTreeMap<R, Times>,
    /// How long calls were talked to, by the rank of the one who talked, counted when they were completed or escalated.
    pub handling: BTreeMap<R, Times>,
    /// How long calls waited until they were abandoned, by the level that they had.
    pub abandoned: BTreeMap<R, Times>,
}
