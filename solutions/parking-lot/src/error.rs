//! What can go wrong.

use crate::plate::Plate;
use crate::spot::SpotId;
use crate::ticket::TicketId;
use crate::vehicle::Requirement;

/// A plate with nothing on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a plate must not be blank")]
pub struct BlankPlate;

/// Why a lot cannot be laid out so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// There is no level.
    #[error("a lot has at least one level")]
    NoLevels,
    /// A level has no spot.
    #[error("level {level} has no spot")]
    NoSpots {
        /// The lowest such level.
        level: usize,
    },
}

/// Why some spots will not do for a vehicle.
///
/// The spots are looked at from the first to the last, and the first one that will not do is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The first spot does not exist.
    #[error("there is no {spot}")]
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

/// Why a vehicle cannot park. If more than one reason holds, the first in this order is given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParkError {
    /// A vehicle with this plate is in the lot.
    #[error("{plate} is parked already, with ticket {ticket}")]
    AlreadyParked {
        /// The plate.
        plate: Plate,
        /// The ticket of the vehicle that is in the lot.
        ticket: TicketId,
    },
    /// The ticket numbers are used up.
    #[error("there are no more tickets")]
    OutOfTickets,
    /// There are no spots that will do, on any level.
    #[error(
        "nothing is free that will do (spots in a row: {}; smallest size: {:?})",
        requirement.spots,
        requirement.smallest
    )]
    NoRoom {
        /// What the vehicle needs.
        requirement: Requirement,
    },
    /// There are spots that will do, but the policy chose none of them on any level.
    #[error(
        "the policy gives none of what will do (spots in a row: {}; smallest size: {:?})",
        requirement.spots,
        requirement.smallest
    )]
    Declined {
        /// What the vehicle needs.
        requirement: Requirement,
    },
    /// The policy chose spots that will not do.
    #[error("the policy chose {chosen}, but {misfit}")]
    BadChoice {
        /// The first of the spots that were chosen.
        chosen: SpotId,
        /// Why they will not do.
        misfit: Misfit,
    },
}

/// Why a vehicle cannot leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaveError {
    /// The lot never issued this ticket.
    #[error("ticket {ticket} was never issued")]
    UnknownTicket {
        /// The ticket.
        ticket: TicketId,
    },
    /// The vehicle of this ticket has left.
    #[error("ticket {ticket} was used already")]
    TicketUsed {
        /// The ticket.
        ticket: TicketId,
    },
    /// No vehicle with this plate is in the lot.
    #[error("{plate} is not parked here")]
    NotParked {
        /// The plate.
        plate: Plate,
    },
}

/// Why a snapshot is not one of a lot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The levels are none of a lot.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// A vehicle has a ticket that is still to be issued.
    #[error("ticket {ticket} is to be issued, the next being {next}")]
    TicketToCome {
        /// The ticket of the vehicle.
        ticket: TicketId,
        /// The ticket that is to be issued next.
        next: TicketId,
    },
    /// Two vehicles have the same ticket.
    #[error("ticket {ticket} is there twice")]
    TicketTwice {
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
    #[error("{plate} is there twice")]
    PlateTwice {
        /// The plate.
        plate: Plate,
    },
    /// A vehicle is where it cannot be.
    #[error("the vehicle with ticket {ticket} cannot be there: {misfit}")]
    Misfit {
        /// The ticket of the vehicle. If two vehicles share a spot, it is the one that comes later in the snapshot.
        ticket: TicketId,
        /// Why it cannot be there.
        misfit: Misfit,
    },
}
