//! Child processes with limits.
//!
//! Each child leads a process group (on Windows, a job), so that it can be killed together with all processes that it
//! has started. This happens when a limit is exceeded, when a newer run starts, or when the child has exited but left
//! other processes behind.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Once};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};

use crate::orphans::{self, Mark};

/// The interval at which a silent child is checked.
const POLL: Duration = Duration::from_millis(10);
/// The time to wait for a child's pipes to close after it has ended, since another process can keep them open.
const DRAIN: Duration = Duration::from_millis(200);

/// A shared flag to request that work stops.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Returns a flag that is not set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requests to stop.
    pub fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Returns true if a stop was requested.
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The tick interval of [`active_time`].
const TICK: Duration = Duration::from_millis(10);
/// A tick longer than this means that the process was stopped or the machine was asleep.
const PAUSE: Duration = Duration::from_secs(1);

/// Returns the time since the first call, without suspended time.
///
/// Time is suspended while this process is stopped (Ctrl-Z) or the machine is asleep.
pub fn active_time() -> Duration {
    static ACTIVE: AtomicU64 = AtomicU64::new(0);
    static CLOCK: Once = Once::new();
    CLOCK.call_once(|| {
        thread::spawn(|| {
            loop {
                let before = Instant::now();
                thread::sleep(TICK);
                let passed = Some(before.elapsed()).filter(|passed| *passed < PAUSE).unwrap_or(TICK);
                ACTIVE.fetch_add(u64::try_from(passed.as_micros()).unwrap_or(0), Ordering::Relaxed);
            }
        });
    });
    Duration::from_micros(ACTIVE.load(Ordering::Relaxed))
}

/// An output stream of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// The limits of a process. `None` means unlimited.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bounds {
    /// The time from start to end.
    pub time: Option<Duration>,
    /// The time without output.
    pub silence: Option<Duration>,
    /// The amount of memory in bytes that the process, and each process that it starts, can use.
    ///
    /// Allocations beyond that fail, which aborts a Rust program. The limit is enforced only on Linux, since other
    /// systems offer no way to set it from outside.
    pub memory: Option<u64>,
    /// The mark of the task that starts the process.
    pub mark: Option<Mark>,
}

/// The way in which a supervised process ended.
#[derive(Debug)]
pub enum End {
    /// It exited by itself.
    Exited(ExitStatus),
    /// It exceeded the time limit.
    TimedOut,
    /// It printed nothing for too long.
    Silent,
    /// The sink rejected further output.
    TooMuchOutput,
    /// It was stopped on request.
    Stopped,
}

/// The pipes for the output streams of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipes {
    /// One pipe for both streams, which preserves the order of the output. All of it counts as [`Stream::Out`].
    Merged,
    /// One pipe per stream.
    Separate,
}

enum Chunk {
    Data(Stream, Vec<u8>),
    Closed,
}

/// Runs `command` until it exits or exceeds a limit.
///
/// The output goes to `sink`, which can reject further output.
///
/// When this function returns, all processes of the group are dead. If a process has left the group, [`orphans`] takes
/// care of it instead.
///
/// # Errors
///
/// Fails if the command cannot be started.
pub fn supervise(
    mut command: Command,
    pipes: Pipes,
    bounds: Bounds,
    stop: &StopFlag,
    sink: &mut dyn FnMut(Stream, &[u8]) -> ControlFlow<()>,
) -> io::Result<End> {
    let (out_reader, out_writer) = io::pipe()?;
    let mut readers = vec![(Stream::Out, out_reader)];
    match pipes {
        Pipes::Merged => drop(command.stderr(out_writer.try_clone()?)),
        Pipes::Separate => {
            let (err_reader, err_writer) = io::pipe()?;
            command.stderr(err_writer);
            readers.push((Stream::Err, err_reader));
        }
    }
    command.stdin(Stdio::null()).stdout(out_writer);
    let mut child = orphans::start(bounds.mark, || spawn(command))?;
    if let Some(memory) = bounds.memory {
        limit_memory(child.id(), memory);
    }
    let started = active_time();
    let mut last_output = started;

    // The channel is bounded, so a process that prints too fast has to wait.
    let (sender, chunks) = mpsc::sync_channel(16);
    let mut open = readers.len();
    for (stream, reader) in readers {
        let sender = sender.clone();
        thread::spawn(move || forward(stream, reader, &sender));
    }

    let mut ended: Option<(ExitStatus, Instant)> = None;
    let end = loop {
        if stop.requested() {
            break End::Stopped;
        }
        // Check the pipes and the exit status before the clock: if the runner itself was paused for a while, the child
        // may have finished in time.
        match chunks.recv_timeout(if open == 0 { Duration::from_millis(1) } else { POLL }) {
            Ok(Chunk::Data(stream, bytes)) => {
                last_output = active_time();
                if sink(stream, &bytes).is_break() {
                    break End::TooMuchOutput;
                }
                if bounds.time.is_none_or(|limit| last_output.saturating_sub(started) < limit) {
                    continue;
                }
            }
            Ok(Chunk::Closed) => open -= 1,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => thread::sleep(Duration::from_millis(1)),
        }
        if ended.is_none()
            && let Some(status) = child.try_wait()?
        {
            // Kill the processes that it left behind, which also closes the pipes.
            let _ = child.start_kill();
            ended = Some((status, Instant::now()));
        }
        if let Some((status, when)) = ended {
            if open == 0 || when.elapsed() > DRAIN {
                break End::Exited(status);
            }
        } else if bounds.time.is_some_and(|limit| active_time().saturating_sub(started) >= limit) {
            break End::TimedOut;
        } else if bounds.silence.is_some_and(|limit| active_time().saturating_sub(last_output) >= limit) {
            break End::Silent;
        }
    };
    if ended.is_none() {
        // An error means that it has just exited.
        let _ = child.start_kill();
        let _ = child.wait();
    }
    Ok(end)
}

/// The output and end of a process.
#[derive(Debug)]
pub struct Captured {
    /// The way in which it ended.
    pub end: End,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Captured {
    /// Returns true if the process exited with success.
    pub fn is_success(&self) -> bool {
        matches!(self.end, End::Exited(status) if status.success())
    }
}

/// Runs `command` until it exits or exceeds a limit, and captures its whole output.
///
/// This is only meant for programs that print little.
///
/// # Errors
///
/// Fails if the command cannot be started.
pub fn capture(command: Command, bounds: Bounds, stop: &StopFlag) -> io::Result<Captured> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let end = supervise(command, Pipes::Separate, bounds, stop, &mut |stream, bytes| {
        let output = if stream == Stream::Out { &mut stdout } else { &mut stderr };
        output.extend_from_slice(bytes);
        ControlFlow::Continue(())
    })?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Captured { end, stdout: text(&stdout), stderr: text(&stderr) })
}

fn spawn(command: Command) -> io::Result<Box<dyn ChildWrapper>> {
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    // `command` is dropped here, which closes the parent's ends of the pipes.
    command.spawn()
}

#[cfg(target_os = "linux")]
fn limit_memory(process: u32, bytes: u64) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return };
    // Limit the data segment rather than the address space, because allocators reserve much more address space than
    // they use. An error means that the process has already exited, or has inherited a lower limit.
    let _ = prlimit(Some(process), Resource::Data, Rlimit { current: Some(bytes), maximum: Some(bytes) });
}

#[cfg(not(target_os = "linux"))]
fn limit_memory(_process: u32, _bytes: u64) {}

fn forward(stream: Stream, mut reader: io::PipeReader, chunks: &mpsc::SyncSender<Chunk>) {
    let mut buffer = [0; 8192];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => {
                if chunks.send(Chunk::Data(stream, buffer[..length].to_vec())).is_err() {
                    return;
                }
            }
        }
    }
    let _ = chunks.send(Chunk::Closed);
}
