//! A parking lot: vehicles of different sizes, spots of different sizes, and policies that bring them together.
//!
//! A [`ParkingLot`] is made of levels, rows and spots. A vehicle is what it asks for: a [`Requirement`]. A
//! [`SpotPolicy`] chooses where it goes, a [`Tariff`] says what the stay costs, and a [`Clock`] how long it was. A
//! [`Snapshot`] holds all that is worth saving.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod clock;
mod error;
mod level;
mod lot;
mod money;
mod plate;
mod policy;
mod runs;
mod snapshot;
mod spot;
mod spots;
mod tariff;
mod ticket;
mod vehicle;

pub use clock::{Clock, SystemClock, Timestamp};
pub use error::{BlankPlate, LayoutError, LeaveError, Misfit, ParkError, RestoreError};
pub use level::Level;
pub use lot::{ParkingLot, Receipt, Rules};
pub use money::Money;
pub use plate::Plate;
pub use policy::{FirstFit, SmallestFit, SpotPolicy};
pub use snapshot::{ParkedVehicle, Snapshot};
pub use spot::{Place, Run, SpotId, SpotSize};
pub use tariff::{Free, Hourly, Rate, Tariff};
pub use ticket::TicketId;
pub use vehicle::{Requirement, Vehicle, VehicleKind};
