//! Errors.

use crate::plate::Plate;
use crate::spot::SpotId;
use crate::ticket::TicketId;
use crate::vehicle::Requirement;

/// A reason why a layout is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// The layout has no levels.
    #[error("a lot needs at least one level")]
    NoLevels,
    /// A level has no spots.
    #[error("level {level} has no spots")]
    NoSpots {
        /// The lowest such level.
        level: usize,
    },
}

/// A reason why a vehicle cannot take a run of spots.
///
/// The spots are checked from the first to the last. The error names the first unsuitable one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The first spot does not exist.
    #[error("{spot} does not exist")]
    NoSuchSpot {
        /// The spot that does not exist.
        spot: SpotId,
    },
    /// The row ends before the last spot.
    #[error("the row ends before {spot}")]
    RowEnds {
        /// The first spot beyond the end of the row.
        spot: SpotId,
    },
    /// A spot is taken.
    #[error("{spot} is taken")]
    Taken {
        /// The first spot that is taken.
        spot: SpotId,
    },
    /// A spot is free, but smaller than the vehicle needs.
    #[error("{spot} is too small")]
    TooSmall {
        /// The first spot that is too small.
        spot: SpotId,
    },
}

/// A reason why a vehicle cannot park. If several apply, the error is the first of them in this order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParkError {
    /// A vehicle with this plate is already in the lot.
    #[error("{plate} is already parked with ticket {ticket}")]
    AlreadyParked {
        /// The plate.
        plate: Plate,
        /// The ticket of the parked vehicle.
        ticket: TicketId,
    },
    /// All ticket numbers are used.
    #[error("all ticket numbers are used")]
    OutOfTickets,
    /// The vehicle fits on no level.
    #[error(
        "no free spots are suitable (consecutive spots: {}; minimum size: {:?})",
        requirement.spots,
        requirement.smallest
    )]
    NoRoom {
        /// The requirement of the vehicle.
        requirement: Requirement,
    },
    /// The vehicle fits on some levels, but the policy declined all of them.
    #[error(
        "the policy declined all suitable levels (consecutive spots: {}; minimum size: {:?})",
        requirement.spots,
        requirement.smallest
    )]
    Declined {
        /// The requirement of the vehicle.
        requirement: Requirement,
    },
    /// The policy chose unsuitable spots.
    #[error("the policy chose {chosen}, but {misfit}")]
    BadChoice {
        /// The lowest of the chosen spots.
        chosen: SpotId,
        /// The reason why they are unsuitable.
        misfit: Misfit,
    },
}

/// A reason why a vehicle cannot leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaveError {
    /// The lot never issued this ticket.
    #[error("ticket {ticket} was never issued")]
    UnknownTicket {
        /// The ticket.
        ticket: TicketId,
    },
    /// The vehicle of this ticket has left.
    #[error("ticket {ticket} was already used")]
    TicketUsed {
        /// The ticket.
        ticket: TicketId,
    },
    /// No vehicle with this plate is in the lot.
    #[error("{plate} is not in the lot")]
    NotParked {
        /// The plate.
        plate: Plate,
    },
}

/// A reason why a snapshot does not describe a valid lot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The layout is invalid.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// A vehicle has a ticket that was not issued yet.
    #[error("ticket {ticket} was not issued yet; the next one is {next}")]
    TicketNotIssued {
        /// The ticket of the vehicle.
        ticket: TicketId,
        /// The next ticket to issue.
        next: TicketId,
    },
    /// Two vehicles have the same ticket.
    #[error("two vehicles have ticket {ticket}")]
    DuplicateTicket {
        /// The ticket.
        ticket: TicketId,
    },
    /// A vehicle has a blank plate.
    #[error("the vehicle with ticket {ticket} has a blank plate")]
    BlankPlate {
        /// The ticket of the vehicle.
        ticket: TicketId,
    },
    /// Two vehicles have the same plate.
    #[error("two vehicles have plate {plate}")]
    DuplicatePlate {
        /// The plate.
        plate: Plate,
    },
    /// A vehicle is on unsuitable spots.
    #[error("the spots of the vehicle with ticket {ticket} are unsuitable: {misfit}")]
    Misfit {
        /// The ticket of the vehicle. If two vehicles share a spot, it belongs to the later one in the snapshot.
        ticket: TicketId,
        /// The reason why they are unsuitable.
        misfit: Misfit,
    },
}
