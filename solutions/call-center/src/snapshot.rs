//! What a center shows of itself: plain values, without a link back.

use enum_iterator::Sequence;
use serde::{Deserialize, Serialize};

use crate::id::{CallId, EmployeeId};

/// Where a call that is not finished stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallState {
    /// Nobody talks to it.
    Waiting,
    /// This employee talks to it.
    InProgress(EmployeeId),
}

/// How a call that was hung up has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Sequence)]
pub enum Outcome {
    /// Somebody talked to it.
    Completed,
    /// It waited.
    Abandoned,
}

/// What became of a call that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// The id of the call.
    pub call: CallId,
    /// Who answered it, or that it waits.
    pub state: CallState,
}

/// Somebody who works for a center.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Employee<R> {
    /// Their id.
    pub id: EmployeeId,
    /// Their name.
    pub name: String,
    /// Their rank.
    pub rank: R,
    /// The call that they talk to; `None` if they are free.
    pub call: Option<CallId>,
}

/// A call that is not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Call<R> {
    /// Its id.
    pub id: CallId,
    /// The lowest rank that may take it.
    pub level: R,
    /// Where it stands.
    pub state: CallState,
}

/// How many calls are where. Every call that was received is counted in exactly one of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counts {
    /// Calls that came in.
    pub received: u64,
    /// Calls that nobody talks to yet.
    pub waiting: u64,
    /// Calls that somebody talks to.
    pub in_progress: u64,
    /// Calls that were over while somebody talked to them.
    pub completed: u64,
    /// Calls that were hung up while they waited.
    pub abandoned: u64,
}

/// The whole state of a center at a moment, to be looked at and compared.
///
/// It does not show what policies remember, nor since when a call has been as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot<R> {
    /// Everybody who works here, in the order of ids.
    pub staff: Vec<Employee<R>>,
    /// Those who are free, in the order in which they became so: the first has been free the longest.
    pub idle: Vec<EmployeeId>,
    /// The calls that are not finished, in the order of ids.
    pub calls: Vec<Call<R>>,
    /// How many calls are where.
    pub counts: Counts,
}
