//! Launcher behind `cargo xtask`: builds the runner if it is out of date, then starts it.
//!
//! On every call, Cargo reads all packages of a workspace. The runner has many dependencies that would make this slow,
//! so it lives in a separate workspace. The launcher itself has none, and it starts the runner without calling Cargo.
#![forbid(unsafe_code)]

mod runner;

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use runner::Runner;

fn main() -> ExitCode {
    match launch() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: cannot start the runner: {error}");
            ExitCode::from(2)
        }
    }
}

fn launch() -> io::Result<ExitCode> {
    let runner = Runner::of(&workspace());
    let executable = match runner.up_to_date() {
        Some(executable) => executable,
        None => match runner.build()? {
            Ok(executable) => executable,
            Err(status) => return Ok(exit_code(status.code())),
        },
    };
    let mut command = runner.command(&executable);
    command.args(env::args_os().skip(1));
    replace_this_process(command)
}

/// Returns the workspace's root.
fn workspace() -> PathBuf {
    // Cargo sets this variable to the package's current folder. If Cargo isn't involved, use the build-time folder.
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    // The launcher's package is somewhere below the folder `xtask` of the root.
    let is_root = |folder: &&Path| folder.join("xtask/src/main.rs").is_file();
    here.ancestors().find(is_root).unwrap_or(&here).to_owned()
}

fn exit_code(code: Option<i32>) -> ExitCode {
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Replaces this process by `command`, so that signals reach the runner.
#[cfg(unix)]
fn replace_this_process(mut command: Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(command.exec())
}

/// Runs `command` as a child, since only Unix can replace a process.
#[cfg(not(unix))]
fn replace_this_process(mut command: Command) -> io::Result<ExitCode> {
    command.status().map(|status| exit_code(status.code()))
}
