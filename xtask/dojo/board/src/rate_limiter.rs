//! A rate limiter with one token bucket per client.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The number of clients above which entries with a full bucket are removed.
const MAX_CLIENTS: usize = 10_000;

/// A rate limit for many clients, each with a separate token bucket.
#[derive(Debug)]
pub struct RateLimiter<K> {
    burst: u32,
    /// The time for refilling one token.
    interval: Duration,
    /// The time at which each client's bucket will be full.
    full_at: Mutex<HashMap<K, Instant>>,
}

/// An error for a client whose bucket is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateExceeded {
    /// The seconds until the next token.
    pub retry_after_s: u64,
}

impl<K: Eq + Hash> RateLimiter<K> {
    /// Creates a limit of `burst` requests at once and `per_minute` requests in the long run.
    pub fn new(burst: u32, per_minute: u32) -> Self {
        Self { burst, interval: Duration::from_secs(60) / per_minute.max(1), full_at: Mutex::default() }
    }

    /// Takes a token from a client's bucket.
    ///
    /// # Errors
    ///
    /// If the bucket is empty.
    pub fn take(&self, client: K, now: Instant) -> Result<(), RateExceeded> {
        let mut clients = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = clients.get(&client).map_or(Duration::ZERO, |full| full.saturating_duration_since(now));
        let wait = missing.saturating_sub(self.interval * (self.burst - 1));
        if !wait.is_zero() {
            return Err(RateExceeded { retry_after_s: wait.as_secs() + 1 });
        }
        if clients.len() >= MAX_CLIENTS {
            clients.retain(|_, full_at| *full_at > now);
        }
        let full_at = clients.entry(client).or_insert(now);
        *full_at = (*full_at).max(now) + self.interval;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_refilled_over_time() {
        let limit = RateLimiter::new(2, 60);
        let start = Instant::now();
        assert_eq!(limit.take("a", start), Ok(()));
        assert_eq!(limit.take("a", start), Ok(()));
        assert!(limit.take("a", start).is_err(), "third request of a burst of two");
        assert_eq!(limit.take("b", start), Ok(()), "request of another client");
        let later = start + Duration::from_secs(1);
        assert_eq!(limit.take("a", later), Ok(()));
        assert!(limit.take("a", later).is_err());
        let much_later = start + Duration::from_secs(600);
        assert_eq!(limit.take("a", much_later), Ok(()));
        assert_eq!(limit.take("a", much_later), Ok(()));
        assert!(limit.take("a", much_later).is_err(), "third request after a long pause");
    }

    #[test]
    fn clients_with_full_buckets_are_removed() {
        let limit = RateLimiter::new(1, 60);
        let start = Instant::now();
        for client in 0..MAX_CLIENTS {
            assert_eq!(limit.take(client, start), Ok(()));
        }
        assert_eq!(limit.take(MAX_CLIENTS, start + Duration::from_secs(2)), Ok(()));
        assert_eq!(limit.full_at.lock().expect("no panic").len(), 1);
    }
}
