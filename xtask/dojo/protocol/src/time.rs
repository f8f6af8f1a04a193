//! The time of day, as the protocol counts it.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::messages::Moment;

/// Returns the time by this machine's clock.
pub fn now() -> Moment {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
