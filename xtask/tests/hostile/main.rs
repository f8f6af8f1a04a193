//! Everything that a learner's code, files and machine can do to the runner, played in `test` and in `watch`.
//!
//! A program of its own, since it takes some minutes: `cargo test --manifest-path xtask/Cargo.toml --test hostile`. It prints a
//! line a case and fails if one went wrong. What cannot be had on a machine (a mount, a namespace) is counted as not tried, never as passed.
//! `xtask/docs/hostile.md` describes the cases, and this compares its names with theirs.

#[cfg(target_os = "linux")]
mod around;
#[cfg(target_os = "linux")]
mod case;
#[cfg(target_os = "linux")]
mod code;
#[cfg(target_os = "linux")]
#[path = "../support/mod.rs"]
mod support;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    let mut groups = code::groups();
    groups.extend(around::groups());
    case::play(groups)
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("not tried: these cases look into /proc, so they need Linux");
}
