//! Crash detection from exit statuses: signals on Unix, exceptions on Windows.

use std::process::ExitStatus;

/// The way in which the system ended a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crash {
    /// It aborted, as Rust does on a panic during a panic.
    Abort,
    /// Any other crash, such as a segmentation fault.
    Other,
}

/// Returns the kind of crash, or `None` if the process exited by itself.
#[cfg(unix)]
pub(super) fn crash(status: ExitStatus) -> Option<Crash> {
    use std::os::unix::process::ExitStatusExt;

    let abort = rustix::process::Signal::ABORT.as_raw();
    status.signal().map(|signal| if signal == abort { Crash::Abort } else { Crash::Other })
}

/// Returns the kind of crash, or `None` if the process exited by itself.
#[cfg(not(unix))]
pub(super) fn crash(status: ExitStatus) -> Option<Crash> {
    // Rust's `abort` calls `__fastfail`, which always has this status.
    const STATUS_STACK_BUFFER_OVERRUN: u32 = 0xC000_0409;
    // Exceptions have the highest bit set.
    match status.code().map(i32::cast_unsigned) {
        Some(STATUS_STACK_BUFFER_OVERRUN) => Some(Crash::Abort),
        Some(code) if code < 1 << 31 => None,
        _ => Some(Crash::Other),
    }
}

/// Formats the status for messages: `exit status: 1`, `signal: 6 (SIGABRT)` or `exit code: 0xc0000005`.
pub(super) fn shown(status: ExitStatus) -> String {
    match status.code() {
        Some(code) if crash(status).is_none() => format!("exit status: {code}"),
        _ => status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[cfg(unix)]
    fn status(raw: i32) -> ExitStatus {
        std::os::unix::process::ExitStatusExt::from_raw(raw)
    }

    #[cfg(windows)]
    fn status(raw: u32) -> ExitStatus {
        std::os::windows::process::ExitStatusExt::from_raw(raw)
    }

    #[cfg(unix)]
    #[rstest]
    #[case::success(0, None, "exit status: 0")]
    #[case::failure(101 << 8, None, "exit status: 101")]
    #[case::abort(6, Some(Crash::Abort), "signal: 6 (SIGABRT)")]
    #[case::segmentation_fault(11, Some(Crash::Other), "signal: 11 (SIGSEGV)")]
    fn signals_are_crashes(#[case] raw: i32, #[case] how: Option<Crash>, #[case] text: &str) {
        assert_eq!((crash(status(raw)), shown(status(raw)).as_str()), (how, text));
    }

    #[cfg(windows)]
    #[rstest]
    #[case::success(0, None, "exit status: 0")]
    #[case::failure(101, None, "exit status: 101")]
    #[case::abort(0xC000_0409, Some(Crash::Abort), "exit code: 0xc0000409")]
    #[case::stack_overflow(0xC000_00FD, Some(Crash::Other), "exit code: 0xc00000fd")]
    #[case::access_violation(0xC000_0005, Some(Crash::Other), "exit code: 0xc0000005")]
    fn exceptions_are_crashes(#[case] raw: u32, #[case] how: Option<Crash>, #[case] text: &str) {
        assert_eq!((crash(status(raw)), shown(status(raw)).as_str()), (how, text));
    }
}
