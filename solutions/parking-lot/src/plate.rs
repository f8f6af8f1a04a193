//! What vehicles are known by.

use std::fmt;
use std::sync::Arc;

use crate::error::BlankPlate;

/// A number plate: trimmed, in upper case, not blank.
///
/// Two plates are equal if they read the same after that. A clone shares its text with the original.
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
    pub fn new(text: &str) -> Result<Self, BlankPlate> {
        match text.trim() {
            "" => Err(BlankPlate),
            text => Ok(Self(text.to_uppercase().into())),
        }
    }

    /// What the plate reads.
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
