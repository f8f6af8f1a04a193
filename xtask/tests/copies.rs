//! Tests that copied executables start.
//!
//! In its own program, because other tests start processes without the lock of `copy_executable`.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;
use std::thread;

use xtask::orphans::copy_executable;
use xtask::process::{Bounds, StopFlag, capture};

/// Several threads copy an executable and start it, as several runs in one process do.
#[test]
fn a_copy_starts_while_other_threads_copy() {
    let folder = tempfile::tempdir().unwrap();
    let copy_and_start = |thread: usize| {
        for number in 0..100 {
            let copy = folder.path().join(format!("{thread}-{number}"));
            copy_executable(Path::new("/bin/true"), &copy).unwrap();
            let started = capture(Command::new(&copy), Bounds::default(), &StopFlag::new());
            assert!(started.unwrap().is_success(), "exit code of copy {number}");
        }
    };
    thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || copy_and_start(thread));
        }
    });
}
