//! Hostile cases: code, files and machines that try to break the runner, run in `test` and in `watch`.
//!
//! They take a few minutes, so they are a separate program: `cargo test --manifest-path xtask/Cargo.toml --test
//! hostile`. It prints one line per case, and fails if any of them fails. If the machine lacks a feature that a case
//! needs, such as mounts, the case counts as skipped, never as passed. Linux supports all cases, so on Linux the
//! program also compares their names with `xtask/docs/hostile.md`.

#[cfg(any(target_os = "linux", windows))]
mod case;
#[cfg(any(target_os = "linux", windows))]
mod code;
#[cfg(any(target_os = "linux", windows))]
mod environment;
#[cfg(any(target_os = "linux", windows))]
mod processes;
#[cfg(any(target_os = "linux", windows))]
#[path = "../support/mod.rs"]
mod support;

#[cfg(any(target_os = "linux", windows))]
fn main() -> std::process::ExitCode {
    let mut groups = code::groups();
    groups.extend(environment::groups());
    case::run_all(groups)
}

#[cfg(not(any(target_os = "linux", windows)))]
fn main() {
    println!("skipped: the cases search for leftover processes, which is supported on Linux and Windows only");
}
