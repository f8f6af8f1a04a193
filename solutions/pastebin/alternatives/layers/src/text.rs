//! Texts that can be pasted.

use crate::pastebin::PasteError;

/// A text that is not empty and not too long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValidText<'a>(&'a str);

impl<'a> ValidText<'a> {
    pub(crate) fn new<E>(text: &'a str, limit: usize) -> Result<Self, PasteError<E>> {
        match text.len() {
            0 => Err(PasteError::Empty),
            size if size > limit => Err(PasteError::TooLong { size, limit }),
            _ => Ok(Self(text)),
        }
    }

    pub(crate) fn into_string(self) -> String {
        self.0.to_owned()
    }
}
