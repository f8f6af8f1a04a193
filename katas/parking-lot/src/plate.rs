//! Number plates.

use std::fmt;
use std::sync::Arc;

/// A number plate: trimmed, in upper case and not blank. Clones share one text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plate(Arc<str>);

impl Plate {
    /// Creates a plate from `text`, trimmed and in upper case.
    ///
    /// # Errors
    ///
    /// Returns [`BlankPlate`] if `text` is empty or has only white space.
    pub fn new(text: &str) -> Result<Self, BlankPlate> {
        match text.trim() {
            "" => Err(BlankPlate),
            text => Ok(Self(text.to_uppercase().into())),
        }
    }

    /// Returns the text of the plate.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes the text of the plate.
impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a plate without text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a plate must not be blank")]
pub struct BlankPlate;
