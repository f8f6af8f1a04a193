//! A call center: employees of several ranks answer calls, and calls wait while nobody is free.
//!
//! [`CallCenter`] owns employees and calls, identifies them by ids, and decides who answers. A [`Ladder`] defines the
//! ranks, an [`AssignmentPolicy`] chooses among free employees, and a [`Clock`] supplies the time. Observers receive
//! [`Event`]s, and a [`Report`] contains counts and times.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line with the last `todo!()`.
#![allow(dead_code, unused_variables, clippy::needless_pass_by_value)]

mod center;
mod clock;
mod error;
mod event;
mod id;
mod policy;
mod rank;
mod report;
mod snapshot;

pub use center::{CallCenter, CallState};
pub use clock::{Clock, SystemClock, Timestamp};
pub use error::Error;
pub use event::Event;
pub use id::{CallId, EmployeeId};
pub use policy::{AssignmentPolicy, FewestAnswered, LongestIdle, RoundRobin};
pub use rank::{Ladder, Rank};
pub use report::{Report, Times};
pub use snapshot::{Call, Counts, Employee, Snapshot};
