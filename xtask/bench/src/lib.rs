//! Code that the benchmarks share.
#![forbid(unsafe_code)]

use std::time::Duration;

use criterion::Criterion;

/// Returns the settings of a benchmark whose operations take up to a few milliseconds.
#[must_use]
pub fn settings() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}
