//! The test suite of the pastebin kata, one module per stage.

mod support;
