//! The time of day as the protocol counts it, and a steady clock that cannot be set.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::messages::Moment;

/// The smallest change of the clock that counts as a jump, in milliseconds.
///
/// When a clock is synchronized, it usually changes by less.
const JUMP: u64 = 1_000;

/// Returns the time of this machine's clock.
pub fn now() -> Moment {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

/// Returns the milliseconds since a fixed moment in the past.
///
/// Unlike the time of day, this clock cannot be set by users, and it keeps running while the machine sleeps.
pub fn steady_ms() -> u64 {
    #[cfg(unix)]
    {
        use rustix::time::{ClockId, clock_gettime};
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let time = clock_gettime(ClockId::Boottime);
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        let time = clock_gettime(ClockId::Monotonic);
        u64::try_from(time.tv_sec * 1000 + time.tv_nsec / 1_000_000).unwrap_or(0)
    }
    #[cfg(not(unix))]
    {
        static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
        u64::try_from(START.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A clock that starts at a given time and ignores later changes of this machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SteadyClock {
    start: Moment,
    steady: u64,
}

impl SteadyClock {
    /// Returns a clock that shows `start` now.
    pub fn starting_at(start: Moment) -> Self {
        Self { start, steady: steady_ms() }
    }

    /// Returns the current time of this clock.
    pub fn now(&self) -> Moment {
        self.start + steady_ms().saturating_sub(self.steady)
    }
}

/// A detector of changes to this machine's clock.
#[derive(Debug)]
pub struct ClockWatch {
    /// The time of day minus the steady time, in milliseconds.
    difference: i64,
}

impl ClockWatch {
    /// Starts watching.
    #[allow(clippy::new_without_default, reason = "the constructor reads the clocks")]
    pub fn new() -> Self {
        Self { difference: difference(now(), steady_ms()) }
    }

    /// Returns how far the clock was set forward since the last call, in milliseconds.
    ///
    /// The value is negative if the clock was set back, and `None` if it was not set.
    pub fn jump(&mut self) -> Option<i64> {
        self.jump_at(now(), steady_ms())
    }

    fn jump_at(&mut self, time_of_day: Moment, steady: u64) -> Option<i64> {
        let difference = difference(time_of_day, steady);
        let jump = difference - std::mem::replace(&mut self.difference, difference);
        (jump.unsigned_abs() >= JUMP).then_some(jump)
    }
}

fn difference(time_of_day: Moment, steady: u64) -> i64 {
    time_of_day.cast_signed() - steady.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_change_is_reported_once() {
        let mut watch = ClockWatch { difference: difference(9_000_000, 500) };
        assert_eq!(watch.jump_at(9_060_000, 60_500), None, "a minute passed");
        assert_eq!(watch.jump_at(9_060_150 - 3_600_000, 60_650), Some(-3_600_000), "an hour back");
        assert_eq!(watch.jump_at(9_060_300 - 3_600_000, 60_800), None);
        assert_eq!(watch.jump_at(9_060_450 + 3_600_000, 60_950), Some(7_200_000), "two hours forward");
        assert_eq!(watch.jump_at(9_060_600 + 3_600_020, 61_100), None, "20 ms by synchronization");
    }

    #[test]
    fn a_steady_clock_runs_from_its_start_time() {
        let clock = SteadyClock::starting_at(5_000);
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!((5_020..6_000).contains(&clock.now()), "{}", clock.now());
    }
}
