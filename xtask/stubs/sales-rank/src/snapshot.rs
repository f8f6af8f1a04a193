//! Windows as plain data.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::sale::{Sale, Timestamp};
use crate::window::{SalesWindow, ShardId};

/// A window as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot<K> {
    /// The window's time.
    pub now: Timestamp,
    /// The shards, in ascending order.
    pub shards: Vec<ShardId>,
    /// The sales in the week, in any order.
    pub sales: Vec<Sale<K>>,
}

impl<K: Ord + Clone> TryFrom<Snapshot<K>> for SalesWindow<K> {
    type Error = SnapshotError;

    fn try_from(snapshot: Snapshot<K>) -> Result<Self, SnapshotError> {
        todo!("stage 5")
    }
}

/// A reason why a snapshot is not a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SnapshotError {
    /// A sale is not in the week of the window's time.
    #[error("the sale at {} is not in the week", .0.0)]
    OutsideWeek(Timestamp),
    /// A shard is listed twice.
    #[error("shard {} is listed twice", .0.0)]
    ShardTwice(ShardId),
}
