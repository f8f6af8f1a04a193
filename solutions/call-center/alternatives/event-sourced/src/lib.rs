//! An event-sourced call center: operations decide on events, and every change follows from an event.
//!
//! For each operation, [`CallCenter`] calls a pure function of the state, which returns either [`Event`]s or an error.
//! It then applies the events to the state, the policies, the [`Report`] and the observers, none of which depend on
//! each other. If you also store the events, you can rebuild the state from them.
//!
//! The downside is that a decision can only see the state before all of its events. It also has to search lists for a
//! free employee or the next call, unless you add a projection that indexes them.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod center;
mod clock;
mod error;
mod event;
mod id;
mod policy;
mod rank;
mod report;
mod snapshot;
mod state;
mod statistics;

pub use center::{CallCenter, CallState};
pub use clock::{Clock, SystemClock, Timestamp};
pub use error::Error;
pub use event::Event;
pub use id::{CallId, EmployeeId};
pub use policy::{AssignmentPolicy, FewestAnswered, LongestIdle, RoundRobin};
pub use rank::{Ladder, Rank};
pub use report::{Report, Times};
pub use snapshot::{Call, Counts, Employee, Snapshot};
