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

/// Builds the state that a contender works on.
///
/// With the feature `count-allocations`, this also saves the number of allocations and the peak memory of `build` in the
/// folder `BENCH_MEMORY`, in a file with the contender's name. Counting makes each allocation slower, so `cargo xtask
/// bench` measures without the feature.
///
/// # Panics
///
/// Panics if the file cannot be written.
pub fn built<T>(contender: &str, build: impl FnOnce() -> T) -> T {
    #[cfg(feature = "count-allocations")]
    if let Some(folder) = std::env::var_os("BENCH_MEMORY") {
        let mut built = None;
        let counted = allocation_counter::measure(|| built = Some(build()));
        let text = format!(r#"{{"allocations":{},"peak":{}}}"#, counted.count_total, counted.bytes_max);
        std::fs::create_dir_all(&folder).expect("the folder can be created");
        std::fs::write(std::path::Path::new(&folder).join(contender), text).expect("the file can be written");
        return built.expect("the state was built");
    }
    let _ = contender;
    build()
}
