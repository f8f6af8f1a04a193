//! A call center whose every change is an event: operations decide what happens, and everything else follows from that.
//!
//! [`CallCenter`] asks a pure function of the state which [`Event`]s an operation means. The state, the policies, the
//! [`Report`] and the observers are then told of each, and know nothing of each other.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod center;
mod clock;
mod error;
mod event;
mod figures;
mod id;
mod policy;
mod rank;
mod report;
mod snapshot;
mod state;

pub use center::CallCenter;
pub use clock::{Clock, SystemClock, Timestamp};
pub use error::Error;
pub use event::Event;
pub use id::{CallId, EmployeeId};
pub use policy::{AssignmentPolicy, FewestAnswered, LongestIdle, RoundRobin};
pub use rank::{Ladder, Rank};
pub use report::{Report, Times};
pub use snapshot::{Call, CallState, Counts, Employee, Outcome, Receipt, Snapshot};
