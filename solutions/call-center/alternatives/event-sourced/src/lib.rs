//! A call center whose every change is an event: operations decide what happens, and everything else follows from that.
//!
//! [`CallCenter`] asks a pure function of the state which [`Event`]s an operation means, and gets them or an error.
//! Then it commits them to the state, the policies, the [`Report`] and the observers, which do not know each other. So
//! nothing changes but by an event, and whoever keeps the events can rebuild the state.
//!
//! The price: a decision sees the state before all of its events, and searches lists for a free employee or the next
//! call, as long as no projection of the events keeps them at hand.
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
