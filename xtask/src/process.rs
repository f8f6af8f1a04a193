//! Child processes that cannot get away: each leads a group (a job on Windows) that is ended as a whole at a limit, when
//! a newer run takes over, and when the process itself has ended but left others behind.

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

/// How often a child that is silent is looked at.
const POLL: Duration = Duration::from_millis(10);
/// How long the pipes of a child that has ended may stay open: another process may hold them.
const DRAIN: Duration = Duration::from_millis(200);

/// A request to stop, shared by everyone who can make it or must heed it.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Nobody has asked to stop yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop.
    pub fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked to stop.
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often [`awake`] counts.
const TICK: Duration = Duration::from_millis(10);
/// A longer tick than this was a pause of this process: it was stopped, or the machine was asleep.
const PAUSE: Duration = Duration::from_secs(1);

/// The time that this process has been awake since this was asked first. Time in which it was stopped (Ctrl-Z) does not count.
pub fn awake() -> Duration {
    static AWAKE: AtomicU64 = AtomicU64::new(0);
    static CLOCK: Once = Once::new();
    CLOCK.call_once(|| {
        thread::spawn(|| {
            loop {
                let before = Instant::now();
                thread::sleep(TICK);
                let passed = Some(before.elapsed()).filter(|passed| *passed < PAUSE).unwrap_or(TICK);
                AWAKE.fetch_add(u64::try_from(passed.as_micros()).unwrap_or(0), Ordering::Relaxed);
            }
        });
    });
    Duration::from_micros(AWAKE.load(Ordering::Relaxed))
}

/// Which pipe something was printed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What a process may use. None: as much as it likes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bounds {
    /// Time from its start to its end.
    pub time: Option<Duration>,
    /// Time without a byte of output.
    pub silence: Option<Duration>,
    /// Bytes of memory, for it and for each process that it starts. An allocation beyond fails, which ends a Rust program.
    ///
    /// Linux alone can set it from outside; elsewhere nothing is limited.
    pub memory: Option<u64>,
    /// The mark of the task that starts it.
    pub mark: Option<Mark>,
}

/// How a supervised process ended.
#[derive(Debug)]
pub enum End {
    /// By itself.
    Exited(ExitStatus),
    /// By the time limit.
    TimedOut,
    /// By the limit on silence.
    Silent,
    /// Whoever takes its output had enough.
    TooMuchOutput,
    /// On request.
    Stopped,
}

/// Whether both output streams come through one pipe, in the order in which they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipes {
    /// Both through one; everything is [`Stream::Out`].
    Merged,
    /// Each through its own.
    Separate,
}

enum Chunk {
    Data(Stream, Vec<u8>),
    Closed,
}

/// Runs `command` to its end, or ends it; `sink` gets what it prints as it comes, and may refuse more.
///
/// When this returns, no process of the group is left; what has left the group is the business of [`leftovers`](crate::orphans).
///
/// # Errors
///
/// If the command cannot be started.
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
    let started = awake();
    let mut heard = started;

    // A bounded channel: who floods has to wait until the flood was looked at.
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
        // The pipes and the process come before the clock: after a pause of this process, the child may be done long ago.
        match chunks.recv_timeout(if open == 0 { Duration::from_millis(1) } else { POLL }) {
            Ok(Chunk::Data(stream, bytes)) => {
                heard = awake();
                if sink(stream, &bytes).is_break() {
                    break End::TooMuchOutput;
                }
                if bounds.time.is_none_or(|limit| heard.saturating_sub(started) < limit) {
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
            // What it left behind goes with it, and lets go of the pipes.
            let _ = child.start_kill();
            ended = Some((status, Instant::now()));
        }
        if let Some((status, when)) = ended {
            if open == 0 || when.elapsed() > DRAIN {
                break End::Exited(status);
            }
        } else if bounds.time.is_some_and(|limit| awake().saturating_sub(started) >= limit) {
            break End::TimedOut;
        } else if bounds.silence.is_some_and(|limit| awake().saturating_sub(heard) >= limit) {
            break End::Silent;
        }
    };
    if ended.is_none() {
        // An error means that it ended in this very moment.
        let _ = child.start_kill();
        let _ = child.wait();
    }
    Ok(end)
}

/// What a process printed, and how it ended.
#[derive(Debug)]
pub struct Captured {
    /// How it ended.
    pub end: End,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Captured {
    /// Whether the process ended by itself, with success.
    pub fn is_success(&self) -> bool {
        matches!(self.end, End::Exited(status) if status.success())
    }
}

/// Runs `command` to its end, or ends it, and keeps all that it prints. For programs whose output is known to be small.
///
/// # Errors
///
/// If the command cannot be started.
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
    // Dropping the command afterwards closes this side's ends of the pipes.
    command.spawn()
}

#[cfg(target_os = "linux")]
fn limit_memory(process: u32, bytes: u64) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return };
    // What a program writes to counts, not the addresses that it reserves: an allocator reserves many times what it uses.
    // An error means that it has ended already, or that whoever started the runner set a limit that is lower still.
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
