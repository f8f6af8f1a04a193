//! Everything that a learner's code, files and machine can do to the runner, played in `test` and in `watch`.
//!
//! A program of its own, since it takes some minutes: `cargo test --manifest-path xtask/Cargo.toml --test hostile`. It prints a
//! line a case and fails if one went wrong. What cannot be had on a machine (a mount, a namespace) is counted as not tried, never as passed.
//! `xtask/docs/hostile.md` describes the cases, and on Linux, where all are played, this compares its names with theirs.

#[cfg(any(target_os = "linux", windows))]
mod around;
#[cfg(any(target_os = "linux", windows))]
mod case;
#[cfg(any(target_os = "linux", windows))]
mod code;
#[cfg(any(target_os = "linux", windows))]
mod processes;
#[cfg(any(target_os = "linux", windows))]
#[path = "../support/mod.rs"]
mod support;

#[cfg(any(target_os = "linux", windows))]
fn main() -> std::process::ExitCode {
    let mut groups = code::groups();
    groups.extend(around::groups());
    case::play(groups)
}

#[cfg(not(any(target_os = "linux", windows)))]
fn main() {
    println!("not tried: the cases look for processes that are left, which they can do on Linux and Windows");
}
