//! Checks of costs that the values of a test cannot count.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The number of batches. Their median decides, so that the load of the machine does not.
const BATCHES: usize = 9;
/// The number of calls in a batch.
const CALLS: usize = 16;
/// The part of the elements that a plain loop visits in the time that a call may take.
const PART: usize = 8;

/// Checks that a call takes much less time than a walk over `size` elements.
///
/// The limit is the time of a plain loop over an eighth of the elements, measured just before, so it does not depend on
/// the speed of the machine. `size` should be at least 20,000: then a call in constant or logarithmic time stays far
/// below the limit, and a call that visits every element is far above it. `call` receives the number of the call, from 0
/// to at most 143.
///
/// # Panics
///
/// Panics if more than half of the batches of calls exceed the limit.
///
/// # Examples
///
/// ```
/// let set: std::collections::BTreeSet<usize> = (0..30_000).collect();
/// testkit::costs_less_than_a_walk(30_000, "finding a value", |number| assert!(set.contains(&number)));
/// ```
#[track_caller]
pub fn costs_less_than_a_walk(size: usize, what: &str, mut call: impl FnMut(usize)) {
    let limit = plain_loop(size / PART);
    let mut times = Vec::new();
    for batch in 0..BATCHES {
        let start = Instant::now();
        for number in 0..CALLS {
            call(batch * CALLS + number);
        }
        times.push(start.elapsed() / CALLS as u32);
        let slow = times.iter().filter(|&&time| time > limit).count();
        if times.len() - slow > BATCHES / 2 {
            return;
        }
        assert!(
            slow <= BATCHES / 2,
            "{what} takes {:.1?}, but a loop over an eighth of {size} elements only {limit:.1?}",
            times[batch]
        );
    }
}

/// Returns the shortest of several times of a loop that does nothing.
fn plain_loop(steps: usize) -> Duration {
    let time = || {
        let start = Instant::now();
        for step in 0..steps {
            black_box(step);
        }
        start.elapsed()
    };
    (0..5).map(|_| time()).min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_in_constant_time_is_accepted() {
        let values: Vec<usize> = (0..30_000).collect();
        let mut calls = 0;
        costs_less_than_a_walk(values.len(), "access", |number| {
            calls += 1;
            assert_eq!(values[number], number, "the value");
        });
        assert!(calls >= 80, "{calls} calls");
    }

    #[test]
    #[should_panic(expected = "the walk takes ")]
    fn a_walk_is_refused() {
        let values: Vec<usize> = (0..30_000).collect();
        costs_less_than_a_walk(values.len(), "the walk", |_| {
            assert!(values.iter().all(|value| *value < 30_000), "all");
        });
    }
}
