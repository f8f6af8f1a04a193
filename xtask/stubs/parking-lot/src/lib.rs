//! A parking lot with vehicles and spots of different sizes.
//!
//! A [`ParkingLot`] has levels, rows and spots. Each vehicle states its [`Requirement`]. A [`SpotPolicy`] chooses its
//! spots, a [`Tariff`] sets the price of its stay, and a [`Clock`] measures the stay. A [`Snapshot`] holds the state of
//! a lot as plain data.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// Remove this line when no `todo!()` is left.
#![allow(dead_code, unused_variables, clippy::needless_pass_by_value)]

mod clock;
mod error;
mod level;
mod lot;
mod money;
mod plate;
mod policy;
mod snapshot;
mod spot;
mod tariff;
mod ticket;
mod vehicle;

pub use clock::{Clock, SystemClock, Timestamp};
pub use error::{LayoutError, LeaveError, Misfit, ParkError, RestoreError};
pub use level::Level;
pub use lot::{ParkingLot, Receipt, Rules};
pub use money::Money;
pub use plate::{BlankPlate, Plate};
pub use policy::{FirstFit, SmallestFit, SpotPolicy};
pub use snapshot::{ParkedVehicle, Snapshot};
pub use spot::{Place, Run, SpotId, SpotSize};
pub use tariff::{Free, Hourly, Rate, Tariff};
pub use ticket::TicketId;
pub use vehicle::{Requirement, Vehicle, VehicleKind};
