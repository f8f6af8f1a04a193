//! A call center whose every change is an event: operations decide what happens, and everything else follows from that.
//!
//! [`CallCenter`] asks a pure function of the state which [`Event`]s an operation means, and gets them or an error. Then
//! it commits them: the state, the policies, the [`Report`] and the observers are told of each, and know nothing of each
//! other. So nothing changes but by an event, and whoever keeps the events can make the state again.
//!
//! The price is that a decision sees the state before all of its events, and that what is looked for (somebody free, the
//! next call) is looked for in lists, as long as no projection of the events keeps it at hand.
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
