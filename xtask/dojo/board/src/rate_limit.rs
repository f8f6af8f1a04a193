//! Limits how often each client may do something (a token bucket per client).

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The number of clients above which those with a full bucket are forgotten.
const MAX_CLIENTS: usize = 10_000;

/// A rate limit for many clients, each with its own bucket of tokens.
#[derive(Debug)]
pub struct RateLimit<K> {
    burst: u32,
    /// The time until a token comes back.
    interval: Duration,
    /// The time at which each client's bucket is full again.
    full_at: Mutex<HashMap<K, Instant>>,
}

/// A client has no token left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateExceeded {
    /// The seconds until it has one again.
    pub retry_after_s: u64,
}

impl<K: Eq + Hash> RateLimit<K> {
    /// Allows `burst` requests at once and `per_minute` in the long run.
    pub fn new(burst: u32, per_minute: u32) -> Self {
        Self { burst, interval: Duration::from_secs(60) / per_minute.max(1), full_at: Mutex::default() }
    }

    /// Takes a token of a client.
    ///
    /// # Errors
    ///
    /// If it has none.
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
    fn tokens_come_back_with_time() {
        let limit = RateLimit::new(2, 60);
        let start = Instant::now();
        assert_eq!(limit.take("a", start), Ok(()));
        assert_eq!(limit.take("a", start), Ok(()));
        assert!(limit.take("a", start).is_err(), "the third at once");
        assert_eq!(limit.take("b", start), Ok(()), "another client has its own tokens");
        let later = start + Duration::from_secs(1);
        assert_eq!(limit.take("a", later), Ok(()));
        assert!(limit.take("a", later).is_err());
        let much_later = start + Duration::from_secs(600);
        assert_eq!(limit.take("a", much_later), Ok(()));
        assert_eq!(limit.take("a", much_later), Ok(()));
        assert!(limit.take("a", much_later).is_err(), "no more than a burst is saved up");
    }

    #[test]
    fn clients_with_full_buckets_are_forgotten() {
        let limit = RateLimit::new(1, 60);
        let start = Instant::now();
        for client in 0..MAX_CLIENTS {
            assert_eq!(limit.take(client, start), Ok(()));
        }
        assert_eq!(limit.take(MAX_CLIENTS, start + Duration::from_secs(2)), Ok(()));
        assert_eq!(limit.full_at.lock().expect("no panic").len(), 1);
    }
}
