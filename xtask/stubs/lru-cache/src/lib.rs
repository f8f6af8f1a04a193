//! A bounded cache that forgets what was used least recently.
