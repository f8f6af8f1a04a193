//! A log of calls that the test doubles of a test share.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

/// A log of calls, in order. Its clones share the same log, so that a test can check the order of calls to several
/// objects.
///
/// # Examples
///
/// ```
/// let log = testkit::CallLog::new();
/// let clock = log.clone();
/// clock.record("now");
/// log.record("choose");
/// assert_eq!(log.take(), ["now", "choose"]);
/// assert_eq!(log.take(), [""; 0]);
/// ```
#[derive(Debug)]
pub struct CallLog<C>(Arc<Mutex<Vec<C>>>);

impl<C> CallLog<C> {
    /// Creates an empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a call.
    pub fn record(&self, call: C) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(call);
    }

    /// Returns the calls since the last `take`, and empties the log.
    #[must_use]
    pub fn take(&self) -> Vec<C> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<C> Default for CallLog<C> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<C> Clone for CallLog<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
