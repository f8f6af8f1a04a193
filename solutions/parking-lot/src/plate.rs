//! What vehicles are known by.

use std::fmt;
use std::sync::Arc;

use crate::error::BlankPlate;

/// A number plate: trimmed, in upper case, not blank.
///
/// Two plates are equal if they read the same after that. A clone shares its text with the original.
///
/// # Examples
///
/// ```
/// use parking_lot_solution::Plate;
///
/// # fn main() -> Result<(), parking_lot_solution::BlankPlate> {
/// let plate = Plate::new(" ab 123 ")?;
/// assert_eq!(plate, Plate::new("AB 123")?);
/// assert_eq!(plate.as_str(), "AB 123");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plate(Arc<str>);

impl Plate {
    /// The plate that reads `text`, without white space at its ends and in upper case.
    ///
    /// # Errors
    ///
    /// [`BlankPlate`] if nothing but white space is there.
    ///
    /// # Cost
    ///
    /// Linear in the length of the text.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::{BlankPlate, Plate};
    ///
    /// assert_eq!(Plate::new("b-xy 7").unwrap().as_str(), "B-XY 7");
    /// assert_eq!(Plate::new(" \t"), Err(BlankPlate));
    /// ```
    pub fn new(text: &str) -> Result<Self, BlankPlate> {
        match text.trim() {
            "" => Err(BlankPlate),
            text => Ok(Self(text.to_uppercase().into())),
        }
    }

    /// What the plate reads.
    ///
    /// # Examples
    ///
    /// ```
    /// use parking_lot_solution::Plate;
    ///
    /// assert_eq!(Plate::new("bus 1").unwrap().as_str(), "BUS 1");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the plate reads.
impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
