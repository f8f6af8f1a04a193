//! The live view: runs the current kata at every save.
//!
//! Everything that happens is an event on one channel; one loop takes them in turn. Runs and the watching of files have
//! threads of their own and only send.

mod saves;

use std::io::{BufRead, IsTerminal, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::command::{self, Session};
use crate::error::{Error, Result};
use crate::pipeline::{Progress, Request};
use crate::process::Stop;
use crate::report::{Report, Subject, Verdict};
use crate::state::KataState;
use crate::view::{self, human};
use crate::workspace::Kata;

/// What can happen.
#[derive(Debug)]
enum Event {
    /// A file was saved.
    Saved,
    /// Something about the watching of files that the user should know.
    Notice(String),
    /// The user typed a line.
    Typed(String),
    /// The run goes on.
    Progress(Progress),
    /// The run has ended.
    Ended(Box<Result<(Report, Option<String>)>>),
}

/// Why the view of one kata ends.
enum Leave {
    Quit,
    Next(String),
}

/// Watches a kata until the user quits: the named one, or the current one.
///
/// # Errors
///
/// If there is no such kata, or nobody reads the output any more.
pub fn run(session: &Session, kata: Option<&str>) -> Result<()> {
    let state = session.state()?;
    let mut kata = session.kata(kata, &state)?;
    let (sender, events) = mpsc::channel();
    read_lines(sender.clone());
    loop {
        match View::new(session, kata, sender.clone())?.run(&events)? {
            Leave::Quit => return Ok(()),
            Leave::Next(name) => kata = session.workspace.kata(&name)?,
        }
    }
}

/// Sends what the user types, until there is no more.
fn read_lines(sender: Sender<Event>) {
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if sender.send(Event::Typed(line.trim().to_owned())).is_err() {
                break;
            }
        }
    });
}

/// The view of one kata.
struct View<'a> {
    session: &'a Session,
    kata: &'a Kata,
    sender: Sender<Event>,
    /// Clears the screen between runs.
    full_screen: bool,
    /// The stop of the run that is under way.
    running: Option<Stop>,
    /// A save came while a run was under way.
    stale: bool,
    last: Option<Report>,
    first_run: bool,
}

impl<'a> View<'a> {
    fn new(session: &'a Session, kata: &'a Kata, sender: Sender<Event>) -> Result<Self> {
        let first_run = !session.state()?.katas.contains_key(kata.name());
        let full_screen = std::io::stdout().is_terminal();
        Ok(Self { session, kata, sender, full_screen, running: None, stale: false, last: None, first_run })
    }

    fn run(mut self, events: &Receiver<Event>) -> Result<Leave> {
        thread::scope(|scope| {
            let _watching = saves::watch(scope, self.watched(), self.sender.clone());
            self.start(scope);
            let left = self.take_events(scope, events);
            // Whatever happened, no run outlives the view.
            if let Some(stop) = &self.running {
                stop.request();
                if self.full_screen {
                    // The shell's prompt begins a line of its own.
                    print_raw("\r\x1b[K")?;
                }
            }
            left
        })
    }

    fn watched(&self) -> Vec<std::path::PathBuf> {
        vec![self.kata.folder(), self.kata.suite(), self.session.workspace.root().join("Cargo.toml")]
    }

    fn take_events<'scope>(
        &mut self,
        scope: &'scope thread::Scope<'scope, '_>,
        events: &Receiver<Event>,
    ) -> Result<Leave>
    where
        'a: 'scope,
    {
        loop {
            if self.session.stop.requested() {
                return Ok(Leave::Quit);
            }
            match events.recv_timeout(Duration::from_millis(50)) {
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Leave::Quit),
                Ok(Event::Saved) => self.start(scope),
                Ok(Event::Notice(text)) => command::print(&format!("note: {text}\n"))?,
                Ok(Event::Progress(progress)) => self.show_progress(&progress)?,
                Ok(Event::Ended(result)) => {
                    self.running = None;
                    if std::mem::take(&mut self.stale) {
                        self.start(scope);
                    } else {
                        self.show(*result)?;
                    }
                }
                Ok(Event::Typed(line)) => {
                    if let Some(leave) = self.obey(&line, scope)? {
                        return Ok(leave);
                    }
                }
            }
        }
    }

    /// Starts a run, after ending the one that is under way: what it would tell is about code that is no more.
    fn start<'scope>(&mut self, scope: &'scope thread::Scope<'scope, '_>)
    where
        'a: 'scope,
    {
        if let Some(stop) = &self.running {
            stop.request();
            self.stale = true;
            return;
        }
        let stop = Stop::new();
        self.running = Some(stop.clone());
        let (session, kata, sender) = (self.session, self.kata, self.sender.clone());
        scope.spawn(move || {
            let mut request = Request::everything(Subject::Kata);
            if let Ok((state, _)) = session.store.load() {
                request.known_totals = state.katas.get(kata.name()).map(KataState::known_totals).unwrap_or_default();
            }
            let progress = sender.clone();
            let result = command::run_and_record(session, kata, &request, &stop, &|step| {
                // The receiver is gone only when the view is.
                let _ = progress.send(Event::Progress(step));
            });
            let _ = sender.send(Event::Ended(Box::new(result)));
        });
    }

    fn obey<'scope>(&mut self, line: &str, scope: &'scope thread::Scope<'scope, '_>) -> Result<Option<Leave>>
    where
        'a: 'scope,
    {
        match line {
            "" | "r" => self.start(scope),
            "h" => self.say(&command::hint(self.session, self.kata, None))?,
            "s" => self.say(&self.stage_text())?,
            "b" => self.say(&self.kata.brief().map(|brief| view::fit(&brief)))?,
            "q" => return Ok(Some(Leave::Quit)),
            "n" if self.last.as_ref().is_some_and(|report| report.verdict == Verdict::Green) => {
                if let Some(next) = command::mark_done(self.session, self.kata)? {
                    command::print(&format!("{} is done. Next: {}.\n", self.kata.name(), next.name()))?;
                    return Ok(Some(Leave::Next(next.name().to_owned())));
                }
                command::print("All katas are done.\n")?;
            }
            "n" => command::print("Not yet: the next kata comes when all stages of this one are green.\n")?,
            _ => command::print(KEYS)?,
        }
        Ok(None)
    }

    fn stage_text(&self) -> Result<String> {
        let state = self.session.state()?.katas.get(self.kata.name()).cloned().unwrap_or_default();
        Ok(view::fit(&command::stage_text(self.session, &command::current_stage(self.kata, &state)?)))
    }

    /// Shows something that was asked for, or why it cannot be shown: no reason to leave.
    fn say(&self, text: &Result<String>) -> Result<()> {
        match text {
            Ok(text) => command::print(&format!("\n{text}\n{KEYS}")),
            Err(error) => command::print(&format!("{error}\n")),
        }
    }

    fn show_progress(&self, progress: &Progress) -> Result<()> {
        // A run that was told to stop may still say something.
        if !self.full_screen || self.running.is_none() {
            return Ok(());
        }
        let what = match progress {
            Progress::Built(name) => format!("building… {name}"),
            Progress::Ran(done, total) => format!("running… {done} of {total}"),
        };
        command::print(&format!("\r\x1b[K{what}"))
    }

    fn show(&mut self, result: Result<(Report, Option<String>)>) -> Result<()> {
        if self.full_screen {
            // The screen and not what has scrolled off it, which is the user's.
            print_raw("\x1b[2J\x1b[H")?;
        }
        match result {
            Ok((report, warning)) => {
                if let Some(warning) = warning {
                    command::print(&format!("note: {warning}\n"))?;
                }
                command::print(&human::render(&report, false))?;
                command::print(&self.remark(&report))?;
                self.first_run = false;
                self.last = Some(report);
            }
            Err(Error::Stopped) => return Ok(()),
            Err(error) => command::print(&format!("{error}\n"))?,
        }
        command::print(&format!("\nWaiting for a save in katas/{}.\n{KEYS}", self.kata.name()))
    }

    fn remark(&self, report: &Report) -> String {
        match report.verdict {
            Verdict::Green => {
                let design = format!("solutions/{}/DESIGN.md", self.kata.name());
                format!("Green: compare with the reference, beginning with {design},\nthen go on with n.\n")
            }
            Verdict::Red if self.first_run && report.passed == 0 => command::RED_AT_FIRST.to_owned(),
            _ => String::new(),
        }
    }
}

const KEYS: &str = "A letter and Enter: r run, s stage, b brief, h hint, n next kata, q quit.\n";

fn print_raw(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
