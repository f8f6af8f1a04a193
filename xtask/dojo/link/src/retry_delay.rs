//! How long the sender waits before the next request, depending on how the last one ended.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use dojo_protocol::messages::{Reason, Refusal};

use crate::board_client::RequestError;

/// The delay after the first failure. It doubles with each further one.
pub const FIRST_DELAY: Duration = Duration::from_millis(500);
const MAX_DELAY: Duration = Duration::from_secs(15);
/// The delay after a rejection for good.
const REFUSED_DELAY: Duration = Duration::from_secs(30);
/// The longest delay that a board can ask for.
const MAX_RETRY_AFTER_S: u64 = 60;

/// An exponential backoff.
pub struct RetryDelay {
    next: Instant,
    delay: Duration,
}

impl RetryDelay {
    /// Allows the first request at once.
    pub fn new() -> Self {
        Self { next: Instant::now(), delay: FIRST_DELAY }
    }

    /// Returns whether the delay is over.
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.next
    }

    /// Sets the next delay: none after a success, and longer and longer while the board cannot be reached.
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

/// Returns a random time between half of `delay` and all of it, so that machines that lost a board do not return all at once.
pub fn jittered(delay: Duration) -> Duration {
    let random = RandomState::new().hash_one(0) % 1000;
    delay.mul_f64(0.5 + f64::from(u32::try_from(random).unwrap_or(0)) / 2000.0)
}
