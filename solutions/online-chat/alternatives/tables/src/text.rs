//! The rules for texts.

use crate::error::ChatError;
use crate::message::MAX_TEXT;

/// Checks that a text may be posted.
pub(crate) fn check_text(text: &str) -> Result<(), ChatError> {
    let length = text.chars().count();
    if text.chars().all(char::is_whitespace) {
        Err(ChatError::BlankText)
    } else if length > MAX_TEXT {
        Err(ChatError::TextTooLong { length })
    } else {
        Ok(())
    }
}
