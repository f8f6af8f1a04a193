//! Plain values that show the state of a center.

use crate::center::CallState;
use crate::id::{CallId, EmployeeId};

/// An employee of a center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Employee<R> {
    /// Their id.
    pub id: EmployeeId,
    /// Their rank.
    pub rank: R,
    /// The call that they handle, or `None` if they are free.
    pub call: Option<CallId>,
}

/// An unfinished call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Call<R> {
    /// Its id.
    pub id: CallId,
    /// The lowest rank that can take it.
    pub level: R,
    /// Its state.
    pub state: CallState,
}

/// The numbers of calls by state. Apart from `received`, exactly one field counts each call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counts {
    /// Received calls.
    pub received: u64,
    /// Waiting calls.
    pub waiting: u64,
    /// Calls in progress.
    pub in_progress: u64,
    /// Calls that ended while they were in progress.
    pub completed: u64,
    /// Calls whose callers hung up while waiting.
    pub abandoned: u64,
}

/// The whole state of a center at one moment.
///
/// It contains neither the policies' data nor the times at which calls entered their states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot<R> {
    /// The employees, by id.
    pub staff: Vec<Employee<R>>,
    /// The free employees of all ranks, in the order in which they became free (rule 5.6).
    pub idle: Vec<EmployeeId>,
    /// The unfinished calls, by id.
    pub calls: Vec<Call<R>>,
    /// The numbers of calls by state.
    pub counts: Counts,
}
