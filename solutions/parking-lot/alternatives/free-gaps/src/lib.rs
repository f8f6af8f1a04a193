//! A parking lot: vehicles of different sizes, spots of different sizes, and policies that bring them together.
//!
//! A [`ParkingLot`] is made of levels, rows and spots. A vehicle is what it asks for: a [`Requirement`]. A
//! [`SpotPolicy`] chooses where it goes, a [`Tariff`] says what the stay costs, and a [`Clock`] how long it was. A
//! [`Snapshot`] holds all that is worth saving.
//!
//! # The design
//!
//! A lot is a stack of floors, and a floor knows all about itself: its spots, who stands on each, how many are free, and
//! the gaps between vehicles, as maximal stretches of free spots in a row. For each range of sizes the gaps are kept
//! twice, by place and by length. A vehicle that comes cuts a gap in two, a vehicle that leaves joins two, and the
//! lowest run of some length is the least of the first gaps of all lengths from there on. All of it is made of maps of
//! the standard library.
//!
//! A floor is asked and changed alone; the lot goes from one to the next, and adds up what they say.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod clock;
mod error;
mod floor;
mod gaps;
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
