//! What drivers hold.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a ticket. A lot issues them in rising order from 0 on, and none twice.
///
/// # Examples
///
/// ```
/// use parking_lot_solution::TicketId;
///
/// assert!(TicketId::new(7) < TicketId::new(8));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketId(u64);

impl TicketId {
    /// The ticket with this number, as it is read off the paper.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::TicketId;
    ///
    /// assert_eq!(TicketId::new(7).number(), 7);
    /// ```
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::TicketId;
    ///
    /// assert_eq!(TicketId::new(0).number(), 0);
    /// ```
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// The number alone.
impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
