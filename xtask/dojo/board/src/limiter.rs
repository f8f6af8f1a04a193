//! How often somebody may do something.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many are remembered at the most. Beyond that, those who have all their turns again are forgotten.
const REMEMBERED: usize = 10_000;

/// Turns that come back with time, for each of many. A turn can be looked at without taking it: only a wrong code costs one,
/// and that is known only afterwards.
#[derive(Debug)]
pub struct Limiter<K> {
    burst: u32,
    every: Duration,
    /// When each will have all of its turns again.
    full_at: Mutex<HashMap<K, Instant>>,
}

impl<K: Eq + Hash> Limiter<K> {
    /// `burst` turns at once, and as many a minute as `a_minute` says.
    pub fn new(burst: u32, a_minute: u32) -> Self {
        Self { burst, every: Duration::from_secs(60) / a_minute.max(1), full_at: Mutex::default() }
    }

    /// Whether `who` has a turn.
    ///
    /// # Errors
    ///
    /// How many seconds it is until the next.
    pub fn look(&self, who: &K, now: Instant) -> Result<(), u64> {
        let full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = full_at.get(who).map_or(Duration::ZERO, |full_at| full_at.saturating_duration_since(now));
        let has = self.every * (self.burst - 1);
        if missing <= has { Ok(()) } else { Err((missing - has).as_secs() + 1) }
    }

    /// Takes a turn of `who`.
    ///
    /// # Errors
    ///
    /// As [`look`](Self::look); then none is taken.
    pub fn take(&self, who: K, now: Instant) -> Result<(), u64> {
        self.look(&who, now)?;
        let mut all = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, full_at| *full_at > now);
        }
        let full_at = all.entry(who).or_insert(now);
        *full_at = (*full_at).max(now) + self.every;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_come_back_with_time() {
        let limiter = Limiter::new(2, 60);
        let start = Instant::now();
        assert_eq!(limiter.take("a", start), Ok(()));
        assert_eq!(limiter.take("a", start), Ok(()));
        assert!(limiter.take("a", start).is_err(), "the third at once");
        assert!(limiter.look(&"a", start).is_err());
        assert_eq!(limiter.take("b", start), Ok(()), "another has turns of their own");
        let later = start + Duration::from_secs(1);
        assert_eq!(limiter.take("a", later), Ok(()));
        assert!(limiter.take("a", later).is_err());
        let much_later = start + Duration::from_secs(600);
        assert_eq!(limiter.take("a", much_later), Ok(()));
        assert_eq!(limiter.take("a", much_later), Ok(()));
        assert!(limiter.take("a", much_later).is_err(), "no more than a burst is saved up");
    }

    #[test]
    fn those_who_have_all_their_turns_are_forgotten() {
        let limiter = Limiter::new(1, 60);
        let start = Instant::now();
        for who in 0..REMEMBERED {
            assert_eq!(limiter.take(who, start), Ok(()));
        }
        assert_eq!(limiter.take(REMEMBERED, start + Duration::from_secs(2)), Ok(()));
        assert_eq!(limiter.full_at.lock().expect("not poisoned").len(), 1);
    }
}
