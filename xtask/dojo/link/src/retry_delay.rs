//! The sender's delay between requests: exponential backoff after failures.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use dojo_protocol::messages::{Reason, Refusal};

use crate::board_client::RequestError;

/// The delay after the first failure. It doubles with each further failure.
pub const FIRST_DELAY: Duration = Duration::from_millis(500);
const MAX_DELAY: Duration = Duration::from_secs(15);
/// The delay after a permanent rejection.
const REFUSED_DELAY: Duration = Duration::from_secs(30);
/// The longest delay that a board can request.
const MAX_RETRY_AFTER_S: u64 = 60;

/// An exponential backoff timer.
pub struct RetryDelay {
    next: Instant,
    delay: Duration,
}

impl RetryDelay {
    /// Creates a timer that allows the first request immediately.
    pub fn new() -> Self {
        Self { next: Instant::now(), delay: FIRST_DELAY }
    }

    /// Returns whether the delay is over.
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.next
    }

    /// Sets the next delay from the result of a request.
    ///
    /// It is zero after a success, and doubles while the board is unreachable.
    pub fn update(&mut self, sent: &Result<(), RequestError>) {
        let delay = match sent {
            Ok(()) => {
                self.delay = FIRST_DELAY;
                return;
            }
            Err(RequestError::Refused(Refusal { retry_after_s: Some(seconds), .. })) => {
                Duration::from_secs((*seconds).min(MAX_RETRY_AFTER_S))
            }
            Err(RequestError::Refused(Refusal { reason: Reason::UnknownToken, .. })) => FIRST_DELAY,
            Err(RequestError::Refused(_) | RequestError::NotABoard(_)) => REFUSED_DELAY,
            Err(RequestError::Unreachable(_)) => {
                let delay = self.delay;
                self.delay = (delay * 2).min(MAX_DELAY);
                delay
            }
        };
        self.next = Instant::now() + jittered(delay);
    }
}

/// Returns a random duration between half of `delay` and `delay`.
///
/// If the delay were not random, all machines would reconnect to a restarted board at the same moment.
pub fn jittered(delay: Duration) -> Duration {
    let random = RandomState::new().hash_one(0) % 1000;
    delay.mul_f64(0.5 + f64::from(u32::try_from(random).unwrap_or(0)) / 2000.0)
}
