//! The rules for texts.

use crate::error::ChatError;
use crate::message::MAX_TEXT;

/// Checks that a text may be posted.
pub(crate) fn check_text(text: &str) -> Result<(), ChatError> {
    if text.trim().is_empty() {
        return Err(ChatError::BlankText);
    }
    let length = text.chars().count();
    if length > MAX_TEXT { Err(ChatError::TextTooLong { length }) } else { Ok(()) }
}
