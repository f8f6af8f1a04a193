//! A call center: calls come in, employees of several ranks answer them, and those that nobody can answer yet wait.
//!
//! [`CallCenter`] owns employees and calls and decides who talks to whom. Everybody else knows them by their ids.
//! A [`Ladder`] says which ranks there are, an [`AssignmentPolicy`] who of several free employees answers, and a
//! [`Clock`] what time it is. What happens is told to observers as [`Event`]s, and summed up in a [`Report`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod center;
mod clock;
mod desk;
mod error;
mod event;
mod id;
mod policy;
mod rank;
mod registry;
mod report;
mod snapshot;

pub use center::CallCenter;
pub use clock::{Clock, SystemClock, Timestamp};
pub use error::Error;
pub use event::Event;
pub use id::{CallId, EmployeeId};
pub use policy::{AssignmentPolicy, FewestAnswered, LongestIdle, RoundRobin};
pub use rank::{Ladder, Rank};
pub use report::{Report, Times};
pub use snapshot::{Call, CallState, Counts, Employee, Outcome, Receipt, Snapshot};
