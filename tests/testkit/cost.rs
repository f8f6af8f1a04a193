//! Checks of costs that the values of a test cannot count.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The number of batches. Their median decides, so that the load of the machine does not.
const BATCHES: usize = 9;
/// The number of calls in a batch.
const CALLS: u32 = 16;
/// The part of the elements that a plain loop visits in the time that a call may take.
const PART: usize = 8;
/// The number of new values whose first call may be too slow before a check fails.
const FIRST_CALLS: usize = 7;

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
    let mut number = 0;
    let mut times = Vec::new();
    for batch in 0..BATCHES {
        let start = Instant::now();
        let mut calls = 0;
        // A batch ends once it is slow, since a slow call can take a tenth of a second.
        while calls == 0 || (calls < CALLS && start.elapsed() <= limit * CALLS) {
            call(number);
            number += 1;
            calls += 1;
        }
        times.push(start.elapsed() / calls);
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

/// Checks that the first call on a new value takes much less time than a walk over `size` elements.
///
/// Unlike [`costs_less_than_a_walk`], it also finds work that only the first call does. `create` creates each of the few
/// values, and its time does not count. The limit is the same.
///
/// # Panics
///
/// Panics if the call exceeds the limit on every value.
///
/// # Examples
///
/// ```
/// let create = || Vec::with_capacity(30_000);
/// testkit::first_call_costs_less_than_a_walk(30_000, "the first push", create, |values| values.push(1));
/// ```
#[track_caller]
pub fn first_call_costs_less_than_a_walk<T>(
    size: usize,
    what: &str,
    mut create: impl FnMut() -> T,
    mut call: impl FnMut(&mut T),
) {
    let limit = plain_loop(size / PART);
    let mut shortest = Duration::MAX;
    for _ in 0..FIRST_CALLS {
        let mut value = create();
        let start = Instant::now();
        call(&mut value);
        shortest = shortest.min(start.elapsed());
        if shortest <= limit {
            return;
        }
    }
    panic!("{what} takes {shortest:.1?}, but a loop over an eighth of {size} elements only {limit:.1?}");
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

    #[test]
    fn the_time_to_create_a_value_does_not_count() {
        let mut created = 0;
        let create = || {
            created += 1;
            (0..300_000).collect::<Vec<usize>>()
        };
        first_call_costs_less_than_a_walk(30_000, "the first pop", create, |values| {
            assert_eq!(values.pop(), Some(299_999), "the last value");
        });
        assert!((1..=FIRST_CALLS).contains(&created), "{created} values");
    }

    #[test]
    #[should_panic(expected = "the first call takes ")]
    fn a_slow_first_call_is_refused() {
        first_call_costs_less_than_a_walk(30_000, "the first call", Vec::new, |values| {
            if values.is_empty() {
                values.extend(0..30_000);
            }
            assert!(values.iter().all(|value| *value < 30_000), "all");
        });
    }
}
